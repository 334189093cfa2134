"""What runs through the pipelines, and the named reasons for leaving them."""

from __future__ import annotations

from dataclasses import dataclass, field

from scrapy.exceptions import DropItem

from newswatch.feed.record import Robots, Visit
from newswatch.model import (
    NO_FURNITURE,
    FetchedPage,
    Furniture,
    Outcome,
    Outlet,
    Reading,
    Refusal,
    Turn,
)
from newswatch.model.revision import Admission, Candidate
from newswatch.rounds import Round
from newswatch.store.base import PendingLink


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """An article of several pages, of which some are read."""

    #: the first
    page: FetchedPage = field(repr=False)
    #: all of them as one article; the last of its parts says where to turn
    reading: Reading = field(repr=False)
    #: the addresses of the pages after the first
    also: tuple[str, ...] = ()
    #: the bytes of all pages
    size_bytes: int

    @property
    def turn(self) -> Turn:
        turn = self.reading.parts[-1].turn
        if turn is None:
            raise TypeError("an article that is whole goes on nowhere")
        return turn


@dataclass(kw_only=True)
class PageItem:
    """A page on its way into the store; each stage adds what it found out."""

    outlet: Outlet
    topic_ids: frozenset[str]
    pending: PendingLink
    page: FetchedPage = field(repr=False)
    round: Round = field(repr=False)
    robots: Robots = "unknown"
    #: whether the link may still be sent to another address of the article
    may_reroute: bool = True
    #: whether the page may be looked at again later
    may_look_again: bool = True
    #: what the round counts the page under, where one address may come twice
    ticket: bytes | None = None
    #: the pages before *further*, of an article that has several
    so_far: SoFar | None = field(default=None, repr=False)
    #: the page to be read now where *page*, the article's first, was read before
    further: FetchedPage | None = field(default=None, repr=False)
    #: addresses of the article's further pages
    also: tuple[str, ...] = ()
    #: what its outlet repeated when it was read
    furniture: Furniture = NO_FURNITURE
    reading: Reading | None = None
    candidate: Candidate | None = None
    admission: Admission | None = None

    @property
    def visit(self) -> Visit:
        """How its page was come by."""
        return Visit(
            page=self.page,
            pending=self.pending,
            run_id=self.round.poll.run_id,
            robots=self.robots,
        )

    def settle(self, outcome: Outcome, reason: str | None = None) -> None:
        """Enter what became of the page in its round's account."""
        self.round.settle(self.ticket or self.pending.key, outcome, reason)
        self.round.answered()


class PageDropped(DropItem):
    """A page that leaves the pipelines early; *reason* is one stable word."""

    outcome = Outcome.FAILED
    #: what on the page said so
    evidence: tuple[str, ...] = ()

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        # Expected, counted in the ledger, and not news to anybody reading the log.
        self.log_level = "DEBUG"
        self.reason = reason
        self.detail = detail


class PageQuarantined(PageDropped):
    """Kept out: no article, or none that may be let in."""

    outcome = Outcome.QUARANTINED

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason.value, refusal.detail)
        self.evidence = refusal.evidence


class PageIsKnown(PageDropped):
    """Another address, or a copy, of what the store holds; settled there already."""

    outcome = Outcome.DUPLICATE


class PageRerouted(PageDropped):
    """But a form or a part of an article: another address is to be visited instead."""

    outcome = Outcome.DUPLICATE

    def __init__(self, canonical_url: str, reason: str = "amp-twin") -> None:
        super().__init__(reason, canonical_url)
        self.canonical_url = canonical_url


class PageGoesOn(PageDropped):
    """One page of several: the next is to be fetched before the article is admitted."""

    outcome = Outcome.PENDING

    def __init__(self, so_far: SoFar) -> None:
        super().__init__("goes-on", so_far.turn.url)
        self.so_far = so_far
