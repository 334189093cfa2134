"""A topic that is written after the crawl, told of what the crawl had stored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from crawl_folder import feed_lines, newswatch, start, write_watch
from loopback import Answer, Site, html, rss

from newswatch.feed.schema import record_schema

OUTLET = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
country = "GB"
source = [{{ kind = "feed", url = "{base}/rss" }}]
"""
COUNT = 4


def page(number: int) -> Answer:
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": f"Court{number} hears matter{number}",
        "author": {"@type": "Person", "name": f"Nora Quill{number}"},
        "datePublished": "2026-11-20T10:00:00Z",
        "keywords": [f"Harbour{number}"],
        "articleSection": "Law",
        "isAccessibleForFree": True,
    }
    words = " ".join(f"word{number}x{n}" for n in range(40))
    paragraphs = "".join(
        f"<p>Judge {n} of court{number} said: {words}, and so it goes on.</p>"
        for n in range(3)
    )
    return html(
        f"<!doctype html><html lang='en'><head><title>Court{number}</title>"
        f"<script type='application/ld+json'>{json.dumps(about)}</script></head><body>"
        f"<main><article><h1>Court{number} hears matter{number}</h1>{paragraphs}"
        "</article></main></body></html>"
    )


@pytest.fixture
def site() -> Iterator[Site]:
    pages = {f"/news/{number}": page(number) for number in range(COUNT)}
    with Site({}) as site:
        site.pages = {"/rss": rss(*pages, base=site.base), **pages}
        yield site


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    """A folder after one round: one article of four is on its topic."""
    outlet = OUTLET.format(base=site.base)
    folder = write_watch(tmp_path, outlet, query="title: court0 AND section: Law")
    done = newswatch(folder, "once")
    assert done.returncode == 0, done.stderr
    assert len(feed_lines(folder)) == 1
    return folder


def add_topic(folder: Path, query: str) -> None:
    with (folder / "schedules" / "test.toml").open("a") as file:
        file.write(f"[[topic]]\nid = \"later\"\nquery = '''{query}'''\n")


def backfill(folder: Path, *more: str) -> dict[str, Any]:
    done = newswatch(
        folder, "topics", "backfill", "later", "--since", "1d", "--json", *more
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def feed_bytes(folder: Path) -> bytes:
    files = sorted((folder / "data" / "feed").glob("*.jsonl"))
    return b"".join(path.read_bytes() for path in files)


def test_later_topic_is_told_of_what_was_crawled_and_once(folder: Path) -> None:
    before = feed_bytes(folder)
    add_topic(folder, "tag: Harbour1 OR author: Quill0 OR section: Sport")

    found = backfill(folder)

    assert (found["tried"], found["matched"], len(found["told"])) == (COUNT, 2, 2)
    assert feed_bytes(folder).startswith(before)
    added = feed_lines(folder)[1:]
    by_title = {line["title"]: line for line in added}
    first = by_title["Court1 hears matter1"]
    assert (first["event"], first["revision"]) == ("rematched", 1)
    assert first["authors"] == [{"name": "Nora Quill1", "url": None}]
    assert (first["section"], first["tags"]) == ("Law", ["Harbour1"])
    assert first["is_accessible_for_free"] is True
    assert first["crawl"]["status"] == 200
    assert first["crawl"]["bytes"] > 1000
    assert first["hashes"]["html"] is not None
    assert first["warnings"] == []
    again = by_title["Court0 hears matter0"]
    assert [match["topic"] for match in again["matches"]] == ["all", "later"]
    assert again["change"]["previous_seq"] == 1
    after = feed_bytes(folder)
    assert backfill(folder)["told"] == []
    assert feed_bytes(folder) == after


def test_lines_are_valid_by_the_schema(folder: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    add_topic(folder, "judge")
    with sqlite3.connect(folder / "data" / "state.db") as db:
        db.execute(
            "DELETE FROM untold WHERE article_id = (SELECT min(article_id) FROM untold)"
        )
    db.close()

    found = backfill(folder)

    (bare,) = [each for each in found["told"] if each["lacks_facts"]]
    why = newswatch(folder, "why", str(bare["seq"])).stdout
    assert "more is not known of it" in why
    for line in feed_lines(folder):
        jsonschema.validate(line, record_schema())


def test_page_of_a_backfilled_article_is_looked_at_and_revised(
    folder: Path, site: Site
) -> None:
    add_topic(folder, "court2")
    backfill(folder)
    url = feed_lines(folder)[-1]["url"]
    plain = page(2).body.decode().replace("Judge 1 of", "The chief judge 77 of")
    site.pages["/news/2"] = html(plain)
    with sqlite3.connect(folder / "data" / "state.db") as db:
        # The ladder's first look is due in a quarter of an hour.
        db.execute("UPDATE revisit SET due_at = '2026-01-01T00:00:00.000Z'"
                   " WHERE url = ? AND due_at IS NOT NULL", (url,))  # fmt: skip
        db.execute("UPDATE outlet SET next_due_at = '2026-01-01T00:00:00.000Z'")
    db.close()

    done = newswatch(folder, "once")

    assert done.returncode == 0, done.stderr
    line = feed_lines(folder)[-1]
    assert (line["event"], line["revision"], line["url"]) == ("revised", 2, url)
    assert line["change"]["previous_seq"] == 2
    assert [match["topic"] for match in line["matches"]] == ["later"]


def test_backfill_beside_a_running_newswatch_leaves_the_writing_to_it(
    folder: Path,
) -> None:
    add_topic(folder, "judge")
    daemon = start(folder, "run")
    try:
        assert daemon.stderr is not None
        # "watching 1 outlet": it holds the folder.
        while "watching" not in daemon.stderr.readline():
            assert daemon.poll() is None

        found = backfill(folder)

        assert len(found["told"]) == COUNT
        lines = feed_lines(folder)
        assert [line["seq"] for line in lines] == list(range(1, COUNT + 2))
        assert daemon.poll() is None
    finally:
        daemon.terminate()
        daemon.communicate(timeout=60)
    assert len(feed_lines(folder)) == COUNT + 1


def test_topic_that_no_schedule_names_is_an_error_with_a_next_step(
    folder: Path,
) -> None:
    (folder / "schedules" / "topics").mkdir()
    shared = folder / "schedules" / "topics" / "t.toml"
    shared.write_text('[[topic]]\nid = "alone"\nquery = "court1"\n', "utf-8")

    done = newswatch(folder, "topics", "backfill", "alone", "--since", "1d")

    assert (done.returncode, done.stdout) == (2, "")
    assert "error[NW225]" in done.stderr
    assert 'topics = ["alone"]' in done.stderr


def test_stored_address_is_tried_in_all_its_fields(folder: Path, site: Site) -> None:
    add_topic(folder, "tag: Harbour1")
    test = ("topics", "test", "later", "--json", "--url")

    stored = newswatch(folder, *test, f"{site.base}/news/1")
    absent = newswatch(folder, *test, f"{site.base}/news/99")

    assert json.loads(stored.stdout)["match"] is True
    assert (absent.returncode, absent.stdout) == (2, "")
    assert "NW517" in absent.stderr
    assert "newswatch extract" in absent.stderr
