"""Lines of the feed that the state does not know: it was lost, or is an older one.

The feed has been read and the state has not, so the feed is right: its lines are taken
back into the state, in their order, and go on from there. That holds for lines that
newswatch wrote and that follow what the state knows; everything else is refused by file
and line.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from newswatch.errors import StorageError
from newswatch.feed.taking_back import TakingBack
from newswatch.store.base import FeedPosition, Store
from newswatch.store.keeping import TakenBack

log = logging.getLogger(__name__)

#: lines that are taken back in one transaction
_BATCH = 200


def take_back(
    path: Path, position: FeedPosition, store: Store, taking: TakingBack
) -> FeedPosition:
    """Take back the whole lines of *path* behind *position*; the position after them.

    Raises StorageError NW406 for a line that is no record, or does not follow.
    """
    start = position
    known = store.last_seq()
    for batch in _batches(_lines(path, position.offset)):
        taken = []
        for number, line in batch:
            one = _taken(path, number, line, taking)
            _require_next(path, number, one, position, known)
            if one.record.seq <= known:
                _require_same(path, number, one, store)
            else:
                taken.append(one)
            offset = position.offset + len(line)
            position = replace(position, offset=offset, last_seq=one.record.seq)
        with store.transaction():
            store.take_back(taken)
            store.set_feed_position(position)
    if position != start:
        about = {"file": str(path), "first": start.last_seq + 1}
        about["last"] = position.last_seq
        log.warning("feed was ahead of the state, lines taken back", extra=about)
    return position


def is_ahead(line: bytes, taking: TakingBack) -> bool:
    """Whether *line* is one that newswatch wrote."""
    try:
        taking(line)
    except StorageError:
        return False
    return True


def foreign(path: Path, line: int | None = None) -> StorageError:
    what = (
        f"{path}:{line}: the state does not know this line"
        if line
        else f"the feed file {path} holds lines that the state does not know"
    )
    return StorageError(
        what,
        code="NW406",
        help="bring back the state that wrote it, or move the feed folder elsewhere",
    )


def _lines(path: Path, start: int) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each whole line that begins at byte *start* or later."""
    at = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if at >= start and line.endswith(b"\n"):
                yield number, line
            at += len(line)


def _batches(
    lines: Iterator[tuple[int, bytes]],
) -> Iterator[list[tuple[int, bytes]]]:
    batch = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _taken(path: Path, number: int, line: bytes, taking: TakingBack) -> TakenBack:
    try:
        return taking(line)
    except StorageError as error:
        raise foreign(path, number) from error


def _require_next(
    path: Path, number: int, one: TakenBack, position: FeedPosition, known: int
) -> None:
    # The oldest files may have been removed by `feed.keep`: it need not begin at 1.
    begins = not known and not position.last_seq
    if one.record.seq != position.last_seq + 1 and not begins:
        raise foreign(path, number)


def _require_same(path: Path, number: int, one: TakenBack, store: Store) -> None:
    rows = store.outbox_after(one.record.seq - 1, 1)
    if not rows or rows[0].line != one.line:
        raise foreign(path, number)
