"""`newswatch doctor`: tests the machine and the folder, and says what to do next."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newswatch.cli.app import app, shared
from newswatch.cli.findings import Finding, Level, fail, ok, worst
from newswatch.cli.terminal import Terminal, count_of, json_text, result
from newswatch.errors import ConfigErrors, ExitCode, NewswatchError

if TYPE_CHECKING:
    from newswatch.config import Configuration


@app.command()
def doctor(
    context: typer.Context,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no name server")
    ] = False,
    live: Annotated[
        bool, typer.Option("--live", help="Also open a TLS connection to one outlet")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 on warnings too")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False,
) -> None:
    """Test the machine: clock, disk, lock, DNS, TLS, feed, state, versions.

    Changes nothing, and may be run while newswatch runs.
    """
    options = shared(context)
    if offline and live:
        raise typer.BadParameter("--live needs the network", param_hint="--offline")
    findings = list(_findings(options.folder, offline=offline, live=live))
    level = worst(findings)
    with result():
        if as_json:
            facts = {
                "worst": level.value,
                "tests": [each.as_object() for each in findings],
            }
            sys.stdout.write(json_text(facts) + "\n")
        else:
            _print(options.terminal, findings)
    if level is Level.FAIL or (strict and level is Level.WARN):
        raise typer.Exit(ExitCode.PROBLEMS)


def _findings(folder: Path, *, offline: bool, live: bool) -> Iterator[Finding]:
    from newswatch.cli import doctor_folder, doctor_machine, doctor_state

    now = datetime.now(UTC)
    yield from doctor_machine.versions()
    yield from doctor_machine.oldest()
    yield doctor_machine.open_files()
    configuration, finding = _configuration(folder)
    yield finding
    data_dir = configuration.data_dir if configuration else folder / "data"
    tests: list[tuple[str, Callable[[], Iterable[Finding]]]] = [
        ("clock", lambda: doctor_machine.clock(data_dir, now)),
        ("folder", lambda: doctor_folder.permissions(data_dir)),
        ("disk", lambda: doctor_folder.space(data_dir)),
        ("lock", lambda: [doctor_folder.lock(data_dir, now)]),
    ]
    if configuration is not None:
        known = configuration
        tests += [
            ("state", lambda: doctor_state.state(known, now)),
            ("feed", lambda: doctor_state.feed(known)),
            ("tls", lambda: [doctor_machine.tls(known, live=live)]),
            ("certificates", lambda: doctor_machine.unverified(known)),
        ]
        if not offline:
            tests.append(("dns", lambda: [doctor_machine.dns(known)]))
    for name, test in tests:
        yield from _guarded(name, test)


def _guarded(name: str, test: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What *test* finds; one that something stands in the way of hides no other."""
    try:
        yield from test()
    except (OSError, sqlite3.Error) as error:
        what = f"not tested: {error}"
        yield fail(name, what, "look at what is named here, and run doctor again")


def _configuration(folder: Path) -> tuple[Configuration | None, Finding]:
    from newswatch.config.around import load_around

    try:
        configuration, mistakes = load_around(folder)
    except ConfigErrors as error:
        return None, _mistaken(error)
    except NewswatchError as error:
        return None, fail("configuration", str(error), error.help or "newswatch check")
    if mistakes is not None:
        return configuration, _mistaken(mistakes)
    outlets = count_of(len(configuration.watched_outlets()), "outlet")
    topics = count_of(len(configuration.topics), "topic")
    return configuration, ok("configuration", f"{outlets}, {topics}")


def _mistaken(mistakes: ConfigErrors) -> Finding:
    what = count_of(len(mistakes.errors), "mistake") + " in the configuration"
    return fail("configuration", what, "newswatch check")


def _print(terminal: Terminal, findings: list[Finding]) -> None:
    if not terminal.is_interactive:
        rows = [(f.level.value, f.test, f.what, f.next_step) for f in findings]
        terminal.table(("level", "test", "found", "next"), rows)
        return
    shown = [(f.level.value, f.test, _with_next(f)) for f in findings]
    terminal.table(("", "test", "found"), shown)
    counts = {level: sum(f.level is level for f in findings) for level in Level}
    parts = [f"{number} {level.value}" for level, number in counts.items() if number]
    terminal.say(", ".join(parts))


def _with_next(finding: Finding) -> str:
    step = f" Next: {finding.next_step}" if finding.next_step else ""
    return f"{finding.what}.{step}" if step else finding.what
