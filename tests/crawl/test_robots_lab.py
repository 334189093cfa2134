"""robots.txt of difficult sites on loopback: redirects, sizes, utm, slow hosts."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from crawl_folder import PATIENCE_S, command, feed_lines, newswatch, write_watch
from loopback import Answer, Site, redirect, rss, story

OUTLET = """
[[outlet]]
id = "{id}"
name = "The Herald"
domains = ["127.0.0.1", "127.0.0.2"]
[[outlet.source]]
kind = "feed"
url = "{url}"
"""
PAGES = {f"/news/{n}": story(n) for n in range(4)}
FORBIDS = "User-agent: *\nDisallow: /news/3\n"


def watch(folder: Path, *urls: str, polite: str = "") -> Path:
    outlets = "".join(
        OUTLET.format(id=f"herald_{n}", url=url) for n, url in enumerate(urls)
    )
    return write_watch(folder, outlets, polite=polite)


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "newswatch.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def once(folder: Path) -> subprocess.CompletedProcess[str]:
    done = newswatch(folder, "once")
    assert "Traceback" not in done.stderr
    return done


def query(folder: Path, sql: str) -> list[tuple]:
    db = sqlite3.connect(folder / "data" / "state.db")
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def robots(text: str, **headers: str) -> Answer:
    return Answer(body=text.encode(), headers=headers)


def test_rules_against_utm_are_obeyed_and_cost_no_article(tmp_path: Path):
    """As The Moscow Times has them: its feed links with what its rules forbid."""
    with Site(PAGES) as site:
        links = [f"{path}?utm_source=rss&utm_medium=feed" for path in PAGES]
        site.pages["/rss"] = rss(*links, base=site.base)
        site.pages["/robots.txt"] = robots("User-agent: *\nDisallow: *?utm\n")
        folder = watch(tmp_path, f"{site.base}/rss")
        assert once(folder).returncode == 0
        assert len(feed_lines(folder)) == len(PAGES)
        assert sorted(site.articles_asked()) == [*PAGES, "/rss"]


@pytest.mark.parametrize(("hops", "obeyed"), [(5, True), (6, False)])
def test_five_redirects_also_to_another_host_lead_to_the_rules(
    tmp_path: Path, hops: int, obeyed: bool
):
    """Whatever the deployment follows for pages; the rules are the first host's."""
    with Site(PAGES) as site, Site({}, host="127.0.0.2") as other:
        site.pages["/rss"] = rss(*PAGES, base=site.base)
        site.pages["/robots.txt"] = redirect(f"{other.base}/1")
        for hop in range(1, hops):
            other.pages[f"/{hop}"] = redirect(f"/{hop + 1}", 302)
        other.pages[f"/{hops}"] = robots(FORBIDS)
        folder = watch(tmp_path, f"{site.base}/rss", polite="redirects = 0")
        once(folder)
        assert ("/news/3" not in site.asked) is obeyed
        assert other.asked == [f"/{hop}" for hop in range(1, 6)]


def peak_kib(folder: Path) -> int:
    """The largest memory of any one process of `newswatch once`."""
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(command(folder, "once"), stderr=log, stdout=log)
        killer = threading.Timer(PATIENCE_S, running.kill)
        killer.start()
        _, status, used = os.wait4(running.pid, 0)
        killer.cancel()
        running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode in (0, 1)
    return used.ru_maxrss


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1 << 20)
    packed = [packer.compress(block) for _ in range(size >> 20)]
    return b"".join([*packed, packer.flush()])


