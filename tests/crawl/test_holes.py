"""Holes and lies: what came and went between two polls, and who hid it."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from crawl_folder import descendants, feed_lines, newswatch_at, start, write_watch
from loopback import Answer, Site, html, story

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(site: Site, path: str, kind: str = "feed") -> str:
    return f'[[outlet.source]]\nkind = "{kind}"\nurl = "{site.base}{path}"\n'


def outlet(site: Site, *sources: str) -> str:
    head = f"""
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
homepage = "{site.base}/"
"""
    return head + "".join(sources or [source(site, "/rss")])


def published(number: int) -> datetime:
    """One story an hour; the tenth at noon."""
    return NOON + (number - 10) * HOUR


def feed(base: str, *numbers: int, **headers: str) -> Answer:
    items = "".join(
        f"<item><title>Story number {n}</title><link>{base}/news/story-{n}</link>"
        f"<pubDate>{format_datetime(published(n))}</pubDate></item>"
        for n in numbers
    )
    body = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
    return Answer(body=body.encode(), headers=headers)


def sitemap(base: str, *numbers: int) -> Answer:
    urls = "".join(
        f"<url><loc>{base}/news/story-{n}</loc>"
        f"<lastmod>{published(n).isoformat()}</lastmod></url>"
        for n in numbers
    )
    return Answer(body=f"<urlset>{urls}</urlset>".encode())


def stories(*numbers: int) -> dict[str, Answer]:
    return {f"/news/story-{n}": story(n) for n in numbers}


def told(folder: Path) -> list[int]:
    return sorted(int(line["url"].rpartition("-")[2]) for line in feed_lines(folder))


def rows(folder: Path, sql: str) -> list[dict[str, Any]]:
    db = sqlite3.connect(folder / "data" / "state.db")
    db.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in db.execute(sql)]
    finally:
        db.close()


def once(folder: Path, at: datetime) -> str:
    done = newswatch_at(at, folder, "once")
    assert done.returncode in (0, 1), done.stderr
    return done.stderr


def test_a_hole_is_filled_from_a_sitemap_that_robots_txt_names(tmp_path: Path):
    with Site({}) as site:
        site.pages = {
            "/rss": feed(site.base, 8, 9, 10),
            "/robots.txt": Answer(body=f"Sitemap: {site.base}/sitemap.xml".encode()),
            "/sitemap.xml": sitemap(site.base, *range(1, 17)),
            **stories(*range(1, 17)),
        }
        folder = write_watch(tmp_path, outlet(site))
        once(folder, NOON)
        site.pages["/rss"] = feed(site.base, 14, 15, 16)
        once(folder, NOON + 6 * HOUR)
        # What is older than the hole stays where it is, but for what clocks allow.
        assert told(folder) == list(range(8, 17))
        (hole,) = rows(folder, "SELECT * FROM hole")
        assert hole["source_url"] == f"{site.base}/rss"
        assert hole["since"] == "2026-11-23T12:00:00.000Z"
        assert hole["until"] == "2026-11-23T16:00:00.000Z"
        assert hole["outcome"] == "filled"
        asked = site.articles_asked()
        assert asked.count("/sitemap.xml") == 1
        assert "/" not in asked  # nobody else was needed
        site.pages["/rss"] = feed(site.base, 15, 16)
        once(folder, NOON + 7 * HOUR)
        assert len(rows(folder, "SELECT * FROM hole")) == 1


def test_another_source_that_covers_the_time_fills_a_hole_without_a_request(
    tmp_path: Path,
):
    with Site({}) as site:
        site.pages = {
            "/rss": feed(site.base, 8, 9, 10),
            "/map": sitemap(site.base, 7, 8, 9, 10),
            **stories(*range(7, 17)),
        }
        both = source(site, "/rss"), source(site, "/map", "sitemap")
        folder = write_watch(tmp_path, outlet(site, *both))
        once(folder, NOON)
        site.pages["/rss"] = feed(site.base, 15, 16)
        site.pages["/map"] = sitemap(site.base, *range(9, 17))
        once(folder, NOON + 6 * HOUR)
        assert told(folder) == list(range(7, 17))
        (hole,) = rows(folder, "SELECT * FROM hole")
        assert (hole["outcome"], hole["asked"]) == ("filled", f'["{site.base}/map"]')
        assert site.asked.count("/map") == 2


def test_what_a_part_of_yesterday_named_last_is_not_lost_with_it(tmp_path: Path):
    def index(day: int) -> Answer:
        part = f"<sitemap><loc>{site.base}/map-{day}</loc></sitemap>"
        return Answer(body=f"<sitemapindex>{part}</sitemapindex>".encode())

    with Site(stories(*range(7, 30))) as site:
        site.pages |= {"/index": index(23), "/map-23": sitemap(site.base, 8, 9, 10)}
        folder = write_watch(tmp_path, outlet(site, source(site, "/index", "sitemap")))
        once(folder, NOON)
        assert told(folder) == [8, 9, 10]
        site.pages |= {
            "/index": index(24),
            "/map-23": sitemap(site.base, *range(8, 22)),
            "/map-24": sitemap(site.base, 22, 23),
        }
        once(folder, NOON + 14 * HOUR)
        assert told(folder) == list(range(8, 24))
        (hole,) = rows(folder, "SELECT * FROM hole")
        assert (hole["source_url"], hole["outcome"]) == (f"{site.base}/index", "filled")
        site.pages["/index"] = index(25)  # the same under another name is no hole
        site.pages["/map-25"] = sitemap(site.base, 22, 23, 24)
        once(folder, NOON + 15 * HOUR)
        assert len(rows(folder, "SELECT * FROM hole")) == 1


def test_what_nobody_knows_is_told_as_not_filled_and_asked_for_once(tmp_path: Path):
    with Site({}) as site:
        front = "<html><body><main><h2><a href='/about-us'>About us</a></h2></main>"
        site.pages = {
            "/rss": feed(site.base, 9, 10),
            "/": html(front),
            **stories(9, 10, 15, 16),
        }
        folder = write_watch(tmp_path, outlet(site))
        once(folder, NOON)
        site.pages["/rss"] = feed(site.base, 15, 16)
        once(folder, NOON + 6 * HOUR)
        (hole,) = rows(folder, "SELECT * FROM hole")
        assert (hole["outcome"], hole["asked"]) == ("not-filled", f'["{site.base}/"]')
        once(folder, NOON + 7 * HOUR)
        assert site.asked.count("/") == 1


@pytest.mark.parametrize("how", ["renamed", "redefined", "empty before"])
def test_what_only_looks_like_a_hole_is_none(tmp_path: Path, how: str):
    with Site({}) as site:
        site.pages = {
            "/rss": feed(site.base, *([] if how == "empty before" else [8, 9, 10])),
            **stories(8, 9, 10, 15, 16),
        }
        site.pages |= {
            path.replace("/news/", "/new/"): page for path, page in site.pages.items()
        }
        folder = write_watch(tmp_path, outlet(site))
        once(folder, NOON)
        later = feed(site.base, 15, 16)
        if how == "renamed":
            later = feed(site.base, 8, 9, 10)
            renamed = later.body.replace(b"/news/", b"/new/")
            later = Answer(body=renamed)
        if how == "redefined":
            write_watch(
                folder, outlet(site, 'link_deny = ["/x/"]\n', source(site, "/rss"))
            )
        site.pages["/rss"] = later
        once(folder, NOON + 6 * HOUR)
        assert rows(folder, "SELECT * FROM hole") == []


def test_a_hole_outlives_a_kill_and_is_filled_by_the_next_poll(tmp_path: Path):
    def hang(_: Mapping[str, str]) -> Answer:
        reached.set()
        released.wait(60)
        return Answer(status=404)

    reached, released = threading.Event(), threading.Event()
    with Site({}) as site:
        site.pages = {
            "/rss": feed(site.base, 8, 9, 10),
            "/robots.txt": Answer(body=f"Sitemap: {site.base}/sitemap.xml".encode()),
            "/sitemap.xml": hang,
            **stories(*range(8, 17)),
        }
        folder = write_watch(tmp_path, outlet(site))
        once(folder, NOON)
        site.pages["/rss"] = feed(site.base, 15, 16)
        process = start(folder, "once")
        try:
            assert reached.wait(60)
        finally:
            for pid, _ in descendants(process.pid):
                os.kill(pid, signal.SIGKILL)
            process.kill()
            process.communicate()
            released.set()
        (hole,) = rows(folder, "SELECT * FROM hole")
        assert hole["outcome"] is None
        site.pages["/sitemap.xml"] = sitemap(site.base, *range(8, 17))
        once(folder, datetime.now(UTC) + HOUR)
        assert told(folder) == list(range(8, 17))
        (hole,) = rows(folder, "SELECT * FROM hole")
        assert hole["outcome"] == "filled"


class Liar:
    """A feed whose server answers 304 to any validator, whatever has come."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.numbers = [9, 10]
        self.answers: list[int] = []
        self.is_honest = False

    def __call__(self, headers: Mapping[str, str]) -> Answer:
        etag = f'"{self.numbers[-1]}"' if self.is_honest else '"always"'
        asked = headers.get("If-None-Match")
        if asked and (asked == etag or not self.is_honest):
            self.answers.append(304)
            return Answer(status=304, headers={"ETag": asked})
        self.answers.append(200)
        return feed(self.base, *self.numbers[-10:], ETag=etag)


