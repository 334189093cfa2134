"""`newswatch run` and `newswatch once`: the crawl, with and without a timer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from newswatch.cli.app import Shared, app, shared
from newswatch.cli.terminal import count_of
from newswatch.errors import ExitCode, OutletError

if TYPE_CHECKING:
    from newswatch.cli.rounds import Rounds
    from newswatch.cli.terminal import Terminal
    from newswatch.config import Configuration
    from newswatch.config.reload import Reloaded
    from newswatch.daemon.service import Service


@app.command()
def run(context: typer.Context) -> None:
    """Crawl on the schedule until stopped."""
    import asyncio

    from newswatch.cli.rounds import Rounds

    options = shared(context)
    configuration = _ready(options)
    rounds = Rounds(options.terminal, quiet=options.quiet)

    def started() -> None:
        watched = count_of(len(configuration.watched_outlets()), "outlet")
        options.terminal.tell(
            f"watching {watched}, feed in {configuration.feed_dir}; Ctrl-C ends it"
        )

    async def crawl() -> None:
        async with rounds.shown() as crawler_stderr:
            service = _service(configuration, rounds, options, crawler_stderr)
            await service.run(started)

    asyncio.run(crawl())
    options.terminal.tell("stopped; nothing is lost")


@app.command()
def once(
    context: typer.Context,
    outlets: Annotated[
        list[str] | None, typer.Argument(help="Outlets; all watched ones if none")
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit 0 although an outlet failed")
    ] = False,
) -> None:
    """Crawl once and exit."""
    import asyncio

    from newswatch.cli.rounds import Rounds

    options = shared(context)
    configuration = _ready(options, outlets)
    chosen = outlets or [outlet.id for outlet in configuration.watched_outlets()]
    rounds = Rounds(options.terminal, quiet=options.quiet)
    polled = list(dict.fromkeys(chosen))

    async def crawl() -> bool:
        async with rounds.shown(total=len(polled)) as crawler_stderr:
            service = _service(configuration, rounds, options, crawler_stderr)
            return await service.once(polled)

    finished = asyncio.run(crawl())
    options.terminal.tell(
        f"{count_of(rounds.emitted, 'new record')} in {configuration.feed_dir}"
    )
    if not finished:
        options.terminal.tell("stopped before the end; `newswatch once` goes on there")
        raise typer.Exit(ExitCode.INTERRUPTED)
    code = rounds.exit_code()
    raise typer.Exit(ExitCode.OK if exit_zero else code)


def _service(
    configuration: Configuration,
    rounds: Rounds,
    options: Shared,
    crawler_stderr: int | None,
) -> Service:
    from newswatch.daemon.service import Service

    return Service(
        configuration,
        rounds.done,
        log_level=options.log_level,
        log_format=options.log_style.value,
        on_standing=rounds.standing,
        on_stop=rounds.stopping,
        on_reload=partial(_tell_reload, options.terminal),
        crawler_stderr=crawler_stderr,
    )


def _tell_reload(terminal: Terminal, reloaded: Reloaded) -> None:
    """Every mistake, every change, and what is in force now."""
    for mistake in reloaded.mistakes:
        terminal.complain(mistake)
    for change in reloaded.changes:
        terminal.tell(f"configuration: {change}")
    for key in reloaded.need_restart:
        terminal.warn(f"{key} has changed: it counts after a restart")
    if not reloaded.configuration.watched_outlets():
        terminal.warn("no enabled schedule names an outlet: nothing is watched now")
    for file in reloaded.kept:
        terminal.warn(f"{file} has mistakes: what it said before goes on")
    for file in reloaded.passed_over:
        terminal.warn(f"{file} has mistakes: it is passed over")
    if reloaded.is_refused:
        mistakes = count_of(len(reloaded.mistakes), "mistake")
        terminal.warn(f"configuration has {mistakes}: the old one goes on")
    elif reloaded.changes:
        terminal.tell("configuration read again; it counts from the next page on")
    else:
        terminal.tell("configuration read again: nothing is to be done otherwise")


def _ready(options: Shared, outlets: list[str] | None = None) -> Configuration:
    """The configuration, with something to do in it; its warnings are shown."""
    from newswatch.config import load
    from newswatch.config.messages import near_match

    configuration = load(options.folder)
    for outlet_id in outlets or []:
        if outlet_id not in configuration.outlets:
            raise OutletError(
                f'unknown outlet "{outlet_id}"',
                code="NW304",
                help=near_match(outlet_id, configuration.outlets),
                exit_code=ExitCode.USAGE,
            )
    if not outlets or not configuration.topics:
        configuration.require_watches()
    if not options.quiet:
        for warning in configuration.warnings:
            options.terminal.complain(warning, "warning")
    return configuration
