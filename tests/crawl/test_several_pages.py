"""Articles that go over several pages: one visit, one article, one line."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
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
[[outlet.rules]]
next_page_link = "a.on"
single_page_link = "a.all"
"""
#: the pages of an article, as its text says
TEXT = re.compile(r"Paragraph \d of story (\w+) ")


def page(
    name: int | str, following: str = "", head: str = "", link: str = ""
) -> Answer:
    """A page of the article on the talks; *following* is what it calls the next."""
    body = story(name, head=head, title=HEADLINE).body.decode()
    if following:
        link += f"<nav><a rel='next' href='{following}'>Next</a></nav>"
    return html(body.replace("</article>", f"</article>{link}"))


def two_texts(one: str, other: str) -> Answer:
    first, second = (page(name).body.decode() for name in (one, other))
    more = second.partition("</h1>")[2].partition("</article>")[0]
    return html(first.replace("</article>", f"{more}</article>"))


def three_pages(path: str = TALKS, name: str = "") -> dict[str, Any]:
    """Texts *name*1, *name*2 and *name*3, each of which leads to the next."""
    return {
        path: page(f"{name}1", f"{path}/2"),
        f"{path}/2": page(f"{name}2", f"{path}/3"),
        f"{path}/3": page(f"{name}3"),
    }


def watch(folder: Path, site: Site) -> Path:
    return write_watch(folder, OUTLET.format(base=site.base))


def once(folder: Path) -> subprocess.CompletedProcess[str]:
    done = newswatch(folder, "once")
    assert done.returncode in (0, 1), done.stderr
    return done


def pages_in(line: Mapping[str, Any]) -> list[str]:
    """The pages whose text a line holds, in its order."""
    return list(dict.fromkeys(TEXT.findall(line["content_text"])))


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


def endless(path: str) -> dict[str, Any]:
    more = {f"{path}/{n}": page(f"e{n}", f"{path}/{n + 1}") for n in range(2, 50)}
    return {path: page("e1", f"{path}/2"), **more}


@dataclass(frozen=True, kw_only=True)
class Case:
    """An article at its *path*, what answers there and near it, what it becomes."""

    path: str
    site: dict[str, Any]
    texts: list[str]
    warnings: tuple[str, ...] = ()
    #: paths that must not be asked
    unasked: tuple[str, ...] = ()


CASES = (
    Case(path=TALKS, site=three_pages(name="a"), texts=["a1", "a2", "a3"]),
    Case(  # robots.txt forbids the second page
        path="/world/forbidden", site=three_pages("/world/forbidden", "b"),
        texts=["b1"], warnings=("text-truncated",), unasked=("/world/forbidden/2",),
    ),
    Case(  # the next article
        path="/world/c", site={"/world/c": page("c1", "/world/envoys")},
        texts=["c1"], unasked=("/world/envoys",),
    ),
    Case(  # the archive
        path="/world/d", site={"/world/d": page("d1", "/world/page/2")},
        texts=["d1"], unasked=("/world/page/2",),
    ),
    Case(  # another story under the address of a second page
        path="/world/f",
        site={"/world/f": page("f1", "/world/f/2"), "/world/f/2": story("f2")},
        texts=["f1"],
    ),
    Case(  # a second page of comments
        path="/world/g",
        site={
            "/world/g": page("g1", "/world/g?page=1"), "/world/g?page=1": page("g1"),
        },
        texts=["g1"],
    ),
    Case(  # pages that lead in a circle, by redirects and by links
        path="/world/h",
        site={**three_pages("/world/h", "h"), "/world/h/3": redirect("/world/h")},
        texts=["h1", "h2"],
    ),
    Case(
        path="/world/i",
        site={
            **three_pages("/world/i", "i"), "/world/i/3": page("i2", "/world/i/4"),
        },
        texts=["i1", "i2"], unasked=("/world/i/4",),
    ),
    Case(
        path="/world/e", site=endless("/world/e"),
        texts=[f"e{n}" for n in range(1, 21)], warnings=("text-truncated",),
        unasked=("/world/e/21",),
    ),
    Case(  # the outlet's rule
        path="/world/j",
        site={
            "/world/j": page("j1", link="<a class='on' href='/on'></a>"),
            "/on": page("j2"),
        },
        texts=["j1", "j2"],
    ),
    Case(  # the outlet's rule for the whole article
        path="/world/k",
        site={
            "/world/k": page("k1", "/world/k/2", link="<a class='all' href='/all'>"),
            "/all": two_texts("k1", "k2"),
        },
        texts=["k1", "k2"], unasked=("/world/k/2",),
    ),
    Case(  # a rule for the whole article that has aged, and names another story
        path="/world/l",
        site={
            **three_pages("/world/l", "l"),
            "/world/l": page("l1", "/world/l/2", link="<a class='all' href='/old'>"),
            "/old": story("x1"),
        },
        texts=["l1", "l2", "l3"],
    ),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class World:
    """What one round made of all CASES."""

    folder: Path
    base: str
    asked: list[str]
    line_by_path: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    with Site({}) as site:
        for case in CASES:
            site.pages |= case.site
        rules = b"User-agent: *\nDisallow: /world/forbidden/2"
        site.pages["/robots.txt"] = Answer(body=rules)
        site.pages["/rss"] = rss(*(case.path for case in CASES), base=site.base)
        folder = watch(tmp_path_factory.mktemp("world"), site)
        once(folder)
        lines = feed_lines(folder)
        return World(
            folder=folder,
            base=site.base,
            asked=site.articles_asked(),
            line_by_path={line["url"].removeprefix(site.base): line for line in lines},
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.rpartition("/")[2])
def test_an_article_holds_the_pages_that_are_its_own(world: World, case: Case):
    line = world.line_by_path[case.path]
    assert pages_in(line) == case.texts
    assert line["warnings"] == list(case.warnings)
    assert not {*case.unasked} & {*world.asked}


def test_the_ledger_counts_an_article_once_whatever_its_pages(world: World):
    assert last_outcomes(world.folder) == {"emitted": len(CASES)}


def test_the_record_tells_of_the_first_pages_fetch(world: World):
    line = world.line_by_path[TALKS]
    assert line["crawl"]["final_url"] == f"{world.base}{TALKS}"
    assert line["crawl"]["bytes"] == len(page("a1", f"{TALKS}/2").body)
    assert line["word_count"] == len(line["content_text"].split())


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1)])
def test_listed_pages_are_no_articles_of_their_own(tmp_path: Path, order):
    with Site(three_pages()) as site:
        links = [TALKS if number == 1 else f"{TALKS}/{number}" for number in order]
        canonical = f"<link rel='canonical' href='{site.base}{TALKS}'>"
        for number, following in ((2, f"{TALKS}/3"), (3, "")):
            site.pages[f"{TALKS}/{number}"] = page(number, following, head=canonical)
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