def test_neither_100_mib_nor_a_bomb_is_read_to_its_end(tmp_path: Path):
    with Site(PAGES) as site, Site(PAGES, host="127.0.0.2") as other:
        for each in (site, other):
            each.pages["/rss"] = rss(*PAGES, base=each.base)
            each.pages["/robots.txt"] = robots(FORBIDS)
        urls = (f"{site.base}/rss", f"{other.base}/rss")
        (tmp_path / "small").mkdir()
        small = peak_kib(watch(tmp_path / "small", *urls))

        # Its length is announced: the first 500 KiB are read all the same.
        site.pages["/robots.txt"] = Answer(
            body=FORBIDS.encode(), filling=b"#" * (1 << 20), fillings=100
        )
        other.pages["/robots.txt"] = Answer(
            body=bomb(256 << 20), headers={"Content-Encoding": "gzip"}
        )
        site.asked.clear()
        other.asked.clear()
        (tmp_path / "large").mkdir()
        folder = watch(tmp_path / "large", *urls)
        large = peak_kib(folder)

        assert large - small < 64 << 10
        assert sorted(site.articles_asked()) == [
            "/news/0",
            "/news/1",
            "/news/2",
            "/rss",
        ]
        assert query(folder, "SELECT length(body) FROM robots") == [(500 << 10,)]
        assert other.articles_asked() == []  # its rules are not known


def test_a_robots_txt_that_asks_to_wait_is_left_alone_over_a_restart(tmp_path: Path):
    with Site(PAGES) as site:
        site.pages["/rss"] = rss(*PAGES, base=site.base)
        site.pages["/robots.txt"] = Answer(status=429, headers={"Retry-After": "900"})
        folder = watch(tmp_path, f"{site.base}/rss")
        for _ in range(2):
            assert once(folder).returncode == 4
        assert site.asked == ["/robots.txt"]


def test_a_host_that_does_not_answer_holds_up_no_other(tmp_path: Path):
    """In the order of events: it answers only once the other has been read whole."""
    read_whole, in_time = threading.Event(), []
    with Site(PAGES) as site, Site(PAGES, host="127.0.0.2") as silent:

        def last(_: Mapping[str, str]) -> Answer:
            if site.asked.count("/rss") and all(path in site.asked for path in PAGES):
                read_whole.set()
            return PAGES["/news/3"]

        def late(_: Mapping[str, str]) -> Answer:
            in_time.append(read_whole.wait(60))
            return robots("")

        site.pages["/rss"] = rss(*PAGES, base=site.base)
        site.pages["/news/3"] = last
        silent.pages["/rss"] = rss(*PAGES, base=silent.base)
        silent.pages["/robots.txt"] = late
        urls = (f"{silent.base}/rss", f"{site.base}/rss")
        folder = watch(tmp_path, *urls)
        change(folder, 'timeout = "5s"', 'timeout = "90s"')
        assert once(folder).returncode == 0
        assert in_time == [True]
        assert len(feed_lines(folder)) >= len(PAGES)


def test_two_outlets_on_one_host_are_polite_together(tmp_path: Path):
    with Site(PAGES) as site:
        site.pages["/rss"] = rss("/news/0", "/news/1", base=site.base)
        site.pages["/more"] = rss("/news/2", "/news/3", base=site.base)
        urls = (f"{site.base}/rss", f"{site.base}/more")
        folder = watch(tmp_path, *urls)
        change(folder, 'delay = "10ms"', 'delay = "300ms"')
        assert once(folder).returncode == 0
        assert site.asked.count("/robots.txt") == 1
        assert len(site.asked) == 7
        # Sent 0.3 s apart; a busy machine may see two of them nearer, not all.
        assert sum(site.gaps_s()) >= 6 * 0.3 - 0.05


def test_failures_of_a_host_are_remembered(tmp_path: Path):
    with Site({}) as site, Site({}, host="127.0.0.2") as shut:
        site.pages["/rss"] = Answer(status=500)
        urls = (f"{site.base}/rss", f"{shut.base}/rss")
        folder = watch(tmp_path, *urls)
        shut.__exit__()
        assert once(folder).returncode == 4
        rows = query(folder, "SELECT host FROM host WHERE latency_s >= 0.01")
        assert sorted(rows) == [("127.0.0.1",), ("127.0.0.2",)]
