"""Listings: asking cheaply for what is new, and remembering it with its validators."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from newswatch import clock
from newswatch.discover import Listing
from newswatch.discover.validators import (
    Validators,
    fields_of,
    remembered,
    says_unchanged,
)
from newswatch.model import (
    FetchedPage,
    Link,
    Outlet,
    Poll,
    Source,
    SourceOutcome,
    SourceReport,
)
from newswatch.rounds import PROBLEM_LENGTH, Round
from newswatch.settings import user_agent
from newswatch.spiders.asking import Asking, Taken, Why
from newswatch.spiders.listed import (
    announced_by,
    count,
    fresh_s,
    noted,
    parts_of,
    report_of,
    version_of,
)
from newswatch.spiders.overlap import (
    Covered,
    dated,
    gap,
    names_more,
    newest_of,
    titles_of,
)
from newswatch.spiders.sifting import Sieve, Sifted
from newswatch.spiders.trust import (
    audited,
    caught,
    is_audit_due,
    is_distrusted,
    usable,
)
from newswatch.store.base import Announced, PendingLink, Sorted, Store
from newswatch.store.hole_book import Hole
from newswatch.store.run_book import NotedLink, Opened
from newswatch.store.states import SourceState
from newswatch.urls import host_of, request_url
from newswatch.workshop import Workshop


class Listings:
    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._sieve = Sieve()
        agent = workshop.configuration.options.agent
        self._agent = user_agent(agent.name, agent.contact)

    async def opened(
        self, poll: Poll, outlet: Outlet
    ) -> tuple[Opened, dict[str, SourceState]]:
        """The book of *poll*, and how each source stands, in one call of the store."""
        urls, now = [source.url for source in outlet.sources], clock.now()
        return await self._workshop.store.run(
            lambda s: (
                s.open_run(poll, now),
                {url: s.source_state(outlet.id, url) for url in urls},
            )
        )

    def not_before(self, outlet: Outlet) -> datetime | None:
        """When the first of the outlet's sources may be asked again, if all wait."""
        hosts = {_asked_host(source.url) for source in outlet.sources}
        waits = [self._workshop.hosts.waiting_until(host) for host in hosts]
        known = [until for until in waits if until is not None]
        return min(known) if known and len(known) == len(waits) else None

    async def asking(
        self,
        round_: Round,
        source: Source,
        *,
        why: Why = Why.ROUND,
        depth: int = 0,
        root: str | None = None,
    ) -> Asking:
        """How *source* is asked: conditionally (RFC 9110 13.1) where that can be."""
        outlet, now = round_.outlet, clock.now()
        state = round_.states.pop(source.url, None)
        if state is None:
            state = await self._workshop.store.run(
                lambda s: s.source_state(outlet.id, source.url)
            )
        round_.asks_in_full |= is_distrusted(state, now)
        sent = usable(state, version_of(outlet), self._agent, now)
        if why is Why.ROUND and sent and is_audit_due(state, now):
            why = Why.AUDIT
        return Asking(
            source=source,
            depth=depth,
            root=root or source.url,
            why=why,
            state=state,
            sent=sent if why is Why.ROUND else Validators(),
        )

    async def take(self, round_: Round, asking: Asking, page: FetchedPage) -> Taken:
        """Remember what *page* announces.

        A listing that could not be read whole leaves no validators: it is asked for
        again in full.
        """
        if asking.why is Why.PROBE:
            return await self._probed(round_, asking, page)
        if page.status == 304 and not _is_believed(asking, page):
            return self._disbelieved(round_, asking)
        source, state = asking.source, asking.state
        body_hash = hashlib.sha256(page.body).hexdigest()
        after = self._after(asking, page)
        if state.read_as == version_of(round_.outlet) and (
            page.status == 304 or state.body_hash == body_hash
        ):
            after = replace(after, body_hash=state.body_hash)
            if after != state:
                await self._keep(round_.outlet, source, after)
            report = report_of(source, page, SourceOutcome.UNCHANGED)
            round_.sources.append(report)
            return Taken()
        return await self._read(
            round_, asking, page, replace(after, body_hash=body_hash)
        )

    async def _read(
        self, round_: Round, asking: Asking, page: FetchedPage, after: SourceState
    ) -> Taken:
        """Read a listing that is not the one of last time."""
        source = asking.source
        listing = await self._workshop.reader.list_links(
            page, source, round_.outlet.timezone
        )
        if listing.problem:
            round_.problem(f"{source.url}: {listing.problem}")
        after, heard = await self._announce(round_, asking, listing, after)
        read = SourceOutcome.UNREADABLE if listing.problem else SourceOutcome.READ
        round_.heard.stays_fresh(fresh_s(page, listing))
        has_hole = heard.hole is not None
        report = report_of(source, page, read, listing, is_hole=has_hole)
        round_.sources.append(report)
        further = [
            await self.asking(round_, part, depth=asking.depth + 1, root=asking.root)
            for part in parts_of(round_, source, listing, asking.depth)
        ]
        is_turned = (
            asking.state.read_as == version_of(round_.outlet)
            and bool(further)
            and not any(part.state.read_as for part in further)
        )
        has_news = bool(heard.fresh) or names_more(asking.state, after)
        if asking.why is Why.AUDIT and has_news:
            further.append(self._probe(round_, asking, after))
        return Taken(heard=heard, further=tuple(further), is_turned=is_turned)

    def not_read(
        self, round_: Round, source: Source, problem: str, status: int | None = None
    ) -> None:
        """Report a source whose answer, if there was one, was of no use."""
        outcome = SourceOutcome.UNREADABLE if status else SourceOutcome.FAILED
        round_.sources.append(
            SourceReport(
                url=source.url,
                outcome=outcome,
                asked_at=clock.now(),
                status=status,
                problem=problem[:PROBLEM_LENGTH],
            )
        )

    async def due(self, round_: Round) -> list[PendingLink]:
        """Pages of the outlet to be visited now that this round has not sent for.

        Links that are owed a visit come first, then articles to be looked at again.
        """
        outlet_id, now = round_.outlet.id, clock.now()
        store = self._workshop.store
        owed = await store.run(
            lambda s: (
                self._sieve.due(s, round_, s.pending(outlet_id, now))
                + s.revisits(outlet_id, now)
            )
        )
        for pending in owed:
            if pending.revisit is None and not round_.knows(pending.key):
                round_.carry(pending.key)
        chosen = [pending for pending in owed if round_.visit(pending.key)]
        links = [noted(pending, round_) for pending in chosen]
        if links:
            await store.run(lambda s: s.note_links(round_.poll.run_id, links))
        return chosen

    # -- what is believed

    def _disbelieved(self, round_: Round, asking: Asking) -> Taken:
        """A `304` that speaks of something else: what is there now is asked for."""
        if not asking.sent:
            problem = "answered 304, though nothing was said of what is known"
            round_.problem(f"{asking.source.url}: {problem}")
            self.not_read(round_, asking.source, problem, 304)
            return Taken()
        in_full = replace(asking, why=Why.FULL, sent=Validators())
        return Taken(further=(in_full,))

    def _probe(self, round_: Round, asking: Asking, after: SourceState) -> Asking:
        old = usable(asking.state, version_of(round_.outlet), self._agent, clock.now())
        return replace(asking, why=Why.PROBE, state=after, sent=old)

    async def _probed(self, round_: Round, asking: Asking, page: FetchedPage) -> Taken:
        """Whether the validators of before the audit are called new still."""
        if page.status == 304 and _is_believed(asking, page):
            source = asking.source
            liar = caught(asking.state, page.fetched_at)
            await self._keep(round_.outlet, source, liar)
            round_.problem(
                f"{source.url}: answered 304 though it had changed; it is asked in full"
                " from now on"
            )
        return Taken()

    def _after(self, asking: Asking, page: FetchedPage) -> SourceState:
        """What is known of a source after *page*, but for what the page says."""
        state, now = asking.state, page.fetched_at
        known = remembered(
            asking.sent, page.status, fields_of(page), answered_by=page.url, now=now
        )
        # A redirect that leads elsewhere each time would cost a second request each
        # time: what an address says is kept when it has answered twice.
        has_moved = state.answered_by not in (None, page.url)
        if is_distrusted(state, now) or (has_moved and page.status == 200):
            known = Validators(answered_by=known.answered_by)
        varies = "user-agent" in (page.vary or "").lower()
        if asking.why is Why.AUDIT:
            state = audited(state, now)
        return replace(
            state,
            etag=known.etag,
            last_modified=known.last_modified,
            answered_by=known.answered_by,
            sent_as=self._agent if known and varies else None,
        )

    # -- what is remembered

    async def _announce(
        self, round_: Round, asking: Asking, listing: Listing, after: SourceState
    ) -> tuple[SourceState, Covered]:
        """Remember its links and, if they are all new to it, that some may be lost."""
        outlet, now, url = round_.outlet, clock.now(), asking.source.url
        links = announced_by(round_, asking.source, listing)
        after = _state_of(after, listing, [each.link for each in links], outlet, now)
        carried = frozenset(link.key for link in links if not round_.knows(link.key))
        found = frozenset(link.key for link in links if round_.has_found(link.key))
        lost = None
        if asking.state.read_as == version_of(outlet):
            lost = gap(asking.state, [each.link for each in links], now)

        def announce(store: Store) -> tuple[Sorted, Sifted, Hole | None]:
            sifted = self._sieve.sift(store, round_, links)
            # What is refused today may be taken tomorrow: the listing must come again.
            kept = _to_be_read_again(after) if sifted.refused else after
            known = store.announce(outlet.id, url, kept, sifted.links, now, asking.root)
            # With the links, in one transaction: an account must not lack what a
            # killed crawler had announced, nor may what it had missed be forgotten.
            links_noted = [NotedLink(key=key) for key in known.new]
            links_noted += [
                NotedLink(key=k, carried=k in carried) for k in known.waiting
            ]
            store.note_links(round_.poll.run_id, links_noted)
            hole = None
            if lost and found.issuperset((*known.waiting, *known.settled)):
                run_id = round_.poll.run_id
                hole = store.open_hole(outlet.id, url, run_id, *lost, now)
            return known, sifted, hole

        known, sifted, hole = await self._workshop.store.run(announce)
        if sifted.refused:
            round_.refused_by["trap"] += sifted.refused
            after = _to_be_read_again(after)
        for what in sifted.told:
            round_.problem(f"{url}: {what}")
        count(round_, known)
        published = {each.key: each.link.published_at for each in links}
        round_.heard.listing(
            asking.source.kind,
            [published[key] for key in known.new],
            len(listing.links),
            is_part=asking.depth > 0,
        )
        overlaps = not found.issuperset((*known.waiting, *known.settled))
        return after, _covered(asking, links, known, hole, overlaps=overlaps)

    async def _keep(self, outlet: Outlet, source: Source, after: SourceState) -> None:
        """Keep what an unchanged listing is called by now."""
        now = clock.now()
        await self._workshop.store.run(
            lambda s: s.announce(outlet.id, source.url, after, (), now)
        )