@pytest.mark.parametrize(
    ("answer", "reason", "minutes"),
    [
        (html("<h1>We value your privacy</h1><p>Ok?</p>"), "consent-wall", [5, 10, 20]),
        (Answer(status=404), "http-404", [10]),
    ],
)
def test_an_article_waits_for_its_page_no_longer_than_the_handbook_says(
    tmp_path: Path, answer: Answer, reason: str, minutes: list[int]
):
    with Site({**three_pages(), f"{TALKS}/2": answer}) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        waits = []
        for _ in minutes:
            once(folder)
            assert feed_lines(folder) == []
            query = "SELECT reason, detail, last_at, next_at FROM kept_out"
            ((why, detail, last, following),) = in_store(folder, query)
            assert why == reason
            assert detail.startswith("waits for page 2 of the article")
            gap = datetime.fromisoformat(following) - datetime.fromisoformat(last)
            waits.append(gap / timedelta(minutes=1))
            owe_again(folder)
        assert waits == minutes
        once(folder)
        (line,) = feed_lines(folder)
        assert line["warnings"] == ["text-truncated"]


def test_after_a_few_visits_the_article_is_taken_without_the_page(tmp_path: Path):
    with Site({**three_pages(), f"{TALKS}/3": Answer(status=404)}) as site:
        site.pages["/rss"] = rss(TALKS, base=site.base)
        folder = watch(tmp_path, site)
        once(folder)
        assert feed_lines(folder) == []
        in_store(folder, f"UPDATE pending SET attempts = {MOST_TRIES}")
        owe_again(folder)
        once(folder)
        (line,) = feed_lines(folder)
        assert pages_in(line) == ["1", "2"]
        assert line["warnings"] == ["text-truncated"]


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


@pytest.mark.parametrize(
    ("third", "texts", "warnings"),
    [
        (page(3), ["1", "2", "3"], []),
        (Answer(status=404), ["1", "2"], ["text-truncated"]),
    ],
)
def test_extract_follows_the_pages_of_an_address(tmp_path, third, texts, warnings):
    with Site({**three_pages(), f"{TALKS}/3": third}) as site:
        folder = watch(tmp_path, site)
        done = newswatch(folder, "extract", f"{site.base}{TALKS}")
        assert done.returncode == 0, done.stderr
        entry = json.loads(done.stdout)
        assert list(dict.fromkeys(TEXT.findall(entry["body"]))) == texts
        assert entry["warnings"] == warnings


def test_outlets_test_tells_where_an_article_goes_on(tmp_path: Path):
    saved = tmp_path / "page.html"
    saved.write_bytes(page(1, f"{TALKS}/2").body)
    address = f"https://herald.example{TALKS}"
    done = newswatch(tmp_path, "outlets", "test", str(saved), "--url", address)
    assert done.returncode == 0, done.stderr
    row = next(line for line in done.stdout.splitlines() if "next page" in line)
    assert row.split("\t")[1:] == ["html:rel=next", f"{address}/2"]
