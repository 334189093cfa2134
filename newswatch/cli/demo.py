"""`newswatch demo`: three invented outlets on this machine, crawled twice for real."""

from __future__ import annotations

import asyncio
import os
import random
import shlex
import shutil
import sys
import textwrap
import time
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newswatch import __version__, clock
from newswatch.cli.app import Shared, app, shared
from newswatch.cli.read import COLUMNS, row_of
from newswatch.cli.terminal import count_of, result
from newswatch.errors import ExitCode, ExtraError

if TYPE_CHECKING:
    from newswatch.cli.rounds import Rounds
    from newswatch.config import Configuration
    from newswatch.daemon.service import Service
    from newswatch.demo.server import DemoServer

#: where the demo lives unless -C or the argument says otherwise
FOLDER = Path("newswatch-demo")
#: between the passes, by a clock that stands still: the schedule's interval
_PASS_GAP = timedelta(seconds=5)
#: ports of demos that repeat: below those that systems hand out by themselves
_FIRST_PORT, _PORTS = 18000, 10000
_FOLLOW_INTERVAL_S = 0.5
_NEXT = (
    ("read", "see them"),
    ("why 3", "why one is there"),
    ("read --json", "feed a program"),
    ("check", "what is watched, and when"),
    ("outlets list", "what else can be watched"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demo:
    """One demo under way."""

    options: Shared
    folder: Path
    configuration: Configuration
    server: DemoServer
    rounds: Rounds
    dice: random.Random | None

    def service(
        self, *, quiet: bool = False, crawler_stderr: int | None = None
    ) -> Service:
        from newswatch.cli.rounds import Rounds
        from newswatch.daemon.service import Service

        rounds = Rounds(self.options.terminal, quiet=True) if quiet else self.rounds
        return Service(
            self.configuration,
            rounds.done,
            log_level=self.options.log_level,
            log_format=self.options.log_style.value,
            dice=self.dice,
            on_standing=rounds.standing,
            on_stop=rounds.stopping,
            crawler_stderr=crawler_stderr,
        )

    def records(self) -> list[dict[str, Any]]:
        from newswatch.feed.reader import FeedTail

        tail = FeedTail(self.configuration.feed_dir)
        return [record for _, record in tail.objects()]

    def say(self, text: str = "", indent: str = "  ") -> None:
        """A line of the result; for people, folded at words."""
        terminal = self.options.terminal
        if terminal.is_interactive and len(text) > terminal.out.width:
            width = terminal.out.width
            text = textwrap.fill(
                text,
                width,
                subsequent_indent=indent,
                break_on_hyphens=False,
                break_long_words=False,
            )
        for line in text.split("\n"):
            terminal.say(line)


@app.command()
def demo(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", help="Where to put its files", show_default=str(FOLDER)
        ),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the outlets up until Ctrl-C")
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Poll every 5 s and print what comes")
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="Repeat: same order, ids and ports"),
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Repeat: as if it were TIME, standing still"),
    ] = None,
) -> None:
    """Crawl three built-in outlets on this machine; needs no network."""
    from newswatch.demo.folder import fresh_folder, write_folder

    options = shared(context)
    repeats = seed is not None or now is not None
    if follow and (keep or repeats):
        other = "--keep" if keep else "--seed" if seed is not None else "--now"
        raise typer.BadParameter(f"it does not go with {other}", param_hint="--follow")
    at = clock.now() if now is None else _instant_of(now)
    dice = random.Random(seed or 0) if repeats else None  # noqa: S311
    # Of this shell's newswatch, not of the demo; a crawler would inherit it.
    os.environ.pop("NEWSWATCH_DATA", None)
    # What an enclosing -C says, if this command's own argument says nothing.
    given = context.parent.params.get("folder") if context.parent else None
    chosen = folder or given or FOLDER
    with fresh_folder(chosen), _serving(at, seed or 0 if repeats else None) as server:
        write_folder(chosen, server)
        code = _run(options, chosen, server, dice, keep=keep, follow=follow)
    raise typer.Exit(code)


def _run(
    options: Shared,
    folder: Path,
    server: DemoServer,
    dice: random.Random | None,
    *,
    keep: bool,
    follow: bool,
) -> ExitCode:
    from newswatch.cli.rounds import Rounds
    from newswatch.config import load

    this = _Demo(
        options=options,
        folder=folder,
        configuration=load(folder),
        server=server,
        rounds=Rounds(options.terminal, margin="  ", is_result=True),
        dice=dice,
    )
    with result():
        _introduce(this)
        if follow:
            return _follow(this)
        finished = _crawl_twice(this)
        _conclude(this)
        if not finished:
            return ExitCode.INTERRUPTED
        _say_next(this)
        if keep:
            _keep(this)
    return this.rounds.exit_code()


