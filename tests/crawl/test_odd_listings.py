"""Answers in the place of a listing: named, counted, and the next poll is as ever."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, html, rss, story

OUTLET = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
[[outlet.source]]
kind = "{kind}"
url = "{base}/list"
"""
PAGES = {f"/news/{n}": story(n) for n in range(2)}
VALIDATORS = {
    "ETag": '"one"',
    "Last-Modified": "Wed, 25 Nov 2026 10:00:00 GMT",
}


def watch(folder: Path, site: Site, kind: str = "feed") -> Path:
    return write_watch(folder, OUTLET.format(kind=kind, base=site.base))


def xml(text: str, content_type: str = "application/rss+xml") -> Answer:
    return Answer(body=text.encode(), headers={"Content-Type": content_type})


LOGIN = html(
    "<!doctype html><title>Log in</title><form action=/login method=post>"
    "<input name=user><input name=password type=password></form>"
)
CONSENT = html(
    "<!doctype html><title>Before you go on</title><div id=consent>We value your"
    " privacy.<button>Accept all</button></div>"
)
ERROR = html("<html><h1>500 Internal Server Error</h1></html>")
ODD = {
    "a log-in page": (LOGIN, "an HTML page instead of a feed"),
    "a question for consent": (CONSENT, "an HTML page instead of a feed"),
    "an error with 200": (ERROR, "an HTML page instead of a feed"),
    "an error in words": (xml("Database error", "text/plain"), "this is no feed"),
    "JSON": (xml('{"error": "unauthorized"}', "application/json"), "this is no feed"),
    "nothing": (xml(""), "the answer is empty"),
    "white space": (xml(" \n\t "), "the answer is empty"),
    "another XML": (xml("<opml><body/></opml>"), "this is no feed"),
    "bytes": (Answer(body=bytes(range(256)) * 40), "this is no feed"),
    "a picture": (
        Answer(
            body=b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
            headers={"Content-Type": "image/png"},
        ),
        "this is no feed",
    ),
}


def test_what_is_no_feed_is_named_and_the_next_poll_is_as_ever(tmp_path: Path):
    with Site({}) as site:
        outlets = ""
        for n, (answer, _) in enumerate(ODD.values()):
            headers = {**answer.headers, **VALIDATORS}
            site.pages[f"/{n}/list"] = Answer(body=answer.body, headers=headers)
            outlet = OUTLET.format(kind="feed", base=f"{site.base}/{n}")
            outlets += outlet.replace('"herald"', f'"herald_{n}"')
        folder = write_watch(tmp_path, outlets)
        done = newswatch(folder, "once")
        assert "Traceback" not in done.stderr
        assert done.returncode == 1
        for n, (_, problem) in enumerate(ODD.values()):
            assert f"{site.base}/{n}/list: {problem}" in done.stderr
        sources = [
            json.loads(s)[0] for (s,) in query(folder, "SELECT sources FROM run")
        ]
        assert str(sources).count("unreadable") == len(ODD)
        # A bad answer is not asked for again "if it has changed".
        for n in range(len(ODD)):
            site.pages[f"/{n}/news/1"] = story(n)
            good = rss(f"/{n}/news/1", base=site.base)
            site.pages[f"/{n}/list"] = Answer(body=good.body, headers=VALIDATORS)
        site.headers.clear()
        assert newswatch(folder, "once").returncode == 0
        assert len(feed_lines(folder)) == len(ODD)
        assert not [h for h in site.headers if "If-None-Match" in h]
        assert not [h for h in site.headers if "If-Modified-Since" in h]


def query(folder: Path, sql: str) -> list[tuple]:
    db = sqlite3.connect(folder / "data" / "state.db")
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


# -- the address gate, as a listing meets it

