"""One outlet that serves every kind of page: what becomes a line, what is kept, why."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from crawl_folder import feed_lines, newswatch, write_watch
from look_alikes import ARTICLES
from loopback import Site, html, rss, story
from markup import ADDRESS
from page_kinds import NO_ARTICLES, Kind

from newswatch.store.base import KeptOut
from newswatch.store.sqlite import SqliteStore

HERALD = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
[[outlet.source]]
kind = "feed"
url = "{base}/rss"
"""
#: kinds that another visit does not change
FINAL = {
    *("tag-page", "search-page", "video-page", "gallery-page"),
    *("donation-page", "newsletter-page", "not-article"),
}
#: articles whose texts differ
LOOK_ALIKES = ("404 dead", "about cookies", "long list")


def pages_by_reason() -> dict[str, Kind]:
    """For each reason the first page that shows it at an article's address."""
    pages: dict[str, Kind] = {}
    for kind in NO_ARTICLES:
        if kind.url == ADDRESS:
            pages.setdefault(str(kind.reason), kind)
    return pages


def quarantine(folder: Path) -> dict[str, KeptOut]:
    store = SqliteStore(folder / "data" / "state.db")
    kept = store.quarantine("herald")
    store.close()
    return {out.url.rpartition("/")[2]: out for out in kept}


def last_run(folder: Path) -> sqlite3.Row:
    db = sqlite3.connect(folder / "data" / "state.db")
    db.row_factory = sqlite3.Row
    row = db.execute("SELECT * FROM run ORDER BY started_at DESC LIMIT 1").fetchone()
    db.close()
    return row


def visit_all_now(folder: Path) -> None:
    """As if the time of every visit that is owed had come."""
    db = sqlite3.connect(folder / "data" / "state.db")
    with db:
        db.execute("UPDATE pending SET not_before = '0001-01-01T00:00:00.000Z'")
    db.close()


def test_only_articles_of_an_outlet_become_lines_and_the_rest_is_named(tmp_path: Path):
    kinds = pages_by_reason()
    assert len(kinds) == 15
    articles = {kind.name: kind for kind in ARTICLES if kind.name in LOOK_ALIKES}
    served = {f"/news/{reason}": html(kind.html) for reason, kind in kinds.items()}
    good = {f"/news/good-{n}": html(k.html) for n, k in enumerate(articles.values())}
    with Site({}) as site:
        good["/news/good-9"] = story(9)
        site.pages = {"/rss": rss(*served, *good, base=site.base), **served, **good}
        folder = write_watch(tmp_path, HERALD.format(base=site.base))
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr

        found = {line["url"].removeprefix(site.base) for line in feed_lines(folder)}
        assert found == set(good)

        run = last_run(folder)
        assert run["discovered"] == len(served) + len(good)
        assert (run["emitted"], run["quarantined"]) == (len(good), len(served))
        assert json.loads(run["reasons"]) == dict.fromkeys(kinds, 1)

        kept = quarantine(folder)
        assert {name: out.reason for name, out in kept.items()} == {r: r for r in kinds}
        for reason, out in kept.items():
            assert out.answered_by == f"{site.base}/news/{reason}"
            assert out.detail
            assert out.evidence or reason == "empty-body"
            assert (out.next_at is None) == (reason in FINAL), out
            assert out.found_at <= out.last_at
            assert out.next_at is None or out.next_at > out.last_at

        # What may pass is asked again when its time has come, the rest never.
        visit_all_now(folder)
        site.asked.clear()
        assert newswatch(folder, "once").returncode == 0
        again = {path.rpartition("/")[2] for path in site.asked if "/news/" in path}
        assert again == set(kinds) - FINAL
        assert {quarantine(folder)[reason].visits for reason in again} == {2}


def test_an_article_is_let_in_when_its_wall_has_gone(tmp_path: Path):
    wall = next(k for k in NO_ARTICLES if k.reason and k.reason == "consent-wall")
    with Site({}) as site:
        site.pages = {"/rss": rss("/news/1", base=site.base)}
        site.pages["/news/1"] = html(wall.html)
        folder = write_watch(tmp_path, HERALD.format(base=site.base))
        assert newswatch(folder, "once").returncode == 0
        assert feed_lines(folder) == []
        out = quarantine(folder)["1"]
        assert (out.reason, out.visits) == ("consent-wall", 1)

        # Not before its time …
        site.pages["/news/1"] = story(1)
        assert newswatch(folder, "once").returncode == 0
        assert site.asked.count("/news/1") == 1
        # … and then at once.
        visit_all_now(folder)
        assert newswatch(folder, "once").returncode == 0
        (line,) = feed_lines(folder)
        assert line["title"] == "Story number 1 has a headline"
        assert quarantine(folder) == {}