def _instant_of(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f'expected a time like 2026-11-23T18:30:00Z, got "{text}"',
            param_hint="--now",
        ) from error
    # The world's stories are hours old, and a crawl looks days ahead.
    if not 1971 <= at.year <= 9998:
        raise typer.BadParameter(
            "expected a year from 1971 to 9998", param_hint="--now"
        )
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _serving(at: datetime, seed: int | None) -> DemoServer:
    """The outlets, not yet up; *seed* fixes their port."""
    from newswatch.demo.server import DemoServer

    port = 0 if seed is None else _FIRST_PORT + seed % _PORTS
    server = DemoServer(at, port)
    try:
        server.bind()
    except OSError as error:
        raise ExtraError(
            f"the demo's outlets cannot listen on port {port or 'any'} of 127.0.0.1"
            f" ({error.strerror})",
            code="NW503",
            help="end what listens there, or choose another --seed"
            if port
            else "see what keeps programs from listening on this machine",
        ) from error
    return server


def _introduce(this: _Demo) -> None:
    where = "127.0.0.1"
    if this.server.fallback:
        where += " (no other loopback address here: three ports that share one pace)"
    this.say(
        f"newswatch {__version__}  demo: {len(this.server.bases)} outlets on {where},"
        f" {count_of(len(this.configuration.topics), 'topic')}, folder {this.folder}"
    )
    this.say()


# -- two passes


def _crawl_twice(this: _Demo) -> bool:
    """Whether both passes came to their end."""
    this.say("pass 1 of 2")
    if not _crawl(this, this.server.now):
        return False
    this.server.turn_to(2)
    changed = this.server.second_pass
    this.say(
        f"pass 2 of 2  (meanwhile {len(changed.edited)} story edited,"
        f" {len(changed.new)} new, {len(changed.taken_down)} taken down)"
    )
    return _crawl(this, this.server.now + _PASS_GAP)


def _crawl(this: _Demo, at: datetime) -> bool:
    outlet_ids = [outlet.id for outlet in this.configuration.watched_outlets()]
    if this.dice:
        this.dice.shuffle(outlet_ids)

    async def crawl() -> bool:
        async with this.rounds.shown(total=len(outlet_ids)) as crawler_stderr:
            service = this.service(crawler_stderr=crawler_stderr)
            return await service.once(outlet_ids, one_by_one=this.dice is not None)

    with clock.standing_at(at) if this.dice else nullcontext():
        return asyncio.run(crawl())


def _conclude(this: _Demo) -> None:
    records = this.records()
    this.say()
    this.options.terminal.table(COLUMNS, [row_of(record) for record in records])
    this.say()
    files = sorted(this.configuration.feed_dir.glob("*.jsonl"))
    where = f" in {', '.join(map(str, files))}" if files else ""
    this.say(f"{count_of(len(records), 'record')}{where}")


def _say_next(this: _Demo) -> None:
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    command = f"{_own_name()} -C {shlex.quote(str(this.folder))}"
    steps = [(words, why) for words, why in _NEXT if words.split()[0] in known]
    width = max(len(words) for words, _ in steps)
    lines = [f"{command} {words:<{width}}   {why}" for words, why in steps]
    terminal = this.options.terminal
    if terminal.is_interactive and max(map(len, lines)) + 7 > terminal.out.width:
        this.say("next:")
        for words, why in steps:
            this.say(f"{why}:")
            terminal.say(f"  {command} {words}")
        return
    for number, line in enumerate(lines):
        terminal.say(("       " if number else "next:  ") + line)


def _own_name() -> str:
    """What a person types to start this program; `make demo` puts it on no path."""
    if shutil.which("newswatch"):
        return "newswatch"
    if sys.argv[0].endswith("__main__.py"):
        return "python -m newswatch"
    return shlex.quote(os.path.relpath(sys.argv[0]))


# -- until Ctrl-C


def _keep(this: _Demo) -> None:
    try:
        this.say()
        this.say("the outlets stay up until Ctrl-C:")
        for outlet_id, base in this.server.bases.items():
            this.say(f"  {outlet_id:<12} {base}/")
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


def _follow(this: _Demo) -> ExitCode:
    service = this.service(quiet=True)

    def started() -> None:
        this.say("polling every 5 s; Ctrl-C ends it")

    async def run() -> None:
        showing = asyncio.create_task(_show_what_comes(this))
        showing.add_done_callback(lambda _: service.stop())
        await service.run(started)
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)
        if not showing.cancelled() and (error := showing.exception()):
            raise error

    asyncio.run(run())
    return ExitCode.OK


async def _show_what_comes(this: _Demo) -> None:
    """Print records as they are written; turn the page once all are out."""
    from newswatch.feed.reader import FeedTail

    tail = FeedTail(this.configuration.feed_dir)
    expected = this.server.expectations.line_count("mark")
    shown = 0
    while True:
        rows = [row_of(record) for _, record in tail.objects()]
        if rows:
            head = (" ",) * len(COLUMNS) if shown else COLUMNS
            this.options.terminal.table(head, rows)
            sys.stdout.flush()
            shown += len(rows)
        if shown >= expected and this.server.number == 1:
            this.server.turn_to(2)
            this.options.terminal.tell(
                "now, at the outlets: a story is edited, one is new, one taken down"
            )
        await asyncio.sleep(_FOLLOW_INTERVAL_S)
