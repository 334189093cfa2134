"""What `newswatch doctor` asks of state and feed: whole, in step, and accounted for."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from newswatch.cli.findings import Finding, fail, ok, warn
from newswatch.cli.holder import holder_of
from newswatch.cli.terminal import count_of
from newswatch.errors import NewswatchError

if TYPE_CHECKING:
    from newswatch.config import Configuration
    from newswatch.store.base import FeedPosition

#: bytes of a feed file's end that hold a whole line; no record comes near it
TAIL = 4 << 20
#: a journal beyond this says that somebody has been reading for very long
LONG_JOURNAL = 256 << 20
#: what becomes of a damaged state
_REBUILT = (
    "start newswatch again: it sets the state aside and builds it anew from the feed;"
    " or put a backup in its place first"
)


def state(configuration: Configuration, now: datetime) -> Iterator[Finding]:
    """Whether the state is whole, of this version, and its ledgers balance."""
    path = state_path(configuration)
    if not path.exists():
        yield ok("state", "none yet: nothing was crawled here")
        return
    from newswatch.store.connection import connect_to_read
    from newswatch.store.repair import missing_tables

    try:
        with closing(connect_to_read(path)) as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            wrong = [row[0] for row in db.execute("PRAGMA quick_check(5)")]
            if wrong == ["ok"] and (missing := missing_tables(db)):
                wrong = [missing]
    except NewswatchError as error:
        yield fail("state", str(error), error.help or "newswatch explain " + error.code)
        return
    except sqlite3.Error as error:
        yield fail("state", f"{path}: {error}", _REBUILT)
        return
    size = path.stat().st_size / (1 << 20)
    if wrong != ["ok"]:
        yield fail(
            "state",
            f"{path} is damaged: {wrong[0]}",
            _REBUILT,
        )
        return
    yield ok("state", f"whole, schema {version}, {size:.1f} MiB")
    yield from _journal(path)
    yield from _ledger(configuration, now)


def state_path(configuration: Configuration) -> Path:
    url = configuration.options.store.url
    return configuration.data_dir / url.removeprefix("sqlite:")


def _journal(path: Path) -> Iterator[Finding]:
    journal = path.with_name(path.name + "-wal")
    if journal.exists() and (size := journal.stat().st_size) > LONG_JOURNAL:
        yield warn(
            "journal",
            f"{journal} has {size / (1 << 20):.0f} MiB",
            "end whatever reads the state without pause; it shrinks at the next start",
        )


def _ledger(configuration: Configuration, now: datetime) -> Iterator[Finding]:
    """Whether each poll is over, and its account comes to what was discovered."""
    from newswatch.store import open_lookup

    try:
        lookup = open_lookup(configuration.options, configuration.data_dir)
        if lookup is None:
            return
        with closing(lookup):
            books = lookup.books(now)
    except NewswatchError as error:
        yield fail("ledger", str(error), error.help or "")
        return
    unbalanced = [run for book in books.values() for run in book.unbalanced]
    cut = [book.outlet_id for book in books.values() if book.open_since]
    polls = sum(book.week.polls for book in books.values())
    if unbalanced:
        yield fail(
            "ledger",
            f"{count_of(len(unbalanced), 'account')} without an outcome for each link:"
            f" {unbalanced[0]}",
            "newswatch explain NW620",
        )
    elif cut and not holder_of(configuration.data_dir).is_held:
        yield warn(
            "ledger",
            f"polls that were cut short: {', '.join(cut[:5])}",
            "newswatch once or run: their books close with the next poll",
        )
    else:
        yield ok("ledger", f"{count_of(polls, 'poll')} in 7 days, all balance")


def feed(configuration: Configuration) -> Iterator[Finding]:
    """Whether the feed ends on a whole line, has no gap, and is the state's."""
    from newswatch.feed.reader import feed_files

    folder = configuration.feed_dir
    try:
        files = feed_files(folder)
        bounds = [(path, _bounds(path)) for path in files if path.stat().st_size]
    except (OSError, ValueError) as error:
        yield _unreadable(f"{folder}: {error}", configuration)
        return
    written = _written(configuration, bounds[-1][0] if bounds else None)
    if not bounds:
        if written.position is not None and written.position.offset:
            yield _lost(folder / written.position.file, 0, written)
        else:
            yield ok("feed", "no line yet")
        return
    yield _judged(configuration, bounds, written)


Bounds = tuple[int, int, bool]


@dataclass(frozen=True, kw_only=True)
class Written:
    """What the state says of the feed."""

    position: FeedPosition | None = None
    #: the greatest seq it has given
    last_seq: int = 0
    #: whether it could write the newest file anew
    has_all: bool = False
    #: what is wrong with a line of the newest file
    complaint: str | None = None