def test_a_server_that_lies_with_304_is_found_within_one_audit(tmp_path: Path):
    with Site(stories(*range(9, 20))) as site:
        liar = Liar(site.base)
        site.pages["/rss"] = liar
        folder = write_watch(tmp_path, outlet(site))
        once(folder, NOON)
        once(folder, NOON + HOUR)
        liar.numbers.append(11)
        once(folder, NOON + 2 * HOUR)
        assert told(folder) == [9, 10]
        once(folder, NOON + 25 * HOUR)  # the audit, and what proves it
        assert told(folder) == [9, 10, 11]
        assert liar.answers == [200, 304, 304, 200, 304]
        (state,) = rows(folder, "SELECT audits, lies, etag FROM source")
        assert state == {"audits": 1, "lies": 1, "etag": None}
        liar.numbers.append(12)
        once(folder, NOON + 26 * HOUR)
        assert told(folder) == [9, 10, 11, 12]
        once(folder, NOON + 27 * HOUR)
        assert liar.answers[5:] == [200, 200]


def test_a_listing_that_changed_before_its_audit_is_no_lie(tmp_path: Path):
    with Site(stories(*range(9, 20))) as site:
        honest = Liar(site.base)
        honest.is_honest = True
        site.pages["/rss"] = honest
        folder = write_watch(tmp_path, outlet(site))
        once(folder, NOON)
        once(folder, NOON + HOUR)
        honest.numbers.append(11)
        once(folder, NOON + 25 * HOUR)
        assert honest.answers == [200, 304, 200, 200]
        (state,) = rows(folder, "SELECT audits, lies, etag FROM source")
        assert state == {"audits": 1, "lies": 0, "etag": '"11"'}


def test_a_304_of_another_address_is_not_believed(tmp_path: Path):
    def moved(headers: Mapping[str, str]) -> Answer:
        is_asked = "If-None-Match" in headers
        return Answer(status=304) if is_asked else feed(site.base, 10, 11, ETag='"1"')

    with Site(stories(9, 10, 11)) as site:
        site.pages["/rss"] = feed(site.base, 9, 10, ETag='"1"')
        folder = write_watch(tmp_path, outlet(site))
        once(folder, NOON)
        site.pages["/rss"] = Answer(status=302, headers={"Location": "/other"})
        site.pages["/other"] = moved
        once(folder, NOON + HOUR)
        assert told(folder) == [9, 10, 11]
