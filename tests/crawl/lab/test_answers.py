"""Answers that are too long, too short, or nothing like HTTP: named, never stored."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from crawl.lab.hostile import ARTICLE, AT_ONCE
from crawl.lab.outcomes import counted, ends, outlet, patient, problems, rows
from crawl.lab.wire import WireServer, answer
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Site, rss, story

#: what is final: the same page will be the same tomorrow; all else is owed a visit
FINAL = {"too-large"}


@pytest.fixture(scope="module")
def as_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which all rows were visited as pages of one outlet."""
    folder = tmp_path_factory.mktemp("pages")
    scripts = {f"/news/{name}": row.script for name, row in AT_ONCE.items()}
    with (
        WireServer(scripts) as server,
        Site({"/news/1": story(1)}, "127.0.0.2") as good,
    ):
        listing = rss(*scripts, base=server.base).body
        server.scripts["/rss"] = answer(listing, kind="application/rss+xml")
        good.pages["/rss"] = rss("/news/1", base=good.base)
        outlets = outlet("bad", f"{server.base}/rss")
        outlets += outlet("good", f"{good.base}/rss")
        done = newswatch(patient(write_watch(folder, outlets)), "once")
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
    return folder


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_page_ends_in_its_word(as_pages: Path, name: str):
    found = ends(as_pages)[name]
    assert found == AT_ONCE[name].ends, AT_ONCE[name].does


def test_no_part_of_a_page_is_stored(as_pages: Path):
    whole = {name for name, row in AT_ONCE.items() if row.ends == ARTICLE}
    bad = [line for line in feed_lines(as_pages) if line["outlet"]["id"] == "bad"]
    assert {line["url"].rpartition("/")[2] for line in bad} == whole
    for line in bad:
        said = [
            text.partition(" says")[0] for text in line["content_text"].split("\n\n")
        ]
        assert [text.split()[1] for text in said] == ["0", "1", "2"]
    ((articles,),) = rows(as_pages, "SELECT count(*) FROM article")
    assert articles == len(whole) + 1


def test_every_end_is_counted_and_owed_where_it_may_pass(as_pages: Path):
    words = Counter(row.ends for row in AT_ONCE.values() if row.ends != ARTICLE)
    told = counted(as_pages, "bad")
    assert {word: told[word] for word in words} == words
    owed = rows(as_pages, "SELECT reason FROM pending")
    assert {reason for (reason,) in owed} == words.keys() - FINAL


def test_control_bytes_of_headers_reach_no_line_and_no_later_request(as_pages: Path):
    text = "".join(
        each.read_text("utf-8") for each in (as_pages / "data" / "feed").iterdir()
    )
    assert "control-bytes" in text
    assert not {"\x00", "\x07", "\x1b", "\r"} & set(text)
    assert "\\u001b" not in text
    assert "X-Injected" not in text


def test_a_listing_ends_in_the_same_word(tmp_path: Path):
    listed = {name: row for name, row in AT_ONCE.items() if row.ends != ARTICLE}
    listed.pop("empty-200")
    with WireServer({f"/{name}": row.script for name, row in listed.items()}) as server:
        outlets = "".join(
            outlet(name.replace("-", "_").replace(".", "_"), f"{server.base}/{name}")
            for name in listed
        )
        done = newswatch(patient(write_watch(tmp_path, outlets)), "once")
        assert done.returncode == 4, done.stderr
    told = problems(tmp_path)
    for name, row in listed.items():
        assert row.ends in told[name.replace("-", "_").replace(".", "_")], row.does
    assert rows(tmp_path, "SELECT count(*) FROM source") == [(0,)]
