"""Names that change what they mean, and proxies: what was checked is what is asked."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from canary import canary, misled
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, rss, story

NAME = "turn.rebind.test"
GOOD, BAD = "127.0.0.1", "127.0.0.9"
OUTLET = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["{host}"]
[[outlet.source]]
kind = "feed"
url = "{base}/rss"
"""


def watch(folder: Path, base: str) -> Path:
    host = urlsplit(base).hostname
    write_watch(folder, OUTLET.format(base=base, host=host))
    options = folder / "newswatch.toml"
    text = options.read_text().replace('["127.0.0.0/8"]', f'["{GOOD}/32"]')
    options.write_text(text)
    return folder


def named(site: Site) -> str:
    """The base of *site* by a name that no hosts file knows."""
    return site.base.replace(GOOD, NAME)


def fill(site: Site, base: str, *, closing: bool) -> None:
    headers = {"Connection": "close"} if closing else {}
    site.pages = {f"/news/{n}": story(n) for n in range(4)}
    site.pages["/rss"] = rss(*site.pages, base=base)
    for path, page in site.pages.items():
        assert isinstance(page, Answer)
        site.pages[path] = Answer(body=page.body, headers={**page.headers, **headers})
    # The test is about what follows it.
    site.pages["/robots.txt"] = Answer(status=404, headers=headers)


def asked(folder: Path) -> int:
    return len((folder / "asked.txt").read_text().split())


def test_a_name_that_turns_private_is_refused(tmp_path: Path):
    with Site({}) as site, canary(BAD, urlsplit(site.base).port or 0) as bird:
        fill(site, named(site), closing=True)
        # robots.txt and the feed come; the pages are asked for at another address.
        names = misled(tmp_path, {NAME: [[GOOD], [GOOD], [BAD]]})
        newswatch(watch(tmp_path, named(site)), "once", **names)
        assert bird.hits == 0
        assert site.asked == ["/robots.txt", "/rss"]
        assert asked(tmp_path) >= 6
        assert kept(tmp_path) == {"refused-address"}


def test_a_connection_that_is_kept_leads_where_it_was_checked(tmp_path: Path):
    with Site({}) as site, canary(BAD, urlsplit(site.base).port or 0) as bird:
        fill(site, named(site), closing=False)
        names = misled(tmp_path, {NAME: [[GOOD], [BAD]]})
        newswatch(watch(tmp_path, named(site)), "once", **names)
        assert bird.hits == 0
        assert len(feed_lines(tmp_path)) == 4
        assert asked(tmp_path) == 1


@pytest.mark.parametrize("answers", [[BAD, GOOD], [GOOD, BAD], [BAD, "::1", GOOD]])
def test_of_several_addresses_only_good_ones_are_asked(
    tmp_path: Path, answers: list[str]
):
    with Site({}) as site, canary(BAD, urlsplit(site.base).port or 0) as bird:
        fill(site, named(site), closing=True)
        names = misled(tmp_path, {NAME: [answers]})
        done = newswatch(watch(tmp_path, named(site)), "once", **names)
        assert (bird.hits, len(feed_lines(tmp_path)), done.returncode) == (0, 4, 0)


def test_a_proxy_of_the_environment_is_not_asked(tmp_path: Path):
    with Site({}) as site, canary() as bird:
        fill(site, site.base, closing=True)
        proxy = f"http://127.0.0.1:{bird.port}"
        names = ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY")
        environment = {**dict.fromkeys(names, proxy), "no_proxy": ""}
        newswatch(watch(tmp_path, site.base), "once", **environment)
        assert (bird.hits, len(feed_lines(tmp_path))) == (0, 4)


def kept(folder: Path) -> set[str]:
    db = sqlite3.connect(folder / "data" / "state.db")
    try:
        return {reason for (reason,) in db.execute("SELECT reason FROM kept_out")}
    finally:
        db.close()
