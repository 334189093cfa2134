"""`newswatch outlets import-rules`: what is written, what is left, what is said."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from catalogue import outlets
from crawl_folder import newswatch, write_watch

from newswatch.config import load

BODY = "body: //div[@id='story']\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_watch(
        tmp_path / "here",
        '[[outlet]]\nid = "herald"\ndomains = ["herald.example"]\n'
        'source = [{ kind = "feed", url = "https://herald.example/rss" }]\n',
    )


def site_files(folder: Path, **files: str | bytes) -> Path:
    """A folder of them; `__` in a name stands for a dot."""
    where = folder.parent / "rules"
    where.mkdir()
    for name, text in files.items():
        content = text.encode() if isinstance(text, str) else text
        (where / f"{name.replace('__', '.')}.txt").write_bytes(content)
    return where


def accounts(folder: Path, rules: Path, *more: str) -> dict[str, dict[str, Any]]:
    done = newswatch(folder, "outlets", "import-rules", str(rules), "--json", *more)
    return {(line := json.loads(raw))["file"]: line for raw in done.stdout.splitlines()}


def test_unknown_site_becomes_an_outlet_that_can_be_loaded(folder: Path) -> None:
    text = f"title: //h1\n{BODY}tidy: no\nfind_string: x\nstrip: //aside\n"
    text += "test_url: https://post.example/a\n"
    rules = site_files(folder, www__post__example=text)

    done = newswatch(folder, "outlets", "import-rules", str(rules))

    assert done.returncode == 0, done.stderr
    name, outlet_id, used, told = done.stdout.rstrip("\n").split("\t")
    assert (name, outlet_id, used) == ("www.post.example.txt", "post_example", "4 of 6")
    assert "written to " in told
    assert "tidy in line 3 is not needed" in told
    assert "find_string in line 4 is not supported" in told
    assert done.stderr.splitlines()[-1] == "1 file read, 1 written"
    assert "used           1 body" in done.stderr
    outlet = load(folder).outlets["post_example"]
    assert outlet.domains == ("post.example",)
    assert outlet.rules[0].body == ("//div[@id='story']",)
    written = (folder / "schedules/outlets/post_example.toml").read_text("utf-8")
    assert "# newswatch outlets test https://post.example/a\n" in written
    assert "# not used: line 4, find_string: " in written
    assert "tidy" not in written


def test_catalogue_outlet_is_kept_whole_with_the_rules_added(folder: Path) -> None:
    known = next(o for o in outlets() if o.domains and not o.rules and o.sources)
    rules = site_files(folder, **{known.domains[0].replace(".", "__"): BODY})

    newswatch(folder, "outlets", "import-rules", str(rules))

    after = load(folder).outlets[known.id]
    assert after.rules[0].body == ("//div[@id='story']",)
    unruled = after.model_copy(update={"rules": ()})
    before = load(folder.parent).outlets[known.id]
    assert unruled == before


def test_rules_are_not_given_to_pages_they_are_not_for(folder: Path) -> None:
    ruled = next(o for o in outlets() if o.rules and o.domains)
    rules = site_files(
        folder,
        herald__example=BODY,
        sport__herald__example=BODY,
        __herald__example=BODY,
        global_=BODY,
        post__example=BODY,
        __post__example=BODY,
        wire__example="tidy: no\n",
        **{ruled.domains[0].replace(".", "__"): BODY},
    )

    told = accounts(folder, rules)

    assert {name: line["why_not"] for name, line in told.items()} == {
        "herald.example.txt":
            "this outlet is declared in schedules/test.toml: add [[rules]] there",
        "sport.herald.example.txt": "it covers only a part of this outlet",
        ".herald.example.txt": "it covers only a part of this outlet",
        "global_.txt": "its name is no site's",
        "post.example.txt": None,
        ".post.example.txt": "another file is for this outlet",
        "wire.example.txt": "no line of it can be used",
        f"{ruled.domains[0]}.txt": "this outlet has rules already",
    }  # fmt: skip
    written = [path.name for path in (folder / "schedules" / "outlets").iterdir()]
    assert written == ["post_example.toml"]


def test_no_file_is_overwritten_and_no_link_followed(folder: Path) -> None:
    rules = site_files(folder, post__example=BODY, wire__example=BODY)
    out = folder / "elsewhere"
    out.mkdir()
    (out / "post_example.toml").write_text("mine", "utf-8")
    (out / "wire_example.toml").symlink_to(folder / "target")

    done = newswatch(
        folder, "outlets", "import-rules", str(rules), "--out", str(out), "--json"
    )

    assert done.returncode == 1
    assert {json.loads(line)["why_not"] for line in done.stdout.splitlines()} == {
        "its file exists already: it is never overwritten"
    }
    assert (out / "post_example.toml").read_text("utf-8") == "mine"
    assert not (folder / "target").exists()


def test_file_that_cannot_be_read_does_not_stop_the_others(folder: Path) -> None:
    rules = site_files(
        folder,
        latin__example=b"# caf\xe9\n" + BODY.encode(),
        huge__example="# x\n" * 100_000,
        post__example=BODY,
    )
    (rules / "away.example.txt").symlink_to(folder / "newswatch.toml")
    (rules / "loop.example.txt").symlink_to(rules / "loop.example.txt")
    (rules / "folder.example.txt").mkdir()
    os.mkfifo(rules / "pipe.example.txt")

    done = newswatch(folder, "outlets", "import-rules", str(rules))

    assert done.returncode == 1
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [
        "post.example.txt"
    ]
    codes = [line[6:11] for line in done.stderr.splitlines() if line[:6] == "error["]
    assert sorted(codes) == ["NW111", "NW113", "NW113", "NW113", "NW113", "NW312"]
    assert f"{rules}/latin.example.txt:1:6" in done.stderr


@pytest.mark.parametrize("made", [True, False], ids=["empty", "missing"])
def test_folder_without_rules_is_an_error_with_its_place(
    folder: Path, made: bool
) -> None:
    rules = folder / "rules"
    if made:
        rules.mkdir()

    done = newswatch(folder, "outlets", "import-rules", str(rules))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error[NW311]: ")
    assert f"--> {rules}\n" in done.stderr
    assert "\nhelp: " in done.stderr


def test_folder_that_cannot_be_written_to_is_an_error(folder: Path) -> None:
    rules = site_files(folder, post__example=BODY)
    taken = folder / "taken"
    taken.write_text("a file", "utf-8")

    done = newswatch(folder, "outlets", "import-rules", str(rules), "--out", str(taken))

    assert (done.returncode, done.stdout) == (5, "")
    assert "error[NW410]: cannot write here" in done.stderr


def test_hostile_words_in_a_file_reach_neither_terminal_nor_configuration(
    folder: Path,
) -> None:
    text = f"{BODY}\x1b]0;owned\x07: //a\nxy\u202ez: 1\nstrip: //a['\x1b[2J']\n"
    rules = site_files(folder, post__example=text)

    done = newswatch(folder, "outlets", "import-rules", str(rules))

    assert "\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in done.stdout + done.stderr
    assert load(folder).outlets["post_example"].rules
