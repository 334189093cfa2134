"""Listings: asking cheaply for what is new, and remembering it with its validators."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from newswatch import clock
from newswatch.dedup.identity import key_of
from newswatch.dedup.parameters import variants_of
from newswatch.discover import Listing
from newswatch.discover.validators import Validators, fields_of, remembered
from newswatch.discover.wanted import wanted
from newswatch.model import (
    FetchedPage,
    Outcome,
    Outlet,
    Poll,
    Source,
    SourceKind,
    SourceOutcome,
    SourceReport,
)
from newswatch.rounds import MOST_PARTS, PROBLEM_LENGTH, Round
from newswatch.schedule.freshness import fresh_for
from newswatch.spiders.sifting import Sieve, Sifted
from newswatch.store.base import Announced, PendingLink, Sorted, Store
from newswatch.store.run_book import NotedLink, Opened
from newswatch.store.states import SourceState
from newswatch.urls import host_of, in_domains, request_url
from newswatch.workshop import Workshop

#: an index may name indexes, but not for ever
MAX_DEPTH = 2


class Listings:
    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._sieve = Sieve()

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

    async def validators(self, round_: Round, source: Source) -> dict[str, str]:
        """The conditional headers for *source* (RFC 9110 13.1), if they may be sent."""
        state = await self._state(round_, source)
        return _validators(state, round_.outlet).headers()

    async def take(
        self, round_: Round, source: Source, page: FetchedPage, depth: int
    ) -> list[Source]:
        """Remember what *page* announces; further listings that it names.

        A listing that could not be read whole leaves no validators: it is asked for
        again in full.
        """
        outlet, body_hash = round_.outlet, hashlib.sha256(page.body).hexdigest()
        state = await self._state(round_, source)
        known = _validators(state, outlet)
        after = remembered(known, page.status, fields_of(page))
        if state.read_as == _version(outlet) and (
            page.status == 304 or state.body_hash == body_hash
        ):
            if after != known:
                await self._renew(outlet, source, state, after)
            round_.sources.append(_report(source, page, SourceOutcome.UNCHANGED))
            return []
        listing = await self._workshop.reader.list_links(page, source, outlet.timezone)
        if listing.problem:
            round_.problem(f"{source.url}: {listing.problem}")
        hole = await self._announce(round_, source, listing, after, body_hash, state)
        read = SourceOutcome.UNREADABLE if listing.problem else SourceOutcome.READ
        round_.heard.stays_fresh(_fresh_s(page, listing))
        report = _report(source, page, read, listing, is_hole=hole)
        round_.sources.append(report)
        return _further(round_, source, listing, depth)

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
        noted = [_noted(pending, round_) for pending in chosen]
        if noted:
            await store.run(lambda s: s.note_links(round_.poll.run_id, noted))
        return chosen

    async def _announce(
        self,
        round_: Round,
        source: Source,
        listing: Listing,
        validators: Validators,
        body_hash: str,
        before: SourceState,
    ) -> bool:
        """Remember its links; whether all of them are new, though it is no new one."""
        outlet, now = round_.outlet, clock.now()
        links = _announced(round_, source, listing)
        state = SourceState()
        # An index is asked for in full as long as its parts are: one of them may have
        # failed while the index itself did not change.
        if listing.problem is None and not listing.more:
            state = SourceState(
                etag=validators.etag,
                last_modified=validators.last_modified,
                body_hash=body_hash,
                read_as=_version(outlet),
            )
        carried = frozenset(link.key for link in links if not round_.knows(link.key))

        def announce(store: Store) -> tuple[Sorted, Sifted]:
            sifted = self._sieve.sift(store, round_, links)
            # What is refused today may be taken tomorrow: the listing must come again.
            kept = SourceState() if sifted.refused else state
            known = store.announce(outlet.id, source.url, kept, sifted.links, now)
            # With the links, in one transaction: an account must not lack what a
            # killed crawler had announced.
            noted = [NotedLink(key=key) for key in known.new]
            noted += [NotedLink(key=k, carried=k in carried) for k in known.waiting]
            store.note_links(round_.poll.run_id, noted)
            return known, sifted

        known, sifted = await self._workshop.store.run(announce)
        round_.states.pop(source.url, None)
        if sifted.refused:
            round_.refused_by["trap"] += sifted.refused
        for what in sifted.told:
            round_.problem(f"{source.url}: {what}")
        for key in known.new:
            round_.discover(key)
        dates = {each.key: each.link.published_at for each in links}
        new, is_part = [dates[key] for key in known.new], source not in outlet.sources
        round_.heard.listing(source.kind, new, len(listing.links), is_part=is_part)
        for key in known.waiting:
            if round_.discover(key):
                round_.carry(key)
        for key in known.settled:
            if round_.discover(key):
                round_.settle(key, Outcome.UNCHANGED)
        was_read = before.body_hash is not None
        return was_read and bool(known.new) and not (known.waiting or known.settled)

    async def _renew(
        self, outlet: Outlet, source: Source, state: SourceState, after: Validators
    ) -> None:
        """Keep what an unchanged listing is called by now."""
        renewed = replace(state, etag=after.etag, last_modified=after.last_modified)
        now = clock.now()
        await self._workshop.store.run(
            lambda s: s.announce(outlet.id, source.url, renewed, (), now)
        )

    async def _state(self, round_: Round, source: Source) -> SourceState:
        """As the round found it: nobody else asks *source* while it is under way."""
        outlet_id, url = round_.outlet.id, source.url
        if url not in round_.states:
            round_.states[url] = await self._workshop.store.run(
                lambda s: s.source_state(outlet_id, url)
            )
        return round_.states[url]


def _announced(
    round_: Round, source: Source, listing: Listing
) -> tuple[Announced, ...]:
    """The wanted links of *listing*, one a key; *round_* hears of the others."""
    outlet = round_.outlet
    chosen = wanted(listing.links, outlet, source.kind)
    round_.refused_by.update(listing.refused_by)
    round_.refused_by["rules"] += chosen.unwanted
    if chosen.unwanted and not chosen.links:
        round_.problem(
            f"{source.url}: none of its {chosen.unwanted} links passes the"
            " outlet's link_allow, link_deny and domains"
        )
    announced: dict[bytes, Announced] = {}
    for link in chosen.links:
        key = key_of(link.url, outlet)
        if key not in announced:
            variants = variants_of(link.url, outlet)
            announced[key] = Announced(key=key, link=link, variants=variants)
    return tuple(announced.values())


def _fresh_s(page: FetchedPage, listing: Listing) -> float:
    by_headers = fresh_for(page.cache_control, page.expires, page.date)
    return max(listing.fresh_s, by_headers)


def _noted(pending: PendingLink, round_: Round) -> NotedLink:
    return NotedLink(
        key=pending.key,
        carried=round_.is_carried(pending.key),
        looks=pending.looks,
        article_id=pending.revisit.article_id if pending.revisit else None,
    )


def _report(
    source: Source,
    page: FetchedPage,
    outcome: SourceOutcome,
    listing: Listing | None = None,
    *,
    is_hole: bool = False,
) -> SourceReport:
    links = listing.links if listing else ()
    dates = [link.published_at for link in links if link.published_at]
    return SourceReport(
        url=source.url,
        outcome=outcome,
        asked_at=page.fetched_at,
        status=page.status,
        size_bytes=len(page.body),
        links=len(links),
        oldest_at=min(dates, default=None),
        newest_at=max(dates, default=None),
        is_hole=is_hole,
        problem=(listing.problem if listing else None) or "",
    )


def _validators(state: SourceState, outlet: Outlet) -> Validators:
    if state.read_as != _version(outlet):
        return Validators()
    return Validators(etag=state.etag, last_modified=state.last_modified)


@lru_cache(maxsize=1 << 15)
def _asked_host(url: str) -> str:
    return host_of(request_url(url))


@lru_cache(maxsize=1 << 15)
def _version(outlet: Outlet) -> str:
    """What an outlet's listings were read with; another version reads them anew."""
    return hashlib.sha256(outlet.model_dump_json().encode()).hexdigest()[:16]


def _further(
    round_: Round, source: Source, listing: Listing, depth: int
) -> list[Source]:
    """The parts of a sitemap index that are worth asking for."""
    if depth >= MAX_DEPTH:
        if listing.more:
            round_.problem(f"{source.url}: an index nested too deeply")
        return []
    domains = round_.outlet.domains
    own = [url for url in listing.more if not domains or in_domains(url, domains)]
    if len(own) > round_.parts_left:
        round_.problem(
            f"its indexes name more than {MOST_PARTS} listings: not all read"
        )
    kind = source.kind if source.kind is not SourceKind.SECTION else SourceKind.SITEMAP
    chosen = own[: round_.parts_left]
    round_.parts_left -= len(chosen)
    return [Source(kind=kind, url=url) for url in chosen]