def _is_believed(asking: Asking, page: FetchedPage) -> bool:
    return says_unchanged(asking.sent, fields_of(page), answered_by=page.url)


@lru_cache(maxsize=1 << 15)
def _asked_host(url: str) -> str:
    return host_of(request_url(url))


def _covered(
    asking: Asking,
    links: Sequence[Announced],
    known: Sorted,
    hole: Hole | None,
    *,
    overlaps: bool,
) -> Covered:
    date_of = {each.key: dated(each.link) for each in links}
    return Covered(
        url=asking.source.url,
        root=asking.root,
        fresh=tuple((key, date_of[key]) for key in known.new),
        dates=tuple(sorted(date for date in date_of.values() if date)),
        overlaps=overlaps,
        hole=hole,
    )


def _state_of(
    after: SourceState,
    listing: Listing,
    links: list[Link],
    outlet: Outlet,
    now: datetime,
) -> SourceState:
    """*after* with what the listing said; without validators where it left some out."""
    after = replace(
        after,
        read_as=version_of(outlet),
        named=len(links),
        newest_at=newest_of(links, now),
        titles=titles_of(links),
        audited_at=after.audited_at or now,
    )
    # An index is asked for in full as long as its parts are: one of them may have
    # failed while the index itself did not change.
    if listing.problem is None and not listing.more:
        return after
    return _to_be_read_again(after)


def _to_be_read_again(after: SourceState) -> SourceState:
    return replace(
        after, etag=None, last_modified=None, answered_by=None, body_hash=None
    )
