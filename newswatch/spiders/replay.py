"""The spider that asks nobody: archived pages through today's pipelines."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler

from newswatch import clock
from newswatch.archive.warc import MAX_BODY, archived_pages
from newswatch.config.claims import claiming_outlet, unclaimed_outlet
from newswatch.dedup.identity import key_of
from newswatch.errors import NewswatchError
from newswatch.items import PageItem
from newswatch.model import (
    FetchedPage,
    Ledger,
    Link,
    Outcome,
    Outlet,
    Poll,
    Refusal,
    RefusalReason,
    Via,
)
from newswatch.rounds import Round
from newswatch.store.base import PendingLink
from newswatch.urls import AddressError, check_url
from newswatch.workshop import Workshop

log = logging.getLogger(__name__)

#: what a replay is called where an outlet's id stands otherwise
REPLAY = "replay"
#: pages under way at a time, for each lane: one read, one being written
PAGES_PER_LANE = 4

Report = Callable[[Path, Ledger, list[str]], None]


class ReplaySpider(Spider):
    """Reads WARC files; *report* hears the account of each.

    A page of a host that no outlet claims gets an outlet named after its domain. An
    outlet that no watch follows is matched with every topic there is.
    """

    name = REPLAY

    def __init__(self, files: Sequence[Path], report: Report, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.files = files
        self.report = report
        self.workshop: Workshop
        self._stopped = False

    def stop(self) -> None:
        """Read no further page; what is under way is brought to its end.

        Scrapy's own stop would wait for ever here: it looks for the end of responses,
        and these items come from none.
        """
        self._stopped = True

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.workshop = Workshop.of(crawler)
        return spider

    async def start(self) -> AsyncIterator[PageItem]:
        lanes = self.workshop.configuration.options.read.lanes or os.cpu_count() or 1
        for path in self.files:
            if self._stopped:
                return
            round_ = _FileRound(PAGES_PER_LANE * lanes)
            async for item in self._items(path, round_):
                yield item
            await round_.quiet()
            if self._stopped:
                round_.problem(f"{path}: stopped before its end")
            await self._account(path, round_)

    async def _items(self, path: Path, round_: _FileRound) -> AsyncIterator[PageItem]:
        pages = archived_pages(path)
        number = 0
        while not self._stopped and (page := await self._next(pages, round_)):
            number += 1
            ticket = number.to_bytes(8, "big")
            round_.discover(ticket)
            if isinstance(page, Refusal):
                round_.settle(ticket, Outcome.QUARANTINED, page.reason)
                continue
            if why := _unreadable(page):
                round_.settle(ticket, Outcome.QUARANTINED, why)
                continue
            await round_.room()
            yield self._item(page, round_, ticket)

    async def _next(self, pages: Any, round_: Round) -> FetchedPage | Refusal | None:
        try:
            page: FetchedPage | Refusal | None = await asyncio.to_thread(
                next, pages, None
            )
        except NewswatchError as error:
            round_.problem(error.message)
            return None
        return page

    def _item(self, page: FetchedPage, round_: Round, ticket: bytes) -> PageItem:
        configuration = self.workshop.configuration
        outlet = claiming_outlet(
            page.url, configuration.outlets.values()
        ) or unclaimed_outlet(page.url)
        link = Link(url=page.url, via=Via.MANUAL)
        return PageItem(
            outlet=outlet,
            topic_ids=configuration.topic_ids_for(outlet.id),
            pending=PendingLink(
                key=key_of(page.url, outlet),
                outlet_id=outlet.id,
                link=link,
                source_url=None,
                found_at=page.fetched_at,
            ),
            page=page,
            round=round_,
            may_reroute=False,
            may_look_again=False,
            ticket=ticket,
        )

    async def _account(self, path: Path, round_: Round) -> None:
        ledger, ended_at = round_.ledger(), clock.now()
        await self.workshop.store.run(
            lambda s: s.record_run(round_.poll, ended_at, ledger, round_.problems)
        )
        self.report(path, ledger, round_.problems)


class _FileRound(Round):
    """The round of one file: at most *size* of its pages are under way at a time."""

    def __init__(self, size: int) -> None:
        poll = Poll.starting(REPLAY, clock.now(), secrets.token_hex(2))
        super().__init__(poll, Outlet(id=REPLAY, name="Replay"), frozenset())
        self._size = size
        self._room = asyncio.Semaphore(size)

    async def room(self) -> None:
        """Wait until one more page may be under way."""
        await self._room.acquire()

    def answered(self) -> None:
        self._room.release()

    async def quiet(self) -> None:
        """Wait until no page is under way."""
        for _ in range(self._size):
            await self._room.acquire()


def _unreadable(page: FetchedPage) -> str | None:
    """Why an archived answer is not worth a lane, in one stable word."""
    try:
        check_url(page.url)
    except AddressError:
        return RefusalReason.BAD_ADDRESS
    if page.status != 200:
        return f"http-{page.status}"
    return RefusalReason.TOO_LARGE if len(page.body) > MAX_BODY else None
