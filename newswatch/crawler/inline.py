"""A crawl in this process, for commands that run one spider and end."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from twisted.python.failure import Failure

from newswatch.errors import ExitCode, ProcessError


def crawl_here(
    folder: Path, spider: type[Spider], *, bare: bool = False, **arguments: Any
) -> None:
    """Run *spider* to its end on the configuration in *folder*.

    Ctrl-C ends it early: by the spider's own `stop()` if it has one, else by Scrapy's
    way; a second Ctrl-C ends the process. *bare* leaves out pipelines and extensions:
    no store is opened, no feed written. Raises what ended the spider, ProcessError
    NW603 if it could not be started, KeyboardInterrupt after Ctrl-C. May be called
    once in a process: a reactor does not start again.
    """
    process = AsyncCrawlerProcess(_settings(folder, bare=bare))
    crawler = process.create_crawler(spider)
    course = _Course(crawler)
    task = process.crawl(crawler, **arguments)
    course.listen_for_signals()
    process.start(install_signal_handlers=False)
    error = task.exception() if task.done() and not task.cancelled() else None
    if error is not None or course.faults:
        raise error or course.faults[0]
    if course.interrupted:
        raise KeyboardInterrupt
    if not course.ended:
        raise ProcessError(
            "the crawl did not start",
            code="NW603",
            help="run it again with -vv and look at the log",
        )


def _settings(folder: Path, *, bare: bool) -> Settings:
    settings = Settings()
    settings.setmodule("newswatch.settings", priority="project")
    changes: dict[str, Any] = {
        "NEWSWATCH_FOLDER": str(folder),
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    if bare:
        changes |= {
            "ITEM_PIPELINES": {},
            "EXTENSIONS": {},
            "NEWSWATCH_REMEMBERS": False,
        }
    settings.setdict(changes, priority="cmdline")
    return settings


class _Course:
    """What happens to one crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stopping: asyncio.Future[Any] | None = None
        self.ended = False
        self.interrupted = False
        self.faults: list[BaseException] = []
        crawler.signals.connect(self._note_end, signals.spider_closed)
        crawler.signals.connect(self._note_fault, signals.spider_error)

    def listen_for_signals(self) -> None:
        loop = asyncio.get_event_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._interrupt)

    def _interrupt(self) -> None:
        if self.interrupted:
            # Everything that was said to be done is on the disk.
            os._exit(ExitCode.INTERRUPTED)
        self.interrupted = True
        stop = getattr(self._crawler.spider, "stop", None)
        if stop is not None:
            stop()
        else:
            self._stopping = asyncio.ensure_future(self._crawler.stop_async())

    def _note_end(self) -> None:
        self.ended = True

    def _note_fault(self, failure: Failure) -> None:
        self.faults.append(failure.value or RuntimeError("a failure without an error"))
