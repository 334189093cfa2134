"""A feed file beside what the state says was written to it.

    the same ─▶ go on            cut short, gone ─▶ the missing bytes once more
    NULs     ─▶ as it was        anything else   ─▶ refused by file and line

What is written here is what stood there before, byte for byte: who has read it has
nothing to unlearn. Bytes that somebody else put there may have been read, so they are
never written over; a run of NULs, which only a disk leaves behind, is no line to
anybody, and the file with it is kept aside.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from newswatch.errors import StorageError
from newswatch.store.base import FeedPosition, OutboxRow, Store

log = logging.getLogger(__name__)

#: bytes at the end of the newest file that are compared before anything is written
CHECKED_AT_START = 16 << 20
_BATCH = 500


def mend(path: Path, position: FeedPosition, store: Store, now: datetime) -> None:
    """Have *path* hold what was written to it, up to the position's offset.

    Raises StorageError: NW405 it is short of bytes that the state has not, NW420 a
    line is not the one that was written.
    """
    size = path.stat().st_size if path.exists() else 0
    short = size < position.offset
    after, covered = store.outbox_reach(position.last_seq, position.offset)
    if covered != position.offset:
        if short:
            raise lost(path, size, position.offset)
        return  # the outbox reaches not back that far: nothing to compare with
    first, start = after + 1, 0
    if not short:
        after, covered = store.outbox_reach(position.last_seq, CHECKED_AT_START)
        after = max(after, first - 1)
        start = max(0, position.offset - covered)
    rows = _rows(store, after, position.last_seq)
    if short:
        rows = iter(_restore_end(path, list(rows), size, position.offset, first))
    damaged = compare(path, rows, start, first)
    _restore(path, damaged, now)


def compare(
    path: Path, rows: Iterator[OutboxRow], start: int, first_seq: int
) -> list[tuple[int, bytes]]:
    """Where *path*, from byte *start* on, has NULs instead of *rows*, and what was.

    *first_seq* stands in its first line. Raises StorageError NW420 for another line.
    """
    damaged: list[tuple[int, bytes]] = []
    if not path.exists():
        return damaged
    with path.open("rb") as file:
        file.seek(start)
        for row in rows:
            found = file.read(len(row.line))
            if found != row.line:
                if not _is_damage(found, row.line):
                    raise _edited(path, row.seq - first_seq + 1, row.seq)
                damaged.append((start, row.line))
            start += len(row.line)
    return damaged


def lost(path: Path, size: int, written: int) -> StorageError:
    return StorageError(
        f"the feed file {path} has {size} bytes, but {written} were written",
        code="NW405",
        help="bring the file back from a copy; or, if it is gone for good, move"
        " the data folder away and begin a new feed",
    )


def _edited(path: Path, line: int, seq: int) -> StorageError:
    return StorageError(
        f"{path}:{line}: the line is not the one that was written as #{seq}",
        code="NW420",
        help="move the file out of the feed folder: it is then written anew, as it was",
    )


def _rows(store: Store, after: int, last_seq: int) -> Iterator[OutboxRow]:
    while after < last_seq:
        rows = store.outbox_after(after, _BATCH)
        for row in rows:
            if row.seq > last_seq:
                return
            yield row
        if not rows:
            return
        after = rows[-1].seq


def _is_damage(found: bytes, written: bytes) -> bool:
    """Whether only NULs stand where *written* was otherwise."""
    if len(found) != len(written):
        return False
    return all(a == b or a == 0 for a, b in zip(found, written, strict=True))


def _restore_end(
    path: Path, rows: list[OutboxRow], size: int, written: int, first: int
) -> list[OutboxRow]:
    """Append what is missing behind byte *size*; the rows that were there."""
    there: list[OutboxRow] = []
    at = 0
    for row in rows:
        if at + len(row.line) > size:
            break
        there.append(row)
        at += len(row.line)
    missing = b"".join(row.line for row in rows[len(there) :])
    begun = _tail(path, at)
    if not missing.startswith(begun):
        raise _edited(path, len(there) + 1, first + len(there))
    # All that is left is looked at before anything is added to it.
    compare(path, iter(there), 0, first)
    with path.open("ab") as file:
        file.write(missing[len(begun) :])
        file.flush()
        os.fsync(file.fileno())
    log.warning(
        "feed file was short, written anew from the state",
        extra={"file": str(path), "line": len(there) + 1, "bytes": written - size},
    )
    return there


def _tail(path: Path, at: int) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        file.seek(at)
        return file.read()


def _restore(path: Path, damaged: list[tuple[int, bytes]], now: datetime) -> None:
    if not damaged:
        return
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%SZ}")
    shutil.copyfile(path, aside)
    # Not O_APPEND: with it Linux lets pwrite() append, wherever it is told to write.
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        for at, line in damaged:
            os.pwrite(fd, line, at)
        os.fsync(fd)
    finally:
        os.close(fd)
    log.warning(
        "NUL bytes in the feed replaced by what stood there",
        extra={"file": str(path), "lines": len(damaged), "kept": str(aside)},
    )
