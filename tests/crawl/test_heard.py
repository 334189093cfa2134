"""What a poll's listings tell of when to ask again, as the crawl reports it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from crawl_folder import newswatch, write_watch
from loopback import Answer, Site, story

HERALD = """
[[outlet]]
id = "herald"
domains = ["127.0.0.1"]
[[outlet.source]]
kind = "feed"
url = "{base}/rss"
"""


def feed(count: int, channel: str = "", **headers: str) -> Answer:
    """One of *count* entries, an hour apart, the last at noon."""
    items = "".join(
        f"<item><link>/news/story-{n}</link>"
        f"<pubDate>Mon, 23 Nov 2026 {12 - n:02}:00:00 GMT</pubDate></item>"
        for n in range(count)
    )
    body = (
        f'<rss version="2.0"><channel><title>F</title>{channel}{items}</channel></rss>'
    )
    return Answer(body=body.encode(), headers={"Content-Type": "text/xml", **headers})


def state(folder: Path) -> tuple[int, dict[str, Any]]:
    """Failures in a row, and what was learned."""
    db = sqlite3.connect(folder / "data" / "state.db")
    failures, rhythm = db.execute("SELECT failures, rhythm FROM outlet").fetchone()
    db.close()
    return failures, json.loads(rhythm)


def problems(folder: Path) -> str:
    db = sqlite3.connect(folder / "data" / "state.db")
    (text,) = db.execute("SELECT problems FROM run").fetchone()
    db.close()
    return str(text)


def crawled(folder: Path, site: Site, listing: Answer) -> Path:
    pages = {f"/news/story-{n}": story(n) for n in range(8)}
    site.pages = {"/rss": listing, **pages}
    folder = write_watch(folder, HERALD.format(base=site.base))
    newswatch(folder, "once")
    return folder


def test_dates_and_freshness_of_a_listing_are_learned_from(tmp_path: Path):
    with Site({}) as site:
        listing = feed(8, "<ttl>5</ttl>", **{"Cache-Control": "max-age=60"})
        failures, known = state(crawled(tmp_path, site, listing))
    assert failures == 0
    assert known["fresh_s"] == 300.0
    assert known["learned_at"]
    assert known["n"] > 0
    assert known["scrolled"] > 0


def test_a_feed_that_is_gone_for_good_is_told_and_left_alone_for_a_day(tmp_path: Path):
    with Site({}) as site:
        folder = crawled(tmp_path, site, Answer(status=410))
    assert state(folder)[0] == 1
    assert "gone for good (410)" in problems(folder)


def test_one_outlet_that_cannot_be_reached_may_be_our_own_network(tmp_path: Path):
    with Site({}) as site:
        base = site.base
    folder = write_watch(tmp_path, HERALD.format(base=base))
    told = newswatch(folder, "once")
    assert state(folder)[0] == 1
    assert "it may be our own network" in told.stdout + told.stderr