SCHEMES = (
    "ftp://h.example/a",
    "file:///etc/passwd",
    "data:text/html,a",
    "javascript:alert(1)",
    "s3://bucket/key",
    "gopher://h.example/1",
    "jar:http://h.example/a.jar!/b",
    "mailto:desk@h.example",
    "ws://h.example/a",
    "view-source:http://h.example/",
    "blob:http://h.example/1",
    "about:blank",
    "tel:+49",
)
CREDENTIALS = (
    "http://user:hunter2@{host}/news/0",
    "http://hunter2@{host}/news/0",
    "http://:hunter2@{host}/news/0",
)


def _feed(urls: list[str]) -> str:
    items = "".join(f"<item><link>{url}</link></item>" for url in urls)
    return f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>"


def _map(urls: list[str]) -> str:
    return f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>"


@pytest.mark.parametrize(("kind", "form"), [("feed", _feed), ("sitemap", _map)])
def test_only_http_is_scheduled_and_a_password_is_never_repeated(
    tmp_path: Path, kind: str, form: Callable[[list[str]], str]
):
    with Site(dict(PAGES)) as site:
        host = site.base.removeprefix("http://")
        secrets = [url.format(host=host) for url in CREDENTIALS]
        site.pages["/moved"] = Answer(status=302, headers={"Location": secrets[0]})
        urls = [*SCHEMES, *secrets, f"{site.base}/news/1", f"{site.base}/moved"]
        site.pages["/list"] = xml(form(urls))
        folder = watch(tmp_path, site, kind)
        done = newswatch(folder, "-vv", "once")
        assert len(feed_lines(folder)) == 1
        assert "/news/0" not in site.asked
        ((refused_by,),) = query(folder, "SELECT refused_by FROM run")
        assert json.loads(refused_by)["scheme"] == len(SCHEMES)
        assert json.loads(refused_by)["credentials"] == len(secrets)
        assert query(folder, "SELECT reason, detail FROM kept_out") == [
            ("bad-redirect", "302: credentials")
        ]
        status = newswatch(folder, "status", "--json")
        why = newswatch(folder, "why", f"{site.base}/moved")
        for text in (done.stderr, done.stdout, status.stdout, why.stdout, why.stderr):
            assert "hunter2" not in text
        for path in (folder / "data").rglob("*"):
            assert not path.is_file() or b"hunter2" not in path.read_bytes()


def test_a_password_in_the_configuration_is_an_error_that_does_not_repeat_it(
    tmp_path: Path,
):
    outlet = OUTLET.format(kind="feed", base="http://user:hunter2@h.example")
    done = newswatch(write_watch(tmp_path, outlet), "once")
    assert done.returncode == 78
    assert "NW103" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://h.example/rss", "data:,a"]
)
def test_another_scheme_in_the_configuration_is_an_error(tmp_path: Path, url: str):
    outlet = OUTLET.format(kind="feed", base="{base}").replace("{base}/list", url)
    done = newswatch(write_watch(tmp_path, outlet), "once")
    assert done.returncode == 78
    assert "NW103" in done.stderr


# -- large and mislabelled


def test_a_feed_of_fifty_thousand_items_and_one_with_huge_ones_end(tmp_path: Path):
    with Site(PAGES) as site:
        folder = watch(tmp_path, site)
        items = "".join(
            f"<item><link>{site.base}/news/{n % 2}?n={n}</link></item>"
            for n in range(50_000)
        )
        site.pages["/list"] = xml(f"<rss><channel>{items}</channel></rss>")
        done = newswatch(folder, "once")
        assert "more than 200000 tags" in done.stderr
        assert site.articles_asked() == ["/list"]
        long = "x" * (1 << 20)
        site.pages["/list"] = xml(
            f"<rss><channel><item><link>{site.base}/{long}</link></item>"
            f"<item><title>{long}</title><link>{site.base}/news/0</link></item>"
            f"<item><title>T</title><link>{site.base}/news/1</link>"
            f"<guid>{long}</guid><description>{long}</description></item>"
            "</channel></rss>"
        )
        assert newswatch(folder, "once").returncode == 0
        assert len(feed_lines(folder)) == 2
        (refused_by,) = query(folder, "SELECT refused_by FROM run ORDER BY id DESC")[0]
        assert json.loads(refused_by)["too-long"] == 1
