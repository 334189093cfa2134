"""Which of the dates that a page states is believed, and what is said against it.

Witnesses come in the order of belief. The first that can be true is believed: a page
cannot be published after it was fetched, so one that says so gives way to a later
witness for nearly the same time (its zone is wrong) or for the same numbers with day
and month changed over, and stands, with a warning, where there is none. A later witness
may make the chosen one more exact, never contradict it: one that adds the clock to a
bare day, and one that adds the zone to a time of day without any.

Witnesses that contradict each other are never reconciled: they make a warning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from newswatch.model import Precision

#: two witnesses further apart than this speak of different events
CONFLICT = timedelta(days=1)
#: the address has the day of the desk, which is another than the world's at times
_URL_CONFLICT = timedelta(days=2)
#: the widest offsets from UTC in use are +14:00 and -12:00
_WIDEST_OFFSET = timedelta(hours=14)
#: servers' clocks and ours; chosen by hand
_CLOCKS_DIFFER = timedelta(minutes=15)
_QUARTER_S = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    at: datetime
    precision: Precision
    #: whether the text named its zone itself
    zoned: bool
    evidence: str

    @property
    def has_clock(self) -> bool:
        return self.precision is not Precision.DAY

    def is_future(self, now: datetime) -> bool:
        """Whether it lies after *now* in every zone that it may mean."""
        exact = self.zoned and self.has_clock
        return self.at > now + (_CLOCKS_DIFFER if exact else _WIDEST_OFFSET)


def believed(witnesses: Sequence[Witness], now: datetime) -> Witness | None:
    """The most exact reading of the first witness that can be true, at *now*."""
    if not witnesses:
        return None
    first = witnesses[0]
    if first.is_future(now):
        mended = (
            other
            for other in witnesses[1:]
            if not other.is_future(now) and _is_slip(first.at, other.at)
        )
        first = next(mended, first)
    return _most_exact(first, [w for w in witnesses if not w.is_future(now)])


def contradict(one: Witness, other: Witness) -> bool:
    """Whether the two cannot both be the time of one event."""
    apart = abs(one.at - other.at)
    if "url" in (one.evidence, other.evidence):
        return apart > _URL_CONFLICT
    return apart > CONFLICT or _zones_differ(one, other)


def _zones_differ(one: Witness, other: Witness) -> bool:
    """Whether they are the same time of day, to the second, in different zones."""
    exact = all(w.zoned and w.precision is Precision.SECOND for w in (one, other))
    apart = abs(one.at - other.at)
    on_a_minute = one.at.second == 0
    return (
        exact
        and not on_a_minute
        and timedelta(0) < apart <= _WIDEST_OFFSET
        and apart.total_seconds() % _QUARTER_S == 0
    )


def _is_slip(wrong: datetime, right: datetime) -> bool:
    """Whether one becomes the other by a wrong zone, or by day and month changed."""
    return abs(wrong - right) <= CONFLICT or swapped(wrong.date()) == right.date()


def swapped(day: date) -> date | None:
    """*day* with day and month changed over, where that is another day."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


def _most_exact(best: Witness, others: Sequence[Witness]) -> Witness:
    for other in others:
        apart = abs(other.at - best.at)
        adds_clock = (
            not best.has_clock
            and other.has_clock
            and -_WIDEST_OFFSET <= other.at - best.at < CONFLICT + _WIDEST_OFFSET
        )
        adds_zone = (
            not best.zoned
            and other.zoned
            and other.has_clock
            and best.has_clock
            and apart <= _WIDEST_OFFSET
            and apart.total_seconds() % _QUARTER_S < 1
        )
        if adds_clock or adds_zone:
            best = other
    return best
