"""`newswatch why` in a folder that was crawled: each address has a true answer."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, html, rss, story

from newswatch.cli.why_case import case_of
from newswatch.cli.why_sections import facts_of, sections_of
from newswatch.config import load
from newswatch.store import open_lookup

WATCH = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
link_deny = ["/sport/"]
source = [{{ kind = "feed", url = "{herald}/rss" }}]
[[outlet]]
id = "post"
domains = ["127.0.0.2"]
source = [{{ kind = "feed", url = "{post}/rss" }}]
"""
APPEAL = (
    "Our newsroom has no owner but the people who read it every day of the year.",
    "We need readers like you to keep this work free for everybody in the country.",
    "Give a little each month and help us to go on with what we began.",
)
CANONICAL = '<link rel="canonical" href="/stories/1">'


def page(number: int) -> Answer:
    head = CANONICAL if number == 1 else ""
    title = f"Court{number} matter{number} headline"
    plain = story(number, head=head, title=title).body.decode()
    appeal = "".join(f"<p>{sentence}</p>" for sentence in APPEAL)
    return html(plain.replace("</article>", f"{appeal}</article>"))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder after one round, and where its herald was."""
    folder = tmp_path_factory.mktemp("why")
    pages: dict[str, Answer] = {f"/news/{n}": page(n) for n in range(1, 6)}
    pages |= {
        "/news/chess": story("chess", title="Chess and nothing else"),
        "/news/again/1": page(1),
        "/news/empty": html("<title>Page not found</title><h1>Page not found</h1>"),
        "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /secret\n"),
        "/secret/1": story("secret"),
    }
    # The appeal is known before the fifth article is read, whichever answers first.
    rounds = [
        [f"/news/{n}" for n in range(1, 5)],
        ["/news/5"],
        [*(path for path in pages if path != "/robots.txt"), "/news/gone", "/sport/1"],
    ]
    with Site({}) as herald, Site({}, host="127.0.0.2") as post:
        post.pages = {"/rss": rss("/other/3", base=post.base), "/other/3": page(3)}
        watch = WATCH.format(herald=herald.base, post=post.base)
        write_watch(folder, watch, query="title:headline")
        for listed in rounds:
            herald.pages = {"/rss": rss(*listed, base=herald.base), **pages}
            done = newswatch(folder, "once", "herald")
            assert done.returncode == 0, done.stderr
        done = newswatch(folder, "once", "post")
        assert done.returncode == 0, done.stderr
        yield folder, herald.base


def why(folder: Path, ref: str, *more: str) -> subprocess.CompletedProcess[str]:
    done = newswatch(folder, "why", ref, *more)
    assert done.returncode == 0, done.stderr
    return done


def answer(folder: Path, ref: str) -> tuple[str, dict[str, Any]]:
    """All lines, and what `--json` prints; starting a process would take longer."""
    configuration = load(folder)
    lookup = open_lookup(configuration.options, configuration.data_dir)
    try:
        case = case_of(ref, configuration, lookup)
        sections = sections_of(case)
        lines = [line for section in sections for line in section.lines]
        return "\n".join(lines), facts_of(case, sections)
    finally:
        if lookup is not None:
            lookup.close()


def facts(folder: Path, ref: str) -> dict[str, Any]:
    return answer(folder, ref)[1]


def test_a_record_is_told_by_number_by_id_and_by_address(crawled):
    folder, _ = crawled
    record = next(r for r in feed_lines(folder) if r["url"].endswith("/news/2"))
    refs = [
        *(f"#{record['seq']}", str(record["seq"]), record["id"]),
        *(record["id"][3:12], record["url"], record["url"] + "?utm_source=x#top"),
    ]
    for ref in refs:
        found = facts(folder, ref)
        assert (found["status"], found["seq"]) == ("emitted", record["seq"]), ref
    assert found["id"] == record["id"]
    assert found["matched"] == record["matches"]
    assert found["fields"] == {k: v for k, v in record["provenance"].items() if v}
    assert found["text"]["extractor"] == record["producer"]["extractor"]
    assert found["found"]["source"] == record["crawl"]["discovered_from"]
    assert found["found"]["fetched_at"] == record["crawl"]["fetched_at"]


def test_what_was_cut_is_told_with_the_number_of_articles_that_had_it(crawled):
    folder, _ = crawled
    seqs = {r["url"].rpartition("/")[2]: r["seq"] for r in feed_lines(folder)}
    removed = facts(folder, f"#{seqs['5']}")["removed"]
    assert removed["furniture"] == [{"seen_on": 4, "text": text} for text in APPEAL]
    assert "removed" not in facts(folder, f"#{seqs['2']}")


def test_the_command_prints_the_same_as_lines_and_as_json(crawled):
    folder, base = crawled
    url = f"{base}/news/chess"
    assert json.loads(why(folder, url, "--json").stdout) == facts(folder, url)
    told = why(folder, url).stdout.splitlines()
    assert told[0] == "article    Chess and nothing else"
    assert told[3] == "verdict    not written: no topic matched (asked: all)"
    assert told[4] == "nearest    all  0 of 1 points"
    assert told[6] == "                 missing in title: headline"


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/news/chess", "off_topic", "no topic matched (asked: all)"),
        ("/news/gone", "failed", "not found (http-404)"),
        ("/news/empty", "quarantined", "kept out"),
        ("/secret/1", "quarantined", "robots.txt line 2: Disallow: /secret"),
        ("/secret/2", "undiscovered", "kept out by robots.txt line 2"),
        ("/sport/1", "undiscovered", 'herald keeps it out: link_deny "/sport/"'),
        ("/rss", "undiscovered", "it is a source of herald"),
        ("/news/6", "undiscovered", "3 polls, and no listing named it"),
    ],
)
def test_what_has_no_line_says_why(crawled, path: str, status: str, word: str):
    folder, base = crawled
    told, found = answer(folder, base + path)
    assert word in told
    assert found["status"] == status


def test_a_failed_visit_tells_its_tries_and_the_next_one(crawled):
    folder, base = crawled
    verdict = facts(folder, f"{base}/news/gone")["verdict"]
    assert (verdict["reason"], verdict["failed_tries"]) == ("http-404", 1)
    assert verdict["next_visit"].endswith("Z")
    assert not verdict["is_final"]


def test_an_article_without_a_line_still_tells_how_it_was_read(crawled):
    folder, base = crawled
    found = facts(folder, f"{base}/news/chess")
    assert found["title"] == "Chess and nothing else"
    assert found["fields"]["title"]
    assert found["found"]["source"] == f"{base}/rss"
    assert found["text"]["words"] > 100
    assert found["seq"] is None


def test_another_address_and_a_claimed_one_lead_to_the_article(crawled):
    folder, base = crawled
    ids = {facts(folder, base + path)["id"] for path in ("/news/1", "/stories/1")}
    again = facts(folder, f"{base}/news/again/1")
    assert {again["id"]} == ids
    assert again["address"]["known_by"]
    assert facts(folder, f"{base}/stories/1")["address"]["claimed"]


def test_a_copy_names_its_original(crawled):
    folder, base = crawled
    url = f"{base.replace('127.0.0.1', '127.0.0.2').rpartition(':')[0]}"
    db = sqlite3.connect(folder / "data" / "state.db")
    (address,) = db.execute(
        "SELECT url FROM article WHERE outlet_id = 'post'"
    ).fetchone()
    db.close()
    assert address.startswith(url)
    found = facts(folder, address)
    original = facts(folder, f"{base}/news/3")
    assert found["status"] == "duplicate"
    assert found["verdict"]["copy_of"] == original["id"]
    assert found["verdict"]["copy_of_seq"] == original["seq"]


def test_an_address_that_nobody_claims_gets_a_next_step(crawled):
    folder, _ = crawled
    url = "https://elsewhere.example/1"
    told, _ = answer(folder, url)
    assert "no outlet claims elsewhere.example" in told
    assert f"next: newswatch outlets test {url}" in told


@pytest.mark.parametrize(
    ("before", "after", "code", "plain"),
    [
        ("http://ann:secret@", "", "credentials", True),
        ("http://ann@", "", "credentials", True),
        ("http://", "/a\\b", "backslash", True),
        ("http://", "/%00", "control-character", False),
        ("http://", "/" + "a" * 2048, "too-long", False),
    ],
)
def test_an_address_that_may_not_be_asked_is_let_in_by_no_rule(
    crawled, before: str, after: str, code: str, plain: bool
):
    folder, base = crawled
    host = base.removeprefix("http://")
    told, found = answer(folder, f"{before}{host}/news/9{after}")
    assert (found["status"], found["verdict"]["causes"]) == ("undiscovered", [code])
    assert f"refused for: {code}" in told
    assert "let it in" not in told
    assert "secret" not in told
    assert (f"next: newswatch why {base}/news/9" in told) is plain


def test_the_feed_alone_answers_where_there_is_no_state(crawled, tmp_path: Path):
    folder, _ = crawled
    record = feed_lines(folder)[0]
    write_watch(
        tmp_path, WATCH.format(herald="http://127.0.0.1:1", post="http://x.example")
    )
    target = tmp_path / "data" / "feed"
    target.mkdir(parents=True)
    for path in (folder / "data" / "feed").glob("*.jsonl"):
        (target / path.name).write_bytes(path.read_bytes())
    for ref in ("1", record["id"][3:13], record["url"]):
        assert facts(tmp_path, ref)["id"] == record["id"]
    assert not (tmp_path / "data" / "state.db").exists()


def test_a_folder_that_never_crawled_says_so(tmp_path: Path):
    write_watch(
        tmp_path, WATCH.format(herald="http://127.0.0.1:1", post="http://x.example")
    )
    told = why(tmp_path, "http://127.0.0.1:1/a").stdout
    assert "nothing was crawled in this folder yet" in told
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("width", [40, 100])
def test_no_line_is_wider_than_the_screen_but_for_what_people_copy(crawled, width: int):
    folder, _ = crawled
    done = newswatch(folder, "--color", "always", "why", "1", COLUMNS=str(width))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) > 10
    for line in lines:
        assert len(line) <= width or len(line.split()) <= 2, line
