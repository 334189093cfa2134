"""The crawler process: `python -m newswatch.crawler --fd N --folder DIR`.

Started by newswatch.daemon.supervisor, never by hand; standard input brings it the
configuration in force, from which the files may differ by now. Holds all network
politeness, one long-lived spider, and the lanes. Ends when the parent says so or is
gone.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import pickle
import signal
import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from twisted.python.failure import Failure

from newswatch import clock
from newswatch.crawler.jobs import SocketJobs
from newswatch.crawler.lane import tie_to_parent
from newswatch.crawler.memory import limit_memory
from newswatch.crawler.messages import OUT_OF_MEMORY
from newswatch.logs import configure_logging, hush_libraries
from newswatch.mark import Mark, bear
from newswatch.settings import EXTENSIONS
from newswatch.spiders.outlet import OutletSpider
from newswatch.workshop import Workshop, take_over

log = logging.getLogger(__name__)

#: seconds for the pages under way once the parent says stop; the parent waits longer
STOP_GRACE_S = 5.0
#: on top of what it needs to start; what asks for more fails by itself
MEMORY_BYTES = 1536 << 20
#: under a clock that stands still the order of things must repeat as well: no page is
#: asked for before the one before it has gone through all the pipelines
ONE_AT_A_TIME = {
    "CONCURRENT_REQUESTS": 1,
    "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 0,
    # Its order is by host, whichever store answered first.
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
}
#: Scrapy counts every request in a dozen ways, for a summary that nobody sees here
UNCOUNTED = {
    "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    "DOWNLOADER_STATS": False,
    "EXTENSIONS": {
        **EXTENSIONS,
        "scrapy.extensions.corestats.CoreStats": None,
        "scrapy.extensions.logcount.LogCount": None,
        "scrapy.extensions.memusage.MemoryUsage": None,
    },
}


def main() -> None:
    arguments = _arguments()
    tie_to_parent()
    if arguments.mark is not None:
        bear(Mark(arguments.mark))
        os.close(arguments.mark)
    # The parent decides when to stop, also when a person pressed Ctrl-C or systemd
    # signalled the whole group.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    configure_logging(arguments.log_level, arguments.log_format)
    take_over(arguments.folder, _handed_over())
    limit_memory(MEMORY_BYTES)
    settings = crawler_settings(arguments.folder)
    if arguments.clock is not None:
        clock.stand_at(arguments.clock)
        settings.setdict(ONE_AT_A_TIME, priority="cmdline")
    jobs = SocketJobs(socket.socket(fileno=arguments.fd))
    process = AsyncCrawlerProcess(settings)
    hush_libraries(arguments.log_level)
    crawler = process.create_crawler(OutletSpider)
    stopper = _Stopper(crawler, jobs)
    crawler.signals.connect(stopper.watch, signals.engine_started)
    crawler.signals.connect(_let_rest, signals.engine_started)
    for signal_ in (signals.spider_error, signals.item_error):
        crawler.signals.connect(_end_without_memory, signal_)
    process.crawl(crawler, jobs=jobs)
    process.start(install_signal_handlers=False)


def _let_rest() -> None:
    """Take what is loaded by now out of garbage collection: it stays till the end.

    Going through it took a hundred milliseconds each time, in which nothing else ran.
    """
    gc.collect()
    gc.freeze()


def _end_without_memory(failure: Failure) -> None:
    """Die of what asked for too much: whose page it was is found by the supervisor.

    A process at its limit goes on failing, for every outlet and in every place.
    """
    if not isinstance(failure.value, MemoryError):
        return
    try:
        log.error("crawler out of memory, it ends", extra={"why": str(failure.value)})
    finally:
        os._exit(OUT_OF_MEMORY)


def _handed_over() -> Any:
    """The configuration in force, from the process that started this one."""
    try:
        configuration = pickle.load(sys.stdin.buffer)  # noqa: S301  (our own bytes)
    except EOFError:  # it is not needed any more
        sys.exit()
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    return configuration


def crawler_settings(folder: Path) -> Settings:
    """Scrapy's settings for the crawler of *folder*, which writes no feed itself."""
    settings = Settings()
    settings.setmodule("newswatch.settings", priority="project")
    settings.setdict(
        {
            **UNCOUNTED,
            "NEWSWATCH_FOLDER": str(folder),
            "NEWSWATCH_WRITES_FEED": False,
            "ITEM_PROCESSOR": "newswatch.pipelines.MarkedPipelines",
            "LOG_INSTALL_ROOT_HANDLER": False,
        },
        priority="cmdline",
    )
    return settings


class _Stopper:
    """Ends the process in bounded time, whatever is still waiting for its turn."""

    def __init__(self, crawler: Crawler, jobs: SocketJobs) -> None:
        self._crawler = crawler
        self._jobs = jobs
        self._task: asyncio.Task[None] | None = None

    def watch(self) -> None:
        self._task = asyncio.create_task(self._stop_when_told())

    async def _stop_when_told(self) -> None:
        await self._jobs.stopped.wait()
        try:
            await asyncio.wait_for(self._crawler.stop_async(), STOP_GRACE_S)
        except TimeoutError:
            # Requests that wait out a host's delay. What they are for is pending in
            # the store; the accounts of their rounds say so.
            await self._crawler.spider.finish_rounds()  # type: ignore[union-attr]
            await Workshop.of(self._crawler).close()
            os._exit(0)


def _arguments() -> Any:
    parser = argparse.ArgumentParser(prog="newswatch.crawler")
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--mark", type=int)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--log-level", type=int, required=True)
    parser.add_argument("--log-format", choices=("text", "json"), required=True)
    parser.add_argument("--clock", type=datetime.fromisoformat)
    return parser.parse_args()


if __name__ == "__main__":
    main()
