"""Whether two readings of a listing overlap, and what may lie between them.

They do if the later one names anything that was known before its poll. Where it does
not, some of what came may have gone again between the two: a hole, unless

- the earlier reading had no link that passed the outlet's rules,
- the outlet was defined otherwise then,
- titles and dates are those of before under other addresses, or
- a good part of the entries is older than the newest one that was known: what was
  known would be among them, had it not been named anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newswatch.model import Link
from newswatch.store.hole_book import Hole
from newswatch.store.states import SourceState

#: titles of a reading that are kept; feeds have 10 to 50 entries
MOST_TITLES = 60
_MARK_BYTES = 8
#: entries that must be known again, or as many as there are: "Live" comes every day
_LEAST_SHARED = 2
#: one in so many dated entries is "a good part"
_GOOD_PART = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What one reading of a listing has told, as far as holes are concerned."""

    url: str
    #: the source of the outlet's definition that led to it
    root: str | None = None
    #: the unknown links, each with its date
    fresh: tuple[tuple[bytes, datetime | None], ...] = ()
    #: dates of all its links, the oldest first
    dates: tuple[datetime, ...] = ()
    #: whether it names what was known before this poll
    overlaps: bool = False
    #: found by this reading
    hole: Hole | None = None

    def reaches(self, since: datetime) -> bool:
        """Whether it covers all that came after *since*; one old entry may be a pin."""
        if not self.dates:
            return self.overlaps
        return self.dates[min(_LEAST_SHARED, len(self.dates)) - 1] <= since


def gap(
    before: SourceState, links: Sequence[Link], now: datetime
) -> tuple[datetime, datetime] | None:
    """From when to when something may be lost if none of *links* was known."""
    if not before.named or not links:
        return None
    if _shared(before.titles or b"", titles_of(links)):
        return None
    dates = sorted(link.published_at for link in links if link.published_at)
    since = before.newest_at or before.answered_at or now
    if before.newest_at is not None:
        older = sum(date <= since for date in dates)
        if older and older * _GOOD_PART >= len(dates):
            return None
    until = next((date for date in dates if date > since), now)
    return since, max(since, until)


def titles_of(links: Sequence[Link]) -> bytes:
    """Marks of the first titles, each with its date."""
    marks = []
    for link in links[:MOST_TITLES]:
        if link.title:
            text = f"{link.title.casefold()}\0{link.published_at}"
            digest = hashlib.blake2b(text.encode(), digest_size=_MARK_BYTES)
            marks.append(digest.digest())
    return b"".join(marks)


def names_more(before: SourceState, after: SourceState) -> bool:
    """Whether a reading has entries that the one before lacked, known or not."""
    if _marks(after.titles or b"") - _marks(before.titles or b""):
        return True
    one, other = before.newest_at, after.newest_at
    return one is not None and other is not None and other > one


def newest_of(links: Sequence[Link], now: datetime) -> datetime | None:
    """The newest date of *links*; one that is yet to come says nothing."""
    dates = [link.published_at for link in links if link.published_at]
    return max((date for date in dates if date <= now), default=None)


def dated(link: Link) -> datetime | None:
    return link.published_at or link.modified_at


def _shared(one: bytes, other: bytes) -> bool:
    ours, theirs = _marks(one), _marks(other)
    least = min(_LEAST_SHARED, len(ours), len(theirs))
    return least > 0 and len(ours & theirs) >= least


def _marks(joined: bytes) -> set[bytes]:
    steps = range(0, len(joined), _MARK_BYTES)
    return {joined[at : at + _MARK_BYTES] for at in steps}
