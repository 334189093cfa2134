"""Progress: what is drawn while polls are under way. Takes news, gives lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from newswatch.cli.terminal import count_of
from newswatch.model import Ledger, Outcome, Poll, Standing

#: outlets drawn one by one; the others are in the sum below them
MOST_LINES = 10
#: the column of outlets' names, where the screen is wide enough
NAME_WIDTH, LEAST_NAME = 20, 14
#: from this width on counts are written with their words
ROOMY = 60


@dataclass(slots=True)
class Progress:
    """Hears how polls stand and draws those under way, longest first, and the sum."""

    #: seconds, of any beginning
    clock: Callable[[], float]
    margin: str = ""
    #: polls there will be; None for a daemon, which has no last one
    total: int | None = None
    began_at: float = field(init=False)
    done: int = 0
    _under_way: dict[str, tuple[str, Standing]] = field(default_factory=dict)
    _links: int = 0
    _emitted: int = 0

    def __post_init__(self) -> None:
        self.began_at = self.clock()

    def heard(self, poll: Poll, standing: Standing) -> None:
        """*poll* is under way. News that comes twice or not at all does no harm."""
        self._under_way[poll.run_id] = (poll.outlet_id, standing)

    def ended(self, poll: Poll, ledger: Ledger) -> None:
        self._under_way.pop(poll.run_id, None)
        self.done += 1
        self._links += ledger.discovered
        self._emitted += ledger.outcomes[Outcome.EMITTED]

    def lines(self, width: int, height: int) -> list[str]:
        """The picture for a screen of *width* columns and *height* rows."""
        if self.total is None and not self._under_way:
            return []
        name_width = NAME_WIDTH if width >= ROOMY else LEAST_NAME
        # The screen is for what is said above the picture, too.
        room = max(1, min(MOST_LINES, height // 2))
        entries = list(self._under_way.values())
        if len(entries) == room + 1:
            room += 1  # "and 1 more" would take the same line
        lines = [self._line(*entry, name_width) for entry in entries[:room]]
        if len(entries) > room:
            lines.append(f"{self.margin}and {len(entries) - room} more outlets")
        return [*lines, self.margin + self._sum(roomy=width >= ROOMY)]

    def _line(self, outlet_id: str, standing: Standing, name_width: int) -> str:
        if len(outlet_id) > name_width:
            outlet_id = outlet_id[: name_width - 1] + "~"
        if not standing.discovered:
            return f"{self.margin}{outlet_id:<{name_width}}  asking"
        settled, discovered = standing.settled, standing.discovered
        counts = f"  {settled:>4} of {f'{discovered} links':<10}{standing.emitted:>4}"
        if name_width < NAME_WIDTH:
            counts = f"  {settled:>3}/{discovered:<4}{standing.emitted:>3}"
        return f"{self.margin}{outlet_id:<{name_width}}{counts} matched"

    def _sum(self, *, roomy: bool) -> str:
        standings = [standing for _, standing in self._under_way.values()]
        links = self._links + sum(s.settled for s in standings)
        emitted = self._emitted + sum(s.emitted for s in standings)
        seconds = int(self.clock() - self.began_at)
        if self.total is None:
            return f"{count_of(len(standings), 'outlet')} under way"
        if not roomy:
            return f"{self.done}/{self.total} outlets, {links} links, {emitted} matched"
        return (
            f"{self.done} of {count_of(self.total, 'outlet')},"
            f" {count_of(links, 'link')}, {emitted} matched, {seconds} s"
        )
