"""newswatch as it fetches: the real spider, settings, robots.txt, pace and guard.

    python fetching.py FOLDER

Pages end where the pipelines would begin, as a peer's end in its callback. Listings are
read in this process. Prints one object: pages, CPU and wall seconds.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from marks import Meter
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess

from newswatch import clock
from newswatch.crawler.__main__ import crawler_settings
from newswatch.crawler.lane import ListLinks, list_links
from newswatch.items import PageItem
from newswatch.logs import configure_logging, hush_libraries
from newswatch.model import Ledger, Outcome, Poll, Standing
from newswatch.spiders.outlet import OutletSpider
from newswatch.workshop import configuration_in


class NoReader:
    """Reads listings at once, and no page."""

    def __init__(self, *_: Any) -> None: ...

    async def open(self) -> None: ...

    async def list_links(self, page: Any, source: Any, zone: str) -> Any:
        return list_links(ListLinks(page=page, source=source, zone=zone))

    async def close(self) -> None: ...


class EndPipeline:
    """The end of every page."""

    def process_item(self, item: PageItem) -> PageItem:
        item.settle(Outcome.OFF_TOPIC)
        return item


class AllAtOnce:
    """One poll of each outlet."""

    def __init__(self, outlet_ids: list[str]) -> None:
        self._outlet_ids = outlet_ids
        self._left = len(outlet_ids)
        self._over = asyncio.Event()
        self.pages = 0
        self.problems: list[str] = []

    async def polls(self) -> AsyncIterator[Poll]:
        for outlet_id in self._outlet_ids:
            yield Poll.starting(outlet_id, clock.now(), "0000")
        await self._over.wait()

    async def started(self, _: Poll, __: Callable[[], Standing]) -> None: ...

    async def done(self, _: Poll, ledger: Ledger, problems: list[str]) -> None:
        self.pages += ledger.outcomes[Outcome.OFF_TOPIC]
        self.problems += problems
        self._left -= 1
        if not self._left:
            self._over.set()


def main() -> None:
    configure_logging(logging.WARNING, "text")
    folder = Path(sys.argv[1])
    settings = crawler_settings(folder)
    changes = {
        "NEWSWATCH_READER": NoReader,
        "ITEM_PIPELINES": {EndPipeline: 100},
    }
    settings.setdict(changes, priority="cmdline")
    jobs = AllAtOnce(
        [outlet.id for outlet in configuration_in(folder).watched_outlets()]
    )
    process = AsyncCrawlerProcess(settings)
    hush_libraries(logging.WARNING)
    crawler = process.create_crawler(OutletSpider)
    meter = Meter()
    crawler.signals.connect(meter.start, signals.engine_started)
    process.crawl(crawler, jobs=jobs)
    process.start(install_signal_handlers=False)
    print(json.dumps({"pages": jobs.pages, **meter.read()}))
    for problem in jobs.problems[:5]:
        print(problem, file=sys.stderr)


if __name__ == "__main__":
    main()
