"""`newswatch demo` as a person runs it: twice the same, and ended at any moment."""

from __future__ import annotations

import json
import re
import signal
import socket
import sqlite3
import subprocess
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawl_folder import alive, descendants, feed_lines, newswatch, start

from newswatch.demo.expectations import Expectations, SecondPass, expectations
from newswatch.demo.expectations import second_pass as second_pass_of
from newswatch.demo.tally import Tally
from newswatch.demo.world import editions
from newswatch.feed.lock import FolderLock
from newswatch.model import Outcome
from newswatch.urls import canonical_url

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
#: reasons that depend on which address, or which of two outlets, was first
BY_ORDER = {
    *("known-address", "amp-twin", "named-by-twin", "same-canonical"),
    *("same-guid", "same-text", "exact-copy", "near-copy"),
}


def free_seed() -> int:
    """One whose port nobody listens on; another run of this test may have the first."""
    for seed in range(41, 141):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", 18000 + seed))
            except OSError:
                continue
            return seed
    raise LookupError("no free port")


def demo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return newswatch(folder, "demo", *arguments)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory):
    """Two folders after the same demo, and what it said in the first."""
    folders = [tmp_path_factory.mktemp(name) for name in ("one", "two")]
    repeats = ("--seed", str(free_seed()), "--now", NOW.isoformat())
    done = [demo(folder, *repeats) for folder in folders]
    assert [each.returncode for each in done] == [0, 0], done[0].stderr
    return (*folders, done[0])


@pytest.fixture(scope="module")
def bases(twice) -> dict[str, str]:
    text = (twice[0] / "schedules" / "demo.toml").read_text("utf-8")
    found = re.findall(r'id = "(demo_\w+)".*?homepage = "([^"]+)/"', text, re.S)
    assert len(found) == 3
    return dict(found)


@pytest.fixture(scope="module")
def first(bases) -> Expectations:
    return expectations(editions(bases, NOW))


@pytest.fixture(scope="module")
def second(bases) -> SecondPass:
    return second_pass_of(editions(bases, NOW), editions(bases, NOW, 2))


def test_two_demos_write_the_same_bytes_apart_from_durations(twice):
    texts = []
    for folder in twice[:2]:
        (file,) = (folder / "data" / "feed").iterdir()
        assert file.name == "newswatch-2026-11-23.jsonl"
        texts.append(re.sub(rb'"duration_ms":\d+', b"", file.read_bytes()))
    assert texts[0]
    assert texts[0] == texts[1]


def test_the_feed_is_what_both_editions_come_to(twice, first, second):
    lines = feed_lines(twice[0])
    told = {(line["event"], line["url"]): line for line in lines}
    assert len(told) == len(lines)
    expected = {
        **{("new", each.url): each for each in (*first.records, *second.new)},
        **{("revised", each.url): each for each in second.edited},
        # What is gone is told as it was.
        **{
            ("withdrawn", each.url): each
            for each in first.records
            if each.url in second.taken_down
        },
    }
    assert {event for event, _ in expected} == {"new", "revised", "withdrawn"}
    assert set(told) == {(event, canonical_url(url)) for event, url in expected}
    for (event, url), article in expected.items():
        line = told[event, canonical_url(url)]
        assert line["content_text"] == "\n\n".join(article.paragraphs)
        assert line["title"] == article.title
        assert line["outlet"]["id"] == article.outlet_id


def test_what_is_told_again_follows_on_what_was_told_first(twice):
    lines = feed_lines(twice[0])
    first_of = {line["id"]: line for line in lines if line["event"] == "new"}
    again = [line for line in lines if line["event"] != "new"]
    assert {line["event"] for line in again} == {"revised", "withdrawn"}
    for line in again:
        before = first_of[line["id"]]
        assert line["change"]["previous_seq"] == before["seq"]
        assert line["revision"] == before["revision"] + (line["event"] == "revised")
    (revised,) = (line for line in again if line["event"] == "revised")
    assert revised["change"]["words_added"]
    assert revised["change"]["words_removed"]


def test_the_ledgers_of_both_passes_are_the_worlds(twice, first, second):
    db = sqlite3.connect(twice[0] / "data" / "state.db")
    db.row_factory = sqlite3.Row
    rows = db.execute("SELECT * FROM run ORDER BY started_at").fetchall()
    db.close()
    assert len(rows) == 6
    passes = [first.tallies] * 3 + [second.tallies] * 3
    for row, tallies in zip(rows, passes, strict=True):
        told = Tally(discovered=row["discovered"])
        told.outcomes = +Counter({outcome: row[outcome] for outcome in Outcome})
        reasons = Counter(json.loads(row["reasons"]))
        told.reasons = Counter({k: n for k, n in reasons.items() if k not in BY_ORDER})
        assert told == tallies[row["outlet_id"]], row["id"]


