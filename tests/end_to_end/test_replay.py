"""Archived pages through the pipelines: each ends as a record or as a named refusal."""

from __future__ import annotations

import gzip
import signal
import sqlite3
import time
from pathlib import Path
from uuid import uuid4

import brotli
import pytest
from crawl_folder import feed_lines, newswatch, start, write_watch
from live_page import blog, post
from loopback import story

OUTLET = """
[[outlet]]
id = "herald"
name = "The Herald"
source = [{ kind = "feed", url = "https://herald.example/rss" }]
"""
HTML = ("Content-Type", "text/html; charset=utf-8")


def write_warc(path: Path, records: list[tuple], packed: bool = True) -> Path:
    """*records*: (url, body, status line, headers), each as a response."""
    written = [record_of("warcinfo", None, b"software: tests\r\n")]
    for url, body, status, headers in records:
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        answer = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
        written.append(record_of("response", url, answer))
    asked = b"GET /1 HTTP/1.1\r\n\r\n"
    written.append(record_of("request", "https://herald.example/1", asked))
    path.write_bytes(b"".join(map(gzip.compress, written) if packed else written))
    return path


def record_of(kind: str, url: str | None, block: bytes) -> bytes:
    """One WARC 1.0 record (ISO 28500)."""
    media = (
        "application/warc-fields"
        if url is None
        else f"application/http; msgtype={kind}"
    )
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid4()}>",
        "WARC-Date: 2026-11-20T10:00:00Z",
        f"Content-Type: {media}",
        f"Content-Length: {len(block)}",
        *([f"WARC-Target-URI: {url}"] if url else []),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_watch(tmp_path, OUTLET)


def test_every_answer_is_accounted_for_by_name(folder: Path):
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(story(3).body), story(3).body)
    warc = write_warc(
        folder / "pages.warc.gz",
        [
            ("https://herald.example/1", story(1).body, "200 OK", [HTML]),
            (
                "https://herald.example/2",
                gzip.compress(story(2).body),
                "200 OK",
                [HTML, ("Content-Encoding", "gzip")],
            ),
            (
                "https://herald.example/3",
                chunked,
                "200 OK",
                [HTML, ("Transfer-Encoding", "chunked")],
            ),
            ("https://herald.example/1", story(1).body, "200 OK", [HTML]),
            ("https://www.elsewhere.example/x", story(4).body, "200 OK", [HTML]),
            ("https://herald.example/404", b"gone", "404 Not Found", [HTML]),
            ("https://herald.example/empty", b"", "200 OK", [HTML]),
            (
                "https://herald.example/pdf",
                b"%PDF",
                "200 OK",
                [("Content-Type", "application/pdf")],
            ),
            ("odd::address", story(5).body, "200 OK", [HTML]),
            (
                "https://herald.example/broken",
                b"no gzip",
                "200 OK",
                [HTML, ("Content-Encoding", "gzip")],
            ),
            (
                "https://herald.example/brotli",
                brotli.compress(story(6).body),
                "200 OK",
                [HTML, ("Content-Encoding", "br")],
            ),
            (
                "https://herald.example/no-brotli",
                b"no brotli",
                "200 OK",
                [HTML, ("Content-Encoding", "br")],
            ),
            ("https://herald.example/odd-status", b"x", "²00 OK", [HTML]),
        ],
    )
    done = newswatch(folder, "replay", str(warc))
    assert done.returncode == 0, done.stderr
    assert "pages.warc.gz: 13 pages" in done.stdout
    told = {" ".join(line.split()) for line in done.stdout.splitlines()}
    assert {"5 emitted", "1 duplicate", "7 quarantined"} <= told
    assert {
        f"1 because: {why}" for why in ("http-404", "bad-address", "not-html")
    } <= told
    # What is not gzip at all comes through as it is, and holds no article.
    assert {"2 because: empty-body", "1 because: undecodable"} <= told
    lines = feed_lines(folder)
    assert {line["title"] for line in lines} == {
        f"Story number {n} has a headline" for n in (1, 2, 3, 4, 6)
    }
    by_title = {line["title"]: line for line in lines}
    first = by_title["Story number 1 has a headline"]
    assert first["outlet"]["id"] == "herald"
    assert first["crawl"]["fetched_at"] == "2026-11-20T10:00:00Z"
    assert first["crawl"]["warc_file"] == "pages.warc.gz"
    assert first["crawl"]["warc_record_id"].startswith("urn:uuid:")
    stranger = by_title["Story number 4 has a headline"]
    assert stranger["outlet"]["id"] == "elsewhere_example"
    assert stranger["outlet"]["domain"] == "elsewhere.example"


