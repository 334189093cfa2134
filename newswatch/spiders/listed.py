"""What a listing comes to: links to announce, a report, further listings."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from newswatch.dedup.identity import key_of
from newswatch.dedup.parameters import variants_of
from newswatch.discover import Listing
from newswatch.discover.wanted import wanted
from newswatch.model import (
    FetchedPage,
    Link,
    Outcome,
    Outlet,
    Source,
    SourceKind,
    SourceOutcome,
    SourceReport,
)
from newswatch.rounds import MOST_PARTS, Round
from newswatch.schedule.freshness import fresh_for
from newswatch.store.base import Announced, PendingLink, Sorted
from newswatch.store.run_book import NotedLink
from newswatch.urls import in_domains

#: an index may name indexes, but not for ever
MAX_DEPTH = 2


def count(round_: Round, known: Sorted) -> None:
    for key in known.new:
        round_.find(key)
    for key in known.waiting:
        if round_.discover(key):
            round_.carry(key)
    for key in known.settled:
        if round_.discover(key):
            round_.settle(key, Outcome.UNCHANGED)


def announced_by(
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
    return announced(chosen.links, outlet)


def announced(links: tuple[Link, ...], outlet: Outlet) -> tuple[Announced, ...]:
    """*links* as they are remembered, one a key."""
    by_key: dict[bytes, Announced] = {}
    for link in links:
        key = key_of(link.url, outlet)
        if key not in by_key:
            variants = variants_of(link.url, outlet)
            by_key[key] = Announced(key=key, link=link, variants=variants)
    return tuple(by_key.values())


def fresh_s(page: FetchedPage, listing: Listing) -> float:
    """Seconds for which *page* says that it need not be asked for again."""
    by_headers = fresh_for(page.cache_control, page.expires, page.date)
    return max(listing.fresh_s, by_headers)


def noted(pending: PendingLink, round_: Round) -> NotedLink:
    return NotedLink(
        key=pending.key,
        carried=round_.is_carried(pending.key),
        looks=pending.looks,
        article_id=pending.revisit.article_id if pending.revisit else None,
    )


def report_of(
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


@lru_cache(maxsize=1 << 15)
def version_of(outlet: Outlet) -> str:
    """What an outlet's listings were read with; another version reads them anew."""
    return hashlib.sha256(outlet.model_dump_json().encode()).hexdigest()[:16]


def parts_of(
    round_: Round, source: Source, listing: Listing, depth: int
) -> list[Source]:
    """The parts of a sitemap index that are worth asking for.

    Of too many its first and its last: the newest is at one end, whatever the order.
    """
    if depth >= MAX_DEPTH:
        if listing.more:
            round_.problem(f"{source.url}: an index nested too deeply")
        return []
    domains = round_.outlet.domains
    own = [
        url for url in listing.newest_first() if not domains or in_domains(url, domains)
    ]
    if len(own) > round_.parts_left:
        round_.problem(
            f"its indexes name more than {MOST_PARTS} listings: not all read"
        )
    kind = source.kind if source.kind is not SourceKind.SECTION else SourceKind.SITEMAP
    chosen = own
    if len(own) > round_.parts_left:
        last = round_.parts_left // 2
        chosen = own[: round_.parts_left - last] + own[len(own) - last :]
    round_.parts_left -= len(chosen)
    return [Source(kind=kind, url=url) for url in chosen]
