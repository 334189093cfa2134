"""Keeping feed and state in step, and what is kept, as the store's methods."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from newswatch.store import rebuild, retention
from newswatch.store.connection import storage_errors
from newswatch.store.database import Database
from newswatch.store.keeping import Kept, TakenBack
from newswatch.store.rows import instant_of, instant_text


class Upkeep(Database):
    """The methods of newswatch.store.keeping.Keeping."""

    def outbox_reach(self, last_seq: int, size: int) -> tuple[int, int]:
        with storage_errors(self._path):
            return outbox_reach(self._db, last_seq, size)

    def take_back(self, lines: Sequence[TakenBack]) -> None:
        with self.transaction():
            for taken in lines:
                rebuild.take_back(self._db, taken)

    def forget(self, kept: Kept, before: datetime, most: int) -> int:
        with self.transaction():
            return retention.forget(self._db, kept, before, most)

    def forget_lines(self, last_seq: int, before: datetime, most: int) -> int:
        with self.transaction():
            return retention.forget_lines(self._db, last_seq, before, most)

    def upkept_at(self, name: str) -> datetime | None:
        row = self._one("SELECT done_at FROM upkeep WHERE name = ?", name)
        return instant_of(row["done_at"]) if row else None

    def note_upkeep(self, name: str, at: datetime) -> None:
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO upkeep VALUES (?, ?)", (name, instant_text(at))
            )


def outbox_reach(db: sqlite3.Connection, last_seq: int, size: int) -> tuple[int, int]:
    """See Keeping.outbox_reach."""
    after, covered = last_seq, 0
    rows = db.execute(
        "SELECT seq, length(line) FROM outbox WHERE seq <= ? ORDER BY seq DESC",
        (last_seq,),
    )
    for seq, length in rows:
        if covered >= size or seq != after:
            break
        after, covered = seq - 1, covered + length
    return after, covered
