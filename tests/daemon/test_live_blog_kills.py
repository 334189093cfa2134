"""kill -9 while the posts of a live blog are admitted: none is lost, none doubled."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawl_folder import alive, descendants, feed_lines, newswatch, start, write_watch
from live_page import blog, post
from loopback import Site, html, rss

OUTLET = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
[[outlet.source]]
kind = "feed"
url = "{base}/rss"
"""
PATH = "/live/harbour"
POSTS = 600
PATIENCE_S = 60


def admitted(folder: Path) -> int:
    """Articles in the store by now."""
    state = folder / "data" / "state.db"
    if not state.exists():
        return 0
    with suppress(sqlite3.OperationalError):  # it is being made
        db = sqlite3.connect(f"file:{state}?mode=ro", uri=True)
        try:
            (count,) = db.execute("SELECT count(*) FROM article").fetchone()
        finally:
            db.close()
        return int(count)
    return 0


def run_until(folder: Path, articles: int) -> None:
    """Crawl, and kill every process of it once *articles* are in the store."""
    process = start(folder, "once")
    deadline = time.monotonic() + PATIENCE_S
    while admitted(folder) < articles and process.poll() is None:
        assert time.monotonic() < deadline, "nothing was admitted"
        time.sleep(0.002)
    pids = [process.pid, *(pid for pid, _ in descendants(process.pid))]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate()
    while alive(pids):
        assert time.monotonic() < deadline, "it would not die"
        time.sleep(0.01)


@pytest.mark.slow
def test_a_kill_between_two_posts_loses_and_doubles_none(tmp_path: Path):
    now = datetime.now(UTC).replace(microsecond=0)
    posts = [post(n, at=now - timedelta(seconds=POSTS - n)) for n in range(POSTS)]
    cuts = []
    with Site({}) as site:
        site.pages = {
            "/rss": rss(PATH, base=site.base),
            PATH: html(blog(posts[::-1], site.base + PATH)),
        }
        folder = write_watch(tmp_path, OUTLET.format(base=site.base))
        for articles in (1, 60, 250):
            run_until(folder, articles)
            cuts.append(admitted(folder))
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
    # The kills fell between the posts, not before or behind them.
    assert any(0 < count <= POSTS for count in cuts), cuts
    lines = feed_lines(folder)
    assert [line["seq"] for line in lines] == list(range(1, POSTS + 2))
    assert sorted(line["url"].partition("#")[2] for line in lines) == sorted(
        ["", *(each.name for each in posts)]
    )
