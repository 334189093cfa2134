"""What can be asked of the ledger: accounts, sources, owed visits, what is out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from newswatch.model import Ledger, SourceOutcome
from newswatch.store.base import KeptOut
from newswatch.store.hole_book import Hole


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRun:
    """The account of a poll that is over."""

    id: str
    started_at: datetime
    ended_at: datetime
    ledger: Ledger
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredListing:
    """What a source answered last, and what it said when it was last read."""

    url: str
    asked_at: datetime
    outcome: SourceOutcome
    status: int | None
    size_bytes: int
    problem: str
    #: the last time that it was read, or had not changed
    answered_at: datetime | None
    failing_since: datetime | None
    read_at: datetime | None
    links: int
    oldest_at: datetime | None
    newest_at: datetime | None
    #: how often it was asked in full to see whether its validators lie, how often they
    #: did, and when last
    audits: int = 0
    lies: int = 0
    lied_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHole:
    """A hole, and what has come of it by now."""

    hole: Hole
    #: links that were found for it elsewhere, and articles that they led to
    links: int
    articles: int
    #: the listings that named them
    filled_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """How much of what an outlet's sources have led to one of them has named."""

    url: str
    #: articles count that were admitted from then on, and before it answered last
    since: datetime
    articles: int
    named: int
    #: the address of an article that it has not named
    missed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What the polls of some days came to together."""

    polls: int = 0
    discovered: int = 0
    emitted: int = 0
    quarantined: int = 0
    failed: int = 0
    size_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletBook:
    """How one outlet stands."""

    outlet_id: str
    next_due_at: datetime | None = None
    #: polls in a row that reached nothing
    failures: int = 0
    #: the newest account
    last: StoredRun | None = field(default=None, repr=False)
    #: when the last poll that reached a source ended
    reached_at: datetime | None = None
    #: when the first poll after that one began, if none has reached it since
    failing_since: datetime | None = None
    #: a poll that is under way, or was killed
    open_since: datetime | None = None
    today: Sums = Sums()
    week: Sums = Sums()
    #: visits that are owed, due or not
    pending: int = 0
    #: addresses whose last visit brought no article, refused and failed
    quarantined: int = 0
    failed: int = 0
    #: polls of the week in which a source named nothing that was known
    holes: int = 0
    #: of the holes found in that week, those that nothing filled, or not wholly
    unfilled: int = 0
    #: ids of accounts that do not balance, the newest first, of all that are kept
    unbalanced: tuple[str, ...] = ()
    #: sources that gave no use the last time they were asked
    failing_sources: int = 0
    #: when the first of them began to fail
    source_failing_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedLink:
    url: str
    found_at: datetime
    attempts: int
    #: None: with the next poll
    due_at: datetime | None
    reason: str | None


class Books(Protocol):
    def books(self, now: datetime) -> dict[str, OutletBook]:
        """Every outlet that was ever polled, by id.

        *today* is *now*'s day in UTC, *week* that and the six before it.
        """

    def runs_of(self, outlet_id: str, limit: int) -> list[StoredRun]:
        """Accounts of an outlet, the newest first."""

    def run_span(self, outlet_id: str) -> tuple[datetime, datetime, int] | None:
        """When the first and last account kept began, and how many there are."""

    def listings_of(self, outlet_id: str) -> list[StoredListing]: ...

    def network_down_since(self) -> datetime | None:
        """Since when polls stand still for want of a network of our own."""

    def due_at(self, outlet_id: str) -> datetime | None:
        """When the outlet is to be polled next."""

    def open_since(self, outlet_id: str) -> datetime | None:
        """When a poll began that is under way, or was cut short."""

    def holes(self, outlet_id: str, now: datetime) -> int:
        """Polls of the week before *now* in which a source named nothing known."""

    def holes_of(self, outlet_id: str, limit: int) -> list[StoredHole]:
        """Holes of an outlet, the newest first."""

    def recall_of(self, outlet_id: str, since: datetime) -> list[Recall]:
        """What each of an outlet's sources has named of what they led to together.

        Articles admitted from *since* on count if the source has answered afterwards:
        it has had its chance to name them.
        """

    def owed_links(self, outlet_id: str, limit: int) -> list[OwedLink]:
        """Links that are owed a visit, in the order they were found."""

    def quarantine(self, outlet_id: str, limit: int) -> list[KeptOut]:
        """Addresses whose last visit brought no article, the latest visit first."""

    def nearest_address(self, outlet_id: str, url: str) -> str | None:
        """The known address that shares the longest beginning with *url*."""
