"""Reading the feed: whole lines only, in order, across day files, typed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from newswatch.errors import Place, StorageError

if TYPE_CHECKING:
    from newswatch.model.record import FeedRecord

FILE_NAME = re.compile(r"newswatch-\d{4}-\d\d-\d\d\.jsonl")

#: keys that a line is shown by
_SHOWN = frozenset(
    (
        *("seq", "observed_at", "outlet", "event", "matches", "cluster"),
        *("title", "url", "date_published", "date_published_precision"),
    )
)


def feed_files(folder: Path) -> list[Path]:
    """The feed's files in *folder*, oldest first; other files are not its business."""
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if FILE_NAME.fullmatch(p.name))


class FeedTail:
    """Reads lines once each; call `lines()` again for what has come since.

    A last line without its end is left for the next call: it is still being written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: Path | None = None
        self._offset = 0
        self._number = 0

    def objects(self) -> Iterator[tuple[bytes, dict[str, Any]]]:
        """As `lines()`, each with what it says: see `object_of`."""
        for line in self.lines():
            yield line, object_of(line, self.place)

    @property
    def place(self) -> Place:
        """Where the line stands that came last."""
        return Place(file=str(self._file), line=self._number)

    def lines(self) -> Iterator[bytes]:
        for path in feed_files(self._folder):
            if self._file is not None and path.name < self._file.name:
                continue
            if path != self._file:
                self._file, self._offset, self._number = path, 0, 0
            yield from self._rest(path)

    def _rest(self, path: Path) -> Iterator[bytes]:
        try:
            file = path.open("rb")
        except FileNotFoundError:  # `feed.keep` has removed it just now
            return
        with file:
            file.seek(self._offset)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self._offset += len(line)
                self._number += 1
                yield line


def parse_line(line: bytes, place: Place | None = None) -> FeedRecord:
    """The record of a line. Raises StorageError NW407 for a line that is none.

    *place* is where it stands, for the error.
    """
    # Half of what `newswatch read` would take to start, and it does without.
    from newswatch.model.record import FeedRecord

    try:
        return FeedRecord.model_validate(json.loads(line))
    except ValueError as error:
        raise _no_record(line, place) from error


def object_of(line: bytes, place: Place | None = None) -> dict[str, Any]:
    """The line as it stands, looked at just enough to be shown: a tenth of the cost.

    Raises StorageError NW407 for a line that is no record.
    """
    try:
        record = json.loads(line)
        if record.keys() >= _SHOWN:
            return cast("dict[str, Any]", record)
    except (ValueError, AttributeError) as error:
        raise _no_record(line, place) from error
    raise _no_record(line, place)


def _no_record(line: bytes, place: Place | None) -> StorageError:
    return StorageError(
        f"a line of the feed is no record: {line[:60]!r}",
        code="NW407",
        place=place,
        help="compare the file with a copy; newswatch never writes such a line",
    )


def read_feed(path: str | Path, *, after: int = 0) -> Iterator[FeedRecord]:
    """Records with a `seq` greater than *after*, in order.

    *path* is a feed folder, or one of its files. Keep the last seq you have handled
    and pass it as *after*: no record comes twice, none is missed.
    """
    source = Path(path)
    for line, place in _placed_lines(source):
        record = parse_line(line, place)
        if record.seq > after:
            yield record


def _placed_lines(source: Path) -> Iterator[tuple[bytes, Place]]:
    if source.is_dir():
        tail = FeedTail(source)
        yield from ((line, tail.place) for line in tail.lines())
        return
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.endswith(b"\n"):
                yield line, Place(file=str(source), line=number)
