"""`newswatch read`: the feed, for people and for pipes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from newswatch.cli.app import app, shared
from newswatch.cli.terminal import Terminal, result

#: seconds between two looks at the feed while following it
FOLLOW_INTERVAL_S = 0.5
COLUMNS = ("#", "published", "outlet", "event", "topic", "headline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which records are wanted."""

    topic: str | None
    outlet: str | None
    since: datetime | None
    after: int

    def takes(self, record: dict[str, Any]) -> bool:
        if record["seq"] <= self.after:
            return False
        if self.outlet is not None and record["outlet"]["id"] != self.outlet:
            return False
        observed_at = datetime.fromisoformat(record["observed_at"])
        if self.since is not None and observed_at < self.since:
            return False
        topics = {match["topic"] for match in record["matches"]}
        return self.topic is None or self.topic in topics


@app.command()
def read(
    context: typer.Context,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Wait for more; Ctrl-C ends")
    ] = False,
    topic: Annotated[str | None, typer.Option(help="Only this topic")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only this outlet")] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help='Observed since: "2h", "7d", 2026-11-23'),
    ] = None,
    after: Annotated[
        int, typer.Option(metavar="SEQ", min=0, help="Only what follows this record")
    ] = 0,
    limit: Annotated[
        int | None, typer.Option("-n", min=1, help="Only the last N of what is there")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The lines of the feed as they are")
    ] = False,
) -> None:
    """Print the records of the feed."""
    from newswatch.cli.wanted import require_known
    from newswatch.config import load
    from newswatch.feed.reader import FeedTail

    options = shared(context)
    choice = Choice(topic=topic, outlet=outlet, since=_instant_of(since), after=after)
    configuration = load(options.folder)
    require_known(configuration, topic=topic, outlet=outlet)
    tail = FeedTail(configuration.feed_dir)
    chosen = _chosen(tail, choice)
    here = list(chosen)[-limit:] if limit else chosen
    try:
        with result():
            _print(options.terminal, here, as_json=as_json)
        while follow:
            with result():
                more = _chosen(tail, choice)
                _print(options.terminal, more, as_json=as_json, head=False)
            time.sleep(FOLLOW_INTERVAL_S)
    except KeyboardInterrupt:
        if not follow:  # else it is how a person ends this
            raise


def _chosen(tail: Any, choice: Choice) -> Iterator[tuple[bytes, dict[str, Any]]]:
    from newswatch.feed.reader import object_of

    for line in tail.lines():
        record = object_of(line)
        if choice.takes(record):
            yield line, record


def _print(
    terminal: Terminal,
    chosen: Any,
    *,
    as_json: bool,
    head: bool = True,
) -> None:
    if as_json:
        for line, _ in chosen:
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return
    rows = [row_of(record) for _, record in chosen]
    if rows or head:
        terminal.table(COLUMNS if head else (" ",) * len(COLUMNS), rows)
    sys.stdout.flush()
    if head and not rows:
        terminal.tell("no record")


def row_of(record: dict[str, Any]) -> tuple[str, ...]:
    """One record as a row of COLUMNS, all text."""
    cluster = record["cluster"]
    copy = "   (copy)" if cluster["role"] != "first" else ""
    return (
        str(record["seq"]),
        _published(record),
        record["outlet"]["id"],
        record["event"],
        ", ".join(match["topic"] for match in record["matches"]),
        (record["title"] or record["url"]) + copy,
    )


def _published(record: dict[str, Any]) -> str:
    """To the minute, UTC, or to the day where the outlet says no more."""
    if record["date_published"] is None:
        return "-"
    at = datetime.fromisoformat(record["date_published"]).astimezone(UTC)
    to_the_day = record["date_published_precision"] == "day"
    return at.strftime("%m-%d" if to_the_day else "%m-%d %H:%M")


def _instant_of(text: str | None) -> datetime | None:
    if text is None:
        return None
    from newswatch.model.units import seconds

    try:
        return datetime.now(UTC) - timedelta(seconds=seconds(text))
    except (ValueError, OverflowError):
        pass
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f'expected a duration like "2h" or a date like 2026-11-23, got "{text}"',
            param_hint="--since",
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
