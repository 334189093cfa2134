"""Manners towards hosts, on loopback sites: robots.txt, Retry-After, restarts."""

from __future__ import annotations

import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, rss, story

OUTLET = """
[[outlet]]
id = "{id}"
name = "The Herald"
domains = ["127.0.0.1"]
[[outlet.source]]
kind = "feed"
url = "{url}"
"""
PAGES = {f"/news/{n}": story(n) for n in range(6)}


def watch(folder: Path, *urls: str) -> Path:
    outlets = "".join(
        OUTLET.format(id=f"herald_{n}", url=url) for n, url in enumerate(urls)
    )
    return write_watch(folder, outlets)


def query(folder: Path, sql: str) -> list[tuple]:
    db = sqlite3.connect(folder / "data" / "state.db")
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def once(folder: Path) -> subprocess.CompletedProcess[str]:
    done = newswatch(folder, "once")
    assert "Traceback" not in done.stderr
    return done


def robots(text: str, status: int = 200) -> Answer:
    return Answer(status=status, body=text.encode())


def test_robots_txt_is_asked_for_once_in_a_day_over_restarts(tmp_path: Path):
    with Site(PAGES) as site:
        site.pages["/rss"] = rss(*PAGES, base=site.base)
        site.pages["/robots.txt"] = robots("User-agent: *\nDisallow: /news/3")
        folder = watch(tmp_path, f"{site.base}/rss")
        for _ in range(2):
            assert once(folder).returncode == 0
        assert site.asked.count("/robots.txt") == 1
        assert "/news/3" not in site.asked
        assert len(feed_lines(folder)) == 5


def test_the_rule_that_forbade_is_kept(tmp_path: Path):
    with Site(PAGES) as site:
        site.pages["/rss"] = rss(*PAGES, base=site.base)
        site.pages["/robots.txt"] = robots("User-agent: *\n\nDisallow: /news/3")
        folder = watch(tmp_path, f"{site.base}/rss")
        done = once(folder)
        assert "1 kept out by robots.txt" in done.stderr
        rows = query(folder, "SELECT reason, detail FROM pending")
        assert rows == [("robots", "robots.txt line 3: Disallow: /news/3")]


def test_a_forbidden_listing_is_told_with_its_rule(tmp_path: Path):
    with Site(PAGES) as site:
        site.pages["/robots.txt"] = robots("User-agent: newswatch\nDisallow: /")
        folder = watch(tmp_path, f"{site.base}/rss")
        done = once(folder)
        assert done.returncode == 4
        assert "robots.txt line 2: Disallow: /" in done.stderr
        assert site.asked == ["/robots.txt"]


@pytest.mark.parametrize("status", [500, 503])
def test_a_robots_txt_that_fails_allows_nothing(tmp_path: Path, status: int):
    with Site(PAGES) as site:
        site.pages["/rss"] = rss(*PAGES, base=site.base)
        site.pages["/robots.txt"] = robots("", status)
        folder = watch(tmp_path, f"{site.base}/rss")
        done = once(folder)
        assert done.returncode == 4
        assert f"robots.txt answered {status}" in done.stderr
        assert site.articles_asked() == []


def test_an_endless_robots_txt_is_read_as_far_as_it_counts(tmp_path: Path):
    with Site(PAGES) as site:
        site.pages["/rss"] = rss(*PAGES, base=site.base)
        rules = "User-agent: *\nDisallow: /news/3\n"
        site.pages["/robots.txt"] = robots(rules + "#" * (12 << 20))
        folder = watch(tmp_path, f"{site.base}/rss")
        assert once(folder).returncode == 0
        assert "/news/3" not in site.asked
        ((size,),) = query(folder, "SELECT length(body) FROM robots")
        assert size == 500 << 10


def _asks_to_wait(form: str, status: int = 429) -> Answer:
    if form == "seconds":
        header = "3600"
    else:
        at = datetime.now(UTC) + timedelta(hours=1)
        header = format_datetime(at, usegmt=True)
    return Answer(status=status, headers={"Retry-After": header})


@pytest.mark.parametrize(("form", "status"), [("seconds", 429), ("date", 503)])
def test_retry_after_holds_for_everything_on_the_host(
    tmp_path: Path, form: str, status: int
):
    with Site(PAGES) as site:
        site.pages["/rss"] = rss(*PAGES, base=site.base)
        site.pages["/news/2"] = _asks_to_wait(form, status)
        folder = watch(tmp_path, f"{site.base}/rss")
        once(folder)
        assert site.articles_asked() == ["/rss", "/news/0", "/news/1", "/news/2"]
        assert len(feed_lines(folder)) == 2
        # A restart is no way round it, and nothing that waits counts as a failure.
        before = list(site.asked)
        done = once(folder)
        assert done.returncode == 4
        assert "asked-to-wait" in done.stderr
        assert f"{status}, Retry-After" in done.stderr
        assert site.asked == before
        waiting = "SELECT url, attempts FROM pending WHERE reason IS NULL"
        assert [attempts for _, attempts in query(folder, waiting)] == [0, 0, 0]
        balance = "SELECT discovered, pending FROM run ORDER BY started_at LIMIT 1"
        assert query(folder, balance) == [(6, 3)]
        # When the wait is over, all that was owed is visited.
        db = sqlite3.connect(folder / "data" / "state.db")
        db.execute("UPDATE host SET wait_until = '2026-01-01T00:00:00.000Z'")
        db.execute("UPDATE pending SET not_before = '0001-01-01T00:00:00.000Z'")
        db.commit()
        db.close()
        site.pages["/news/2"] = PAGES["/news/2"]
        assert once(folder).returncode == 0
        assert len(feed_lines(folder)) == 6


def test_another_host_does_not_wait_with_it(tmp_path: Path):
    with Site(PAGES) as site, Site({"/news/9": story(9)}, host="127.0.0.2") as other:
        site.pages["/rss"] = _asks_to_wait("seconds")
        other.pages["/rss"] = rss("/news/9", base=other.base)
        folder = watch(tmp_path, f"{site.base}/rss", f"{other.base}/rss")
        text = (folder / "schedules" / "test.toml").read_text()
        text = text.replace('["127.0.0.1"]', '["127.0.0.1", "127.0.0.2"]')
        (folder / "schedules" / "test.toml").write_text(text)
        assert once(folder).returncode == 1
        assert len(feed_lines(folder)) == 1


def test_one_page_out_of_order_holds_up_no_other(tmp_path: Path):
    with Site(PAGES) as site:
        site.pages["/rss"] = rss(*PAGES, base=site.base)
        site.pages["/news/2"] = Answer(status=503)
        folder = watch(tmp_path, f"{site.base}/rss")
        assert once(folder).returncode == 0
        assert len(feed_lines(folder)) == 5


def test_a_crawl_delay_is_kept(tmp_path: Path):
    with Site(PAGES) as site:
        site.pages["/rss"] = rss(*list(PAGES)[:2], base=site.base)
        site.pages["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 0.4")
        folder = watch(tmp_path, f"{site.base}/rss")
        once(folder)
        assert query(folder, "SELECT crawl_delay_s FROM host") == [(0.4,)]
        # The request for robots.txt itself was under the delay of before.
        assert len(site.asked) == 4
        assert sum(site.gaps_s()) >= 0.8
