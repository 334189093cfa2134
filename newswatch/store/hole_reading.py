"""Reading of one SQLite file what was missed: holes, and what each source has named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from newswatch.store.books import Recall, StoredHole
from newswatch.store.connection import storage_errors
from newswatch.store.hole_rows import hole_of
from newswatch.store.naming import day_of
from newswatch.store.rows import instant_of, instant_text

_HOLES = (
    "SELECT hole.*, (SELECT count(*) FROM hole_link WHERE hole_id = hole.id) AS links,"
    " (SELECT count(DISTINCT article_id) FROM hole_link JOIN seen USING (key)"
    "  WHERE hole_id = hole.id) AS articles,"
    " (SELECT json_group_array(DISTINCT place) FROM hole_link"
    "  WHERE hole_id = hole.id) AS filled_by"
    " FROM hole WHERE outlet_id = ? ORDER BY id DESC LIMIT ?"
)
#: every article that its sources have led to, with who named it: by the address, of
#: which an article may have several
_NAMINGS = (
    "SELECT article.id, article.url, observed_at, naming_id FROM naming"
    " JOIN named ON naming_id = naming.id JOIN seen USING (key)"
    " JOIN article ON article.id = seen.article_id"
    " WHERE naming.outlet_id = ? AND observed_at >= ? ORDER BY observed_at DESC"
)


class HoleReading:
    """Whoever mixes it in has opened the file."""

    _db: sqlite3.Connection
    _path: Path

    def holes_of(self, outlet_id: str, limit: int) -> list[StoredHole]:
        with storage_errors(self._path):
            rows = self._db.execute(_HOLES, (outlet_id, limit)).fetchall()
        return [
            StoredHole(
                hole=hole_of(row),
                links=row["links"],
                articles=row["articles"],
                filled_by=tuple(json.loads(row["filled_by"])),
            )
            for row in rows
        ]

    def recall_of(self, outlet_id: str, since: datetime) -> list[Recall]:
        start = instant_text(since)
        with storage_errors(self._path):
            sources = self._db.execute(
                "SELECT naming.id, url, max(since, ?2) AS since,"
                " ifnull(answered_at, '') AS until FROM naming"
                " LEFT JOIN listing USING (outlet_id, url)"
                " WHERE outlet_id = ?1 AND day >= ?3 ORDER BY url",
                (outlet_id, start, day_of(since)),
            ).fetchall()
            namings = self._db.execute(_NAMINGS, (outlet_id, start)).fetchall()
        named_by: dict[str, set[int]] = {}
        articles = {}
        for row in namings:
            named_by.setdefault(row["id"], set()).add(row["naming_id"])
            articles[row["id"]] = row
        return [_recall(source, articles.values(), named_by) for source in sources]


def _recall(
    source: sqlite3.Row,
    articles: Iterable[sqlite3.Row],
    named_by: Mapping[str, set[int]],
) -> Recall:
    expected = [
        article
        for article in articles
        if source["since"] <= article["observed_at"] <= source["until"]
    ]
    missed = [each for each in expected if source["id"] not in named_by[each["id"]]]
    return Recall(
        url=source["url"],
        since=instant_of(source["since"]),
        articles=len(expected),
        named=len(expected) - len(missed),
        missed=missed[0]["url"] if missed else None,
    )
