"""`newswatch topics backfill`: what is stored, told for a topic that came later."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newswatch import clock
from newswatch.cli.app import shared
from newswatch.cli.live import DRAWINGS_A_S, Live
from newswatch.cli.terminal import Terminal, count_of, json_text, result, safe
from newswatch.cli.topics import AsJson, scorer_of, topics_app
from newswatch.errors import ExitCode, ProcessError, TopicError, UsageError

if TYPE_CHECKING:
    from newswatch.config import Configuration
    from newswatch.feed.backfill import Found, Heard, Tally
    from newswatch.store import Store

#: articles shown of those that are told, and of those that fell out
MOST_LISTED = 10
#: how long the running newswatch may take to write what it was given: it looks once
#: a second
_PATIENCE_S = 20.0
_GAP_S = 0.2
#: what is admitted while the command starts counts as well
_A_MOMENT = timedelta(seconds=1)


@topics_app.command("backfill")
def backfill(
    context: typer.Context,
    topic_id: Annotated[str, typer.Argument(metavar="ID", help="The topic's id")],
    since: Annotated[
        str,
        typer.Option("--since", metavar="30d", help="Articles that came since then"),
    ],
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="WHEN", help="... and before this"),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be told; write nothing")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell of stored articles that the topic, as written now, would have let in.

    Each gets one line in the feed, `rematched`; done twice, it adds nothing. Works
    beside a running newswatch, which then writes the lines.
    """
    from newswatch.cli.moments import moment
    from newswatch.config import load

    options = shared(context)
    configuration = load(options.folder)
    scorer_of(configuration, topic_id)
    now = clock.now()
    since_at = moment("--since", since, now)
    until_at = moment("--until", until, now) if until else now + _A_MOMENT
    if until_at <= since_at:
        raise UsageError(
            f"--until {until} is no later than --since {since}: no article came then",
            code="NW513",
            help="the window is from --since up to --until; without --until, up to now",
        )
    with _progress(options.terminal) as heard:
        tally, is_written = _run(
            configuration, topic_id, now, (since_at, until_at), heard, dry_run=dry_run
        )
    _require_watched(tally, topic_id)
    with result():
        if as_json:
            _say(json_text(_as_object(tally, topic_id, dry_run=dry_run)))
        else:
            for line in _lines(tally, topic_id, dry_run=dry_run):
                _say(safe(line))
    if not is_written:
        options.terminal.warn(
            f"{count_of(len(tally.told), 'line')} wait in the state: the newswatch"
            " that uses this folder has not written them yet. Nothing is lost: it"
            " will, or the next newswatch run, once or topics backfill"
        )
        raise typer.Exit(ExitCode.PROBLEMS)
    if tally.told and not dry_run:
        told = count_of(len(tally.told), "record")
        options.terminal.tell(f"{told} in {configuration.feed_dir}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _run(
    configuration: Configuration,
    topic_id: str,
    now: datetime,
    window: tuple[datetime, datetime],
    heard: Heard,
    *,
    dry_run: bool,
) -> tuple[Tally, bool]:
    """What came of it, and whether all lines are in the feed's files."""
    from newswatch.feed.backfill import Backfill, Tally
    from newswatch.store import open_lookup, open_store

    work = Backfill(configuration, topic_id, now)
    if not configuration.data_dir.exists():  # nothing was ever stored
        return Tally(), True
    if dry_run:
        lookup = open_lookup(configuration.options, configuration.data_dir)
        if lookup is None:
            return Tally(), True
        try:
            return work.run(lookup, None, *window, heard), True
        finally:
            lookup.close()
    store = open_store(configuration.options, configuration.data_dir)
    try:
        tally = work.run(store, store, *window, heard)
        return tally, _write_out(configuration, store)
    finally:
        store.close()