def test_what_it_says_is_what_is_there(twice):
    folder, _, done = twice
    lines = feed_lines(folder)
    said = done.stdout.splitlines()
    assert said[0].startswith("newswatch ")
    assert "demo: 3 outlets on 127.0.0.1" in said[0]
    assert "pass 1 of 2" in said
    assert any(line.startswith("pass 2 of 2  (meanwhile ") for line in said)
    assert any(line.startswith(f"{len(lines)} records in ") for line in said)
    assert done.stderr == ""
    rows = [line.split("\t") for line in said if line.count("\t") > 1]
    assert [row[3] for row in rows] == [line["event"] for line in lines]
    for row, line in zip(rows, lines, strict=True):
        change = line["change"]
        words = f" (+{change['words_added']} -{change['words_removed']} words)"
        assert row[-1].endswith(words) == (line["event"] == "revised")
    for event in ("revised", "withdrawn"):
        assert done.stdout.count(f"1 {event}") == 1


def test_every_command_that_it_names_runs(twice):
    folder, _, done = twice
    steps = re.findall(r"newswatch -C \S+ (.+?)  +\S", done.stdout)
    assert {"read", "read --json", "check"} <= set(steps)
    for step in steps:
        ran = newswatch(folder, *step.split())
        assert ran.returncode == 0, ran.stderr


def test_a_taken_port_is_told_with_what_to_do(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 18000 + 42))
        taken.listen()
        done = demo(tmp_path / "d", "--seed", "42")
    assert done.returncode == 1
    assert "error[NW503]" in done.stderr
    assert "--seed" in done.stderr


def test_a_folder_in_use_is_left_as_it_is(tmp_path: Path):
    with FolderLock(tmp_path):
        done = demo(tmp_path)
    assert done.returncode == 75
    assert "NW601" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_records_of_somebody_else_are_left_alone(tmp_path: Path):
    theirs = tmp_path / "data" / "feed" / "newswatch-2020-01-01.jsonl"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("{}\n")
    done = demo(tmp_path)
    assert done.returncode == 78
    assert theirs.read_text() == "{}\n"


def test_state_named_in_the_environment_is_not_touched(tmp_path: Path):
    data = tmp_path / "production"
    data.mkdir()
    (data / "state.db").write_text("precious")
    with socket.socket() as taken:  # far enough: the folder is cleared by then
        taken.bind(("127.0.0.1", 18000 + 43))
        taken.listen()
        newswatch(tmp_path / "d", "demo", "--seed", "43", NEWSWATCH_DATA=str(data))
    assert (data / "state.db").read_text() == "precious"
    assert not (data / "lock").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--follow", "--seed", "1"),
        ("--follow", "--keep"),
        ("--now", "yesterday"),
        ("--now", "0001-01-01"),
        ("--seed", "-1"),
    ],
)
def test_wrong_use_is_told_before_anything_is_made(tmp_path: Path, arguments):
    done = demo(tmp_path / "d", *arguments)
    assert done.returncode == 2
    assert arguments[0] in done.stderr
    assert not (tmp_path / "d").exists()


def interrupted_at(folder: Path, *words: str, options: tuple[str, ...] = ()):
    """A demo that gets Ctrl-C once it said all *words*; exit code and complaints."""
    process = start(folder, "demo", *options)
    assert process.stdout
    unsaid = set(words)
    for line in process.stdout:
        unsaid -= {each for each in unsaid if each in line}
        if not unsaid:
            break
    children = [pid for pid, _ in descendants(process.pid)]
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert not alive(children)
    with FolderLock(folder), FolderLock(folder / "data"):
        pass
    assert "Traceback" not in errors
    return process.returncode, errors


@pytest.mark.parametrize("words", ["newswatch ", "pass 1 of 2", "links", "pass 2 of 2"])
def test_ctrl_c_ends_it_whole(tmp_path: Path, words: str):
    code, errors = interrupted_at(tmp_path, words)
    assert code == 130, errors


def test_outlets_that_are_kept_go_at_ctrl_c(tmp_path: Path):
    code, errors = interrupted_at(
        tmp_path, "  demo_post    http://", options=("--keep",)
    )
    assert code == 0, errors


def test_following_prints_what_comes_until_ctrl_c(tmp_path: Path):
    told = ("working group on air", "\trevised\t", "\twithdrawn\t")
    code, errors = interrupted_at(tmp_path, *told, options=("--follow",))
    assert code == 0, errors
    lines = feed_lines(tmp_path)
    assert any("working group" in line["title"] for line in lines)
    assert {line["event"] for line in lines} == {"new", "revised", "withdrawn"}