def _judged(
    configuration: Configuration, bounds: list[tuple[Path, Bounds]], written: Written
) -> Finding:
    """What the first and last lines of the files say together with the state."""
    for (_, (_, end, _)), (path, (start, _, _)) in pairwise(bounds):
        if start != end + 1:
            return fail(
                "feed",
                f"{path} begins with #{start}, but #{end} is the last before it",
                "bring the file that is missing back from a copy",
            )
    path, (_, last, is_whole) = bounds[-1]
    what = f"{count_of(len(bounds), 'file')}, the last line is #{last}"
    step = (
        "newswatch once or run takes its lines back when it starts; or put a newer"
        " backup of the state in its place first"
    )
    if written.position is None:
        return fail("feed", f"{what}, but the state knows of none", step)
    if written.complaint:
        return _changed(written.complaint)
    recorded = configuration.feed_dir / written.position.file
    size = recorded.stat().st_size if recorded.exists() else 0
    if size < written.position.offset:
        return _lost(recorded, size, written)
    if last > written.last_seq:
        return fail(
            "feed", f"{what}, but the state ends with #{written.last_seq}", step
        )
    if holder_of(configuration.data_dir).is_held:
        owed = written.last_seq - last
        return ok("feed", what + (f", {owed} more on their way" if owed else ""))
    return _at_rest(path, what, is_whole=is_whole, owed=written.last_seq - last)


def _at_rest(path: Path, what: str, *, is_whole: bool, owed: int) -> Finding:
    """The same, where nothing runs that would write what is missing."""
    if not is_whole:
        return warn(
            "feed",
            f"{what}, and a torn one follows in {path}",
            "newswatch once or run completes it when it starts",
        )
    if owed:
        return warn(
            "feed",
            f"{what}; {count_of(owed, 'record')} more in the state",
            "newswatch once or run writes them when it starts",
        )
    return ok("feed", what)


def _unreadable(what: str, configuration: Configuration) -> Finding:
    """A file without a whole line, or with one that is no record."""
    from newswatch.feed.reader import feed_files

    files = [path for path in feed_files(configuration.feed_dir) if path.is_file()]
    written = _written(configuration, files[-1] if files else None)
    if written.complaint:
        return _changed(written.complaint)
    step = (
        "start newswatch again: it puts back what stood there, or says why it cannot"
        if written.has_all
        else "bring the file named back from a copy"
    )
    return fail("feed", what, step)


def _lost(path: Path, size: int, written: Written) -> Finding:
    offset = written.position.offset if written.position else 0
    what = f"{path} has {size} bytes, but {offset} were written"
    if written.has_all:
        return warn("feed", what, "newswatch once or run writes the rest anew")
    return fail(
        "feed", what, "bring the file back from a copy (newswatch explain NW405)"
    )


def _changed(complaint: str) -> Finding:
    if "NUL" in complaint:
        return warn(
            "feed",
            complaint,
            "start newswatch again: it puts back what stood there",
        )
    return fail(
        "feed",
        complaint,
        "move the file out of the feed folder: newswatch writes it anew, as it was",
    )


def _bounds(path: Path) -> Bounds:
    """The seqs of the first and last whole line, and whether nothing follows it.

    Raises ValueError for a line that is no record.
    """
    with path.open("rb") as file:
        first = file.readline()
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - TAIL))
        lines = file.read().split(b"\n")
    whole = [line for line in lines[:-1] if line]
    if not first.endswith(b"\n") or not whole:
        raise ValueError(f"{path.name} holds no whole line")
    if size > TAIL:  # it begins somewhere in a line
        del whole[0]
    try:
        (start,), seqs = _seqs([first]), _seqs(whole)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"a line of {path.name} is no record") from error
    for one, other in pairwise(seqs):
        if other != one + 1:
            raise ValueError(f"in {path.name} #{other} follows #{one}")
    return start, seqs[-1], not lines[-1]


def _seqs(lines: list[bytes]) -> list[int]:
    return [int(json.loads(line)["seq"]) for line in lines]


def _written(configuration: Configuration, newest: Path | None) -> Written:
    path = state_path(configuration)
    if not path.exists():
        return Written()
    from newswatch.feed.audit import complaint
    from newswatch.store.base import FeedPosition
    from newswatch.store.connection import connect_to_read
    from newswatch.store.lines import last_seq
    from newswatch.store.upkeep import outbox_reach

    try:
        with closing(connect_to_read(path)) as db:
            row = db.execute(
                "SELECT file, offset, last_seq FROM feed_position"
            ).fetchone()
            if row is None:
                return Written(last_seq=last_seq(db))
            position = FeedPosition(**dict(row))
            reach = outbox_reach(db, position.last_seq, position.offset)
            return Written(
                position=position,
                last_seq=last_seq(db),
                has_all=reach[1] == position.offset,
                complaint=complaint(newest, db, closed=False) if newest else None,
            )
    except (NewswatchError, sqlite3.Error, OSError):  # `state` has said it
        return Written()
