"""The address guard on a crawl: every route to a refused address, in every spelling.

The canary listens on all addresses of this machine, at a port of its own. Only
127.0.0.1 and 127.0.0.2 are allowed, so that what is led to the canary is led there by
an address that is refused.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from canary import Canary, canary, misled
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, html, redirect, rss, story

from newswatch.urls import AddressError, check_url

ALLOWED = 'allow_networks = ["127.0.0.1/32", "127.0.0.2/32"]'

#: what stands between `http:` and the path, for an address that leads to the canary
SPELLINGS = (
    "//127.0.0.9:{port}",
    "//127.9:{port}",
    "//127.0.9:{port}",
    "//2130706441:{port}",
    "//0x7f000009:{port}",
    "//0x7f.0.0.0x9:{port}",
    "//0177.0.0.011:{port}",
    "//0177.9:{port}",
    "//017700000011:{port}",
    "//00000177.0.0.9:{port}",
    "//127.0.0.9.:{port}",
    "//0:{port}",
    "//0.0.0.0:{port}",
    "//[::]:{port}",
    "//[::1]:{port}",
    "//[::ffff:127.0.0.9]:{port}",
    "//[::ffff:7f00:9]:{port}",
    "//[0:0:0:0:0:ffff:127.0.0.9]:{port}",
    "//[::127.0.0.9]:{port}",
    "//[64:ff9b::7f00:9]:{port}",
    "//[64:ff9b:1::7f00:9]:{port}",
    "//[2002:7f00:9::]:{port}",
    "//[fe80::1]:{port}",
    "//[fe80::1%25lo]:{port}",
    "//[::1%25lo]:{port}",
    "//[ff02::1]:{port}",
    "//224.0.0.1:{port}",
    "//169.254.169.254:{port}",
    "//[::ffff:169.254.169.254]:{port}",
    "//\uff11\uff12\uff17.0.0.\uff19:{port}",
    "//127\u30020\u30020\u30029:{port}",
    "//127\uff0e0\uff0e0\uff0e9:{port}",
    "//127%2E0%2E0%2E9:{port}",
    "//%31%32%37.0.0.9:{port}",
    "//127.0.0.1%40127.0.0.9:{port}",
    "//127.0.0.1@127.0.0.9:{port}",
    "//user:secret@127.0.0.9:{port}",
    "//127.0.0.1\\@127.0.0.9:{port}",
    "//127.0.0.9:{port}\\@127.0.0.1",
    "\\\\127.0.0.9:{port}",
    "/127.0.0.9:{port}",
    "///127.0.0.9:{port}",
    "//127.0.0.9:{port}#@127.0.0.1",
    "//canary.rebind.test:{port}",
    "//CANARY.rebind.test.:{port}",
    "//mapped.rebind.test:{port}",
)
NAMES = {
    "canary.rebind.test": [["127.0.0.9"]],
    "canary.rebind.test.": [["127.0.0.9"]],
    "mapped.rebind.test": [["::ffff:127.0.0.9"]],
}
OUTLET = """
[[outlet]]
id = "{id}"
name = "The Herald {id}"
domains = []
[[outlet.source]]
kind = "{kind}"
url = "{url}"
"""


@pytest.fixture
def bird() -> Iterator[Canary]:
    with canary() as bird:
        yield bird


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({}) as site:
        yield site


def spelled(bird: Canary, path: str = "", scheme: str = "http") -> list[str]:
    return [f"{scheme}:{text.format(port=bird.port)}{path}" for text in SPELLINGS]


def watch(folder: Path, *sources: tuple[str, str]) -> Path:
    outlets = "".join(
        OUTLET.format(id=f"herald_{n}", kind=kind, url=url)
        for n, (kind, url) in enumerate(sources)
    )
    write_watch(folder, outlets)
    options = folder / "newswatch.toml"
    text = options.read_text().replace('allow_networks = ["127.0.0.0/8"]', ALLOWED)
    options.write_text(text)
    return folder


def once(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    done = newswatch(
        folder, *arguments, "once", **{**misled(folder, NAMES), **environment}
    )
    assert "Traceback" not in done.stderr
    return done


def test_the_canary_is_heard_where_its_addresses_are_allowed(
    tmp_path: Path, bird: Canary
):
    # What all tests below would see if the guard were not there.
    folder = watch(tmp_path, ("feed", f"http://127.0.0.9:{bird.port}/rss"))
    options = folder / "newswatch.toml"
    options.write_text(
        options.read_text().replace(ALLOWED, 'allow_networks = ["127.0.0.0/8"]')
    )
    once(folder)
    assert bird.hits > 0


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_link_of_a_feed_leads_there(
    tmp_path: Path, bird: Canary, site: Site, scheme: str
):
    links = spelled(bird, "/news/a-story-1", scheme)
    site.pages = {"/rss": rss(*links, f"{site.base}/news/1"), "/news/1": story(1)}
    once(watch(tmp_path, ("feed", f"{site.base}/rss")))
    assert bird.hits == 0
    assert len(feed_lines(tmp_path)) == 1


def test_no_redirect_leads_there(tmp_path: Path, bird: Canary, site: Site):
    paths = []
    for n, url in enumerate([*spelled(bird, "/a"), *spelled(bird, "/a", "https")]):
        paths.append(f"/news/{n}")
        site.pages[f"/news/{n}"] = redirect(in_header(url), 302)
    for n, url in enumerate(spelled(bird, "/a")):
        paths.append(f"/short/{n}")
        site.pages[f"/short/{n}"] = redirect(in_header(url[5:]), 307)
    site.pages |= {"/rss": rss(*paths, "/news/good", base=site.base)}
    site.pages |= {"/news/good": story(1)}
    once(watch(tmp_path, ("feed", f"{site.base}/rss")))
    assert bird.hits == 0
    assert len(feed_lines(tmp_path)) == 1
    assert reasons(tmp_path) <= {"refused-address", "bad-redirect", "http-404"}


def in_header(url: str) -> str:
    """As the raw UTF-8 that servers send."""
    return url.encode().decode("latin-1")


def test_nothing_on_a_page_leads_there(tmp_path: Path, bird: Canary, site: Site):
    for n, url in enumerate(spelled(bird, "/a")):
        head = (
            f'<meta http-equiv="refresh" content="0;url={url}">'
            f'<link rel="canonical" href="{url}"><link rel="amphtml" href="{url}">'
            f'<link rel="next" href="{url}"><link rel="icon" href="{url}">'
            f'<meta property="og:url" content="{url}">'
            f'<meta property="og:image" content="{url}"><base href="{url}">'
            f'<link rel="stylesheet" href="{url}"><script src="{url}"></script>'
            f"<script type='application/ld+json'>{ld_json(url)}</script>"
            f'<iframe src="{url}"></iframe><img src="{url}">'
        )
        site.pages[f"/news/{n}"] = story(n, head=head)
        site.pages[f"/amp/news/{n}"] = story(
            f"amp{n}", head=f'<link rel="canonical" href="{url}">'
        )
    paths = list(site.pages)
    site.pages["/rss"] = rss(*paths, base=site.base)
    once(watch(tmp_path, ("feed", f"{site.base}/rss")))
    assert bird.hits == 0
    assert len(feed_lines(tmp_path)) > len(SPELLINGS) / 2


def ld_json(url: str) -> str:
    blog = {
        "@type": "LiveBlogPosting",
        "url": url,
        "mainEntityOfPage": url,
        "image": url,
        "liveBlogUpdate": [{"@type": "BlogPosting", "url": url, "headline": "Post"}],
    }
    return json.dumps(blog)


def test_no_listing_leads_there(tmp_path: Path, bird: Canary, site: Site):
    there, sub = spelled(bird, "/news/a-story-1"), spelled(bird, "/sitemap.xml")
    site.pages = {
        "/index.xml": sitemap("sitemapindex", "sitemap", sub),
        "/map.xml": sitemap("urlset", "url", there),
        "/list.txt": Answer(body="\n".join(there).encode()),
        "/robots.txt": Answer(body="\n".join(f"Sitemap: {u}" for u in sub).encode()),
        "/section": html(
            "".join(
                f"<h2><a href='{u}'>A headline of six words</a></h2>" for u in there
            )
        ),
        "/media": enclosures(there),
        "/moved": redirect(sub[0], 301),
        "/based": html(f'<base href="{there[0]}"><h2><a href="/a-b-c-1">A b</a></h2>'),
    }
    once(
        watch(
            tmp_path,
            ("sitemap", f"{site.base}/index.xml"),
            ("news_sitemap", f"{site.base}/map.xml"),
            ("sitemap", f"{site.base}/list.txt"),
            ("sitemap", f"{site.base}/robots.txt"),
            ("section", f"{site.base}/section"),
            ("feed", f"{site.base}/media"),
            ("feed", f"{site.base}/moved"),
            ("section", f"{site.base}/based"),
        )
    )
    assert bird.hits == 0


def sitemap(root: str, entry: str, urls: list[str]) -> Answer:
    locs = "".join(f"<{entry}><loc>{u}</loc></{entry}>" for u in urls)
    return Answer(body=f"<{root}>{locs}</{root}>".encode())


def enclosures(urls: list[str]) -> Answer:
    items = "".join(
        f'<item><guid isPermaLink="true">{u}</guid><comments>{u}</comments>'
        f'<enclosure url="{u}" type="text/html"/><source url="{u}">S</source></item>'
        for u in urls
    )
    head = f"<link>{urls[0]}</link><image><url>{urls[0]}</url></image>"
    return Answer(body=f"<rss><channel>{head}{items}</channel></rss>".encode())


def test_no_robots_txt_leads_there(tmp_path: Path, bird: Canary, site: Site):
    with Site({"/rss": rss("/a")}, "127.0.0.2") as other:
        for at, url in ((site, spelled(bird)[0]), (other, spelled(bird)[15])):
            at.pages["/robots.txt"] = redirect(f"{url}/robots.txt")
        done = once(
            watch(
                tmp_path,
                ("feed", f"{site.base}/rss"),
                ("feed", f"{other.base}/rss"),
            )
        )
        assert bird.hits == 0
        assert "refused-address (loopback)" in done.stderr
        assert other.articles_asked() == []


def test_no_source_leads_there(tmp_path: Path, bird: Canary):
    urls = [url for url in spelled(bird, "/rss") if may_be_configured(url)]
    assert len(urls) > 30
    done = once(watch(tmp_path, *(("feed", url) for url in urls)))
    assert bird.hits == 0
    assert done.returncode == 4
    assert done.stderr.count("refused-address") == len(urls)


def may_be_configured(url: str) -> bool:
    """What no mistake of the configuration is said of."""
    try:
        return bool(check_url(url)) and re.match("http://[^/]", url) is not None
    except AddressError:
        return False


@pytest.mark.parametrize("command", [("outlets", "test"), ("extract",)])
def test_no_command_leads_there(tmp_path: Path, bird: Canary, command: tuple[str, ...]):
    done = newswatch(tmp_path, *command, f"http://127.9:{bird.port}/a")
    assert bird.hits == 0
    assert "refused-address (loopback)" in done.stdout + done.stderr


def reasons(folder: Path) -> set[str]:
    db = sqlite3.connect(folder / "data" / "state.db")
    try:
        return {reason for (reason,) in db.execute("SELECT reason FROM kept_out")}
    finally:
        db.close()
