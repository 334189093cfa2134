"""The spider: rounds on outlets, one for each poll it is given.

poll ─▶ GET each source (validators) ─▶ links ─▶ announce: pending + validators
     ─▶ GET each pending link ─▶ PageItem ─▶ pipelines
and when the last of these is over ─▶ the round's account ─▶ done
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from newswatch import clock
from newswatch.again import Revisits
from newswatch.dedup.identity import key_of
from newswatch.errors import NewswatchError
from newswatch.further_pages import is_given_up, otherwise, truncated
from newswatch.items import PageItem, SoFar
from newswatch.mark import marked, marking
from newswatch.model import (
    LOOKED_AT,
    FetchedPage,
    Ledger,
    Outcome,
    Poll,
    RefusalReason,
    Via,
)
from newswatch.rounds import Jobs, Round
from newswatch.spiders.deployment import DeploymentSpider
from newswatch.spiders.failures import trouble_of
from newswatch.spiders.fetched import error_of, fetched_page, request_of, told
from newswatch.spiders.listings import Listings
from newswatch.spiders.sources import Sources
from newswatch.spiders.visits import rerouted, settle_visit
from newswatch.store.base import Announced, PendingLink
from newswatch.store.thread import SOON_S
from newswatch.urls import request_url
from newswatch.workshop import Workshop

log = logging.getLogger(__name__)


class OutletSpider(DeploymentSpider):
    name = "newswatch"

    def __init__(self, jobs: Jobs, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.jobs = jobs
        self.workshop: Workshop
        self.listings: Listings
        self.sources: Sources
        self.revisits: Revisits
        self._background: set[asyncio.Task[None]] = set()
        self._finishing: dict[asyncio.Task[None], Round] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.workshop = Workshop.of(crawler)
        spider.listings = Listings(spider.workshop)
        spider.sources = Sources(
            spider.workshop,
            spider.listings,
            spider._queue_pages,
            spider._crawl,
        )
        spider.revisits = Revisits(spider.workshop)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        async for poll in self.jobs.polls():
            # Each for itself: those that are due together share a commit.
            self._in_background(marked(poll.outlet_id, self._begin(poll)))
        await asyncio.gather(*self._background)
        return
        yield  # Scrapy wants a generator; what it yields passes all spider middlewares

    async def _begin(self, poll: Poll) -> None:
        try:
            for request in await self._open_round(poll):
                self.crawler.engine.crawl(request)
        except NewswatchError as error:
            halted = self.workshop.outage.error is not None
            await self.jobs.done(poll, Ledger(is_halted=halted), [told(error)])
        except Exception as error:  # of one poll: the others go on
            log.exception("poll not begun", extra={"run_id": poll.run_id})
            # As Scrapy says it of a start() that fails: who lacks memory must end.
            failure = Failure()  # type: ignore[no-untyped-call]
            self.crawler.signals.send_catch_log(signals.spider_error, failure=failure)
            await self.jobs.done(poll, Ledger(), [str(error)])

    async def _open_round(self, poll: Poll) -> list[Request]:
        outage = self.workshop.outage
        if not await outage.has_passed() and outage.error is not None:
            raise outage.error
        configuration = self.workshop.configuration
        outlet = configuration.outlets.get(poll.outlet_id)
        if outlet is None:
            # The files were edited after the parent read them.
            problem = f"no outlet {poll.outlet_id} any more: start newswatch again"
            await self.jobs.done(poll, Ledger(), [problem])
            return []
        opened, states = await self.listings.opened(poll, outlet)
        if opened.ledger is not None:
            # Done by a crawler that died before it could say so.
            await self.jobs.done(poll, opened.ledger, list(opened.problems))
            return []
        round_ = Round(poll, outlet, configuration.topic_ids_for(outlet.id))
        round_.resume(opened.fates)
        round_.states, round_.refill = states, partial(self._refill, round_)
        requests = await self.sources.requests(round_, opened.holes)
        task = asyncio.create_task(marked(outlet.id, self._finish(round_)))
        self._finishing[task] = round_
        task.add_done_callback(self._finishing.pop)
        if not requests:
            round_.problem("the outlet has no source")
            round_.done.set()
        return requests

    async def _finish(self, round_: Round) -> None:
        await self.jobs.started(round_.poll, round_.standing)
        await round_.done.wait()
        poll, ledger, ended_at = round_.poll, round_.ledger(), clock.now()
        ledger.not_before = self.listings.not_before(round_.outlet)
        # Nobody waits for a poll that found nothing, but for others to be stored with.
        within_s = 0.0 if ledger.discovered else SOON_S
        try:
            await self.workshop.store.run(
                lambda s: s.record_run(poll, ended_at, ledger, round_.problems),
                within_s=within_s,
            )
        except NewswatchError as error:
            # The round is over all the same: whoever waits for it must hear so.
            round_.problem(f"its account was not stored: {told(error)}")
            ledger.is_halted = True
        if self.workshop.outage.error is not None and ledger.outcomes[Outcome.PENDING]:
            ledger.is_halted = True
        log.info(
            "round done",
            extra={
                "outlet": poll.outlet_id,
                "run_id": poll.run_id,
                "discovered": ledger.discovered,
                **{outcome.value: n for outcome, n in ledger.outcomes.items()},
            },
        )
        await self.jobs.done(poll, ledger, round_.problems)

    async def finish_rounds(self) -> None:
        """End the rounds under way: what is still out stays pending in the store."""
        tasks = list(self._finishing)
        for round_ in self._finishing.values():
            round_.done.set()
        await asyncio.gather(*tasks, return_exceptions=True)

    # -- pages

    def _crawl(self, request: Request) -> None:
        self.crawler.engine.crawl(request)

    async def _queue_pages(self, round_: Round) -> None:
        """Have visited what is owed, a few pages at a time."""
        round_.backlog.extend(await self.listings.due(round_))
        self._refill(round_)

    def _refill(self, round_: Round) -> None:
        if round_.is_long or self.workshop.outage.error is not None:
            round_.backlog.clear()  # it is pending in the store
        while round_.backlog and round_.has_room:
            pending = round_.backlog.pop()
            round_.sent()
            try:
                request = self._page_request(round_, pending)
            except ValueError as error:  # AddressError, or Scrapy's own
                self._in_background(self._settle_bad_address(round_, pending, error))
            else:
                self.crawler.engine.crawl(request)

    async def _settle_bad_address(
        self, round_: Round, pending: PendingLink, error: ValueError
    ) -> None:
        reason = RefusalReason.BAD_ADDRESS
        try:
            await settle_visit(self.workshop.store, pending, reason, str(error))
            round_.settle(pending.key, Outcome.QUARANTINED, reason)
        except NewswatchError as problem:  # the link stays as it was: pending
            round_.problem(told(problem))
        finally:
            round_.answered()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _page_request(
        self, round_: Round, pending: PendingLink, so_far: SoFar | None = None
    ) -> Request:
        """Raises ValueError for an address that cannot be asked."""
        revisit = None if so_far else pending.revisit
        return Request(
            request_url(so_far.turn.url if so_far else pending.link.url),
            callback=marking(round_.outlet.id, self.parse_page),
            errback=marking(round_.outlet.id, self.page_failed),
            cb_kwargs={"round_": round_, "pending": pending, "so_far": so_far},
            headers=self.revisits.headers(revisit, in_full=round_.asks_in_full)
            if revisit
            else None,
            meta={"handle_httpstatus_list": [304]} if revisit else None,
            dont_filter=True,
        )

    async def parse_page(
        self,
        response: Response,
        round_: Round,
        pending: PendingLink,
        so_far: SoFar | None,
    ) -> AsyncIterator[PageItem]:
        try:
            page = fetched_page(response)
            round_.size_bytes += len(page.body)
        except Exception as error:  # an odd answer must not leave its round open
            log.exception("answer not understood", extra={"url": response.url})
            await self.settle_failure(response.request or Request(response.url), error)
            return
        if pending.revisit and page.status == 304:
            await self._settle_unchanged(round_, pending, page)
            return
        item = self._item(round_, pending, so_far.page if so_far else page)
        if so_far:
            item.so_far, item.further, item.also = so_far, page, so_far.also
        yield item

    def _item(self, round_: Round, pending: PendingLink, page: FetchedPage) -> PageItem:
        polite = self.workshop.configuration.options.polite
        return PageItem(
            outlet=round_.outlet,
            topic_ids=round_.topic_ids,
            pending=pending,
            page=page,
            round=round_,
            robots="allowed" if polite.obey_robots else "unknown",
        )

    async def page_failed(self, failure: Failure) -> AsyncIterator[PageItem]:
        request, error = request_of(failure), error_of(failure)
        so_far: SoFar | None = request.cb_kwargs["so_far"]
        pending: PendingLink = request.cb_kwargs["pending"]
        trouble = trouble_of(error, request.url)
        if so_far and is_given_up(trouble.outcome, trouble.reason, pending.attempts):
            item = self._item(request.cb_kwargs["round_"], pending, so_far.page)
            item.also = so_far.also
            if other := otherwise(so_far):
                self.turn_page(item, other)
                return
            item.reading = truncated(so_far.reading)
            yield item
            return
        await self.settle_failure(request, error)

    def turn_page(self, item: PageItem, so_far: SoFar) -> None:
        """Send for the next page of *item*'s article."""
        try:
            request = self._page_request(item.round, item.pending, so_far)
            item.round.sent()
            self.crawler.engine.crawl(request)
        finally:
            item.round.answered()

    async def _settle_unchanged(
        self, round_: Round, pending: PendingLink, page: FetchedPage
    ) -> None:
        try:
            if pending.revisit:
                await self.revisits.unchanged(pending.revisit, page)
            round_.settle(pending.key, Outcome.UNCHANGED, LOOKED_AT)
        except NewswatchError as problem:  # the look stays as it was: due
            round_.problem(told(problem))
        finally:
            round_.answered()

    async def settle_failure(self, request: Request, error: BaseException) -> None:
        """Write down why the page of *request* did not come, or broke us."""
        round_: Round = request.cb_kwargs["round_"]
        pending: PendingLink = request.cb_kwargs["pending"]
        trouble = trouble_of(error, request.url)
        outcome, reason = trouble.outcome, trouble.reason
        try:
            # One that was not visited at all is owed its visit as before.
            if outcome is not Outcome.PENDING and pending.revisit:
                # That a further page is gone does not say that the article is.
                how = "further-page" if request.cb_kwargs["so_far"] else reason
                outcome, reason = await self.revisits.missed(
                    pending, pending.revisit, how, round_.poll.run_id
                )
            elif outcome is not Outcome.PENDING:
                await settle_visit(
                    self.workshop.store,
                    pending,
                    trouble.reason,
                    trouble.detail,
                    so_far=request.cb_kwargs["so_far"],
                )
        except NewswatchError as problem:  # the link stays as it was
            round_.problem(told(problem))
            outcome, reason = Outcome.PENDING, problem.code
        finally:
            round_.settle(pending.key, outcome, reason)
            round_.answered()

    async def reroute(self, item: PageItem, url: str, reason: str) -> None:
        """Visit *url* in the place of *item*'s page, which is but a form of it."""
        round_, pending = item.round, item.pending
        key = key_of(url, round_.outlet)
        link = replace(pending.link, url=url, via=Via.LINK)
        announced, now = Announced(key=key, link=link), clock.now()
        try:
            run_id = round_.poll.run_id
            owed = await self.workshop.store.run(
                lambda s: rerouted(s, pending.key, announced, now, reason, run_id)
            )
            if key != pending.key or not owed:
                round_.settle(pending.key, Outcome.DUPLICATE, reason)
            if owed and (key == pending.key or round_.visit(key)):
                moved = replace(pending, key=key, link=link, hops=pending.hops + 1)
                request = self._page_request(round_, moved)
                round_.sent()
                self.crawler.engine.crawl(request)
        except (NewswatchError, ValueError) as error:  # it stays as it was: pending
            round_.settle(pending.key, Outcome.FAILED, "reroute")
            round_.problem(f"{url}: {error}")
        finally:
            round_.answered()
