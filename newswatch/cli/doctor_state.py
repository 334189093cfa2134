"""What `newswatch doctor` asks of state and feed: whole, in step, and accounted for."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
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


def state(configuration: Configuration, now: datetime) -> Iterator[Finding]:
    """Whether the state is whole, of this version, and its ledgers balance."""
    path = state_path(configuration)
    if not path.exists():
        yield ok("state", "none yet: nothing was crawled here")
        return
    from newswatch.store.connection import connect_to_read

    try:
        with closing(connect_to_read(path)) as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            wrong = [row[0] for row in db.execute("PRAGMA quick_check(5)")]
    except NewswatchError as error:
        yield fail("state", str(error), error.help or "newswatch explain " + error.code)
        return
    except sqlite3.Error as error:
        yield fail("state", f"{path}: {error}", "bring back a copy of the data folder")
        return
    size = path.stat().st_size / (1 << 20)
    if wrong != ["ok"]:
        yield fail(
            "state",
            f"{path} is damaged: {wrong[0]}",
            "stop newswatch, keep the file, bring back a copy of the data folder",
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
        yield fail(
            "feed", f"{folder}: {error}", "bring the file named back from a copy"
        )
        return
    position, last_seq = _position(configuration)
    if not bounds:
        if position is not None and position.offset:
            yield _lost(folder / position.file, 0, position.offset)
        else:
            yield ok("feed", "no line yet")
        return
    yield _judged(configuration, bounds, position, last_seq)


Bounds = tuple[int, int, bool]


def _judged(
    configuration: Configuration,
    bounds: list[tuple[Path, Bounds]],
    position: FeedPosition | None,
    last_seq: int,
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
    step = "bring back the state that wrote it, or move the feed folder elsewhere"
    if position is None:
        return fail("feed", f"{what}, but the state knows of none", step)
    recorded = configuration.feed_dir / position.file
    size = recorded.stat().st_size if recorded.exists() else 0
    if size < position.offset:
        return _lost(recorded, size, position.offset)
    if last > last_seq:
        return fail("feed", f"{what}, but the state ends with #{last_seq}", step)
    is_running = holder_of(configuration.data_dir).is_held
    if not is_whole and not is_running:
        return warn(
            "feed",
            f"{what}, and a torn one follows in {path}",
            "newswatch once or run completes it when it starts",
        )
    if (owed := last_seq - last) and not is_running:
        return warn(
            "feed",
            f"{what}; {count_of(owed, 'record')} more in the state",
            "newswatch once or run writes them when it starts",
        )
    return ok("feed", f"{what}" + (f", {owed} more on their way" if owed else ""))


def _lost(path: Path, size: int, written: int) -> Finding:
    return fail(
        "feed",
        f"{path} has {size} bytes, but {written} were written",
        "bring the file back from a copy (newswatch explain NW405)",
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


def _position(configuration: Configuration) -> tuple[FeedPosition | None, int]:
    """What the state says is written, and the greatest seq it has given."""
    path = state_path(configuration)
    if not path.exists():
        return None, 0
    from newswatch.store.base import FeedPosition
    from newswatch.store.connection import connect_to_read
    from newswatch.store.lines import last_seq

    try:
        with closing(connect_to_read(path)) as db:
            row = db.execute(
                "SELECT file, offset, last_seq FROM feed_position"
            ).fetchone()
            return (FeedPosition(**dict(row)) if row else None), last_seq(db)
    except (NewswatchError, sqlite3.Error):  # `state` has said it
        return None, 0
