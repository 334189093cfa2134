"""Every command as a user types it: results, complaints, exit codes."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from crawl_folder import command, newswatch, write_watch
from loopback import Site, story

OUTLET = """
[[outlet]]
id = "herald"
name = "The Herald"
source = [{ kind = "feed", url = "https://herald.example/rss" }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_watch(tmp_path, OUTLET)


def test_check_says_what_will_run_when_and_asks_nobody(folder: Path):
    done = newswatch(folder, "check")
    assert done.returncode == 0, done.stderr
    (row,) = done.stdout.splitlines()
    assert row.split("\t") == ["herald", "RSS feed", "every 15 min", "at start", "ok"]
    assert "1 topic ok.  Feed folder writable" in done.stderr
    assert "no page fetched" in done.stderr


def test_mistakes_are_told_all_at_once_with_their_places(folder: Path):
    (folder / "newswatch.toml").write_text('[polite]\ndelay = "2x"\nspeed = 3\n')
    (folder / "schedules" / "test.toml").write_text('outlets = ["herold"]\n' + OUTLET)
    for asked in ("check", "once", "run"):
        done = newswatch(folder, asked)
        assert done.returncode == 78, asked
        assert done.stdout == ""
        assert "newswatch.toml:2:9" in done.stderr
        assert "newswatch.toml:3:1" in done.stderr
        assert "schedules/test.toml:1:" in done.stderr
        assert "help:" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_folder_without_schedules_is_told_what_to_write(tmp_path: Path):
    done = newswatch(tmp_path, "run")
    assert done.returncode == 78
    assert "schedules/" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["bogus"],
        ["read", "--after", "minus-one"],
        ["read", "--since", "yesterday-ish"],
        ["read", "--since", "999999999999d"],
        ["once", "no_such_outlet"],
        ["extract"],
        ["replay"],
        ["replay", "no-such-file.warc.gz"],
    ],
)
def test_wrong_use_is_exit_2_and_no_traceback(folder: Path, arguments: list[str]):
    done = newswatch(folder, *arguments)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_schema_is_a_json_schema(folder: Path):
    done = newswatch(folder, "schema")
    assert done.returncode == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(done.stdout))


def test_reading_an_empty_feed_is_no_error(folder: Path):
    done = newswatch(folder, "read")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no record" in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["once", "--help"]])
def test_help_is_on_standard_output(folder: Path, arguments: list[str]):
    done = newswatch(folder, *arguments)
    assert done.returncode == 0
    assert "newswatch" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        *(["outlets", "list"], ["--help"], ["--version"], ["check"]),
        *(["read", "-n", "1"], ["schema"], ["status", "--json"]),
    ],
)
def test_quick_commands_import_no_framework(folder: Path, arguments: list[str]):
    # As the real command does: python tells on standard error what it imports.
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command(folder, *arguments)[1:]],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "newswatch.cli.app" in imported
    frameworks = {"scrapy", "twisted", "trafilatura", "rich.console"}
    assert not frameworks & imported


# -- extract


def test_extract_prints_the_article_of_a_file(folder: Path):
    page = folder / "page.html"
    page.write_bytes(story(7).body)
    done = newswatch(
        folder, "extract", str(page), "--url", "https://herald.example/story"
    )
    assert done.returncode == 0, done.stderr
    entry = json.loads(done.stdout)
    assert entry["title"] == "Story number 7 has a headline"
    assert entry["body"].startswith("Paragraph 0 of story 7")
    assert entry["provenance"]["content_text"]
    assert entry["seconds"] >= 0


def test_extract_fetches_an_address_as_politely_as_a_round(folder: Path):
    with Site({"/news/1": story(1)}) as site:
        done = newswatch(folder, "extract", f"{site.base}/news/1?utm_source=x")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["title"].startswith("Story number 1")
        assert site.asked == ["/robots.txt", "/news/1"]


def test_extract_of_what_is_no_article_is_exit_1(folder: Path):
    empty = folder / "empty.html"
    empty.write_text("<html></html>")
    for name in (str(empty), str(folder / "missing.html")):
        done = newswatch(folder, "extract", name)
        assert done.returncode == 1
        assert done.stdout == ""
        assert "help:" in done.stderr


