"""Asking for an outlet's listings: requests, answers, and what goes wrong with them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newswatch.errors import NewswatchError
from newswatch.model import Source
from newswatch.rounds import Round
from newswatch.spiders.failures import trouble_of
from newswatch.spiders.fetched import error_of, fetched_page, request_of, told
from newswatch.spiders.listings import Listings
from newswatch.workshop import Workshop


class Sources:
    """*queue_pages* sends for what an outlet is owed by then."""

    def __init__(
        self,
        workshop: Workshop,
        listings: Listings,
        queue_pages: Callable[[Round], Awaitable[None]],
    ) -> None:
        self._workshop = workshop
        self._listings = listings
        self._queue_pages = queue_pages

    async def requests(self, round_: Round) -> list[Request]:
        """What a round begins with: its outlet's sources.

        All are counted before the first can be answered: a round that looks over
        between two of its sources would be closed too soon.
        """
        return [await self._request(round_, each) for each in round_.outlet.sources]

    async def _request(self, round_: Round, source: Source, depth: int = 0) -> Request:
        polite = self._workshop.configuration.options.polite
        headers = await self._listings.validators(round_.outlet, source)
        # Not before the store has answered: a round counts what it hears of again.
        round_.sent()
        return Request(
            source.url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"round_": round_, "source": source, "depth": depth},
            headers=headers,
            meta={
                "handle_httpstatus_list": [304],
                "download_maxsize": polite.max_listing,
            },
            dont_filter=True,
        )

    async def parse(
        self, response: Response, round_: Round, source: Source, depth: int
    ) -> AsyncIterator[Request]:
        try:
            page = fetched_page(response)
            round_.reached = True
            round_.size_bytes += len(page.body)
            for part in await self._listings.take(round_, source, page, depth):
                yield await self._request(round_, part, depth + 1)
            await self._queue_pages(round_)
        except NewswatchError as error:
            round_.problem(f"{source.url}: {told(error)}")
            self._listings.not_read(round_, source, told(error), response.status)
        finally:
            round_.answered()

    async def failed(self, failure: Failure) -> None:
        request = request_of(failure)
        round_: Round = request.cb_kwargs["round_"]
        source: Source = request.cb_kwargs["source"]
        try:
            trouble = trouble_of(error_of(failure), request.url)
            round_.failed_for.append(trouble.reason)
            round_.problem(f"{source.url}: {trouble}")
            self._listings.not_read(round_, source, str(trouble))
            # What was announced earlier is still owed its visit.
            await self._queue_pages(round_)
        except NewswatchError as error:
            round_.problem(f"{source.url}: {told(error)}")
        finally:
            round_.answered()
