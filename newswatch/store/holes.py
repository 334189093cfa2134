"""Holes as the store's methods."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from newswatch.store.announcing import Announcing
from newswatch.store.base import Announced, Sorted
from newswatch.store.connection import storage_errors
from newswatch.store.hole_book import Hole, HoleEnd
from newswatch.store.hole_rows import hole_of, open_holes
from newswatch.store.rows import instant_of, instant_text


class Holes(Announcing):
    """See newswatch.store.hole_book.HoleBook for what each method promises."""

    def open_hole(
        self,
        outlet_id: str,
        source_url: str,
        run_id: str,
        since: datetime,
        until: datetime,
        now: datetime,
    ) -> Hole:
        with self.transaction():
            self._db.execute(
                "INSERT OR IGNORE INTO hole (outlet_id, source_url, run_id, found_at,"
                " since, until) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *(outlet_id, source_url, run_id),
                    *(instant_text(now), instant_text(since), instant_text(until)),
                ),
            )
            (row,) = self._all(
                "SELECT * FROM hole WHERE outlet_id = ? AND source_url = ?"
                " AND run_id = ?",
                *(outlet_id, source_url, run_id),
            )
        return hole_of(row)

    def open_holes(self, outlet_id: str) -> list[Hole]:
        with storage_errors(self._path):
            return open_holes(self._db, outlet_id)

    def count_holes(self, outlet_id: str, since: datetime) -> int:
        ((number,),) = self._all(
            "SELECT count(*) FROM hole WHERE outlet_id = ? AND found_at >= ?",
            *(outlet_id, instant_text(since)),
        )
        return int(number)

    def latest_listings(
        self, outlet_id: str, but: Sequence[str], limit: int
    ) -> list[tuple[str, datetime]]:
        rows = self._all(
            "SELECT url, ifnull(source.newest_at, ifnull(answered_at, polled_at))"
            " FROM source LEFT JOIN listing USING (outlet_id, url)"
            " WHERE outlet_id = ? AND url NOT IN (SELECT value FROM json_each(?))"
            " ORDER BY ifnull(answered_at, polled_at) DESC, url DESC LIMIT ?",
            *(outlet_id, json.dumps(list(but)), limit),
        )
        return [(url, instant_of(at)) for url, at in rows]

    def note_filling(self, hole_id: int, place: str, keys: Sequence[bytes]) -> None:
        with self.transaction():
            self._db.execute(
                "UPDATE hole SET asked = json_insert(asked, '$[#]', ?1) WHERE id = ?2"
                " AND NOT EXISTS (SELECT 1 FROM json_each(asked) WHERE value = ?1)",
                (place, hole_id),
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO hole_link VALUES (?, ?, ?)",
                [(hole_id, key, place) for key in keys],
            )

    def fill(
        self,
        outlet_id: str,
        place: str,
        links: Sequence[Announced],
        now: datetime,
    ) -> Sorted:
        with self.transaction():
            return self._remember(outlet_id, place, links, now)

    def try_over(self, hole_id: int) -> None:
        with self.transaction():
            sql = "UPDATE hole SET tries = tries + 1 WHERE id = ?"
            self._db.execute(sql, (hole_id,))

    def end_hole(self, hole_id: int, now: datetime, *, filled: bool) -> None:
        with self.transaction():
            self._db.execute(
                "UPDATE hole SET ended_at = ?2, outcome = CASE WHEN ?3 THEN ?4 WHEN"
                " EXISTS (SELECT 1 FROM hole_link WHERE hole_id = ?1) THEN ?5 ELSE ?6"
                " END WHERE id = ?1 AND outcome IS NULL",
                (hole_id, instant_text(now), filled, *HoleEnd),
            )
