"""Listings: asking cheaply for what is new, and remembering it with its validators."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from newswatch import clock
from newswatch.dedup.identity import key_of
from newswatch.dedup.parameters import variants_of
from newswatch.discover import Listing
from newswatch.discover.validators import Validators, fields_of, remembered
from newswatch.discover.wanted import wanted
from newswatch.model import FetchedPage, Outcome, Outlet, Source, SourceKind
from newswatch.rounds import MOST_PARTS, Round
from newswatch.store.base import Announced, PendingLink, SourceState
from newswatch.urls import in_domains
from newswatch.workshop import Workshop

#: an index may name indexes, but not for ever
MAX_DEPTH = 2


class Listings:
    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def validators(self, outlet: Outlet, source: Source) -> dict[str, str]:
        """The conditional headers for *source* (RFC 9110 13.1), if they may be sent."""
        return _validators(await self._state(outlet, source), outlet).headers()

    async def take(
        self, round_: Round, source: Source, page: FetchedPage, depth: int
    ) -> list[Source]:
        """Remember what *page* announces; further listings that it names.

        A listing that could not be read whole leaves no validators: it is asked for
        again in full.
        """
        outlet, body_hash = round_.outlet, hashlib.sha256(page.body).hexdigest()
        state = await self._state(outlet, source)
        known = _validators(state, outlet)
        after = remembered(known, page.status, fields_of(page))
        if state.read_as == _version(outlet) and (
            page.status == 304 or state.body_hash == body_hash
        ):
            if after != known:
                await self._renew(outlet, source, state, after)
            return []
        listing = await self._workshop.reader.list_links(page, source, outlet.timezone)
        if listing.problem:
            round_.problem(f"{source.url}: {listing.problem}")
        await self._announce(round_, source, listing, after, body_hash)
        return _further(round_, source, listing, depth)

    async def due(self, round_: Round) -> list[PendingLink]:
        """Pages of the outlet to be visited now that this round has not sent for.

        Links that are owed a visit come first, then articles to be looked at again.
        """
        outlet_id, now = round_.outlet.id, clock.now()
        store = self._workshop.store
        owed = await store.run(lambda s: s.pending(outlet_id, now))
        owed += await store.run(lambda s: s.revisits(outlet_id, now))
        return [pending for pending in owed if round_.visit(pending.key)]

    async def _announce(
        self,
        round_: Round,
        source: Source,
        listing: Listing,
        validators: Validators,
        body_hash: str,
    ) -> None:
        outlet, now = round_.outlet, clock.now()
        announced: dict[bytes, Announced] = {}
        chosen = wanted(listing.links, outlet, source.kind)
        round_.refused += listing.refused + chosen.unwanted
        if chosen.unwanted and not chosen.links:
            round_.problem(
                f"{source.url}: none of its {chosen.unwanted} links passes the"
                " outlet's link_allow, link_deny and domains"
            )
        for link in chosen.links:
            key = key_of(link.url, outlet)
            if key not in announced:
                variants = variants_of(link.url, outlet)
                announced[key] = Announced(key=key, link=link, variants=variants)
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
        links = tuple(announced.values())
        known = await self._workshop.store.run(
            lambda s: s.announce(outlet.id, source.url, state, links, now)
        )
        for key in (*known.new, *known.waiting):
            round_.discover(key)
        for key in known.settled:
            if round_.discover(key):
                round_.settle(key, Outcome.UNCHANGED)

    async def _renew(
        self, outlet: Outlet, source: Source, state: SourceState, after: Validators
    ) -> None:
        """Keep what an unchanged listing is called by now."""
        renewed = replace(state, etag=after.etag, last_modified=after.last_modified)
        now = clock.now()
        await self._workshop.store.run(
            lambda s: s.announce(outlet.id, source.url, renewed, (), now)
        )

    async def _state(self, outlet: Outlet, source: Source) -> SourceState:
        return await self._workshop.store.run(
            lambda s: s.source_state(outlet.id, source.url)
        )


def _validators(state: SourceState, outlet: Outlet) -> Validators:
    if state.read_as != _version(outlet):
        return Validators()
    return Validators(etag=state.etag, last_modified=state.last_modified)


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
