"""`newswatch status`: how each outlet stands, by the ledger of its polls."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newswatch.cli.app import app, shared
from newswatch.cli.read import ago
from newswatch.cli.terminal import Terminal, count_of, json_text, result
from newswatch.errors import ExitCode, OutletError, ProcessError

if TYPE_CHECKING:
    from newswatch.cli.holder import Holder
    from newswatch.cli.standing import Standing
    from newswatch.config import Configuration
    from newswatch.store.books import Books

COLUMNS = (
    "outlet",
    "last poll",
    "next",
    "today",
    "7 days",
    "owed",
    "out",
    "stands (UTC)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stands:
    found: Sequence[Standing]
    holder: Holder
    #: since when polls stand still for want of a network
    down_since: datetime | None


@app.command()
def status(
    context: typer.Context,
    outlet: Annotated[
        str | None, typer.Argument(help="All there is to know about this one")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False,
    as_exit: Annotated[
        bool, typer.Option("--exit", help="Exit 1 if anything needs a person")
    ] = False,
) -> None:
    """Say how each outlet stands: polls, what they found, what is owed.

    Reads the state while newswatch runs; asks nobody, changes nothing.
    """
    from newswatch.cli.holder import holder_of
    from newswatch.cli.standing import standings
    from newswatch.config.around import load_around
    from newswatch.store import open_books

    options = shared(context)
    terminal = options.terminal
    configuration, mistakes = load_around(options.folder)
    if mistakes is not None:
        terminal.complain(mistakes)
    now = datetime.now(UTC)
    holder = holder_of(configuration.data_dir)
    ledger = open_books(configuration.options, configuration.data_dir)
    try:
        books = ledger.books(now) if ledger else {}
        known = {*configuration.outlets, *(books if mistakes else ())}
        if outlet is not None and outlet not in known:
            raise _unknown(outlet, configuration)
        # Of a newswatch that has ended it says nothing of today.
        down = ledger.network_down_since() if ledger and holder.is_held else None
        found = standings(
            configuration, books, holder, now, among=known, down_since=down
        )
        _warn_of(terminal, down)
        with result():
            if outlet is not None:
                chosen = [each for each in found if each.outlet_id == outlet]
                _one(terminal, chosen, ledger, outlet, now, as_json=as_json)
            else:
                chosen = found
                stands = _Stands(found=found, holder=holder, down_since=down)
                _all(terminal, configuration, stands, now, as_json=as_json)
    finally:
        if ledger is not None:
            ledger.close()
    if any("unbalanced" in each.needs for each in chosen):
        terminal.complain(_imbalance(chosen))
        raise typer.Exit(ExitCode.PROBLEMS)
    needy = mistakes or down or any(each.needs for each in chosen)
    if as_exit and (needy or not books):
        raise typer.Exit(ExitCode.PROBLEMS)


def _one(
    terminal: Terminal,
    chosen: Sequence[Standing],
    ledger: Books | None,
    outlet_id: str,
    now: datetime,
    *,
    as_json: bool,
) -> None:
    from newswatch.cli.status_outlet import outlet_facts, print_outlet

    if ledger is None or not chosen:
        if as_json:
            sys.stdout.write(json.dumps({"outlet": outlet_id, "polls": []}) + "\n")
        else:
            terminal.say(f"{outlet_id} was never polled: newswatch once {outlet_id}")
        return
    if as_json:
        facts = outlet_facts(chosen[0], ledger, now)
        sys.stdout.write(json_text(facts) + "\n")
    else:
        print_outlet(terminal, chosen[0], ledger, now)


def _all(
    terminal: Terminal,
    configuration: Configuration,
    stands: _Stands,
    now: datetime,
    *,
    as_json: bool,
) -> None:
    from newswatch.cli.standing import facts_of_standing
    from newswatch.cli.why_section import iso

    found, holder, down = stands.found, stands.holder, stands.down_since
    if as_json:
        facts: dict[str, Any] = {
            "at": iso(now),
            "folder": str(configuration.folder),
            "running": {
                "pid": holder.pid if holder.is_held else None,
                "since": iso(holder.since) if holder.is_held else None,
            },
            "network": {"down_since": iso(down) if down else None},
            "outlets": [facts_of_standing(each) for each in found],
        }
        sys.stdout.write(json_text(facts) + "\n")
        return
    terminal.table(COLUMNS, [_row(each, now) for each in found])
    if terminal.is_interactive:
        terminal.say_parts(_below(configuration.data_dir, found, holder, now))


def _row(standing: Standing, now: datetime) -> tuple[str, ...]:
    book = standing.book
    last = ago((now - book.last.ended_at).total_seconds()) if book.last else "-"
    due = "-"
    if book.next_due_at is not None and standing.is_watched:
        left = (now - book.next_due_at).total_seconds()
        due = ago(left) if left < 0 else "now"
    stands = "; ".join((*standing.needs.values(), *standing.notes))
    return (
        standing.outlet_id,
        last,
        due,
        str(book.today.emitted),
        str(book.week.emitted),
        str(book.pending),
        str(book.quarantined + book.failed),
        stands or "ok",
    )


def _below(
    data_dir: Path, found: Sequence[Standing], holder: Holder, now: datetime
) -> list[str]:
    """The facts under the table."""
    if holder.is_held and holder.since:
        age = ago((now - holder.since).total_seconds()).removesuffix(" ago")
        running = f"running for {age} (pid {holder.pid or 'unknown'})"
    else:
        running = "not running"
    parts = [running, "today and 7 days: records written"]
    needy = [each.outlet_id for each in found if each.needs]
    if needy:
        parts.append(f"look at: {', '.join(needy)} (newswatch status OUTLET)")
    if not any(each.book.last for each in found):
        parts.append(f"nothing was crawled in {data_dir} yet: newswatch once")
    return parts


def _warn_of(terminal: Terminal, down_since: datetime | None) -> None:
    if down_since is not None:
        since = f"our own network fails since {down_since:%m-%d %H:%M} UTC"
        what = f"{since}: polls stand still, nobody is blamed [NW607]"
        terminal.warn(what, code="NW607")


def _imbalance(chosen: Sequence[Standing]) -> ProcessError:
    ids = [run for each in chosen for run in each.book.unbalanced]
    shown = ", ".join(ids[:3]) + (", …" if len(ids) > 3 else "")
    return ProcessError(
        f"{count_of(len(ids), 'ledger')} without an outcome for each link: {shown}",
        code="NW620",
        help="newswatch explain NW620; the accounts are in newswatch status --json",
        exit_code=ExitCode.PROBLEMS,
    )


def _unknown(outlet_id: str, configuration: Configuration) -> OutletError:
    from newswatch.config.messages import near_match

    return OutletError(
        f'unknown outlet "{outlet_id}"',
        code="NW304",
        help=near_match(outlet_id, configuration.outlets),
        exit_code=ExitCode.USAGE,
    )
