"""Looking into one SQLite file without changing it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from newswatch.model import Furniture, Removed
from newswatch.model.story import Story
from newswatch.model.variant import LearnedParameter
from newswatch.store import (
    furniture,
    history,
    parameters,
    quarantine,
    stories,
    texts,
)
from newswatch.store.base import KeptOut, OutboxRow
from newswatch.store.book_reading import BookReading
from newswatch.store.connection import connect_to_read, storage_errors
from newswatch.store.hole_reading import HoleReading
from newswatch.store.lookup import (
    LastRound,
    OwedVisit,
    PlannedLook,
    SeenAddress,
    StoredArticle,
    ToldLine,
    Waiting,
)
from newswatch.store.rows import (
    AT_ONCE,
    instant_of,
    outbox_row_of,
    pending_of,
    robots_of,
)
from newswatch.store.states import RobotsState
from newswatch.store.texts import StoredText, ToldCopy


class SqliteLookup(BookReading, HoleReading):
    """See newswatch.store.lookup.Lookup for what each method promises."""

    def __init__(self, path: Path) -> None:
        """Raises StorageError: NW402, NW403, NW404 newer, NW411 older."""
        self._path = path
        self._db = connect_to_read(path)

    def close(self) -> None:
        self._db.close()

    def seen(self, key: bytes) -> SeenAddress | None:
        row = self._one("SELECT * FROM seen WHERE key = ?", key)
        if row is None:
            return None
        return SeenAddress(
            url=row["url"],
            article_id=row["article_id"],
            claimed=bool(row["claimed"]),
            reason=row["reason"],
            detail=row["detail"],
            seen_at=instant_of(row["seen_at"]),
        )

    def owed(self, key: bytes) -> OwedVisit | None:
        row = self._one("SELECT * FROM pending WHERE key = ?", key)
        if row is None:
            return None
        at_once = row["not_before"] == AT_ONCE
        return OwedVisit(
            pending=pending_of(row),
            due_at=None if at_once else instant_of(row["not_before"]),
            reason=row["reason"],
            detail=row["detail"],
        )

    def article(self, article_id: str) -> StoredArticle | None:
        with storage_errors(self._path):
            return history.article(self._db, article_id)

    def article_ids(self, prefix: str, limit: int) -> list[str]:
        rows = self._all(
            # A range, not LIKE: the primary key finds its beginning.
            "SELECT id FROM article WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            prefix,
            prefix + "\U0010ffff",
            limit,
        )
        return [row["id"] for row in rows]

    def line(self, seq: int) -> OutboxRow | None:
        row = self._one("SELECT * FROM outbox WHERE seq = ?", seq)
        return outbox_row_of(row) if row else None

    def lines_of(self, article_id: str) -> list[OutboxRow]:
        sql = "SELECT * FROM outbox WHERE article_id = ? ORDER BY seq"
        return [outbox_row_of(row) for row in self._all(sql, article_id)]

    def told_lines(self, article_id: str) -> list[ToldLine]:
        with storage_errors(self._path):
            return history.told_lines(self._db, article_id)

    def planned_look(self, article_id: str) -> PlannedLook | None:
        with storage_errors(self._path):
            return history.planned_look(self._db, article_id)

    def kept_out(self, key: bytes) -> KeptOut | None:
        with storage_errors(self._path):
            return quarantine.kept_out(self._db, key)

    def waiting(self, key: bytes) -> Waiting | None:
        with storage_errors(self._path):
            return history.waiting(self._db, key)

    def learned_parameters(self, outlet_id: str) -> list[LearnedParameter]:
        with storage_errors(self._path):
            return parameters.learned(self._db, outlet_id)

    def story(self, article_id: str) -> Story | None:
        with storage_errors(self._path):
            return stories.story(self._db, article_id)

    def removed_from(self, article_id: str) -> list[Removed]:
        with storage_errors(self._path):
            return furniture.removed_from(self._db, article_id)

    def furniture(self, outlet_id: str, key: bytes, now: datetime) -> Furniture:
        with storage_errors(self._path):
            return furniture.furniture(self._db, outlet_id, key, now)

    def outlet_ids(self) -> list[str]:
        rows = self._all(
            "SELECT id FROM outlet UNION SELECT outlet_id FROM run ORDER BY 1"
        )
        return [row["id"] for row in rows]

    def last_round(self, outlet_id: str) -> LastRound | None:
        row = self._one(
            "SELECT ended_at, discovered, problems FROM run WHERE outlet_id = ?"
            " ORDER BY started_at DESC LIMIT 1",
            outlet_id,
        )
        if row is None:
            return None
        return LastRound(
            ended_at=instant_of(row["ended_at"]),
            discovered=row["discovered"],
            problems=tuple(json.loads(row["problems"])),
        )

    def robots(self, origin: str) -> RobotsState | None:
        row = self._one("SELECT * FROM robots WHERE origin = ?", origin)
        return robots_of(row) if row else None

    def text(self, article_id: str) -> StoredText | None:
        with storage_errors(self._path):
            return texts.text_of(self._db, article_id)

    def ids_between(self, since: datetime, until: datetime) -> list[str]:
        with storage_errors(self._path):
            return texts.ids_between(self._db, since, until)

    def copies_of(self, article_id: str) -> list[ToldCopy]:
        with storage_errors(self._path):
            return texts.copies_of(self._db, article_id)

    def topic_counts(self, since: Sequence[datetime]) -> dict[str, tuple[int, ...]]:
        with storage_errors(self._path):
            return texts.topic_counts(self._db, since)

    def _one(self, sql: str, *values: object) -> sqlite3.Row | None:
        with storage_errors(self._path):
            row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
            return row

    def _all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with storage_errors(self._path):
            return self._db.execute(sql, values).fetchall()
