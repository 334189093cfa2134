"""What asking costs others: the same feeds, nothing new, each in its own process.

    python benchmarks/polls/peers.py aiohttp|scrapy|feedparser PORT OUTLETS POLLS

prints CPU milliseconds a poll, without start and warm-up.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from polls.server import ETAG, address, feed

AT_ONCE = 16
HEADERS = {"If-None-Match": ETAG}


def main() -> None:
    name, port, outlets, polls = sys.argv[1], *map(int, sys.argv[2:5])
    urls = (
        f"http://{address(number % outlets)}:{port}/rss" for number in itertools.count()
    )
    print(PEERS[name](urls, polls))


def _aiohttp(urls: Iterator[str], polls: int) -> float:
    import aiohttp

    async def ask(session: aiohttp.ClientSession, count: int) -> None:
        for _ in range(count):
            async with session.get(next(urls), headers=HEADERS) as answer:
                await answer.read()
                assert answer.status == 304

    async def all_of_them() -> float:
        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(ask(session, 20) for _ in range(AT_ONCE)))
            began = time.process_time()
            shares = (ask(session, polls // AT_ONCE) for _ in range(AT_ONCE))
            await asyncio.gather(*shares)
            return time.process_time() - began

    return asyncio.run(all_of_them()) / (polls // AT_ONCE * AT_ONCE) * 1000


def _scrapy(urls: Iterator[str], polls: int) -> float:
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    warm_up = 300
    moments: list[float] = []

    class Polls(scrapy.Spider):
        name = "polls"
        handle_httpstatus_list = (304,)

        async def start(self) -> AsyncIterator[scrapy.Request]:
            for url in itertools.islice(urls, polls + warm_up):
                yield scrapy.Request(url, headers=HEADERS, dont_filter=True)

        def parse(self, response: scrapy.http.Response) -> None:
            assert response.status == 304
            moments.append(time.process_time())

    process = AsyncCrawlerProcess({"LOG_LEVEL": "WARNING"})
    process.crawl(Polls)
    process.start()
    return (moments[-1] - moments[warm_up]) / (len(moments) - warm_up - 1) * 1000


def _feedparser(_: Iterator[str], polls: int) -> float:
    import feedparser

    body, times = feed(), max(10, polls // 50)
    feedparser.parse(body)
    began = time.process_time()
    for _ in range(times):
        assert len(feedparser.parse(body).entries) == 30
    return (time.process_time() - began) / times * 1000


PEERS = {"aiohttp": _aiohttp, "scrapy": _scrapy, "feedparser": _feedparser}

if __name__ == "__main__":
    main()
