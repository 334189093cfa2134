"""How rounds go and went, in words: the same for once, run and demo.

Each outlet gets one line when its round is over. On a terminal, those under way are
drawn below.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from newswatch.cli.layout import GAP
from newswatch.cli.live import Live
from newswatch.cli.progress import Progress
from newswatch.cli.reasons import REASONS, RETOLD, SAME_ARTICLE
from newswatch.cli.terminal import Terminal
from newswatch.errors import ExitCode
from newswatch.model import LOOKED_AT, UNBALANCED, Ledger, Outcome, Poll, Standing

_CODE = re.compile(r"\[(NW\d{3})\]")


@dataclass(slots=True)
class Rounds:
    """Hears of each round as it goes and ends, tells of it, and keeps the sum."""

    terminal: Terminal
    quiet: bool = False
    #: indentation of each line
    margin: str = ""
    reached: int = 0
    #: whether any outlet had a problem
    failed: bool = False
    emitted: int = 0
    #: whether state or feed refused to be written
    storage_failed: bool = False
    #: whether the lines are the result (demo) or about how it goes
    is_result: bool = False
    _progress: Progress | None = None

    def standing(self, poll: Poll, standing: Standing) -> None:
        """News of a poll under way."""
        if self._progress is not None:
            self._progress.heard(poll, standing)

    def done(self, poll: Poll, ledger: Ledger, problems: Sequence[str]) -> None:
        if self._progress is not None:
            self._progress.ended(poll, ledger)
        self.emitted += ledger.outcomes[Outcome.EMITTED]
        if ledger.reached:
            self.reached += 1
        if problems or not ledger.balances:
            self.failed = True
        if any("[NW4" in problem for problem in problems) or any(
            reason.startswith("NW4") for reason in ledger.reasons
        ):
            self.storage_failed = True
        facts = {"run_id": poll.run_id, "outlet": poll.outlet_id}
        if not self.quiet:
            parts = summary(poll.outlet_id, ledger)
            if self.is_result:
                # `demo | head` has seen enough; the crawl goes on to its end.
                with suppress(BrokenPipeError):
                    self.terminal.say_parts(parts, self.margin)
            else:
                self.terminal.tell_parts(parts, self.margin, **facts)
        if not ledger.balances:
            lost = ledger.discovered - ledger.outcomes.total()
            unbalanced = f"its ledger does not balance, by {lost} links [{UNBALANCED}]"
            problems = [*problems, unbalanced]
        for problem in problems:
            code = _CODE.search(problem)
            known = {"code": code[1]} if code else {}
            text = f"{poll.outlet_id}: {problem}"
            self.terminal.warn(text, margin=self.margin + GAP, **facts, **known)

    def stopping(self) -> None:
        self.terminal.tell("stopping: pages under way are finished or kept for later")

    def exit_code(self) -> ExitCode:
        """By the exit codes of a one-shot command."""
        if self.storage_failed:
            return ExitCode.STORAGE
        if not self.reached:
            return ExitCode.UNREACHABLE
        return ExitCode.PROBLEMS if self.failed else ExitCode.OK

    @asynccontextmanager
    async def shown(self, total: int | None = None) -> AsyncIterator[int | None]:
        """Draw how it goes while this holds, where there is a screen to draw on.

        Yields where the crawler is to write its log, so that its lines and the drawing
        do not tear each other; None: to its own standard error.
        """
        terminal = self.terminal
        if self.quiet or terminal.speaks_json or not terminal.err.can_redraw:
            yield None
            return
        self._progress = Progress(time.monotonic, self.margin, total)
        terminal.live = Live(terminal.err, self._progress.lines)
        drawing = asyncio.create_task(terminal.live.keep_drawing())
        try:
            with _Passage(terminal) as fd:
                yield fd
        finally:
            drawing.cancel()
            with suppress(asyncio.CancelledError):
                await drawing
            terminal.live.close()
            terminal.live = self._progress = None


class _Passage:
    """A pipe whose lines the terminal passes on; `with` gives the end to write to."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._rest = b""
        self._read_fd = self._write_fd = -1

    def __enter__(self) -> int:
        self._read_fd, self._write_fd = os.pipe()
        os.set_blocking(self._read_fd, False)
        asyncio.get_running_loop().add_reader(self._read_fd, self._take)
        return self._write_fd

    def __exit__(self, *_: object) -> None:
        # Whoever wrote into it has ended: what there is now is all there will be.
        os.close(self._write_fd)
        while self._take():
            pass
        if self._rest:
            self._pass_on(self._rest)
        asyncio.get_running_loop().remove_reader(self._read_fd)
        os.close(self._read_fd)

    def _take(self) -> bool:
        """Pass on what whole lines there are; whether there may be more."""
        try:
            data = os.read(self._read_fd, 1 << 16)
        except BlockingIOError:
            return False
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._pass_on(line)
        return bool(data)

    def _pass_on(self, line: bytes) -> None:
        self._terminal.pass_on(line.decode("utf-8", "replace"))


def summary(outlet_id: str, ledger: Ledger) -> list[str]:
    """`demo_wire`, `9 links`, `7 visited`, …: the facts of a round that is over."""
    counts = ledger.outcomes
    unvisited = counts[Outcome.UNCHANGED] - ledger.reasons[LOOKED_AT]
    unvisited += counts[Outcome.PENDING] + ledger.reasons["robots"]
    visited = ledger.discovered - unvisited
    matched = counts[Outcome.EMITTED] - sum(ledger.reasons[each] for each in RETOLD)
    articles = matched + counts[Outcome.OFF_TOPIC]
    parts = [
        f"{outlet_id:<20}",
        f"{ledger.discovered:>4} links",
        f"{visited:>4} visited",
        f"{articles:>4} articles",
        f"{matched:>4} matched",
    ]
    known = sum(ledger.reasons[reason] for reason in SAME_ARTICLE)
    if known:
        parts.append(f"{known} known by another address")
    for reason, number in sorted(ledger.reasons.items()):
        if reason not in SAME_ARTICLE:
            parts.append(f"{number} {REASONS.get(reason, reason)}")
    if counts[Outcome.PENDING]:
        parts.append(f"{counts[Outcome.PENDING]} still to visit")
    if ledger.refused:
        noun = "entry" if ledger.refused == 1 else "entries"
        parts.append(f"{ledger.refused} {noun} refused")
    return parts
