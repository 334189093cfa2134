"""Articles that go over several pages: one visit, one article, one line."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from crawl_folder import descendants, feed_lines, newswatch, start, write_watch
from loopback import Answer, Site, html, redirect, rss, story

from newswatch.further_pages import MOST_TRIES
from newswatch.model import Outcome

TALKS = "/world/talks-end"
HEADLINE = "Talks end without a ceasefire"
OUTLET = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
[[outlet.source]]
kind = "feed"
url = "{base}/rss"
"""
RULES = """
[[outlet.rules]]
{rules}
"""


def page(number: int, following: str | None = None, head: str = "") -> Answer:
    """A page of the article on the talks; *following* is what it calls the next."""
    body = story(number, head=head, title=HEADLINE).body.decode()
    link = f"<nav><a rel='next' href='{following}'>Next</a></nav>" if following else ""
    return html(body.replace("</article>", f"</article>{link}"))


def three_pages() -> dict[str, Any]:
    return {
        TALKS: page(1, f"{TALKS}/2"),
        f"{TALKS}/2": page(2, f"{TALKS}/3"),
        f"{TALKS}/3": page(3),
    }


def watch(folder: Path, site: Site, rules: str = "") -> Path:
    more = RULES.format(rules=rules) if rules else ""
    return write_watch(folder, OUTLET.format(base=site.base) + more)


def once(folder: Path) -> subprocess.CompletedProcess[str]:
    done = newswatch(folder, "once")
    assert done.returncode in (0, 1), done.stderr
    return done


def pages_in(line: Mapping[str, Any]) -> list[str]:
    """The pages whose text a line holds, in its order."""
    numbers = [part.split(" of story ")[1][0] for part in paragraphs_of(line)]
    return list(dict.fromkeys(numbers))


def paragraphs_of(line: Mapping[str, Any]) -> list[str]:
    paragraphs: list[str] = line["content_text"].split("\n\n")
    return paragraphs


def in_store(folder: Path, query: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(folder / "data" / "state.db")
    with db:
        rows = db.execute(query).fetchall()
    db.close()
    return rows


def last_outcomes(folder: Path) -> dict[str, int]:
    names = [outcome.value for outcome in Outcome]
    (counts,) = in_store(
        folder, f"SELECT {', '.join(names)} FROM run ORDER BY started_at DESC LIMIT 1"
    )
    return {name: n for name, n in zip(names, counts, strict=True) if n}


def owe_again(folder: Path) -> None:
    """Let what waits for its next try be due now."""
    in_store(folder, "UPDATE pending SET not_before = '2020-01-01T00:00:00.000000Z'")


def test_an_article_of_three_pages_is_one_line(tmp_path: Path):
    with Site(three_pages()) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        once(folder)
        (line,) = feed_lines(folder)
        assert pages_in(line) == ["1", "2", "3"]
        assert len(paragraphs_of(line)) == 9
        assert line["crawl"]["final_url"] == line["url"] == f"{site.base}{TALKS}"
        assert line["warnings"] == []
        assert last_outcomes(folder) == {"emitted": 1}
        asked = site.articles_asked()
        assert asked == ["/rss", TALKS, f"{TALKS}/2", f"{TALKS}/3"]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1)])
def test_listed_pages_are_no_articles_of_their_own(tmp_path: Path, order):
    with Site(three_pages()) as site:
        links = [TALKS if number == 1 else f"{TALKS}/{number}" for number in order]
        canonical = f"<link rel='canonical' href='{site.base}{TALKS}'>"
        for number, following in ((2, f"{TALKS}/3"), (3, None)):
            site.pages[f"{TALKS}/{number}"] = page(number, following, canonical)
        site.pages["/rss"] = rss(*links, base=site.base)
        folder = watch(tmp_path, site)
        once(folder)
        (line,) = feed_lines(folder)
        assert pages_in(line) == ["1", "2", "3"]
        assert last_outcomes(folder) == {"emitted": 1, "duplicate": 2}


def test_a_page_that_is_listed_later_is_known(tmp_path: Path):
    with Site(three_pages()) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        once(folder)
        site.pages["/rss"] = rss(f"{TALKS}/2", f"{TALKS}/3", base=site.base)
        once(folder)
        assert len(feed_lines(folder)) == 1
        assert last_outcomes(folder) == {"unchanged": 2}


def test_a_failing_page_brings_the_visit_back(tmp_path: Path):
    pages = three_pages()
    with Site({**pages, f"{TALKS}/2": Answer(status=500)}) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        once(folder)
        assert feed_lines(folder) == []
        assert last_outcomes(folder) == {"failed": 1}
        site.pages[f"{TALKS}/2"] = pages[f"{TALKS}/2"]
        owe_again(folder)
        once(folder)
        (line,) = feed_lines(folder)
        assert pages_in(line) == ["1", "2", "3"]