def test_extract_answers_each_line_with_a_line_in_order(folder: Path):
    packed = folder / "page.html.gz"
    packed.write_bytes(gzip.compress(story(3).body))
    lines = [
        json.dumps({"id": "a", "url": "https://herald.example/3", "html": str(packed)}),
        "not json",
        json.dumps({"id": "c", "url": "https://herald.example/4", "html": "/missing"}),
        json.dumps(["d"]),
        json.dumps({"id": "e", "url": None, "html": str(packed)}),
    ]
    done = newswatch(folder, "extract", "--jsonl", stdin="\n".join(lines) + "\n")
    assert done.returncode == 1  # not every page held an article
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2, "c", 4, "e"]
    for good in (answers[0], answers[4]):
        assert good["title"] == "Story number 3 has a headline"
        assert {"body", "authors", "published", "modified", "language"} <= set(good)
    for bad in answers[1:4]:
        assert bad["error"]
        assert bad["body"] == ""


# -- hostile text in the terminal


def test_a_headline_cannot_steer_the_terminal(tmp_path: Path):
    title = "Evil \x1b]0;owned\x07 \x1b[31mred \u202egnp.exe [bold]x[/bold]"
    with Site({"/news/1": story(1, title=title)}) as site:
        from loopback import rss

        site.pages["/rss"] = rss("/news/1", base=site.base)
        outlet = OUTLET.replace("https://herald.example", site.base)
        folder = write_watch(tmp_path, outlet)
        assert newswatch(folder, "once").returncode == 0
        shown = newswatch(folder, "--color", "always", "read")
    assert "\x07" not in shown.stdout
    assert "\x1b]" not in shown.stdout
    assert "\u202e" not in shown.stdout
    assert "[bold]x[/bold]" in shown.stdout


# -- odd inputs, odd outputs


def test_one_bad_page_does_not_stop_the_others(folder: Path):
    good = folder / "good.html"
    good.write_bytes(story(3).body)
    names = [str(good), str(folder / "missing.html"), "http://[bad", str(good)]
    done = newswatch(folder, "extract", *names)
    assert done.returncode == 1
    assert done.stdout.count('"Story number 3 has a headline"') == 2
    assert done.stderr.count("error[") == 2
    assert "Traceback" not in done.stderr


def test_an_odd_address_or_id_is_answered_like_any_bad_line(folder: Path):
    page = folder / "page.html"
    page.write_bytes(story(3).body)
    lines = [
        json.dumps({"id": 1, "url": 5, "html": str(page)}),
        f'{{"id": "\\ud800", "url": null, "html": "{page}"}}',
        json.dumps({"id": 3, "url": "http://[bad", "html": str(page)}),
        json.dumps({"id": 4, "url": "https://herald.example/4", "html": str(page)}),
    ]
    done = newswatch(folder, "extract", "--jsonl", stdin="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == 4
    assert answers[3]["title"]
    assert "Traceback" not in done.stderr
    keys = {"id", "title", "body", "authors", "published", "modified", "language"}
    for answer in answers:
        assert keys | {"url", "provenance", "seconds"} <= set(answer)


@pytest.mark.parametrize("junk", ["rubbish\n", '{"seq": 3}\n', "[]\n"])
def test_a_damaged_line_is_told_in_words(folder: Path, junk: str):
    feed = folder / "data" / "feed"
    feed.mkdir(parents=True)
    (feed / "newswatch-2026-11-23.jsonl").write_text(junk)
    done = newswatch(folder, "read")
    assert done.returncode == 5
    assert "NW407" in done.stderr
    assert "fault" not in done.stderr


def test_a_reader_that_has_seen_enough_is_no_error(folder: Path):
    program = f"{sys.executable} -m newswatch schema | head -c 10; echo $PIPESTATUS"
    done = subprocess.run(
        ["bash", "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1].endswith("0")
    assert done.stderr == ""


def test_a_result_that_cannot_be_written_is_told(folder: Path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "newswatch", "schema"],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 5
    assert "NW409" in done.stderr


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    done = newswatch(tmp_path, "demo", "/proc/newswatch-demo")
    assert done.returncode == 5
    assert "NW401" in done.stderr
    assert "Traceback" not in done.stderr
