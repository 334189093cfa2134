"""`newswatch check`: all that can be known without asking anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newswatch.cli.app import app, shared
from newswatch.cli.terminal import count_of, result
from newswatch.errors import ExitCode

if TYPE_CHECKING:
    from newswatch.schedule import Planned


@app.command()
def check(
    context: typer.Context,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings count as problems")
    ] = False,
) -> None:
    """Test the configuration; print what will run when."""
    from newswatch.config import load
    from newswatch.schedule import plan

    options = shared(context)
    terminal = options.terminal
    configuration = load(options.folder)
    configuration.require_watches()
    for warning in configuration.warnings:
        terminal.complain(warning, "warning")
    now = datetime.now(UTC)
    planned = plan(configuration.watches, configuration.outlets, configuration.options)
    rows = []
    for entry in planned:
        outlet = configuration.outlets[entry.outlet_id]
        kinds = dict.fromkeys(s.kind.replace("_", " ") for s in outlet.sources)
        rows.append(
            (
                outlet.id,
                ", ".join(kinds) or "nothing",
                _cadence(entry),
                _next(entry, now),
                ", ".join(entry.topic_ids),
            )
        )
    with result():
        terminal.table(("outlet", "finds by", "schedule", "next (UTC)", "topics"), rows)
    topics = {topic_id for entry in planned for topic_id in entry.topic_ids}
    terminal.tell(
        f"{count_of(len(planned), 'outlet')}, {count_of(len(topics), 'topic')},"
        f" {count_of(len(configuration.warnings), 'warning')}."
        " Nothing was asked of anybody."
    )
    if strict and configuration.warnings:
        raise typer.Exit(ExitCode.PROBLEMS)


def _cadence(entry: Planned) -> str:
    from newswatch.schedule import explain

    parts = [explain(cron.line) + f" ({cron.zone})" for cron in entry.cron_lines]
    if entry.every_s is not None:
        parts.append(f"every {_duration(entry.every_s)}")
    return "; ".join(parts)


def _next(entry: Planned, now: datetime) -> str:
    """When the outlet would be polled if the daemon started now."""
    from newswatch.schedule import next_due

    due = next_due(entry, last_at=None, failures=0, now=now, draw=0.5)
    return "at start" if due <= now else due.strftime("%a %d %b %H:%M")


def _duration(value_s: float) -> str:
    for unit, size in (("d", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if value_s >= size and value_s % size == 0:
            return f"{value_s / size:.0f} {unit}"
    return f"{value_s:g} s"
