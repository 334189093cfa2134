"""How rounds went, in words: one line an outlet, the same for once, run and demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from newswatch.cli.terminal import Terminal
from newswatch.errors import ExitCode
from newswatch.model import Ledger, Outcome, Poll

#: what a ledger's reasons are called, after a number
_REASONS = {
    "robots": "kept out by robots.txt",
    "exact-copy": "carried by another outlet too",
    "soft-404": "not found, though answered with 200",
    "empty-body": "without text",
    "not-article": "no article",
    "consent-wall": "behind a consent wall",
    "robot-check": "behind a check for robots",
    "http-404": "not found",
}
#: by what an article was known that came under another address
_SAME_ARTICLE = (
    *("known-address", "amp-twin", "named-by-twin"),
    *("same-canonical", "same-guid", "same-text"),
)


@dataclass(slots=True)
class Rounds:
    """Hears of each round as it ends, tells of it, and keeps the sum."""

    terminal: Terminal
    quiet: bool = False
    #: indentation of each line
    margin: str = ""
    reached: int = 0
    failed: list[str] = field(default_factory=list)
    emitted: int = 0
    #: whether state or feed refused to be written
    storage_failed: bool = False
    #: whether the lines are the result (demo) or about how it goes
    is_result: bool = False

    def done(self, poll: Poll, ledger: Ledger, problems: Sequence[str]) -> None:
        self.emitted += ledger.outcomes[Outcome.EMITTED]
        if ledger.reached:
            self.reached += 1
        if problems:
            self.failed.append(poll.outlet_id)
        if any("[NW4" in problem for problem in problems) or any(
            reason.startswith("NW4") for reason in ledger.reasons
        ):
            self.storage_failed = True
        say = self.terminal.say if self.is_result else self.terminal.tell
        if not self.quiet:
            say(self.margin + summary(poll.outlet_id, ledger))
        for problem in problems:
            self.terminal.tell(f"{self.margin}  warning: {poll.outlet_id}: {problem}")

    def exit_code(self) -> ExitCode:
        """By the exit codes of a one-shot command."""
        if self.storage_failed:
            return ExitCode.STORAGE
        if not self.reached:
            return ExitCode.UNREACHABLE
        return ExitCode.PROBLEMS if self.failed else ExitCode.OK


def summary(outlet_id: str, ledger: Ledger) -> str:
    """`demo_wire  9 links  7 visited  6 articles  4 matched  1 kept out by …`."""
    counts = ledger.outcomes
    unvisited = counts[Outcome.UNCHANGED] + counts[Outcome.PENDING]
    visited = ledger.discovered - unvisited - ledger.reasons["robots"]
    articles = counts[Outcome.EMITTED] + counts[Outcome.OFF_TOPIC]
    parts = [
        f"{outlet_id:<20}",
        f"{ledger.discovered:>4} links",
        f"{visited:>4} visited",
        f"{articles:>4} articles",
        f"{counts[Outcome.EMITTED]:>4} matched",
    ]
    known = sum(ledger.reasons[reason] for reason in _SAME_ARTICLE)
    if known:
        parts.append(f"{known} known by another address")
    for reason, number in sorted(ledger.reasons.items()):
        if reason not in _SAME_ARTICLE:
            parts.append(f"{number} {_REASONS.get(reason, reason)}")
    if counts[Outcome.PENDING]:
        parts.append(f"{counts[Outcome.PENDING]} still to visit")
    if ledger.refused:
        noun = "entry" if ledger.refused == 1 else "entries"
        parts.append(f"{ledger.refused} {noun} refused")
    return "  ".join(parts)
