"""One connection to the SQLite file, and how it is read and written."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from newswatch.store.connection import connect, storage_errors, transaction


class Database:
    """What every part of the SQLite store stands on."""

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._db = connect(path)

    def transaction(self) -> AbstractContextManager[None]:
        return _Step(self._path, self._db)

    def close(self) -> None:
        self._db.close()

    def _one(self, sql: str, *values: object) -> sqlite3.Row | None:
        with storage_errors(self._path):
            row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
            return row

    def _all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with storage_errors(self._path):
            return self._db.execute(sql, values).fetchall()


class _Step:
    """A transaction whose errors are in words, in `__enter__` and `__exit__` too."""

    __slots__ = ("_errors", "_transaction")

    def __init__(self, path: Path | str, db: sqlite3.Connection) -> None:
        self._errors = storage_errors(path)
        self._transaction = transaction(db)

    def __enter__(self) -> None:
        with self._errors:
            self._transaction.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._errors:
            self._transaction.__exit__(kind, error, trace)
        self._errors.__exit__(kind, error, trace)
