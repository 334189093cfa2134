"""`newswatch check`: all that can be known without asking anybody."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newswatch import clock
from newswatch.cli.app import Shared, app, shared
from newswatch.cli.terminal import count_of, result
from newswatch.errors import ConfigErrors, ExitCode, NewswatchError, StorageError

if TYPE_CHECKING:
    from newswatch.config import Configuration
    from newswatch.model import Outlet
    from newswatch.schedule import Planned

COLUMNS = ("Outlet", "Finds articles by", "Schedule", "Next run (UTC)", "Status")
#: what people call a kind of source; Atom and JSON Feed are "RSS" to most of them
_KINDS = {
    "feed": "RSS feed",
    "news_sitemap": "news sitemap",
    "sitemap": "sitemap",
    "section": "section page",
}
#: with less than this no day's feed fits
_LEAST_FREE = 1 << 20


@app.command()
def check(
    context: typer.Context,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings count as problems: exit 1")
    ] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit 0 where it would be 1")
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="One object a line; mistakes on standard error"),
    ] = False,
) -> None:
    """Test the configuration; print what will run when."""
    options = shared(context)
    if not as_json:
        found = _configuration(options)
        _complain(options, (), found.warnings, as_json=False)
    else:
        try:
            found = _configuration(options)
        except ConfigErrors as error:
            _complain(options, error.errors, error.warnings, as_json=True)
            raise typer.Exit(error.exit_code) from error
        except NewswatchError as error:
            _complain(options, (error,), (), as_json=True)
            raise typer.Exit(error.exit_code) from error
        _complain(options, (), found.warnings, as_json=True)
    _print(options, found, as_json=as_json)
    fault = _storage_fault(found)
    if fault:
        _complain(options, (fault,), (), as_json=as_json)
        raise typer.Exit(fault.exit_code)
    if strict and found.warnings and not exit_zero:
        raise typer.Exit(ExitCode.PROBLEMS)


app.command("validate", hidden=True)(check)


def _configuration(options: Shared) -> Configuration:
    from newswatch.config import failed_tests, load

    found = load(options.folder)
    found.require_watches()
    if failed := [*failed_tests(found)]:
        raise ConfigErrors(failed, found.warnings)
    return found


def _complain(
    options: Shared,
    errors: Iterable[NewswatchError],
    warnings: Iterable[NewswatchError],
    *,
    as_json: bool,
) -> None:
    for level, group in (("error", errors), ("warning", warnings)):
        for each in group:
            if as_json:
                sys.stderr.write(json.dumps(each.as_object(level)) + "\n")
            else:
                options.terminal.complain(each, level)
                options.terminal.tell()


def _print(options: Shared, found: Configuration, *, as_json: bool) -> None:
    from newswatch.schedule import plan

    now = clock.now()
    planned = plan(found.watches, found.outlets, found.options)
    with result():
        if as_json:
            for entry in planned:
                sys.stdout.write(json.dumps(_object(entry, found, now)) + "\n")
        else:
            options.terminal.table(COLUMNS, [_row(e, found, now) for e in planned])
    if not as_json and not options.quiet:
        topics = {topic_id for entry in planned for topic_id in entry.topic_ids}
        options.terminal.tell(_closing(len(topics), found))


def _row(entry: Planned, found: Configuration, now: datetime) -> tuple[str, ...]:
    outlet = found.outlets[entry.outlet_id]
    kinds = ", ".join(_KINDS[kind] for kind in _kinds(outlet))
    due = _due(entry, now)
    form = "%H:%M:%S" if due.date() == now.date() else "%a %d %b %H:%M"
    next_run = "at start" if due <= now else due.strftime(form)
    warnings = [f"warning: {w}" for w in _warnings(outlet.id, found)]
    return outlet.id, kinds, _cadence(entry), next_run, ", ".join(warnings) or "ok"


def _object(entry: Planned, found: Configuration, now: datetime) -> dict[str, object]:
    outlet = found.outlets[entry.outlet_id]
    due = _due(entry, now)
    return {
        "outlet": outlet.id,
        "finds_by": _kinds(outlet),
        "schedule": _cadence(entry),
        "every_s": entry.every_s,
        "cron": [{"line": c.line, "timezone": c.zone} for c in entry.cron_lines],
        "next_at": None if due <= now else due.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "topics": list(entry.topic_ids),
        "warnings": _warnings(outlet.id, found),
    }


def _kinds(outlet: Outlet) -> list[str]:
    return list(dict.fromkeys(source.kind.value for source in outlet.sources))


def _warnings(outlet_id: str, found: Configuration) -> list[str]:
    return [w.code for w in found.warnings if w.about == outlet_id]


def _cadence(entry: Planned) -> str:
    from newswatch.schedule import explain

    parts = [explain(cron.line) + f" ({cron.zone})" for cron in entry.cron_lines]
    if entry.every_s is not None:
        parts.append(f"every {_duration(entry.every_s)}")
    return "; ".join(parts)


def _due(entry: Planned, now: datetime) -> datetime:
    """When the outlet would be polled if the daemon started now."""
    from newswatch.schedule import next_due

    return next_due(entry, last_at=None, failures=0, now=now, draw=0.5)


def _duration(value_s: float) -> str:
    for unit, size in (("d", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if value_s >= size and value_s % size == 0:
            return f"{value_s / size:.0f} {unit}"
    return f"{value_s:g} s"


def _closing(topics: int, found: Configuration) -> str:
    tests = sum(len(topic.tests) for topic in found.topics.values())
    tried = f" with {count_of(tests, 'test')}" if tests else ""
    parts = [f"{count_of(topics, 'topic')}{tried} ok."]
    if not _storage_fault(found):
        free = shutil.disk_usage(_nearest_folder(found.feed_dir)).free
        parts.append(f"Feed folder writable, {_size(free)} free.")
    read = f"Checked {count_of(found.files_read, 'file')}"
    if found.warnings:
        read += f", {count_of(len(found.warnings), 'warning')}"
    return "  ".join([*parts, f"{read}, no page fetched."])


def _size(value: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}"
        value /= 1000
    return f"{value:.0f} TB"


def _nearest_folder(path: Path) -> Path:
    """*path*, or what of the folders above it there is: nothing is made by a check."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _storage_fault(found: Configuration) -> StorageError | None:
    """Why the feed could not be written; None if it could."""
    folder = _nearest_folder(found.feed_dir)
    if not folder.is_dir():
        reason = f"{folder} is no folder"
    elif not os.access(folder, os.W_OK | os.X_OK):
        reason = f"{folder} belongs to another user, or is read-only"
    elif shutil.disk_usage(folder).free < _LEAST_FREE:
        reason = f"no space left on {folder}"
    else:
        return None
    return StorageError(
        f"the feed cannot be written to {found.feed_dir}: {reason}",
        code="NW401",
        help="make room or mend the folder, or set [paths] data to another one",
    )
