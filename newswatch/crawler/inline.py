"""A crawl in this process, for commands that run one spider and end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.python.failure import Failure

from newswatch.errors import ProcessError


def crawl_here(
    folder: Path, spider: type[Spider], *, bare: bool = False, **arguments: Any
) -> None:
    """Run *spider* to its end on the configuration in *folder*; Ctrl-C ends it early.

    *bare* leaves out pipelines and extensions: no store is opened, no feed written.
    Raises ProcessError NW603 if the spider could not be started, KeyboardInterrupt
    after Ctrl-C. May be called once in a process: a reactor does not start again.
    """
    settings = Settings()
    settings.setmodule("newswatch.settings", priority="project")
    changes: dict[str, Any] = {
        "NEWSWATCH_FOLDER": str(folder),
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    if bare:
        changes |= {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}
    settings.setdict(changes, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    ended: list[str] = []

    def note(reason: str) -> None:
        ended.append(reason)

    crawler.signals.connect(note, signals.spider_closed)
    faults: list[BaseException] = []

    def note_fault(failure: Failure) -> None:
        faults.append(failure.value or RuntimeError("a failure without an error"))

    crawler.signals.connect(note_fault, signals.spider_error)
    task = process.crawl(crawler, **arguments)
    process.start()
    error = task.exception() if task.done() and not task.cancelled() else None
    if error is not None or faults:
        raise error or faults[0]
    if not ended:
        raise ProcessError(
            "the crawl did not start",
            code="NW603",
            help="run it again with -vv and look at the log",
        )
    if ended[0] == "shutdown":
        raise KeyboardInterrupt
