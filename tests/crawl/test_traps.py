"""Sites without end, on loopback: what a trap costs, and that no article is lost."""

from __future__ import annotations

import json
import sqlite3
from itertools import count
from pathlib import Path

from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, html, redirect, rss, story

from newswatch import clock
from newswatch.discover.traps import FIRST, LEAST
from newswatch.model.revision import seen_key
from newswatch.store.base import KeptOut
from newswatch.store.sqlite import SqliteStore

OUTLET = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
[[outlet.source]]
kind = "sitemap"
url = "{base}/map.xml"
[[outlet.source]]
kind = "feed"
url = "{base}/rss"
"""
CALENDAR = html(
    "<h1>Events</h1><ul>"
    + "".join(f"<li><a href='/calendar/2027/1/{n}'>{n} January</a>" for n in range(31))
    + "</ul>"
)


def sitemap(urls: list[str]) -> Answer:
    locs = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return Answer(
        body=f"<urlset>{locs}</urlset>".encode(), headers={"ETag": '"always"'}
    )


def calendar_without_end(site: Site, size: int):
    """A map that names *size* further days each time it is asked."""
    day = count()

    def answer(_: object) -> Answer:
        days = [next(day) for _ in range(size)]
        return sitemap([f"{site.base}/calendar/{n}/{n % 12}/{n % 31}" for n in days])

    return answer


def visited_in_vain(folder: Path, urls: list[str]) -> None:
    """The state of an outlet whose visits to *urls* found no article."""
    (folder / "data").mkdir(exist_ok=True)
    store = SqliteStore(folder / "data" / "state.db")
    for url in urls:
        store.keep_out(
            KeptOut(
                key=seen_key("herald", url),
                outlet_id="herald",
                url=url,
                answered_by=url,
                reason="index-page",
                detail="",
                evidence=(),
                found_at=clock.now(),
                visits=1,
                last_at=clock.now(),
                next_at=None,
            )
        )
    store.close()


def query(folder: Path, sql: str) -> list[tuple]:
    db = sqlite3.connect(folder / "data" / "state.db")
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def test_a_calendar_without_end_ends_at_its_cap(tmp_path: Path):
    with Site({f"/news/story-{n}": story(n) for n in range(3)}) as site:
        site.pages["/rss"] = rss(*site.pages, base=site.base)
        site.pages["/map.xml"] = calendar_without_end(site, 2_000)
        site.pages |= {
            f"/calendar/{n}/{n % 12}/{n % 31}": CALENDAR for n in range(4_000)
        }
        folder = write_watch(tmp_path, OUTLET.format(base=site.base))
        visited_in_vain(
            folder, [f"{site.base}/calendar/{n}/7/7" for n in range(9_000, 9_250)]
        )
        told = [newswatch(folder, "once").stderr for _ in range(2)]
        days = [path for path in site.asked if path.startswith("/calendar")]
        # The second poll is owed another look at those of the first.
        assert len(days) == LEAST
        assert f"trap: 1,998 links like {site.base}/calendar/#/#/#" in told[0]
        assert "250 visits brought no article" in told[0]
        assert len(feed_lines(folder)) == 3
        # What is left of it in the state does not grow with what it names.
        assert query(folder, "SELECT count(*) FROM pending") == [(LEAST,)]
        refused = [
            json.loads(r) for (r,) in query(folder, "SELECT refused_by FROM run")
        ]
        assert [each["trap"] for each in refused] == [1_998, 2_000]


def test_links_that_were_not_taken_come_once_their_like_bring_articles(tmp_path: Path):
    with Site({}) as site:
        urls = [f"{site.base}/news/{n}" for n in range(FIRST + 300)]
        site.pages["/rss"] = rss()
        site.pages["/map.xml"] = sitemap(urls)
        # Not a page is asked for: this is about what is remembered.
        site.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /news/")
        folder = write_watch(tmp_path, OUTLET.format(base=site.base))
        done = newswatch(folder, "once")
        assert f"not taken yet: 300 links like {site.base}/news/#" in done.stderr
        assert query(folder, "SELECT count(*) FROM pending") == [(FIRST,)]
        # Some of them were read in the meantime.
        db = sqlite3.connect(folder / "data" / "state.db")
        db.execute("DELETE FROM pending WHERE id % 2")
        db.commit()
        db.close()
        newswatch(folder, "once")
        assert query(folder, "SELECT count(*) FROM pending") == [(FIRST,)]
        asked = [h for p, h in zip(site.asked, site.headers, strict=True) if "map" in p]
        assert len(asked) == 2
        assert all("If-None-Match" not in headers for headers in asked)


def test_a_listing_that_was_taken_whole_is_asked_for_with_its_validator(
    tmp_path: Path,
):
    with Site({}) as site:
        urls = [f"{site.base}/news/{n}" for n in range(FIRST)]
        site.pages |= {"/rss": rss(), "/map.xml": sitemap(urls)}
        site.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /news/")
        folder = write_watch(tmp_path, OUTLET.format(base=site.base))
        for _ in range(2):
            newswatch(folder, "once")
        asked = [h for p, h in zip(site.asked, site.headers, strict=True) if "map" in p]
        assert "If-None-Match" in asked[1]


def test_redirects_end_after_five_however_they_go_on(tmp_path: Path):
    with Site({}) as site, Site({}, "127.0.0.2") as other:
        # To itself, in a circle, on for ever, and from host to host.
        site.pages["/self"] = redirect("/self")
        site.pages |= {f"/circle/{n}": redirect(f"/circle/{1 - n}") for n in range(2)}
        site.pages |= {f"/on/{n}": redirect(f"/on/{n + 1}") for n in range(20)}
        site.pages |= {"/to": redirect(f"{other.base}/fro")}
        other.pages |= {"/fro": redirect(f"{site.base}/to")}
        paths = ("/self", "/circle/0", "/on/0", "/to")
        site.pages["/rss"] = rss(*paths, base=site.base)
        site.pages["/map.xml"] = redirect("/map.xml")
        folder = write_watch(tmp_path, OUTLET.format(base=site.base))
        done = newswatch(folder, "once")
        assert "Traceback" not in done.stderr
        assert query(folder, "SELECT DISTINCT reason FROM kept_out") == [
            ("too-many-redirects",)
        ]
        assert site.asked.count("/self") == 6
        assert site.asked.count("/circle/0") + site.asked.count("/circle/1") == 6
        assert len([path for path in site.asked if path.startswith("/on/")]) == 6
        assert site.asked.count("/to") + other.asked.count("/fro") == 6
        assert site.asked.count("/map.xml") == 6


def test_indexes_that_name_indexes_end_at_their_depth(tmp_path: Path):
    def index(n: int) -> Answer:
        locs = "".join(
            f"<sitemap><loc>{site.base}/index/{n + 1}-{k}.xml</loc></sitemap>"
            for k in range(3)
        )
        return Answer(body=f"<sitemapindex>{locs}</sitemapindex>".encode())

    with Site({}) as site:
        site.pages = {"/rss": rss(), "/map.xml": index(0)}
        for n in range(1, 9):
            site.pages |= {f"/index/{n}-{k}.xml": index(n) for k in range(3)}
        folder = write_watch(tmp_path, OUTLET.format(base=site.base))
        done = newswatch(folder, "once")
        assert "an index nested too deeply" in done.stderr
        assert not [path for path in site.asked if path.startswith("/index/3")]
        assert len(site.asked) < 20
