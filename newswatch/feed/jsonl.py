"""The JSON-lines feed: day files that only ever grow, by whole lines.

    outbox rows ─▶ append ─▶ fsync ─▶ position into the store

A kill between any two steps is mended from the bytes themselves: whole lines that
equal the outbox are adopted; a torn last line is given its missing end; bytes that
are no line of newswatch (a power cut) go to FILE.torn. What somebody did to a file is
looked at in mending.py, a feed that knows more than its state in ahead.py.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

from newswatch import clock
from newswatch.errors import StorageError
from newswatch.feed.ahead import foreign, is_ahead, take_back
from newswatch.feed.mending import mend
from newswatch.feed.reader import feed_files
from newswatch.feed.room import reserve
from newswatch.feed.taking_back import TakingBack, taking_back
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

    def __init__(
        self, folder: Path, store: Store, taking: TakingBack | None = None
    ) -> None:
        """*taking* reads lines that the state has lost, by the outlets' rules."""
        self._folder = folder
        self._store = store
        self._taking = taking or taking_back({}, (), datetime.min.replace(tzinfo=UTC))
        self._fd: int | None = None
        self._position = FeedPosition(file="", offset=0, last_seq=0)

    def pump(self) -> int:
        """Write the outbox rows that no file holds yet; how many lines that was.

        Raises StorageError: NW401 not writable, NW405 a file lost bytes, NW406 a file
        of unknown origin, NW420 a line was changed. Nothing is lost then: the next
        call goes on where it can.
        """
        written = 0
        with self._disk_errors():
            if self._fd is not None and not self._stands():
                log.warning(
                    "feed file changed by another hand, looked at anew",
                    extra={"file": str(self._folder / self._position.file)},
                )
                self.close()
            if self._fd is None:
                written += self._open()
            while rows := self._store.outbox_after(self._position.last_seq, BATCH):
                written += self._write(rows)
        return written

    @property
    def file(self) -> str:
        """The name of the newest file; empty if there is none yet."""
        return self._position.file

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
        reserve(self._folder, fd, os.fstat(fd).st_size, len(data))
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
            raise foreign(path)
        self.close()
        position = FeedPosition(file=name, offset=0, last_seq=self._position.last_seq)
        self._fd = self._open_file(path)
        self._store.set_feed_position(position)
        self._position = position
        return self._fd

    # -- after a start or a failed write

    def _stands(self) -> bool:
        """Whether the file that is open is still the one at its path, as it was left.

        It may have been renamed, replaced, removed or cut while newswatch runs.
        """
        if self._fd is None:
            return False
        try:
            there = (self._folder / self._position.file).stat()
        except FileNotFoundError:
            return False
        here = os.fstat(self._fd)
        same = (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)
        return same and here.st_size == self._position.offset

    def _open(self) -> int:
        """Bring files and state together again; how many lines that completed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        completed = 0
        recorded = self._store.feed_position()
        if recorded is not None:
            self._position = recorded
            path = self._folder / recorded.file
            mend(path, recorded, self._store, clock.now())
            self._fd = self._open_file(path)
            completed = self._recover(self._fd)
        return completed + self._take_back_newer()

    def _take_back_newer(self) -> int:
        """Take back what stands in files that are newer than the state."""
        before = self._position.last_seq
        for path in feed_files(self._folder):
            if path.name > self._position.file and path.stat().st_size:
                self.close()
                position = FeedPosition(
                    file=path.name, offset=0, last_seq=self._position.last_seq
                )
                self._fd = self._open_file(path)
                self._take_back(self._fd, path, position)
        return self._position.last_seq - before

    def _take_back(self, fd: int, path: Path, position: FeedPosition) -> None:
        self._position = take_back(path, position, self._store, self._taking)
        size = os.fstat(fd).st_size
        if rest := os.pread(fd, size - self._position.offset, self._position.offset):
            self._set_aside(fd, rest, self._position.offset)

    def _recover(self, fd: int) -> int:
        position = self._position
        size = os.fstat(fd).st_size
        tail = os.pread(fd, size - position.offset, position.offset)
        rows = self._rows_of(position.file, len(tail))
        whole, at = _whole_lines(tail, rows)
        rest = tail[at:]
        torn = rows[len(whole)] if len(whole) < len(rows) else None
        self._write_again(position, tail[:at])
        if rest and torn is not None and torn.line.startswith(rest):
            self._append(fd, torn.line[len(rest) :])
            whole.append(torn)
            log.warning("torn line completed", extra={"seq": torn.seq})
            rest = b""
        self._adopt(whole)
        if rest:
            self._recover_unknown(fd, rest)
        return self._position.last_seq - position.last_seq

    def _recover_unknown(self, fd: int, rest: bytes) -> None:
        """Bytes that no outbox row explains: lines of a newer state, or rubbish."""
        line, end, _ = rest.partition(b"\n")
        if end and is_ahead(line + end, self._taking):
            self._take_back(fd, self._folder / self._position.file, self._position)
        else:
            self._set_aside(fd, rest, self._position.offset)

    def _write_again(self, position: FeedPosition, data: bytes) -> None:
        """The same bytes at the same place, for the disk.

        After an fsync that failed Linux takes the pages for written, and a second one
        succeeds though nothing reached the disk.
        """
        if not data:
            return
        # Not O_APPEND: with it Linux lets pwrite() append, wherever it is to write.
        fd = os.open(self._folder / position.file, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.pwrite(fd, data, position.offset)
            os.fsync(fd)
        finally:
            os.close(fd)

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
