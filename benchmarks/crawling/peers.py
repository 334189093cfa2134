"""The peers, one a process: `python peers.py NAME < job.json`.

A job has `urls` and `bases`; the answer, the last line of standard output, is an object
with the pages that came, the articles that were found, CPU and wall seconds from the
first request on. Runs under whatever Python has the peer: nothing of newswatch here.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from marks import Meter

THREADS, NEWSPAPER_THREADS, OUT = 20, 10, 100
#: addresses that news-please is given at a time: it starts a thread for each
NEWSPLEASE_BATCH = 100
Job = dict[str, Any]
Found = dict[str, Any]


def main() -> None:
    job: Job = json.load(sys.stdin)
    found = PEERS[sys.argv[1]](job)
    print(json.dumps(found), flush=True)


def _threaded(
    work: Callable[[str], Any], urls: Iterable[str], threads: int = THREADS
) -> Found:
    meter = Meter()
    with ThreadPoolExecutor(threads) as pool:
        pages = sum(map(bool, pool.map(work, urls)))
    return {"pages": pages, **meter.read()}


# -- fetching alone


def scrapy_defaults(job: Job) -> Found:
    """Scrapy as it comes, but for robots.txt, which its project template obeys too.

    It starts from the feeds, as newswatch does. Its log is at INFO: a line for each
    page would be counted against it otherwise.
    """
    import scrapy
    import scrapy.signals
    from scrapy.crawler import AsyncCrawlerProcess

    found: Found = {"pages": 0}
    feeds = [f"{base}/feed.xml" for base in job["bases"]]

    class Pages(scrapy.Spider):
        name = "pages"
        start_urls = feeds

        def parse(self, response: Any) -> Any:
            for url in response.xpath("//link/text()").getall():
                yield scrapy.Request(url, callback=self.take)

        def take(self, response: Any) -> None:
            found["pages"] += bool(response.body)

    process = AsyncCrawlerProcess({"ROBOTSTXT_OBEY": True, "LOG_LEVEL": "INFO"})
    crawler = process.create_crawler(Pages)
    meter = Meter()
    # It imports half of itself as it starts.
    crawler.signals.connect(meter.start, scrapy.signals.engine_started)
    process.crawl(crawler)
    process.start()
    return {**found, **meter.read()}


def aiohttp_uvloop(job: Job) -> Found:
    """The limit: nothing but requests, no manners."""
    import aiohttp
    import uvloop

    async def fetch_all() -> int:
        places = asyncio.Semaphore(OUT)
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:

            async def fetch(url: str) -> bool:
                async with places, session.get(url) as response:
                    return bool(await response.read())

            return sum(await asyncio.gather(*map(fetch, job["urls"])))

    meter = Meter()
    pages = uvloop.run(fetch_all())
    return {"pages": pages, **meter.read()}


def requests_threads(job: Job) -> Found:
    import requests

    own = threading.local()

    def fetch(url: str) -> bytes:
        if not hasattr(own, "session"):
            own.session = requests.Session()
        response: bytes = own.session.get(url, timeout=30).content
        return response

    return _threaded(fetch, job["urls"])


def trafilatura_fetch(job: Job) -> Found:
    import trafilatura

    config = _loopback_allowed()
    return _threaded(lambda url: trafilatura.fetch_url(url, config=config), job["urls"])


def _loopback_allowed() -> Any:
    """trafilatura's settings; its address guard knows no exception but to be off."""
    from trafilatura.settings import use_config

    config = use_config()
    config["DEFAULT"]["SSRF_PROTECTION"] = "off"
    return config


# -- the whole chain


def trafilatura_chain(job: Job) -> Found:
    import trafilatura

    config = _loopback_allowed()

    def read(url: str) -> Any:
        html = trafilatura.fetch_url(url, config=config)
        return html and trafilatura.bare_extraction(html, url=url, with_metadata=True)

    return _threaded(read, job["urls"])


def newspaper4k(job: Job) -> Found:
    _use_bundled_suffixes()
    import newspaper

    def read(url: str) -> bool:
        article = newspaper.Article(url, fetch_images=False)
        article.download()
        article.parse()
        return bool(article.text)

    return _threaded(_quietly(read), job["urls"], NEWSPAPER_THREADS)


def newsplease(job: Job) -> Found:
    _use_bundled_suffixes()
    from newsplease import NewsPlease

    logging.disable(logging.CRITICAL)
    urls, pages = job["urls"], 0
    meter = Meter()
    for start in range(0, len(urls), NEWSPLEASE_BATCH):
        articles = NewsPlease.from_urls(
            urls[start : start + NEWSPLEASE_BATCH], {"timeout": 60}, fetch_images=False
        )
        pages += sum(bool(getattr(a, "maintext", a)) for a in articles.values())
    return {"pages": pages, **meter.read()}


def fundus(job: Job) -> Found:
    """One publisher an outlet; one publisher's parser on the pages of all.

    It finds little in the pages of others, so that this is what it costs at least.
    """
    from fundus import Crawler, PublisherCollection, RSSFeed
    from fundus.publishers.base_objects import Publisher

    parser = PublisherCollection.us.APNews.parser.__class__
    publishers = [
        Publisher(
            name=f"Outlet {number}",
            domain=base,
            parser=parser,
            sources=[RSSFeed(f"{base}/feed.xml")],
        )
        for number, base in enumerate(job["bases"])
    ]
    meter = Meter()
    pages = sum(1 for _ in Crawler(*publishers, delay=0.0).crawl(only_complete=False))
    return {"pages": pages, **meter.read()}


def _quietly(read: Callable[[str], bool]) -> Callable[[str], bool]:
    """A page that a peer cannot read is one that it has not found."""

    def attempt(url: str) -> bool:
        try:
            return read(url)
        except Exception:  # whatever a stranger's code raises
            return False

    return attempt


def _use_bundled_suffixes() -> None:
    """tldextract would fetch its list when first asked; there is no network."""
    import tldextract

    bundled = tldextract.TLDExtract(suffix_list_urls=())
    tldextract.tldextract.TLD_EXTRACTOR = bundled
    tldextract.extract = tldextract.tldextract.extract = bundled.__call__


PEERS: dict[str, Callable[[Job], Found]] = {
    "scrapy": scrapy_defaults,
    "aiohttp": aiohttp_uvloop,
    "requests": requests_threads,
    "trafilatura-fetch": trafilatura_fetch,
    "trafilatura": trafilatura_chain,
    "newspaper4k": newspaper4k,
    "news-please": newsplease,
    "fundus": fundus,
}


if __name__ == "__main__":
    main()
