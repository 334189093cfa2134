"""One connection to the SQLite file, and how it is read and written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newswatch.store.connection import connect, storage_errors, transaction


class Database:
    """What every part of the SQLite store stands on."""

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._db = connect(path)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with storage_errors(self._path), transaction(self._db):
            yield

    def close(self) -> None:
        self._db.close()

    def _one(self, sql: str, *values: object) -> sqlite3.Row | None:
        with storage_errors(self._path):
            row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
            return row

    def _all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with storage_errors(self._path):
            return self._db.execute(sql, values).fetchall()
