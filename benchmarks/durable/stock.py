"""The recipe that Scrapy's documentation gives: JOBDIR and a JSON-lines feed.

A spider reads the same listing, follows each entry, and yields one item a page; FEEDS
appends to one file, JOBDIR keeps requests and what was seen. Killed and started again.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from durable.site import Site
from durable.victim import PATIENCE_S, Toll

_SPIDER = """
import scrapy
class Harbour(scrapy.Spider):
    name = "harbour"
    custom_settings = {{
        "FEEDS": {{{feed!r}: {{"format": "jsonlines"}}}},
        "JOBDIR": {job!r},
        "DOWNLOAD_DELAY": 0.005, "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False,
    }}
    async def start(self):
        yield scrapy.Request({base!r} + "/rss", dont_filter=True)
    def parse(self, response):
        for url in response.xpath("//item/link/text()").getall():
            yield scrapy.Request(url, self.parse_story)
    def parse_story(self, response):
        yield {{"url": response.url, "title": response.css("h1::text").get(),
               "text": "\\n".join(response.css("p::text").getall())}}
"""


class Stock:
    def __init__(self, folder: Path, site: Site, feed: Path | None = None) -> None:
        folder.mkdir(parents=True)
        self.site = site
        self.feed = feed or folder / "feed.jsonl"
        self.spider = folder / "spider.py"
        job = str(folder / "job")
        text = _SPIDER.format(feed=str(self.feed), job=job, base=site.base)
        self.spider.write_text(text, "utf-8")

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "scrapy", "runspider", str(self.spider)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.spider.parent,
        )

    def finish(self) -> tuple[int, int]:
        """Run it to its end; its exit code, and how many errors it logged."""
        self.site.most = self.site.count or self.site.most
        process = self.start()
        told = process.communicate(timeout=PATIENCE_S)[1]
        return process.returncode, told.count(" ERROR: ") + told.count(" ERROR] ")

    def toll(self) -> Toll:
        toll, urls = Toll(articles=self.site.count), Counter[str]()
        text = self.feed.read_bytes() if self.feed.exists() else b""
        for line in text.splitlines(keepends=True):
            try:
                urls[json.loads(line)["url"]] += 1
            except (ValueError, KeyError, TypeError):
                toll.torn += 1
        toll.torn += bool(text) and not text.endswith(b"\n")
        toll.doubled = sum(count - 1 for count in urls.values())
        toll.lost = len(set(self.site.urls) - set(urls))
        return toll


def killed(folder: Path, kills: int, chance: random.Random) -> Toll:
    """Killed at random moments of its crawl: before it, there is nothing to lose."""
    with Site() as site:
        stock = Stock(folder, site)
        process = stock.start()
        _await_crawl(process, site, 0)
        began = time.monotonic()
        process.communicate(timeout=PATIENCE_S)
        crawl_s = time.monotonic() - began
        struck = 0
        while struck < kills:
            before = site.asked
            process = stock.start()
            _await_crawl(process, site, before)
            time.sleep(chance.uniform(0.0, crawl_s))
            struck += process.poll() is None
            process.kill()
            process.communicate()
        stock.finish()
        return stock.toll()


def _await_crawl(process: subprocess.Popen[str], site: Site, before: int) -> None:
    """Until it has asked for its first page, or was too quick to be seen at it."""
    while site.asked == before and process.poll() is None:
        time.sleep(0.005)
