"""What the store keeps of those it asks: sources, outlets, hosts, robots.txt.

Each is replaced as a whole; instants are aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from newswatch.schedule.rhythm import Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What a source's last answer said of itself (RFC 9110 validators)."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    #: version of the outlet's definition by which the listing was read: validators of
    #: another version would hide links that today's rules let through
    read_as: str | None = None
    #: the address that answered with the validators
    answered_by: str | None = None
    #: who asked for it, if that is what the answer varies with
    sent_as: str | None = None
    #: how many links it named when it was last read, and the newest one's date
    named: int = 0
    newest_at: datetime | None = None
    #: marks of their titles, to know them again under other addresses
    titles: bytes | None = None
    #: when it was last asked in full to see whether its validators lie; how often it
    #: was, how often they did, and when last
    audited_at: datetime | None = None
    audits: int = 0
    lies: int = 0
    lied_at: datetime | None = None
    #: by the account of its last poll, which writes them: the status of the answer, and
    #: when it was last read or unchanged
    last_status: int | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletState:
    next_due_at: datetime
    #: polls in a row that failed
    failures: int = 0
    #: what its polls have taught of when it publishes
    rhythm: Rhythm = field(default=Rhythm())


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """How a host is to be asked; what is None is not known, or over."""

    #: the earliest next request, by its delay
    next_at: datetime | None = None
    #: it asked to be left alone until then
    wait_until: datetime | None = None
    #: in what words: `429, Retry-After: 120`
    wait_reason: str = ""
    #: times in a row that it asked so
    waits: int = 0
    #: seconds between two requests that its robots.txt asks for
    crawl_delay_s: float | None = None
    #: how long it takes to answer, smoothed; failures make it longer
    latency_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsState:
    """A robots.txt as it answered last (RFC 9309 2.4 lets it be used for a day)."""

    #: 404 and other 4xx: there is none, and everything is allowed
    status: int
    body: bytes
    fetched_at: datetime
