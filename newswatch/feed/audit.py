"""Once after a start, beside the work: all of the state and all feed files, compared.

What a start can wait for was looked at by then (store/repair.py, mending.py). This
reads the rest: the indexes of the state, the whole of the newest file, and the closed
ones as far back as the outbox reaches. It changes nothing; what it finds is told once.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from newswatch.errors import StorageError
from newswatch.feed.mending import compare
from newswatch.feed.reader import feed_files
from newswatch.store.base import OutboxRow
from newswatch.store.connection import connect_to_read
from newswatch.store.repair import check_in_full
from newswatch.store.rows import outbox_row_of

log = logging.getLogger(__name__)


class Audit:
    """A thread that reads; `end()` waits for it, and cuts it short."""

    def __init__(self, state: Path, folder: Path) -> None:
        self._state = state
        self._folder = folder
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()
        self._reading: list[sqlite3.Connection] = []

    def begin(self) -> None:
        """Start it, the first time that this is called."""
        if self._thread is None and not self._ending.is_set():
            self._thread = threading.Thread(
                target=self._read, name="audit", daemon=True
            )
            self._thread.start()

    def end(self) -> None:
        self._ending.set()
        if self._thread is not None:
            while self._thread.is_alive():
                for db in list(self._reading):
                    with suppress(sqlite3.ProgrammingError):  # it was closed just now
                        db.interrupt()
                self._thread.join(0.05)

    def _read(self) -> None:
        try:
            if found := check_in_full(self._state, self._reading):
                log.error(
                    "state is damaged; the next start mends it, or builds it anew",
                    extra={"code": "NW403", "why": found, "file": str(self._state)},
                )
                return
            self._compare_files()
        except (StorageError, sqlite3.Error, OSError) as error:
            log.debug("audit not finished", extra={"why": str(error)})

    def _compare_files(self) -> None:
        with closing(connect_to_read(self._state)) as db:
            self._reading.append(db)
            try:
                files = feed_files(self._folder)
                for path in files:
                    if self._ending.is_set():
                        return
                    if why := complaint(path, db, closed=path != files[-1]):
                        about = {"code": "NW420", "why": why}
                        log.error("feed file is not what was written", extra=about)
            finally:
                self._reading.clear()


def complaint(path: Path, db: sqlite3.Connection, *, closed: bool) -> str | None:
    """What is wrong with the first line of *path* that is not as the outbox has it."""
    with path.open("rb") as file:
        line = file.readline()
    if not line.endswith(b"\n"):
        return None
    try:
        first = int(json.loads(line)["seq"])
    except (ValueError, KeyError, TypeError):
        return f"{path}:1: the line is no record"
    size = path.stat().st_size
    rows = list(_sizes(db, first, size))
    if not rows:
        return None  # the outbox reaches not back that far
    try:
        damaged = compare(path, _rows(db, first, len(rows)), 0, first)
    except StorageError as error:
        return str(error)
    if damaged:
        number = path.read_bytes()[: damaged[0][0]].count(b"\n") + 1
        return f"{path}:{number}: NUL bytes in the line"
    if closed and sum(rows) != size:
        return f"{path}:{len(rows) + 1}: the line was not written by newswatch"
    return None


def _sizes(db: sqlite3.Connection, first: int, room: int) -> Iterator[int]:
    """The sizes of the lines from *first* on that fit into *room*: a file may grow."""
    rows = db.execute(
        "SELECT seq, length(line) FROM outbox WHERE seq >= ? ORDER BY seq", (first,)
    )
    for seq, length in rows:
        room -= length
        if seq != first or room < 0:
            return
        yield length
        first += 1


def _rows(db: sqlite3.Connection, first: int, count: int) -> Iterator[OutboxRow]:
    sql = "SELECT * FROM outbox WHERE seq >= ? ORDER BY seq LIMIT ?"
    return map(outbox_row_of, db.execute(sql, (first, count)))
