"""The JSON-lines feed: day files that only ever grow, by whole lines.

    outbox rows ─▶ append ─▶ fsync ─▶ position into the store

A kill between any two steps is mended from the bytes themselves: whole lines that
equal the outbox are adopted; a torn last line is given its missing end; bytes that
differ (a power cut) go to FILE.torn, from the first one that is not the outbox's. A
file that is shorter than recorded, or one the state knows nothing of, is refused:
somebody may have read lines that newswatch can no longer vouch for.
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from itertools import takewhile
from pathlib import Path

from newswatch.errors import StorageError
from newswatch.feed.reader import FILE_NAME
from newswatch.store.base import FeedPosition, OutboxRow, Store

log = logging.getLogger(__name__)

#: rows appended and flushed together
BATCH = 500


def day_file(row: OutboxRow, newest: str) -> str:
    """The file of a line: its UTC day, but never earlier than the newest file.

    A clock that was set back must not reopen a closed day.
    """
    name = f"newswatch-{row.observed_at.astimezone(UTC):%Y-%m-%d}.jsonl"
    return max(name, newest)


class JsonlFeed:
    """The single writer of the feed files. Its caller holds the folder's lock."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._fd: int | None = None
        self._position = FeedPosition(file="", offset=0, last_seq=0)

    def pump(self) -> int:
        """Write the outbox rows that no file holds yet; how many lines that was.

        Raises StorageError: NW401 not writable, NW405 a file lost bytes, NW406 a file
        of unknown origin. Nothing is lost then: the next call goes on where it can.
        """
        written = 0
        with self._disk_errors():
            if self._fd is None:
                written += self._open()
            while rows := self._store.outbox_after(self._position.last_seq, BATCH):
                written += self._write(rows)
        return written

    def close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    # -- growing

    def _write(self, rows: Sequence[OutboxRow]) -> int:
        """Append those of *rows* that share the first one's file."""
        name = day_file(rows[0], self._position.file)
        fd = self._fd
        if fd is None or name != self._position.file:
            fd = self._turn_to(name)
        batch = list(takewhile(lambda row: day_file(row, name) == name, rows))
        self._append(fd, b"".join(row.line for row in batch))
        self._adopt(batch)
        return len(batch)

    def _append(self, fd: int, data: bytes) -> None:
        free = os.statvfs(self._folder)
        if free.f_bavail * free.f_frsize < len(data):
            # Asking first keeps most full disks from tearing a line at all.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        view = memoryview(data)
        while view:
            view = view[os.write(fd, view) :]
        os.fsync(fd)

    def _adopt(self, rows: Sequence[OutboxRow]) -> None:
        if not rows:
            return
        position = FeedPosition(
            file=self._position.file,
            offset=self._position.offset + sum(len(row.line) for row in rows),
            last_seq=rows[-1].seq,
        )
        self._store.set_feed_position(position)
        self._position = position

    def _turn_to(self, name: str) -> int:
        """Begin a new day file; its descriptor."""
        path = self._folder / name
        if path.exists() and path.stat().st_size:
            raise _foreign(path)
        self.close()
        position = FeedPosition(file=name, offset=0, last_seq=self._position.last_seq)
        self._fd = self._open_file(path)
        self._store.set_feed_position(position)
        self._position = position
        return self._fd

    # -- after a start or a failed write

    def _open(self) -> int:
        """Bring file and position together again; how many lines that completed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        recorded = self._store.feed_position()
        if recorded is None:
            self._refuse_foreign_files()
            return 0
        self._position = recorded
        path = self._folder / recorded.file
        if recorded.offset and not path.exists():
            raise self._lost(0)
        self._fd = self._open_file(path)
        return self._recover(self._fd)

    def _lost(self, size: int) -> StorageError:
        position = self._position
        return StorageError(
            f"the feed file {self._folder / position.file} has {size} bytes,"
            f" but {position.offset} were written",
            code="NW405",
            help="bring the file back from a copy; or, if it is gone for good, move"
            " the data folder away and begin a new feed",
        )

    def _refuse_foreign_files(self) -> None:
        """A state that was lost must not begin again at 1 beside old lines."""
        for path in sorted(self._folder.iterdir()):
            if FILE_NAME.fullmatch(path.name) and path.stat().st_size:
                raise _foreign(path)

    def _recover(self, fd: int) -> int:
        position = self._position
        size = os.fstat(fd).st_size
        if size < position.offset:
            raise self._lost(size)
        tail = os.pread(fd, size - position.offset, position.offset)
        rows = self._rows_of(position.file, len(tail))
        whole, at = _whole_lines(tail, rows)
        rest = tail[at:]
        torn = rows[len(whole)] if len(whole) < len(rows) else None
        if rest and torn is not None and torn.line.startswith(rest):
            self._append(fd, torn.line[len(rest) :])
            whole.append(torn)
            log.warning("torn line completed", extra={"seq": torn.seq})
        elif rest:
            self._set_aside(fd, rest, position.offset + at)
        self._adopt(whole)
        return len(whole)

    def _rows_of(self, name: str, size: int) -> list[OutboxRow]:
        """The next outbox rows of file *name*, enough to cover *size* bytes."""
        rows: list[OutboxRow] = []
        last, covered = self._position.last_seq, 0
        while covered <= size:
            more = self._store.outbox_after(last, BATCH)
            mine = list(takewhile(lambda row: day_file(row, name) == name, more))
            rows += mine
            covered += sum(len(row.line) for row in mine)
            if len(mine) < BATCH:
                break
            last = mine[-1].seq
        return rows

    def _set_aside(self, fd: int, rest: bytes, offset: int) -> None:
        path = self._folder / f"{self._position.file}.torn"
        with path.open("ab") as aside:
            aside.write(rest)
            aside.flush()
            os.fsync(aside.fileno())
        os.ftruncate(fd, offset)
        os.fsync(fd)
        log.warning(
            "bytes that no outbox row explains set aside",
            extra={"file": str(path), "bytes": len(rest)},
        )

    # -- the disk

    def _open_file(self, path: Path) -> int:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        # The name must survive a power cut as well as the bytes.
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return fd

    @contextmanager
    def _disk_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            # What reached the file is whole lines and perhaps a torn one. The next
            # pump opens it anew, adopts the former and completes the latter.
            self.close()
            raise StorageError(
                f"the feed cannot be written: {self._folder} ({error.strerror})",
                code="NW401",
                help="make room or mend the folder; records wait in the state",
            ) from error
        except StorageError:
            # The store may not know of lines that the file holds by now: the next pump
            # must look, or it would write them again.
            self.close()
            raise


def _foreign(path: Path) -> StorageError:
    return StorageError(
        f"the feed file {path} holds lines that the state does not know",
        code="NW406",
        help="bring back the state that wrote it, or move the feed folder elsewhere",
    )


def _whole_lines(tail: bytes, rows: Sequence[OutboxRow]) -> tuple[list[OutboxRow], int]:
    """The leading rows whose lines *tail* starts with, and where they end."""
    at = 0
    whole: list[OutboxRow] = []
    for row in rows:
        if not row.line or tail[at : at + len(row.line)] != row.line:
            break
        whole.append(row)
        at += len(row.line)
    return whole, at
