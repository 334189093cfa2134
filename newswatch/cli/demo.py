"""`newswatch demo`: three invented outlets on this machine, crawled for real."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newswatch import __version__
from newswatch.cli.app import Shared, app, shared
from newswatch.cli.read import COLUMNS, row_of
from newswatch.errors import ExitCode

if TYPE_CHECKING:
    from newswatch.cli.rounds import Rounds
    from newswatch.config import Configuration
    from newswatch.demo.server import DemoServer

#: where the demo lives unless -C or the argument says otherwise
FOLDER = Path("newswatch-demo")


@app.command()
def demo(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to put its files")
    ] = FOLDER,
) -> None:
    """Crawl three built-in outlets on this machine; needs no network."""
    from newswatch.cli.rounds import Rounds
    from newswatch.config import load
    from newswatch.demo.folder import write_folder
    from newswatch.demo.server import DemoServer
    from newswatch.feed.lock import FolderLock
    from newswatch.store import make_folder

    options = shared(context)
    with DemoServer(datetime.now(UTC)) as server:
        make_folder(folder)
        write_folder(folder, server)
        # The demo starts afresh each time: only after its own mark was found above.
        data_dir = load(folder).data_dir
        with FolderLock(data_dir):
            _clear(data_dir)
        configuration = load(folder)
        _introduce(options, configuration, server)
        rounds = Rounds(options.terminal, margin="  ", is_result=True)
        finished = asyncio.run(_crawl(configuration, rounds, options))
    count = _show(options, configuration)
    if not finished:
        raise typer.Exit(ExitCode.INTERRUPTED)
    files = sorted((configuration.feed_dir).glob("*.jsonl"))
    options.terminal.say()
    options.terminal.say(f"{count} records in {', '.join(map(str, files))}")
    command = f"{_own_name()} -C {shlex.quote(str(folder))}"
    options.terminal.say(f"next:  {command} read           see them")
    options.terminal.say(f"       {command} read --json    feed a program")
    raise typer.Exit(rounds.exit_code())


def _own_name() -> str:
    """What a person types to start this program; `make demo` puts it on no path."""
    if shutil.which("newswatch"):
        return "newswatch"
    if sys.argv[0].endswith("__main__.py"):
        return "python -m newswatch"
    return shlex.quote(os.path.relpath(sys.argv[0]))


def _clear(data_dir: Path) -> None:
    """Remove what an earlier demo left, but the lock that is being held."""
    for entry in data_dir.iterdir():
        if entry.name == "feed":
            shutil.rmtree(entry)
        elif entry.name.startswith("state.db"):
            entry.unlink()


def _introduce(
    options: Shared, configuration: Configuration, server: DemoServer
) -> None:
    where = "127.0.0.1"
    if server.fallback:
        where += " (one address only: three ports, one pace each)"
    options.terminal.say(
        f"newswatch {__version__}  demo: {len(server.bases)} outlets on {where},"
        f" {len(configuration.topics)} topics, folder {configuration.folder}"
    )
    options.terminal.say()


async def _crawl(configuration: Configuration, rounds: Rounds, options: Shared) -> bool:
    from newswatch.daemon.service import Service

    outlet_ids = [outlet.id for outlet in configuration.watched_outlets()]
    async with rounds.shown(total=len(outlet_ids)) as crawler_stderr:
        service = Service(
            configuration,
            rounds.done,
            log_level=options.log_level,
            log_format=options.log_style.value,
            on_standing=rounds.standing,
            on_stop=rounds.stopping,
            crawler_stderr=crawler_stderr,
        )
        return await service.once(outlet_ids)


def _show(options: Shared, configuration: Configuration) -> int:
    """Print the feed as a table; how many records it holds."""
    from newswatch.feed.reader import FeedTail, object_of

    records = [object_of(line) for line in FeedTail(configuration.feed_dir).lines()]
    options.terminal.say()
    options.terminal.table(COLUMNS, [row_of(record) for record in records])
    return len(records)
