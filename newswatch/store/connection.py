"""A SQLite connection as newswatch needs it: durable, migrated, errors in words.

WAL lets the feed writer read while the crawler writes. synchronous=FULL is not
negotiable: with NORMAL a power cut can forget a row whose line is already fsynced in
the feed, its seq is given again, and an article is doubled.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path

from newswatch.errors import StorageError

#: how long a writer waits for another process's transaction, in seconds
BUSY_TIMEOUT_S = 30.0
#: pages that a connection keeps in memory, in KiB: each text touches some 40 pages of
#: the copy index, anywhere in it
CACHE_KIB = 64 * 1024


def connect(path: Path | str) -> sqlite3.Connection:
    """A connection to the state at *path*, made or migrated to this version.

    Raises StorageError: NW401 disk, NW402 locked, NW403 damaged, NW404 newer.
    """
    with storage_errors(path):
        db = sqlite3.connect(
            path,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            _keep_older(db, path)
            _migrate(db, path)
        except BaseException:
            db.close()
            raise
        return db


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing and sees the state of one moment.

    Raises StorageError: NW402 locked, NW403 damaged, NW404 newer, NW411 older.
    """
    with storage_errors(path):
        db = open_to_read(path)
        try:
            db.row_factory = sqlite3.Row
            db.execute("BEGIN")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            newest = newest_version()
            _refuse_newer(version, newest, path)
            _refuse_older(version, newest, path)
        except BaseException:
            db.close()
            raise
        return db


def _migrations() -> list[tuple[int, str]]:
    folder = resources.files("newswatch.store") / "sql"
    found = [
        (int(entry.name[:4]), entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    ]
    return sorted(found)


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, for those who may not write there as well.

    A state at rest has no -wal and -shm, and SQLite wants to make them: where this user
    may not, on a read-only disk or in another one's folder, the file is read as it is.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    db = _opened(uri)
    try:
        db.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        db.close()
        primary = error.sqlite_errorcode & 0xFF
        at_rest = primary in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
        if not at_rest or not path.exists() or _has_log(path):
            raise
        return _opened(f"{uri}&immutable=1")
    except BaseException:
        db.close()
        raise
    return db


def _opened(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def newest_version() -> int:
    """The schema that this newswatch writes."""
    return _migrations()[-1][0]


def _keep_older(db: sqlite3.Connection, path: Path | str) -> None:
    """Before a state of an earlier version is migrated, a copy of it stands beside."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if not 0 < version < newest_version():
        return
    copy = Path(f"{path}.schema-{version}")
    if copy.exists():
        return
    part = copy.with_name(f"{copy.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(part)) as beside:
            db.backup(beside)
            beside.execute("PRAGMA journal_mode = DELETE")
        part.rename(copy)
    finally:
        part.unlink(missing_ok=True)


def _migrate(db: sqlite3.Connection, path: Path | str) -> None:
    """Bring the schema up to date. Raises StorageError NW404 for a newer one."""
    newest = newest_version()
    migrate(db, to=newest, refuse=lambda version: _refuse_newer(version, newest, path))


def migrate(
    db: sqlite3.Connection, *, to: int, refuse: Callable[[int], None] = lambda _: None
) -> None:
    """Bring the schema to version *to*; each step is one transaction.

    *refuse* may raise for the version that is found.
    """
    for number, script in _migrations():
        if number > to:
            return
        # Two processes may start at once: who comes second finds the work done.
        db.execute("BEGIN IMMEDIATE")
        try:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            refuse(version)
            if version < number:
                for statement in _statements(script):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # a full disk has rolled it back already
                db.execute("ROLLBACK")
            raise


def tables(db: sqlite3.Connection) -> set[str]:
    """The names of all tables."""
    rows = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {row[0] for row in rows}


def _refuse_newer(version: int, newest: int, path: Path | str) -> None:
    if version > newest:
        raise StorageError(
            f"{path} was written by a newer newswatch "
            f"(schema {version}, this one knows {newest})",
            code="NW404",
            help="upgrade newswatch, or choose another folder with -C",
        )


def _refuse_older(version: int, newest: int, path: Path) -> None:
    if version < newest:
        raise StorageError(
            f"{path} was written by an earlier newswatch "
            f"(schema {version}, this one knows {newest})",
            code="NW411",
            help="newswatch once or run brings it up to date when it starts",
        )


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; executescript() would commit our transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


#: begin, keep, undo; within another transaction, a savepoint of it
_OUTER = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_INNER = (
    "SAVEPOINT inner_step",
    "RELEASE inner_step",
    # A savepoint that was rolled back to still stands, and would hide the one of the
    # same name outside it.
    ("ROLLBACK TO inner_step", "RELEASE inner_step"),
)


class Transaction:
    """`with` it, all or nothing; inside another transaction, a savepoint of it.

    A class, not a generator: every poll goes through some thirty of these.
    """

    __slots__ = ("_db", "_keep", "_undo")

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._keep = ""
        self._undo: tuple[str, ...] = ()

    def __enter__(self) -> None:
        begin, self._keep, self._undo = _INNER if self._db.in_transaction else _OUTER
        self._db.execute(begin)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._db.execute(self._keep)
        except BaseException:
            self._roll_back()
            raise
        if kind is not None:
            self._roll_back()

    def _roll_back(self) -> None:
        # SQLite has rolled back by itself after a full disk or an I/O error.
        if self._db.in_transaction:
            for statement in self._undo:
                self._db.execute(statement)


class StorageErrors:
    """`with` it, what a disk or another process did is a StorageError with a next step.

    Other errors of SQLite are faults of ours and pass as they are.
    """

    __slots__ = ("_path",)

    def __init__(self, path: Path | str) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing has happened yet."""

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, *__: object
    ) -> None:
        if not isinstance(error, sqlite3.Error):
            return
        if (explained := _explain(error)) is not None:
            code, what, next_step = explained
            raise StorageError(
                f"{what}: {self._path} ({error})", code=code, help=next_step
            ) from error


def transaction(db: sqlite3.Connection) -> Transaction:
    return Transaction(db)


def storage_errors(path: Path | str) -> StorageErrors:
    return StorageErrors(path)


_DAMAGED_HELP = (
    "start newswatch again: it sets the state aside and builds it anew from the feed"
)
_DISK = frozenset(
    {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)


def _explain(error: sqlite3.Error) -> tuple[str, str, str] | None:
    """Code, what is wrong, and a next step; None for what no operator can mend."""
    # The low byte is the primary result code (sqlite.org/rescode.html).
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "NW402", "the state is locked", "stop the other program that holds it"
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return "NW403", "the state is damaged", _DAMAGED_HELP
    if primary in _DISK:
        return (
            "NW401",
            "the state cannot be written",
            "make room, or make the folder writable for this user",
        )
    return None
