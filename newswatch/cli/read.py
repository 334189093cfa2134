"""`newswatch read`: the feed, for people and for pipes."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from newswatch.cli.app import Shared, app, shared
from newswatch.cli.layout import Columns
from newswatch.cli.terminal import Terminal, result

#: seconds between two looks at the feed while following it
FOLLOW_INTERVAL_S = 0.5
_UNITS = (("min", 60.0), ("h", 3600.0), ("d", 86400.0))
#: roles in a cluster of what a reader has seen already
COPIES = ("exact-copy", "near-copy")
COLUMNS = ("#", "published (UTC)", "outlet", "event", "topic", "headline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which records are wanted."""

    topic: str | None
    outlet: str | None
    since: datetime | None
    after: int
    #: no copies of a story that another outlet had before
    first_only: bool = False

    def takes(self, record: dict[str, Any]) -> bool:
        if record["seq"] <= self.after:
            return False
        if self.outlet is not None and record["outlet"]["id"] != self.outlet:
            return False
        observed_at = datetime.fromisoformat(record["observed_at"])
        if self.since is not None and observed_at < self.since:
            return False
        if self.first_only and record["cluster"]["role"] in COPIES:
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
    first_only: Annotated[
        bool, typer.Option("--first-only", help="No copies by other outlets")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The lines of the feed as they are")
    ] = False,
) -> None:
    """Print the records of the feed."""
    from newswatch.cli.feed_folder import feed_folder
    from newswatch.feed.reader import FeedTail

    options = shared(context)
    choice = Choice(
        topic=topic,
        outlet=outlet,
        since=_instant_of(since),
        after=after,
        first_only=first_only,
    )
    if topic is not None or outlet is not None:
        _require_known(options, topic=topic, outlet=outlet)
    tail = FeedTail(feed_folder(options.folder))
    printer = _Printer(options.terminal, as_json=as_json)
    # Only the last ones are kept in memory, however long the feed is.
    chosen = _chosen(tail, choice)
    here = deque(chosen, maxlen=limit) if limit else chosen
    try:
        with result():
            if not printer.print(here):
                options.terminal.tell("no record")
        while follow:
            time.sleep(FOLLOW_INTERVAL_S)
            with result():
                printer.print(_chosen(tail, choice))
    except KeyboardInterrupt:
        if not follow:  # else it is how a person ends this
            raise


def _chosen(tail: Any, choice: Choice) -> Iterator[tuple[bytes, dict[str, Any]]]:
    for line, record in tail.objects():
        if choice.takes(record):
            yield line, record


class _Printer:
    """Prints what comes; later rows look like the first ones."""

    def __init__(self, terminal: Terminal, *, as_json: bool) -> None:
        self._terminal = terminal
        self._as_json = as_json
        self._layout: Columns | None = None
        self._begun = False

    def print(self, chosen: Iterable[tuple[bytes, dict[str, Any]]]) -> bool:
        """Print the records; whether there were any."""
        if self._as_json:
            count = 0
            for count, (line, _) in enumerate(chosen, 1):  # noqa: B007
                sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
            return count > 0
        now = datetime.now(UTC) if self._terminal.is_interactive else None
        rows = [row_of(record, now, exact=now is None) for _, record in chosen]
        if rows:
            self._layout = self._terminal.table(
                COLUMNS, rows, like=self._layout, head=not self._begun
            )
            self._begun = True
        return bool(rows)


def row_of(
    record: dict[str, Any], now: datetime | None = None, *, exact: bool = False
) -> tuple[str, ...]:
    """One record as a row of COLUMNS, all text.

    With *now* its time is told as people do too; *exact* is for programs.
    """
    cluster = record["cluster"]
    copy = " (copy)" if cluster["role"] in COPIES else ""
    return (
        str(record["seq"]),
        _published(record, now, exact=exact),
        record["outlet"]["id"],
        record["event"],
        ", ".join(match["topic"] for match in record["matches"]),
        (record["title"] or record["url"]) + copy + _what_changed(record),
    )


def _what_changed(record: dict[str, Any]) -> str:
    """` (+148 -31 words)`, ` (title)`; nothing for what is no revision."""
    change = record["change"]
    if change["words_added"] or change["words_removed"]:
        return f" (+{change['words_added']} -{change['words_removed']} words)"
    fields = ", ".join(field.replace("_", " ") for field in change["fields"])
    return f" ({fields})" if fields else ""


def _published(record: dict[str, Any], now: datetime | None, *, exact: bool) -> str:
    """UTC; to the day where the outlet says no more."""
    if record["date_published"] is None:
        return "-"
    at = datetime.fromisoformat(record["date_published"]).astimezone(UTC)
    to_the_day = record["date_published_precision"] == "day"
    if exact:
        return at.strftime("%Y-%m-%d" if to_the_day else "%Y-%m-%dT%H:%M:%SZ")
    this_year = now is None or at.year == now.year
    day = at.strftime("%m-%d" if this_year else "%Y-%m-%d")
    if to_the_day:
        return day
    if now is None:
        return f"{day} {at:%H:%M}"
    since = ago((now - at).total_seconds())
    return (
        f"{at:%H:%M}, {since}"
        if at.date() == now.date()
        else f"{day} {at:%H:%M}, {since}"
    )


def ago(seconds: float) -> str:
    """`2 min ago`, `3 h ago`, `in 5 min` for what is yet to come."""
    unit, size = max(
        (entry for entry in _UNITS if abs(seconds) >= entry[1]),
        key=lambda entry: entry[1],
        default=("s", 1.0),
    )
    text = f"{abs(seconds) // size:.0f} {unit}"
    return f"in {text}" if seconds < 0 else f"{text} ago"


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


def _require_known(options: Shared, *, topic: str | None, outlet: str | None) -> None:
    """What is named must be somewhere; only then are the schedules read."""
    from newswatch.cli.wanted import require_known
    from newswatch.config import load

    require_known(load(options.folder), topic=topic, outlet=outlet)
