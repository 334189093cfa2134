"""What spiders and pipelines of one crawl share: configuration, store, reader.

Made once for each crawler, opened and closed by extensions.WorkshopExtension.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Protocol
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newswatch.config import Configuration, load
from newswatch.dedup.classify import classify
from newswatch.discover import Listing
from newswatch.feed.record import Making
from newswatch.hosts import HostMemory, Hosts, NoMemory, StoreMemory
from newswatch.model import (
    Article,
    FetchedPage,
    Furniture,
    Link,
    Options,
    Outlet,
    Reading,
    Source,
    Topic,
)
from newswatch.outage import Outage
from newswatch.store import StoreThread, make_folder, open_store, state_path
from newswatch.turns import Turns


class Reader(Protocol):
    """Reads what was fetched, away from the event loop, in bounded time and memory."""

    def __init__(
        self, options: Options, topics: Sequence[Topic], data_dir: Path
    ) -> None: ...

    async def open(self) -> None: ...

    async def read(
        self,
        page: FetchedPage,
        outlet: Outlet,
        link: Link | None,
        topic_ids: frozenset[str],
        furniture: Furniture,
        earlier: tuple[Article, ...] = (),
    ) -> Reading:
        """The article in *page* without *furniture*, matched; or a refusal.

        *earlier* are the article's pages before this one: all are read as one.
        """

    async def list_links(self, page: FetchedPage, source: Source, zone: str) -> Listing:
        """The links in a listing. Raises OutletError if it could not be read."""

    async def close(self) -> None: ...


_configurations: dict[Path, Configuration] = {}


def configuration_in(folder: Path) -> Configuration:
    """The configuration of *folder*, read once in a process."""
    if folder not in _configurations:
        _configurations[folder] = load(folder)
    return _configurations[folder]


def take_over(folder: Path, configuration: Configuration) -> None:
    """Crawl *folder* by *configuration*, whatever its files say by now."""
    _configurations[folder] = configuration


class Workshop:
    def __init__(
        self, configuration: Configuration, reader: Reader, settings: BaseSettings
    ) -> None:
        self.configuration = configuration
        self.reader = reader
        options = configuration.options
        #: what a candidate is, by the deployment's rule for copies
        self.classify = partial(classify, drop_copies=options.feed.copies == "drop")
        self.making = Making(
            config_hash=configuration.config_hash, text_policy=options.feed.text
        )
        make_folder(configuration.data_dir)
        data_dir = configuration.data_dir
        #: whether the state takes what is found
        self.outage = Outage(state_path(options, data_dir).parent)
        self.store = StoreThread(open_store(options, data_dir), self.outage.begin)
        self.hosts = _hosts(settings, StoreMemory(self.store))
        #: whoever has a page read waits here for a turn, and only then asks what the
        #: outlet repeats: one page ahead of the lanes, so that none of them is idle
        self.turns = Turns(options.read.lanes_on(os.cpu_count()) + 1)

    @staticmethod
    def of(crawler: Crawler) -> Workshop:
        """The workshop of *crawler*; the same one whoever asks."""
        known = _workshops.get(crawler)
        if known is None:
            settings = crawler.settings
            configuration = configuration_in(Path(settings["NEWSWATCH_FOLDER"]))
            reader_class = load_object(settings["NEWSWATCH_READER"])
            reader = reader_class(
                configuration.options,
                tuple(configuration.topics.values()),
                configuration.data_dir,
            )
            known = _workshops[crawler] = Workshop(configuration, reader, settings)
        return known

    async def close(self) -> None:
        await self.reader.close()
        self.store.close()


_workshops: WeakKeyDictionary[Crawler, Workshop] = WeakKeyDictionary()
_bare_hosts: WeakKeyDictionary[Crawler, Hosts] = WeakKeyDictionary()


def hosts_of(crawler: Crawler) -> Hosts:
    """The hosts of *crawler*; a crawl without a workshop remembers them not."""
    if crawler.settings.getbool("NEWSWATCH_REMEMBERS"):
        return Workshop.of(crawler).hosts
    if crawler not in _bare_hosts:
        _bare_hosts[crawler] = _hosts(crawler.settings, NoMemory())
    return _bare_hosts[crawler]


def store_of(crawler: Crawler) -> StoreThread | None:
    """The store of *crawler*, if it has one."""
    remembers = crawler.settings.getbool("NEWSWATCH_REMEMBERS")
    return Workshop.of(crawler).store if remembers else None


def _hosts(settings: BaseSettings, memory: HostMemory) -> Hosts:
    slots: dict[str, dict[str, float]] = settings.getdict("DOWNLOAD_SLOTS")
    return Hosts(
        memory,
        delays={host: slot["delay"] for host, slot in slots.items()},
        default_delay_s=settings.getfloat("DOWNLOAD_DELAY"),
        per_host=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
    )
