"""Asking for an outlet's listings: requests, answers, and what goes wrong with them.

sources, conditionally ─▶ links ─▶ when none is out any more: are there holes?
    ─▶ one listing after the other that may know what was lost (filling.py)
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newswatch.errors import NewswatchError
from newswatch.mark import marking
from newswatch.rounds import Round
from newswatch.spiders.asking import Asking, Taken, Why
from newswatch.spiders.failures import trouble_of
from newswatch.spiders.fetched import error_of, fetched_page, request_of, told
from newswatch.spiders.filling import Filler, Filling
from newswatch.spiders.listings import Listings
from newswatch.store.hole_book import Hole
from newswatch.workshop import Workshop

log = logging.getLogger(__name__)


class Sources:
    """*queue_pages* sends for what an outlet is owed by then; *crawl* for one page."""

    def __init__(
        self,
        workshop: Workshop,
        listings: Listings,
        queue_pages: Callable[[Round], Awaitable[None]],
        crawl: Callable[[Request], None],
    ) -> None:
        self._workshop = workshop
        self._listings = listings
        self._filler = Filler(workshop, listings)
        self._queue_pages = queue_pages
        self._crawl = crawl

    async def requests(self, round_: Round, holes: Sequence[Hole]) -> list[Request]:
        """What a round begins with: its outlet's sources.

        All are counted before the first can be answered: a round that looks over
        between two of its sources would be closed too soon.
        """
        filling = Filling(holes)
        askings = [
            await self._listings.asking(round_, each) for each in round_.outlet.sources
        ]
        # Not before the store has answered: a round counts what it hears of again.
        return [self._request(round_, each, filling) for each in askings]

    def _request(self, round_: Round, asking: Asking, filling: Filling) -> Request:
        polite = self._workshop.configuration.options.polite
        request = Request(
            asking.source.url,
            callback=marking(round_.outlet.id, self.parse),
            errback=marking(round_.outlet.id, self.failed),
            cb_kwargs={"round_": round_, "asking": asking, "filling": filling},
            headers=asking.sent.headers(),
            meta={
                "handle_httpstatus_list": [304],
                "download_maxsize": polite.max_listing,
            },
            dont_filter=True,
        )
        round_.sent()
        filling.out += 1
        return request

    async def parse(
        self, response: Response, round_: Round, asking: Asking, filling: Filling
    ) -> AsyncIterator[Request]:
        url = asking.source.url
        try:
            page = fetched_page(response)
            round_.reached = True
            round_.size_bytes += len(page.body)
            if asking.why is Why.HOLE:
                taken = await self._filler.take(round_, asking, page, filling)
            else:
                taken = await self._listings.take(round_, asking, page)
            for request in self._requests_of(round_, asking, taken, filling):
                yield request
            await self._queue_pages(round_)
        except NewswatchError as error:
            round_.problem(f"{url}: {told(error)}")
            self._note_failure(round_, asking, filling, told(error), response.status)
        except Exception as error:  # Scrapy logs it; whoever polls must hear of it, too
            round_.problem(f"{url}: {_fault(error)}")
            self._note_failure(round_, asking, filling, _fault(error), response.status)
            raise
        finally:
            await self._go_on(round_, filling)
            round_.answered()

    async def failed(self, failure: Failure) -> None:
        request = request_of(failure)
        round_: Round = request.cb_kwargs["round_"]
        asking: Asking = request.cb_kwargs["asking"]
        filling: Filling = request.cb_kwargs["filling"]
        try:
            trouble = trouble_of(error_of(failure), request.url)
            if asking.why not in (Why.HOLE, Why.PROBE):
                round_.failed_for.append(trouble.reason)
                round_.problem(f"{asking.source.url}: {trouble}")
            self._note_failure(round_, asking, filling, str(trouble))
            # What was announced earlier is still owed its visit.
            await self._queue_pages(round_)
        except NewswatchError as error:
            round_.problem(f"{asking.source.url}: {told(error)}")
        except Exception as error:  # as above
            round_.problem(f"{asking.source.url}: {_fault(error)}")
            raise
        finally:
            await self._go_on(round_, filling)
            round_.answered()

    def _requests_of(
        self, round_: Round, asking: Asking, taken: Taken, filling: Filling
    ) -> list[Request]:
        filling.hear(asking, taken)
        return [self._request(round_, each, filling) for each in taken.further]

    def _note_failure(
        self,
        round_: Round,
        asking: Asking,
        filling: Filling,
        problem: str,
        status: int | None = None,
    ) -> None:
        if asking.why is Why.PROBE:
            return
        filling.has_failure = True
        if asking.why is not Why.HOLE:
            self._listings.not_read(round_, asking.source, problem, status)

    async def _go_on(self, round_: Round, filling: Filling) -> None:
        """A listing is over; with the last one, ask for what holes have swallowed."""
        filling.out -= 1
        if filling.out or round_.is_long or self._workshop.outage.error is not None:
            return
        try:
            asking = await self._filler.next_place(round_, filling)
            if asking is not None:
                self._crawl(self._request(round_, asking, filling))
        except NewswatchError as error:  # the hole stays open
            round_.problem(told(error))
        except Exception as error:  # nor must it keep its round open
            round_.problem(_fault(error))
            log.exception("hole not filled", extra={"outlet": round_.outlet.id})


def _fault(error: Exception) -> str:
    return f"newswatch itself is at fault: {type(error).__name__}: {error}"