def _write_out(configuration: Configuration, store: Store) -> bool:
    """Have the feed written up to here, by whoever holds the folder; whether it is.

    Also when nothing was told: a backfill that was killed may have left lines.
    """
    from newswatch.feed.relay import Relay

    last, deadline = store.last_seq(), time.monotonic() + _PATIENCE_S
    while True:
        try:
            relay = Relay(configuration)
        except ProcessError:  # the newswatch that runs writes the feed
            position = store.feed_position()
            if (position.last_seq if position else 0) >= last:
                return True
            if time.monotonic() > deadline:
                return False
            time.sleep(_GAP_S)
            continue
        try:
            relay.pump()
            return True
        finally:
            relay.close()


def _require_watched(tally: Tally, topic_id: str) -> None:
    if tally.unwatched and not tally.tried:
        raise TopicError(
            f'no schedule asks for the topic "{topic_id}" at the outlets of the'
            f" {count_of(tally.unwatched, 'article')} that came in this time",
            code="NW225",
            help=f'add it to topics = ["{topic_id}"] of a schedule, or try it first:'
            f" newswatch topics test {topic_id} --since 30d",
            exit_code=ExitCode.USAGE,
        )


@contextmanager
def _progress(terminal: Terminal) -> Iterator[Heard]:
    """Draws how far it is, where there is a screen to draw on."""
    standing = (0, 0, 0)

    def picture(width: int, height: int) -> list[str]:
        del width, height
        done, total, told = standing
        return [f"{done} of {count_of(total, 'article')}, {told} told"] if total else []

    live: Live | None = None
    if terminal.err.can_redraw and not (terminal.quiet or terminal.speaks_json):
        live = Live(terminal.err, picture)
    drawn_at = 0.0

    def heard(done: int, total: int, told: int) -> None:
        nonlocal standing, drawn_at
        standing = (done, total, told)
        if live and time.monotonic() - drawn_at >= 1 / DRAWINGS_A_S:
            live.draw()
            drawn_at = time.monotonic()

    try:
        yield heard
    finally:
        if live:
            live.close()


def _lines(tally: Tally, topic_id: str, *, dry_run: bool) -> Iterator[str]:
    told = f"{len(tally.told)} {'would be told' if dry_run else 'told'}"
    parts = [
        f"{topic_id}: {count_of(tally.tried, 'stored article')}",
        f"{tally.matched} match",
        told,
    ]
    for number, words in (
        (tally.already, "told already"),
        (tally.copies, "left out as copies"),
        (tally.withdrawn, "withdrawn"),
    ):
        if number:
            parts.append(f"{number} {words}")
    yield ", ".join(parts)
    yield from _listed("+", tally.told)
    if tally.fallen:
        yield f"{len(tally.fallen)} on the topic no more (their lines stay as they are)"
        yield from _listed("-", tally.fallen)
    if lacking := sum(each.lacks_facts for each in tally.told):
        yield f"{lacking} with the warning facts-unknown: they came before all was kept"
    if tally.unwatched:
        unwatched = count_of(tally.unwatched, "article")
        yield f"{unwatched} of outlets that no schedule asks for it: passed over"
    if tally.textless:
        yield f"{count_of(tally.textless, 'article')} without a kept text: passed over"


def _listed(sign: str, articles: list[Found]) -> Iterator[str]:
    for each in articles[:MOST_LISTED]:
        number = f"#{each.seq}  " if each.seq else ""
        yield f"  {sign} {number}{each.title or '(no headline)'}  {each.url}"
    if len(articles) > MOST_LISTED:
        yield f"  {sign} and {len(articles) - MOST_LISTED} more: --json lists all"


def _as_object(tally: Tally, topic_id: str, *, dry_run: bool) -> dict[str, Any]:
    return {
        "topic": topic_id,
        "dry_run": dry_run,
        "tried": tally.tried,
        "matched": tally.matched,
        "already_told": tally.already,
        "copies": tally.copies,
        "withdrawn": tally.withdrawn,
        "unwatched": tally.unwatched,
        "without_text": tally.textless,
        "told": [_found(each) for each in tally.told],
        "fallen": [_found(each) for each in tally.fallen],
    }


def _found(each: Found) -> dict[str, Any]:
    return {
        "id": each.id,
        "seq": each.seq,
        "outlet": each.outlet_id,
        "url": each.url,
        "title": each.title,
        "is_first": each.is_first,
        "lacks_facts": each.lacks_facts,
    }
