"""`newswatch replay`: archived pages through today's pipelines, into the feed."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newswatch.cli.app import app, shared
from newswatch.errors import ExitCode, StorageError

if TYPE_CHECKING:
    from newswatch.config import Configuration
    from newswatch.model import Ledger


@app.command()
def replay(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="WARC files, gzipped or not")],
) -> None:
    """Run archived pages (WARC, CC-NEWS) through the same pipelines and feed."""
    from newswatch.config import load

    options = shared(context)
    configuration = load(options.folder)
    configuration.require_watches()
    for path in files:
        if not path.is_file():
            raise StorageError(
                f"there is no file {path}",
                code="NW408",
                help="check the path",
                exit_code=ExitCode.USAGE,
            )
        if not _begins_like_warc(path):
            raise StorageError(
                f"{path} is no WARC file",
                code="NW408",
                help="name archives of newswatch or of CC-NEWS, gzipped or not",
                exit_code=ExitCode.USAGE,
            )
    problems: list[str] = []

    def report(path: Path, ledger: Ledger, troubles: list[str]) -> None:
        problems.extend(troubles)
        if not options.quiet:
            for line in _account(path, ledger):
                options.terminal.say(line)
        for trouble in troubles:
            options.terminal.warn(f"{path.name}: {trouble}")

    from newswatch.crawler.inline import crawl_here
    from newswatch.spiders.replay import ReplaySpider

    crawl_here(options.folder, ReplaySpider, files=files, report=report)
    _finish_feed(configuration)
    if problems:
        raise typer.Exit(ExitCode.PROBLEMS)


def _begins_like_warc(path: Path) -> bool:
    """Whether it may be a WARC file (ISO 28500, 5); what cannot be read may be one."""
    try:
        with path.open("rb") as file:
            start = file.read(5)
        if start.startswith(b"\x1f\x8b"):
            with gzip.open(path) as unpacked:
                start = unpacked.read(5)
    except (OSError, EOFError, zlib.error):
        return True  # the replay says why it cannot be read
    return start == b"WARC/"


def _finish_feed(configuration: Configuration) -> None:
    """Raises StorageError if the feed could not take what was admitted."""
    from newswatch.errors import ProcessError
    from newswatch.feed.relay import Relay

    try:
        relay = Relay(configuration)
    except ProcessError:
        return  # the running newswatch writes it
    try:
        relay.pump()
    finally:
        relay.close()


def _account(path: Path, ledger: Ledger) -> list[str]:
    """Where every page of the file went: the numbers add up to its pages."""
    from newswatch.model import Outcome

    counts = ledger.outcomes
    lines = [f"{path.name}: {ledger.discovered} pages"]
    for outcome in Outcome:
        if counts[outcome]:
            lines.append(f"  {counts[outcome]:>6}  {outcome.value.replace('_', ' ')}")  # noqa: PERF401
    for reason, number in sorted(ledger.reasons.items()):
        lines.append(f"  {number:>6}    because: {reason}")
    if not ledger.balances:
        lines.append("  the account does not balance: please report this")
    return lines
