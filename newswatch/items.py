"""What runs through the pipelines, and the named reasons for leaving them."""

from __future__ import annotations

from dataclasses import dataclass, field

from scrapy.exceptions import DropItem

from newswatch.feed.record import Robots
from newswatch.model import FetchedPage, Outcome, Outlet, Reading, RefusalReason
from newswatch.model.revision import Admission, Candidate
from newswatch.rounds import Round
from newswatch.store.base import PendingLink


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
    reading: Reading | None = None
    candidate: Candidate | None = None
    admission: Admission | None = None

    def settle(self, outcome: Outcome, reason: str | None = None) -> None:
        """Enter what became of the page in its round's account."""
        self.round.settle(self.ticket or self.pending.key, outcome, reason)
        self.round.answered()


class PageDropped(DropItem):
    """A page that leaves the pipelines early; *reason* is one stable word."""

    outcome = Outcome.FAILED

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        # Expected, counted in the ledger, and not news to anybody reading the log.
        self.log_level = "DEBUG"
        self.reason = reason
        self.detail = detail


class PageQuarantined(PageDropped):
    """Kept out: no article, or none that may be let in."""

    outcome = Outcome.QUARANTINED

    def __init__(self, reason: RefusalReason, detail: str = "") -> None:
        super().__init__(reason.value, detail)


class PageIsKnown(PageDropped):
    """Another address, or a copy, of what the store holds; settled there already."""

    outcome = Outcome.DUPLICATE


class PageRerouted(PageDropped):
    """The AMP form of an article: its canonical address is to be visited instead."""

    outcome = Outcome.DUPLICATE

    def __init__(self, canonical_url: str) -> None:
        super().__init__("amp-twin", canonical_url)
        self.canonical_url = canonical_url
