"""Poll: one round on one outlet, and the ledger that says what became of its links."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self

from newswatch.model.heard import Heard

#: the reason of UNCHANGED for an article that was looked at again: it was asked for
LOOKED_AT = "looked-at"
#: the code of a ledger that does not balance
UNBALANCED = "NW620"


class Outcome(StrEnum):
    """What one discovered link ended as, this round. Each link has exactly one."""

    #: a line of the feed
    EMITTED = "emitted"
    #: an article, kept in the store, on no watched topic
    OFF_TOPIC = "off_topic"
    #: another address or a copy of an article that is known
    DUPLICATE = "duplicate"
    #: settled before; not asked again, or looked at again without news
    UNCHANGED = "unchanged"
    #: answered, and kept out for a named reason; some are visited again later
    QUARANTINED = "quarantined"
    #: could not be fetched this time
    FAILED = "failed"
    #: known, not tried to the end this round
    PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    #: `YYYYMMDDTHHMMSSZ-<outlet>-<4 hex>`
    run_id: str
    outlet_id: str
    started_at: datetime

    @classmethod
    def starting(cls, outlet_id: str, now: datetime, salt: str) -> Self:
        """A poll that starts *now*; *salt*, 4 hex, tells it from others this second."""
        stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        return cls(
            run_id=f"{stamp}-{outlet_id}-{salt}", outlet_id=outlet_id, started_at=now
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a poll under way has come: news for people, no account."""

    discovered: int = 0
    #: links whose outcome is known
    settled: int = 0
    emitted: int = 0


class SourceOutcome(StrEnum):
    """What came of asking one source."""

    #: it was read, and what it names is known now
    READ = "read"
    #: 304, or the very bytes of last time: it names what it named then
    UNCHANGED = "unchanged"
    #: it answered with what could not be read, or not to its end
    UNREADABLE = "unreadable"
    #: it did not answer, or with an error
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What one source answered in one poll."""

    url: str
    outcome: SourceOutcome
    asked_at: datetime
    #: of the answer; None: none came
    status: int | None = None
    size_bytes: int = 0
    #: entries that may be visited; of a source that was read
    links: int = 0
    #: when its oldest and newest entries say they were published
    oldest_at: datetime | None = None
    newest_at: datetime | None = None
    #: nothing it names was known, though it was read before: some may have come and
    #: gone between the two
    is_hole: bool = False
    #: what was wrong, for people
    problem: str = ""


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The account of one poll: every discovered link, with its outcome and reason."""

    #: whether any source of the outlet answered
    reached: bool = False
    discovered: int = 0
    #: entries of its listings that rules or addresses kept from being discovered
    refused: int = 0
    #: what kept them: "rules" (the outlet's), "trap" (many of one form that bring no
    #: article), or why an address may not be asked for: "scheme", "credentials" …
    refused_by: Counter[str] = field(default_factory=Counter)
    #: of those discovered, links that were owed from earlier polls
    carried: int = 0
    #: every source that was asked, in order
    sources: list[SourceReport] = field(default_factory=list)
    #: of all answers, listings and pages
    size_bytes: int = 0
    #: it was cut short, and this account was made from the state afterwards
    is_cut: bool = False
    #: the state refused what was found: all that is open is owed as before
    is_halted: bool = False
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    #: why: "http-404", "robots", "exact-copy" … → how often
    reasons: Counter[str] = field(default_factory=Counter)
    #: the hosts of all its sources asked not to be asked before; None: they did not
    not_before: datetime | None = None
    #: what its listings tell of when to ask again
    heard: Heard = field(default_factory=Heard)

    def settle(self, outcome: Outcome, reason: str | None = None) -> None:
        self.outcomes[outcome] += 1
        if reason:
            self.reasons[reason] += 1

    @property
    def balances(self) -> bool:
        """Whether each discovered link has ended as exactly one outcome."""
        return self.discovered == self.outcomes.total()