def test_after_a_few_visits_the_article_is_taken_without_the_page(tmp_path: Path):
    with Site({**three_pages(), f"{TALKS}/3": Answer(status=404)}) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        for _ in range(MOST_TRIES):
            once(folder)
            assert feed_lines(folder) == []
            owe_again(folder)
        once(folder)
        (line,) = feed_lines(folder)
        assert pages_in(line) == ["1", "2"]
        assert line["warnings"] == ["text-truncated"]


def test_a_page_that_robots_txt_forbids_is_missing_at_once(tmp_path: Path):
    with Site(three_pages()) as site:
        rules = f"User-agent: *\nDisallow: {TALKS}/2"
        site.pages["/robots.txt"] = Answer(body=rules.encode())
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        once(folder)
        (line,) = feed_lines(folder)
        assert pages_in(line) == ["1"]
        assert line["warnings"] == ["text-truncated"]
        assert f"{TALKS}/2" not in site.asked


@pytest.mark.parametrize("following", ["/world/envoys-leave", "/page/2", "/world/2"])
def test_the_next_article_and_the_archive_are_not_joined(tmp_path: Path, following):
    with Site({TALKS: page(1, following), following: page(2)}) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        once(folder)
        (line,) = feed_lines(folder)
        assert (pages_in(line), line["warnings"]) == (["1"], [])
        assert following not in site.asked


def test_a_next_page_of_another_story_is_left_out(tmp_path: Path):
    with Site({TALKS: page(1, f"{TALKS}/2"), f"{TALKS}/2": story(2)}) as site:
        site.pages["/rss"] = rss(TALKS, f"{TALKS}/2", base=site.base)
        folder = watch(tmp_path, site)
        once(folder)
        assert sorted(map(pages_in, feed_lines(folder))) == [["1"], ["2"]]
        assert all(line["warnings"] == [] for line in feed_lines(folder))


@pytest.mark.parametrize(
    "third", [redirect(TALKS), redirect(f"{TALKS}/2"), page(2, f"{TALKS}/4")]
)
def test_pages_that_lead_in_a_circle_end(tmp_path: Path, third):
    with Site({**three_pages(), f"{TALKS}/3": third}) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        once(folder)
        (line,) = feed_lines(folder)
        assert (pages_in(line), line["warnings"]) == (["1", "2"], [])
        assert f"{TALKS}/4" not in site.asked


def test_no_article_has_pages_without_end(tmp_path: Path):
    pages = {f"{TALKS}/{n}": page(n % 10, f"{TALKS}/{n + 1}") for n in range(2, 99)}
    for n in range(2, 99):  # each with a text of its own
        pages[f"{TALKS}/{n}"] = html(
            pages[f"{TALKS}/{n}"].body.decode().replace("Paragraph", f"Chapter {n}")
        )
    with Site({TALKS: page(1, f"{TALKS}/2"), **pages}) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        once(folder)
        (line,) = feed_lines(folder)
        assert line["warnings"] == ["text-truncated"]
        assert f"{TALKS}/20" in site.asked
        assert f"{TALKS}/21" not in site.asked


def test_a_rule_leads_to_pages_of_any_address(tmp_path: Path):
    body = page(1).body.decode().replace("</article>", "<a id='on' href='/on'></a>")
    with Site({TALKS: html(body), "/on": page(2)}) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site, 'next_page_link = "#on"')
        once(folder)
        (line,) = feed_lines(folder)
        assert (pages_in(line), line["warnings"]) == (["1", "2"], [])


def test_a_rule_leads_to_the_whole_article(tmp_path: Path):
    both = html(
        page(1).body.decode().replace("</article>", "")
        + page(2).body.decode().partition("</h1>")[2]
    )
    with Site({TALKS: page(1, f"{TALKS}/2"), f"{TALKS}/all": both}) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        rule = f"single_page_link = \"(concat(string(//base), '{TALKS}/all'))\""
        folder = watch(tmp_path, site, rule)
        once(folder)
        (line,) = feed_lines(folder)
        assert (pages_in(line), line["warnings"]) == (["1", "2"], [])
        assert f"{TALKS}/2" not in site.asked


def test_a_kill_between_two_pages_loses_and_doubles_nothing(tmp_path: Path):
    victims: list[int] = []
    pages = three_pages()

    def killing(_: Mapping[str, str]) -> Answer:
        for pid in [*victims, *(pid for pid, _ in descendants(victims[0]))]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return Answer(status=500)

    answer: Callable[[Mapping[str, str]], Answer] = killing
    with Site({**pages, f"{TALKS}/2": answer}) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        process = start(folder, "once")
        victims.append(process.pid)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        assert feed_lines(folder) == []
        site.pages[f"{TALKS}/2"] = pages[f"{TALKS}/2"]
        once(folder)
        (line,) = feed_lines(folder)
        assert pages_in(line) == ["1", "2", "3"]
        assert line["seq"] == 1
