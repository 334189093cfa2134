"""The spider that tries an outlet: one of its listings, and a few of its articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newswatch.discover import Listing
from newswatch.discover.wanted import wanted
from newswatch.errors import OutletError
from newswatch.model import FetchedPage, Link, Outcome, Outlet, RefusalReason, Source
from newswatch.spiders.deployment import DeploymentSpider
from newswatch.spiders.failures import Trouble, trouble_of
from newswatch.spiders.fetched import fetched_page
from newswatch.urls import in_domains, request_url
from newswatch.workshop import configuration_in

#: requests of one trial, without robots.txt and redirects
MAX_PAGES = 5
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingTried:
    """What one source announced."""

    source: Source
    links: int = 0
    #: entries that the outlet's rules, or their address, kept out
    unwanted: int = 0
    problem: str | None = None
    #: why nothing came
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTried:
    """What the page behind a link answered."""

    link: Link
    answer: FetchedPage | Trouble


class TrialSpider(DeploymentSpider):
    """Asks *outlet*'s sources one by one until one announces links, then for those.

    At most `MAX_PAGES` requests in all. *read* reads a listing; *take* hears of each
    source and of each article.
    """

    name = "trial"

    def __init__(
        self,
        outlet: Outlet,
        read: Callable[[FetchedPage, Source], Awaitable[Listing]],
        take: Callable[[ListingTried | ArticleTried], None],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.outlet = outlet
        self.read = read
        self.take = take
        self.sources = list(outlet.sources)
        self.left = MAX_PAGES

    async def start(self) -> AsyncIterator[Request]:
        for request in self._next_source():
            yield request

    def _next_source(self) -> list[Request]:
        # The last request is kept for an article.
        if not self.sources or self.left < 2:
            return []
        self.left -= 1
        source = self.sources.pop(0)
        polite = configuration_in(
            Path(self.settings["NEWSWATCH_FOLDER"])
        ).options.polite
        return [
            Request(
                source.url,
                callback=self.parse_source,
                errback=self.source_failed,
                cb_kwargs={"source": source},
                meta={"download_maxsize": polite.max_listing},
                dont_filter=True,
            )
        ]

    async def parse_source(
        self, response: Response, source: Source
    ) -> AsyncIterator[Request]:
        try:
            listing = await self.read(fetched_page(response), source)
        except OutletError as error:
            listing = Listing(problem=error.message)
        chosen = wanted(listing.links, self.outlet, source.kind)
        self.take(
            ListingTried(
                source=source,
                links=len(chosen.links),
                unwanted=chosen.unwanted + listing.refused,
                problem=listing.problem,
            )
        )
        if chosen.links:
            for link in sorted(chosen.links, key=_latest)[: self.left]:
                try:
                    yield self._page_request(link)
                except ValueError as error:  # AddressError, or Scrapy's own
                    self.take(ArticleTried(link=link, answer=_unaskable(error)))
            return
        domains = self.outlet.domains
        parts = [
            url
            for url in listing.newest_first()
            if not domains or in_domains(url, domains)
        ]
        self.sources[:0] = [Source(kind=source.kind, url=url) for url in parts[:1]]
        for request in self._next_source():
            yield request

    def source_failed(self, failure: Failure) -> list[Request]:
        request, trouble = _told(failure)
        source: Source = request.cb_kwargs["source"]
        self.take(ListingTried(source=source, trouble=trouble))
        return self._next_source()

    def _page_request(self, link: Link) -> Request:
        return Request(
            request_url(link.url),
            callback=self.parse_page,
            errback=self.page_failed,
            cb_kwargs={"link": link},
            dont_filter=True,
        )

    def parse_page(self, response: Response, link: Link) -> None:
        self.take(ArticleTried(link=link, answer=fetched_page(response)))

    def page_failed(self, failure: Failure) -> None:
        request, trouble = _told(failure)
        self.take(ArticleTried(link=request.cb_kwargs["link"], answer=trouble))


def _unaskable(error: ValueError) -> Trouble:
    return Trouble(
        outcome=Outcome.QUARANTINED, reason=RefusalReason.BAD_ADDRESS, detail=str(error)
    )


def _latest(link: Link) -> float:
    """Sorts what is newest first, and what has no date as it came, at the end."""
    return -(link.published_at or link.modified_at or _NEVER).timestamp()


def _told(failure: Failure) -> tuple[Request, Trouble]:
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
    error = failure.value or RuntimeError("a failure without an error")
    return request, trouble_of(error, request.url)
