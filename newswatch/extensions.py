"""What surrounds a crawl: its workshop, the ledger of its rounds, the feed."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.logformatter import LogFormatter
from twisted.python.failure import Failure

from newswatch.again import Revisits
from newswatch.errors import NewswatchError, ProcessError, StorageError
from newswatch.feed.relay import Relay
from newswatch.items import (
    PageDropped,
    PageGoesOn,
    PageIsKnown,
    PageItem,
    PageRerouted,
)
from newswatch.model import Outcome
from newswatch.spiders.visits import settle_visit
from newswatch.transport.certificates import warn_of_blindness
from newswatch.workshop import Workshop

log = logging.getLogger(__name__)
_engine_log = logging.getLogger("scrapy.core.engine")

#: seconds between two looks at the outbox
RELAY_INTERVAL_S = 1.0


class TerseLogFormatter(LogFormatter):
    """Scrapy's own lines without the items: a page's text is nothing for a log."""

    def crawled(self, request: Any, response: Any, spider: Any) -> Any:
        # Said of each page, and seen by nobody unless asked for.
        if not _engine_log.isEnabledFor(logging.DEBUG):
            return None
        return super().crawled(request, response, spider)

    def scraped(self, item: Any, *_: Any) -> Any:
        return _log_line(logging.DEBUG, "page admitted: %s", item.page.url)

    def dropped(self, _: Any, exception: BaseException, *__: Any) -> Any:
        return _log_line(logging.DEBUG, "page dropped: %s", exception)

    def item_error(self, item: Any, *_: Any) -> Any:
        # LedgerExtension says it, with its reason.
        return _log_line(logging.DEBUG, "page broke a pipeline: %s", item.page.url)

    def download_error(self, _: Any, request: Any, *__: Any) -> Any:
        # The round says it, by the reason in its account.
        return _log_line(logging.DEBUG, "not downloaded: %s", request.url)


def _log_line(level: int, message: str, about: object) -> dict[str, Any]:
    return {"level": level, "msg": message, "args": (about,)}


class WorkshopExtension:
    """Opens the crawl's tools before its first request, closes them after its last."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(Workshop.of(crawler))
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    async def spider_opened(self) -> None:
        warn_of_blindness(self.workshop.configuration)
        await self.workshop.reader.open()

    async def spider_closed(self, spider: Spider) -> None:
        if finish_rounds := getattr(spider, "finish_rounds", None):
            await finish_rounds()
        await self.workshop.close()


class LedgerExtension:
    """Writes down the end of every page: scraped, dropped, or broken on the way.

    These signals and the spider's errback are the only ways a page can end.
    """

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self._revisits = Revisits(workshop)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(Workshop.of(crawler))
        connect = crawler.signals.connect
        connect(extension.item_scraped, signals.item_scraped)
        connect(extension.item_dropped, signals.item_dropped)
        connect(extension.item_error, signals.item_error)
        return extension

    def item_scraped(self, item: PageItem) -> None:
        if item.admission is not None:
            item.settle(item.admission.outcome, item.admission.reason)

    async def item_dropped(
        self, item: PageItem, exception: DropItem, spider: Spider
    ) -> None:
        if isinstance(exception, PageRerouted):
            await spider.reroute(  # type: ignore[attr-defined]
                item, exception.canonical_url, exception.reason
            )
        elif isinstance(exception, PageGoesOn):
            spider.turn_page(item, exception.so_far)  # type: ignore[attr-defined]
        elif isinstance(exception, PageIsKnown):  # the store has settled it already
            item.settle(exception.outcome, exception.reason)
        elif isinstance(exception, PageDropped):
            await self._settle(item, exception)

    async def item_error(self, item: PageItem, failure: Failure) -> None:
        error = failure.value
        about = _about(item, error)
        if isinstance(error, StorageError):
            item.settle(*_left(item, error))
            return
        if isinstance(error, NewswatchError):
            log.error("page not admitted", extra=about)
            await self._settle(item, PageDropped(error.code, str(error)))
            return
        log.error(
            "page broke a pipeline",
            extra=about,
            exc_info=error,
        )
        await self._settle(item, PageDropped("fault", str(error)))

    async def _settle(self, item: PageItem, drop: PageDropped) -> None:
        outcome, reason = drop.outcome, drop.reason
        try:
            if revisit := item.pending.revisit:
                outcome, reason = await self._revisits.missed(
                    item.pending, revisit, drop.reason, item.round.poll.run_id
                )
            else:
                await settle_visit(
                    self.workshop.store,
                    item.pending,
                    drop.reason,
                    drop.detail,
                    evidence=drop.evidence,
                    answered_by=(item.further or item.page).url,
                    # With a reading, all its pages have come.
                    so_far=None if item.reading else item.so_far,
                )
        except StorageError as error:
            outcome, reason = _left(item, error)
        finally:
            item.settle(outcome, reason)


def _left(item: PageItem, error: StorageError) -> tuple[Outcome, str]:
    """What its round says of *item*: its link stays as it was in the store, pending.

    Outage has told of the refusal; a word for each page would hide that one.
    """
    log.debug("page left for later", extra=_about(item, error))
    return Outcome.PENDING, error.code


def _about(item: PageItem, error: BaseException | None) -> dict[str, str]:
    """What a log line says of a page that something went wrong with."""
    about = {
        "run_id": item.round.poll.run_id,
        "outlet": item.outlet.id,
        "url": item.page.url,
        "why": str(error),
    }
    if isinstance(error, NewswatchError):
        about["code"] = error.code
    return about


class FeedExtension:
    """Writes the feed while no daemon does: for `scrapy crawl` and `replay`."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self._task: asyncio.Task[None] | None = None
        self._over = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("NEWSWATCH_WRITES_FEED"):
            raise NotConfigured
        extension = cls(Workshop.of(crawler))
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    async def spider_opened(self) -> None:
        try:
            relay = Relay(self.workshop.configuration)
        except ProcessError as error:
            log.info("feed left to the running newswatch", extra={"why": str(error)})
            return
        # A feed that is ahead of its state gives its numbers back before new ones go.
        await self._pump(relay)
        self._task = asyncio.create_task(self._relay_until_over(relay))

    async def engine_stopped(self) -> None:
        """Write what the last commits of the crawl owe; the workshop is closed now."""
        self._over.set()
        if self._task is not None:
            await self._task

    async def _relay_until_over(self, relay: Relay) -> None:
        try:
            while not self._over.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._over.wait(), RELAY_INTERVAL_S)
                await self._pump(relay)
        finally:
            relay.close()

    async def _pump(self, relay: Relay) -> None:
        try:
            await asyncio.to_thread(relay.pump)
        except NewswatchError as error:
            about = {"code": error.code, "why": str(error)}
            log.error("feed not written", extra=about)  # noqa: TRY400
