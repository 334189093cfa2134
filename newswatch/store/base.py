"""The store port: what is known, what is owed, what was done.

    announce ─▶ pending ─▶ admit | reroute | settle        (a link's life)
    admit ─▶ outbox ─▶ feed_position                      (a line's life)

Every method is one transaction, durable when it returns (power loss included), and
harmless when repeated with the same arguments. Instants are aware UTC. A store is
used by one thread at a time; several processes may hold one each on the same state.
Accounts of polls are in run_book.py, gaps between them in hole_book.py, what is only
asked afterwards in lookup.py, what keeps it in order in keeping.py.
Methods raise StorageError (NW4xx) when the disk refuses, and have then done nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from newswatch.discover.traps import Ground
from newswatch.model import Furniture, Link, PageBlocks
from newswatch.model.revision import Admission, Candidate, Cluster, Known, Verdict
from newswatch.model.variant import LearnedParameter, Variant
from newswatch.store.hole_book import HoleBook
from newswatch.store.keeping import Keeping
from newswatch.store.rematching import Rematching
from newswatch.store.run_book import RunBook
from newswatch.store.states import HostState, OutletState, RobotsState, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A link of a listing with the key it is remembered by."""

    key: bytes
    link: Link
    #: the parameters of its address that might be ignored
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """How far the looks at an admitted article have come."""

    article_id: str
    #: the address that the look asks; None for one that no address is asked for
    url: str | None = None
    #: looks of the ladder that are over
    step: int = 0
    #: answers in a row that it is gone
    gone: int = 0
    #: names a change that is to be seen once more before it is told
    doubted: str | None = None
    #: names how the page was read last; None: as its newest line says
    read_by: str | None = None
    #: validators of the page that was read last (RFC 9110)
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The newest event about an article that has a line in the feed."""

    article_id: str
    seq: int
    event: str
    revision: int
    #: the line, as bytes of JSON
    record: bytes
    #: the whole body, whatever the line has of it
    text: str
    #: how many events of each kind it has had
    events: Mapping[str, int]
    #: how many addresses have answered with it
    addresses: int = 1
    #: headline and body as the page was read last, told or not
    page_title: str | None = None
    page_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """One more event about an article."""

    event: str
    event_id: str
    revision: int
    observed_at: datetime
    line: bytes
    #: the reading it tells of; None where none was made
    candidate: Candidate | None
    #: where it belongs by now, if the line says that anew
    cluster: Cluster | None = None
    #: topics that it is on by now without a new reading, each with its query's hash
    entered: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLink:
    """A link that is owed a visit."""

    key: bytes
    outlet_id: str
    link: Link
    #: the listing that announced it
    source_url: str | None
    found_at: datetime
    #: visits that failed so far
    attempts: int = 0
    #: times a page sent us to another address for the same article
    hops: int = 0
    #: visits that brought something; what is owed then is a further look
    looks: int = 0
    #: set where the visit is another look at an admitted article
    revisit: Revisit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An article in the store, as far as it takes to see whether it has changed."""

    article_id: str
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOut:
    """The last visit to an address that has brought no article so far."""

    key: bytes
    outlet_id: str
    #: as announced, and as answered after redirects (None: no page came)
    url: str
    answered_by: str | None = None
    #: one stable word, and one sentence for a person
    reason: str
    detail: str = ""
    #: what on the page said so, as METHOD:DETAIL with its words quoted
    evidence: tuple[str, ...] = ()
    found_at: datetime
    #: visits so far, all in vain
    visits: int = 1
    last_at: datetime
    #: when it is visited again; None: never
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """A listing's links, by what the store knew of them before."""

    new: tuple[bytes, ...]
    waiting: tuple[bytes, ...]
    settled: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    seq: int
    observed_at: datetime
    #: the final bytes, line end included
    line: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPosition:
    """How far the feed files are known to hold the outbox."""

    file: str
    #: bytes of that file that are accounted for
    offset: int
    last_seq: int


#: what an article's line is, once its place among others is known
LineOf = Callable[[int, str, Cluster, Candidate], bytes]
Classify = Callable[[Candidate, Sequence[Known]], Verdict]
#: from the seq that the line would have, and what was told last, to what is told now
Tell = Callable[[int, Told | None], Retelling | None]


