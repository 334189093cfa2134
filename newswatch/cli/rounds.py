"""How rounds went, in words: one line an outlet, the same for once, run and demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from newswatch.cli.terminal import Terminal
from newswatch.errors import ExitCode
from newswatch.model import Ledger, Outcome, Poll

#: what a ledger's reasons are called when there are several of them
_REASONS = {
    "robots": "kept out by robots.txt",
    "exact-copy": "copies of another outlet's story",
    "soft-404": "not found, though answered with 200",
    "empty-body": "without text",
    "not-article": "that are no articles",
}
#: not worth a word: what a good round is made of
_EXPECTED = frozenset({"known-address", "amp-twin", "same-canonical", "same-guid"})


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

    def done(self, poll: Poll, ledger: Ledger, problems: Sequence[str]) -> None:
        self.emitted += ledger.outcomes[Outcome.EMITTED]
        if ledger.reached:
            self.reached += 1
        if problems:
            self.failed.append(poll.outlet_id)
        if not self.quiet:
            self.terminal.tell(self.margin + summary(poll.outlet_id, ledger))
        for problem in problems:
            self.terminal.tell(f"{self.margin}  warning: {poll.outlet_id}: {problem}")

    def exit_code(self) -> ExitCode:
        """By the exit codes of a one-shot command."""
        if not self.reached:
            return ExitCode.UNREACHABLE
        return ExitCode.PROBLEMS if self.failed else ExitCode.OK


def summary(outlet_id: str, ledger: Ledger) -> str:
    """`demo_wire  9 links  7 visited  6 articles  4 matched  1 kept out by …`."""
    counts = ledger.outcomes
    visited = ledger.discovered - counts[Outcome.UNCHANGED] - counts[Outcome.PENDING]
    copies = ledger.reasons["exact-copy"]
    articles = counts[Outcome.EMITTED] + counts[Outcome.OFF_TOPIC]
    parts = [
        f"{outlet_id:<20}",
        f"{ledger.discovered:>4} links",
        f"{visited:>4} visited",
        f"{articles:>4} articles",
        f"{counts[Outcome.EMITTED]:>4} matched",
    ]
    other = counts[Outcome.DUPLICATE] - (0 if counts[Outcome.EMITTED] else copies)
    if other > 0:
        parts.append(f"{other} known by another address or copied")
    for reason, number in sorted(ledger.reasons.items()):
        if reason not in _EXPECTED and reason not in ("exact-copy", "same-text"):
            parts.append(f"{number} {_REASONS.get(reason, reason)}")
    if counts[Outcome.PENDING]:
        parts.append(f"{counts[Outcome.PENDING]} still to visit")
    return "  ".join(parts)
