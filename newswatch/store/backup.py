"""A copy of the state while others write to it: whole, checked, under its name at once.

SQLite's online backup reads one moment of the state, its -wal included; a plain copy of
the file may miss what stands there, or be torn.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from newswatch.errors import StorageError
from newswatch.store.connection import open_to_read, storage_errors

#: what a file system without links says (FAT, many network shares)
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def back_up(state: Path, target: Path) -> int:
    """Copy *state* to the new file *target*; its size.

    Raises StorageError: NW421 the copy cannot be made, or *state* is none; NW403 the
    state is damaged. Nothing is left at *target* then.
    """
    if target.exists():
        raise _failed(target, "it exists already")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True)
        part.touch(0o644, exist_ok=False)  # where none can be made the target says so
        _copy(state, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        _name(part, target)
        sync_folder(target.parent)
        return target.stat().st_size
    except OSError as error:
        raise _failed(target, error.strerror or str(error)) from error
    finally:
        for name in (part, part.with_name(f"{part.name}-journal")):
            with suppress(OSError):  # there is none, or no folder for one
                name.unlink()


def _name(part: Path, target: Path) -> None:
    """Give *part* the name *target*, unless somebody has it."""
    try:
        # A link, not a rename: whoever came first keeps the name.
        os.link(part, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC))
        part.replace(target)


def sync_folder(folder: Path) -> None:
    """Names in *folder* survive a power cut from now on."""
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _copy(state: Path, part: Path) -> None:
    with (
        storage_errors(state),
        closing(open_to_read(state)) as source,
        closing(sqlite3.connect(part, isolation_level=None)) as copy,
    ):
        try:
            # All pages in one step: a state that is written to would begin it anew.
            source.backup(copy)
            # One file that needs no -wal beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            if part.exists() and _is_about_disk(error):
                raise _failed(part, str(error)) from error
            raise
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise StorageError(f"the state is damaged: {state} ({found})", code="NW403")


def _is_about_disk(error: sqlite3.Error) -> bool:
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def _failed(target: Path, why: str) -> StorageError:
    return StorageError(
        f"no backup was made: {target} ({why})",
        code="NW421",
        help="name another file or folder, or make room; the state is as it was",
    )
