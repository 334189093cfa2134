"""The state file at start: whole, or set aside under a name that says when.

    no file, empty       ─▶ a new one      newer schema     ─▶ refused (connection.py)
    whole by quick_check ─▶ as it is       older schema     ─▶ migrated (connection.py)
    damaged              ─▶ aside          suspected before ─▶ checked in full
    whole but for a -wal that is not its own ─▶ the -wal aside: an older state

A state that was set aside, lost or emptied is built anew from the feed, and an older
one brought up to it, by whoever opens that. quick_check reads every page (270 MB in
0.14 s where they are in memory) but does not compare indexes with their tables.
`check_in_full` does, beside the work, and leaves a mark for the next start: other
processes hold the file while this one runs.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from newswatch.errors import StorageError
from newswatch.store.backup import sync_folder
from newswatch.store.connection import (
    BUSY_TIMEOUT_S,
    migrate,
    newest_version,
    storage_errors,
    tables,
)

log = logging.getLogger(__name__)

#: what stands beside a state file and belongs to it
_COMPANIONS = ("", "-wal", "-shm")
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def make_sound(path: Path, now: datetime) -> list[Path]:
    """Have at *path* a whole state or none; the files that were put aside for it.

    Its caller holds the folder's lock. Raises StorageError as `connect` does.
    """
    aside: list[Path] = []
    try:
        fault = first_fault = _fault(path)
        if fault is not None and _size(_wal(path)):
            # Read-only so far: the log has changed nothing in the file itself.
            aside += _set_aside(path, _COMPANIONS[1:], now)
            fault = _fault(path)
        if fault is not None:
            aside += _set_aside(path, _COMPANIONS, now)
    except OSError as error:
        raise StorageError(
            f"the state cannot be written: {path} ({error.strerror})",
            code="NW401",
            help="make room, or make the folder writable for this user",
        ) from error
    if aside:
        log.error(
            "state was damaged, set aside; what the feed tells is taken back",
            extra={"code": "NW403", "why": first_fault, "kept": str(aside[0])},
        )
    return aside


def check_in_full(path: Path, stop: list[sqlite3.Connection]) -> str | None:
    """What is wrong with the state, indexes included; None if nothing.

    Its connection is in *stop* meanwhile: interrupt() ends the check early, as None.
    What was found is marked for the next start.
    """
    try:
        with closing(_read_only(path)) as db:
            stop.append(db)
            found = _first_fault(db, "integrity_check")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
            return None  # busy, interrupted, out of files: nothing was learned
        found = str(error)
    finally:
        stop.clear()
    if found is not None:
        _mark(path).write_text(f"{found}\n", "utf-8")
    return found


def _fault(path: Path) -> str | None:
    """Why the state at *path* cannot be gone on with."""
    if not _size(path):
        # A log without its state is nobody's: SQLite would drop it, or worse.
        return "there is a -wal file without its state" if _size(_wal(path)) else None
    if not _mark(path).exists():
        return _checked(path, "quick_check")
    fault = _checked(path, "integrity_check")
    if fault is not None:
        fault = _reindexed(path)
    _mark(path).unlink(missing_ok=True)
    return fault


def _checked(path: Path, check: str) -> str | None:
    with storage_errors(path):
        try:
            with closing(_read_only(path)) as db:
                return _first_fault(db, check) or missing_tables(db)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                return str(error)
            raise


def _reindexed(path: Path) -> str | None:
    """Indexes are made anew from their tables; what is wrong then still."""
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as db:
            db.execute("REINDEX")
    except sqlite3.DatabaseError as error:
        return str(error)
    log.warning("indexes of the state made anew", extra={"file": str(path)})
    return _checked(path, "integrity_check")


def _first_fault(db: sqlite3.Connection, check: str) -> str | None:
    (found,) = db.execute(f"PRAGMA {check}(1)").fetchone()
    return None if found == "ok" else str(found)


def missing_tables(db: sqlite3.Connection) -> str | None:
    """The tables that a state of its version has, and this one not."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    names = tables(db)
    if (version == 0 and not names) or version > newest_version():
        return None
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh, to=max(version, 1))
        missing = sorted(tables(fresh) - names)
    return f"no table {', '.join(missing)}" if missing else None


def _read_only(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(
        uri, uri=True, timeout=BUSY_TIMEOUT_S, check_same_thread=False
    )


def _set_aside(path: Path, companions: Sequence[str], now: datetime) -> list[Path]:
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%SZ}")
    moved = []
    # The state goes first: what is left beside no state is set aside by the next start.
    for companion in companions:
        here = path.with_name(path.name + companion)
        if here.exists():
            there = aside.with_name(aside.name + companion)
            here.rename(there)
            moved.append(there)
    sync_folder(path.parent)
    return moved


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _mark(path: Path) -> Path:
    return path.with_name(f"{path.name}.suspect")
