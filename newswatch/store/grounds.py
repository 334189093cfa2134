"""What the state knows of an outlet's addresses, for whoever judges new ones.

Nothing is kept for that purpose: what is owed, admitted and kept out says it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from newswatch.discover.traps import BARREN, Ground
from newswatch.store.database import Database

#: rows that are looked at of each kind, to bound the cost (5 µs each)
_MOST_OWED, _MOST_BARREN, _MOST_ARTICLES, _MOST_ADDRESSES = 5_000, 2_000, 200, 500


class Grounds(Database):
    """The methods of newswatch.store.base.Store about addresses on the whole."""

    def unknown(self, keys: Sequence[bytes]) -> frozenset[bytes]:
        sql = (
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM pending WHERE key = ?1)"
            " OR EXISTS (SELECT 1 FROM seen WHERE key = ?1)"
        )
        return frozenset(key for key in keys if self._one(sql, key) is None)

    def owed(self, outlet_id: str) -> int:
        row = self._one(
            "SELECT count(*) AS n FROM pending WHERE outlet_id = ?", outlet_id
        )
        return int(row["n"]) if row else 0

    def ground(self, outlet_id: str) -> Ground:
        return Ground(
            owed=self._urls(
                "SELECT url FROM pending WHERE outlet_id = ? LIMIT ?",
                outlet_id,
                _MOST_OWED,
            ),
            owed_in_all=self.owed(outlet_id),
            articles=self._articles(outlet_id),
            barren=self._urls(
                "SELECT url FROM kept_out WHERE outlet_id = ?1 AND reason IN"
                " (SELECT value FROM json_each(?3)) ORDER BY last_at DESC LIMIT ?2",
                outlet_id,
                _MOST_BARREN,
                json.dumps(sorted(BARREN)),
            ),
        )

    def _articles(self, outlet_id: str) -> tuple[tuple[str, ...], ...]:
        rows = self._all(
            "SELECT article.id FROM page_blocks JOIN article"
            " ON article.cluster_id = page_blocks.story_id"
            " AND article.outlet_id = page_blocks.outlet_id"
            " WHERE page_blocks.outlet_id = ?"
            " ORDER BY page_blocks.seen_at DESC LIMIT ?",
            outlet_id,
            _MOST_ARTICLES,
        )
        sql = "SELECT url FROM seen WHERE article_id = ? AND NOT claimed LIMIT ?"
        return tuple(self._urls(sql, row["id"], _MOST_ADDRESSES) for row in rows)

    def _urls(self, sql: str, *values: object) -> tuple[str, ...]:
        return tuple(row["url"] for row in self._all(sql, *values))
