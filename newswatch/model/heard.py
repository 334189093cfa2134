"""Heard: what a poll's listings tell of when to ask again.

It is no part of the poll's account: nothing of it is a link's outcome.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from newswatch.model.outlet import SourceKind

#: dates of one poll that are kept; the newest, of which alone something is learned
MOST_DATES = 500
#: a listing of fewer entries than this says nothing of how long it is
_SHORT = 5
#: the listings that hold the newest so many, and let go of what is older
_SCROLLING = (SourceKind.FEED, SourceKind.NEWS_SITEMAP, SourceKind.SECTION)


class Failure(StrEnum):
    """Why a poll reached no source."""

    #: no name, no connection, no answer: it may be our own network
    NETWORK = "network"
    #: every source says that it is gone for good (410)
    GONE = "gone"
    #: an answer came, and was an error: the network is well
    ANSWERED = "answered"
    #: nobody was asked: the host is left alone for a while
    WAITING = "waiting"
    #: anything else, from which nothing follows
    OTHER = "other"


@dataclass(slots=True, kw_only=True)
class Heard:
    #: when the new links say they were published
    published_at: list[datetime] = field(default_factory=list)
    #: new links that do not say
    undated: int = 0
    #: of the listing that was replaced most since the last poll, how much
    scrolled: float = 0.0
    #: the listings that were read name all that was published since
    whole_since: datetime | None = None
    #: for how many seconds they stay as they are, by their own word; None: nothing
    #: was said, 0.0: nothing was said by a listing that was read whole
    fresh_s: float | None = None
    #: why no source was reached; None: one was, or nobody knows
    failure: Failure | None = None

    def listing(
        self,
        kind: SourceKind,
        new: Collection[datetime | None],
        length: int,
        *,
        is_part: bool = False,
    ) -> None:
        """Take in a listing of *length* entries; *new* are the dates of its new ones.

        *is_part*: an index named it. Such parts begin empty and let go of nothing.
        """
        dates = sorted(at for at in new if at is not None)
        self.undated += len(new) - len(dates)
        self.published_at = sorted([*self.published_at, *dates])[-MOST_DATES:]
        if len(dates) >= _SHORT:
            # The oldest tenth may be entries that are kept for years.
            oldest = max(dates[len(dates) // 10], self.published_at[0])
            self.whole_since = max(self.whole_since or oldest, oldest)
        if length >= _SHORT and kind in _SCROLLING and not is_part:
            self.scrolled = max(self.scrolled, len(new) / length)

    def stays_fresh(self, seconds: float) -> None:
        """A listing that was read says that it stays as it is for *seconds*."""
        known = self.fresh_s
        self.fresh_s = seconds if known is None else min(known, seconds)


def failure_of(reasons: Collection[str]) -> Failure:
    """What a poll failed for whose sources failed for *reasons*, one word each."""
    kinds = {_FAILURES.get(reason, _by_status(reason)) for reason in reasons}
    if len(kinds) == 1:
        return kinds.pop()
    return Failure.ANSWERED if Failure.ANSWERED in kinds else Failure.OTHER


#: one stable word for what went wrong with a request → what it says of the network
_FAILURES = {
    "dns": Failure.NETWORK,
    "connection": Failure.NETWORK,
    "connection-refused": Failure.NETWORK,
    "connection-lost": Failure.NETWORK,
    "stalled": Failure.NETWORK,
    "timeout": Failure.NETWORK,
    "asked-to-wait": Failure.WAITING,
    "http-410": Failure.GONE,
}


def _by_status(reason: str) -> Failure:
    return Failure.ANSWERED if reason.startswith("http-") else Failure.OTHER