def test_replaying_twice_writes_nothing_twice(folder: Path):
    records = [
        (f"https://herald.example/{n}", story(n).body, "200 OK", [HTML])
        for n in range(30)
    ]
    warc = write_warc(folder / "pages.warc", records, packed=False)
    for _ in range(2):
        assert newswatch(folder, "replay", str(warc)).returncode == 0
    assert sorted(line["seq"] for line in feed_lines(folder)) == list(range(1, 31))


def test_a_file_cut_short_gives_what_it_has_and_says_so(folder: Path):
    records = [
        (f"https://herald.example/{n}", story(n).body, "200 OK", [HTML])
        for n in range(5)
    ]
    warc = write_warc(folder / "pages.warc.gz", records)
    warc.write_bytes(warc.read_bytes()[:-1500])
    done = newswatch(folder, "replay", str(warc))
    assert done.returncode == 1
    assert "pages.warc.gz" in done.stderr
    assert "Traceback" not in done.stderr
    assert 1 <= len(feed_lines(folder)) < 5


def test_what_is_no_warc_is_told_in_words(folder: Path):
    junk = folder / "junk.warc.gz"
    junk.write_bytes(b"this is no archive at all\n" * 100)
    done = newswatch(folder, "replay", str(junk))
    assert done.returncode == 2
    assert "error[NW408]" in done.stderr
    assert "junk.warc.gz is no WARC file" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_ends_a_replay_with_its_account_and_the_next_one_goes_on(folder: Path):
    records = [
        (f"https://herald.example/{n}", story(n).body, "200 OK", [HTML])
        for n in range(400)
    ]
    warc = write_warc(folder / "pages.warc.gz", records)
    process = start(folder, "replay", str(warc))
    feed = folder / "data" / "feed"
    deadline = time.monotonic() + 60
    while not any(path.stat().st_size for path in feed.glob("*.jsonl")):
        assert time.monotonic() < deadline, "waited in vain for the first lines"
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "pages.warc.gz: " in out
    assert "Traceback" not in err
    written = len(feed_lines(folder))
    assert 1 <= written <= 400
    assert newswatch(folder, "replay", str(warc)).returncode == 0
    assert sorted(line["seq"] for line in feed_lines(folder)) == list(range(1, 401))


def test_a_replay_learns_what_an_outlet_repeats(folder: Path):
    appeal = (
        "<p>Dear readers, we have a favour to ask of every one of you. "
        "Our paper lives on what its readers are ready to give. "
        "Please give a little each month and help us to go on.</p>"
    )
    pages = [
        (
            f"https://herald.example/{number}",
            story(number, title=f"Court{number} hears matter{number}").body.replace(
                b"</p>", b"</p>" + appeal.encode(), 1
            ),
            "200 OK",
            [HTML],
        )
        for number in range(1, 21)
    ]
    warc = write_warc(folder / "pages.warc.gz", pages)
    done = newswatch(folder, "replay", str(warc))
    assert done.returncode == 0, done.stderr
    texts = [line["content_text"] for line in feed_lines(folder)]
    assert len(texts) == len(pages)
    having = [number for number, text in enumerate(texts) if "Dear readers" in text]
    # Three teach it, and a few more are under way meanwhile.
    assert having[:3] == [0, 1, 2]
    assert not [number for number in having if number > 10]
    assert all("says: word" in text for text in texts)


def test_two_captures_of_a_live_blog_give_each_post_once(folder: Path):
    url, posts = "https://herald.example/live", [post(n) for n in range(9, 0, -1)]
    captures = [blog(posts[4:], url), blog([*posts[:4], *posts[6:]], url)]
    records = [(url, html.encode(), "200 OK", [HTML]) for html in captures]
    done = newswatch(folder, "replay", str(write_warc(folder / "live.warc", records)))
    assert done.returncode == 0, done.stderr
    names = sorted(line["url"].partition("#")[2] for line in feed_lines(folder))
    assert names == sorted(["", *(each.name for each in posts)])
    # An archived page owes nobody a visit.
    db = sqlite3.connect(folder / "data" / "state.db")
    assert db.execute("SELECT count(*) FROM pending").fetchone() == (0,)
    found, settled = db.execute(
        "SELECT discovered, emitted + off_topic + duplicate + unchanged + quarantined"
        " + failed + pending FROM run"
    ).fetchone()
    db.close()
    assert found == settled == 11