class Store(Rematching, RunBook, HoleBook, Keeping, Protocol):
    def transaction(self) -> AbstractContextManager[None]:
        """Join several calls into one transaction; nested ones become savepoints."""

    def close(self) -> None: ...

    def source_state(self, outlet_id: str, url: str) -> SourceState:
        """The validators stored with the last links of this source; empty if none."""

    def announce(
        self,
        outlet_id: str,
        source_url: str,
        state: SourceState,
        links: Sequence[Announced],
        now: datetime,
        named_by: str | None = None,
    ) -> Sorted:
        """Remember a listing: its unknown links and its validators, together.

        *named_by* is the source of the outlet's definition that led to it: it is known
        for some days that it has named these links.

        Validators without their links would hide those links until the listing
        changes; that is why there is no other way to store a validator.

        A link that differs from a known one only in parameters that were learned to
        change nothing counts as settled. It is owed its visit if the known one brings
        no article, or such a parameter proves to matter after all; and the first of
        each kind (dedup/parameters.py) is owed one hours later, to check.
        """

    def unknown(self, keys: Sequence[bytes]) -> frozenset[bytes]:
        """Those of *keys* that are owed no visit and were never settled."""

    def owed(self, outlet_id: str) -> int:
        """How many links of the outlet are owed a visit, whenever that is."""

    def ground(self, outlet_id: str) -> Ground:
        """What is known of the outlet's addresses, by the state of this moment."""

    def pending(self, outlet_id: str, now: datetime) -> list[PendingLink]:
        """Links that may be visited at *now*, in the order they were found."""

    def look_again(self, link: PendingLink, at: datetime | None) -> None:
        """Owe *link* a further look at *at*, or none any more.

        Whatever is known of its address stays as it is; one look is owed an address.
        """

    def articles_at(self, keys: Sequence[bytes]) -> dict[bytes, Held]:
        """The articles that answered under *keys*; keys without one are left out."""

    def relatives(self, candidate: Candidate) -> list[Known]:
        """Known articles that share an address, a claim, the text or much of it.

        Parts of a text are found in articles of the store's window before *candidate*;
        whoever shares them by furniture alone is none.
        """

    def admit(
        self,
        candidate: Candidate,
        pending_key: bytes | None,
        classify: Classify,
        line_of: LineOf,
        revisit_at: datetime | None = None,
    ) -> Admission:
        """Take an article in, once: seen, aliases, text and outbox row together.

        Its blocks are kept in the same transaction, one set a story (cluster): the
        newest. An article that turns out to be known teaches nothing.
        Its text can be found by copies for as long as the store's window; the same
        transaction takes texts that have left the window out of the index, more than
        one for each that comes, so that the index never outgrows it.

        *classify* is asked again inside the transaction and has the last word;
        *line_of(seq, event_id, cluster, candidate)* is called if a line is owed; such
        an article is to be looked at again at *revisit_at*. Else it is called without
        the body, and what it says is kept for topics to come, if the text is kept.
        """

    def revisits(self, outlet_id: str, now: datetime) -> list[PendingLink]:
        """Admitted articles of an outlet that are to be looked at again by *now*."""

    def told(self, article_id: str) -> Told | None:
        """What the feed was told of an article last; None if nothing."""

    def cluster_of(self, article_id: str) -> Cluster:
        """Where an admitted article stands among its copies by now."""

    def neighbours(
        self, outlet_id: str, key: bytes, now: datetime
    ) -> Sequence[PageBlocks]:
        """The blocks of the outlet's other stories; counted as for `furniture`."""

    def revisited(
        self,
        revisit: Revisit,
        due_at: datetime | None,
        now: datetime,
        *,
        read: Candidate | None = None,
        tell: Tell | None = None,
        reread: bool = False,
        failed: bool = False,
    ) -> int | None:
        """Note a look and when the next one is due; the seq of a line it led to.

        *read* is the page as it is now, if it was had anew: its blocks are learned, and
        the addresses that answered lead to the article from now on. After a look that
        found it gone the next one asks another of its addresses; if it came under a new
        one while the look was under way, nothing is noted or told. *reread*: it says
        nothing new, but from now on later looks are compared with it.
        *tell* is asked inside the transaction whether there is something to tell.
        Of the copies that were left out for a line that is withdrawn, the earliest one
        that no standing line serves is owed a look; if that brings no line, the next.
        """

    def furniture(self, outlet_id: str, key: bytes, now: datetime) -> Furniture:
        """What the outlet repeats, for a page under *key* that was fetched at *now*.

        Counted over the outlet's newest articles; the story that *key* leads to, and
        articles of more than 30 days before *now*, do not count.
        """

    def learned_parameters(self, outlet_id: str) -> list[LearnedParameter]:
        """What the outlet's pages have told of the parameters in its addresses."""

    def settle(
        self,
        key: bytes,
        url: str,
        reason: str,
        now: datetime,
        retry_at: datetime | None,
        detail: str = "",
    ) -> None:
        """A visit that brought no article: try again at *retry_at*, or never."""

    def keep_out(self, kept_out: KeptOut) -> None:
        """`settle`, and remember what was seen until the address brings an article."""

    def kept_out(self, key: bytes) -> KeptOut | None:
        """Why the address under *key* has brought no article; None if it is not out."""

    def quarantine(self, outlet_id: str | None = None) -> list[KeptOut]:
        """All that is kept out, of one outlet or of all, the latest visit first."""

    def reroute(
        self,
        key: bytes,
        announced: Announced,
        now: datetime,
        reason: str = "amp-twin",
    ) -> bool:
        """Owe the visit to another address instead; False if that one is settled."""

    def outlet_states(self) -> dict[str, OutletState]: ...

    def set_outlet_state(self, outlet_id: str, state: OutletState) -> None: ...

    def network_down_since(self) -> datetime | None:
        """Since when our own network is down; None while it is not."""

    def set_network_down_since(self, since: datetime | None) -> None: ...

    def host_state(self, host: str) -> HostState:
        """How *host* (a name or address, no port) is to be asked; empty if unknown."""

    def set_host_state(self, host: str, state: HostState) -> None: ...

    def robots(self, origin: str) -> RobotsState | None:
        """The robots.txt of *origin*, `scheme://host[:port]`, however old."""

    def set_robots(self, origin: str, state: RobotsState) -> None: ...

    def outbox_after(self, seq: int, limit: int) -> list[OutboxRow]:
        """Rows with a greater seq, ascending, at most *limit*."""

    def last_seq(self) -> int:
        """The greatest seq ever given; 0 if none."""

    def feed_position(self) -> FeedPosition | None: ...

    def set_feed_position(self, position: FeedPosition) -> None: ...
