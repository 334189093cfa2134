"""`newswatch outlets`: results, complaints, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from catalogue import IDS, outlets
from crawl_folder import newswatch, write_watch

INLINE = """
[[outlet]]
id = "herald"
country = "NZ"
languages = ["pt-BR"]
groups = ["mine"]
source = [{ kind = "feed", url = "https://herald.example/rss" }]
"""
PRIVATE = """
name = "Ours"
groups = ["mine", "wires"]
[[source]]
kind = "feed"
url = "https://bbc.example/rss"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_watch(tmp_path, INLINE)
    (tmp_path / "schedules" / "outlets").mkdir()
    (tmp_path / "schedules" / "outlets" / "bbc.toml").write_text(PRIVATE, "utf-8")
    return tmp_path


def rows(folder: Path, *arguments: str) -> list[list[str]]:
    done = newswatch(folder, "outlets", *arguments)
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]


def ids(folder: Path, *arguments: str) -> list[str]:
    return [row[0] for row in rows(folder, "list", *arguments)]


def test_everybody_is_listed_by_id_and_counted_on_standard_error(folder: Path):
    done = newswatch(folder, "outlets", "list")

    listed = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert listed == sorted([*IDS, "herald"])
    assert done.stderr == f"{len(IDS) + 1} outlets\n"


def test_line_says_where_an_outlet_comes_from(folder: Path):
    by_id = {row[0]: row for row in rows(folder, "list")}

    assert by_id["herald"] == ["herald", "NZ", "pt-BR", "schedules/test.toml", "mine"]
    assert by_id["bbc"] == [
        "bbc",
        "-",
        "-",
        "schedules/outlets/bbc.toml",
        "mine, wires",
    ]
    assert by_id["tass"][:4] == ["tass", "RU", "en", "catalogue"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--group", "mine"], ["bbc", "herald"]),
        (["--group", "group:ukraine"], ["ukrainska_pravda"]),
        (
            ["--group", "ukraine", "--group", "mine"],
            ["bbc", "herald", "ukrainska_pravda"],
        ),
        (["--country", "nz"], ["herald"]),
        (["--language", "pt"], ["herald"]),
        (["--language", "PT-br"], ["herald"]),
        (["--group", "russia", "--country", "LV"], ["meduza"]),
        (["--group", "ukraine", "--country", "US"], []),
    ],
)
def test_options_narrow_the_list(
    folder: Path, arguments: list[str], expected: list[str]
):
    assert ids(folder, *arguments) == expected


def test_nobody_left_is_said_and_no_error(folder: Path):
    done = newswatch(folder, "outlets", "list", "--group", "ukraine", "--country", "US")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "0 outlets\n")


def test_json_is_one_object_a_line(folder: Path):
    done = newswatch(folder, "outlets", "list", "--group", "mine", "--json")

    ours, herald = (json.loads(line) for line in done.stdout.splitlines())
    assert ours["name"] == "Ours"
    assert herald["domains"] == ["herald.example"]
    assert [source["url"] for source in herald["source"]] == [
        "https://herald.example/rss"
    ]
    assert herald["from"] == "schedules/test.toml"


def test_unknown_group_is_told_with_the_nearest(folder: Path):
    done = newswatch(folder, "outlets", "list", "--group", "wirse")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        'error[NW109]: no outlet is in the group "wirse"\nhelp: did you mean "wires"?\n'
    )


@pytest.mark.parametrize(
    "arguments",
    [["--country", "UK"], ["--country", "Japan"], ["--language", "english"]],
)
def test_country_or_language_of_nobody_is_wrong_use(folder: Path, arguments: list[str]):
    done = newswatch(folder, "outlets", "list", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert f'no outlet has "{arguments[1]}"' in done.stderr
    assert "known: " in done.stderr


def test_groups_are_listed_with_their_sizes(tmp_path: Path):
    wires = sum("wires" in made.groups for made in outlets())

    assert ["wires", str(wires)] in rows(tmp_path, "groups")
    done = newswatch(tmp_path, "outlets", "groups", "--json")
    assert {"group": "wires", "outlets": wires} in [
        json.loads(line) for line in done.stdout.splitlines()
    ]


def test_without_a_subcommand_it_shows_its_help(folder: Path):
    done = newswatch(folder, "outlets")

    shown = done.stdout + done.stderr
    assert "list" in shown
    assert "groups" in shown
    assert "Traceback" not in shown


def test_a_wrong_configuration_is_told_with_its_place(folder: Path):
    private = folder / "schedules" / "outlets" / "bbc.toml"
    private.write_text("groups = ['mine'\n", "utf-8")

    done = newswatch(folder, "outlets", "list")

    assert (done.returncode, done.stdout) == (78, "")
    assert "schedules/outlets/bbc.toml:1:" in done.stderr


def test_narrow_terminal_shows_whole_ids(folder: Path):
    done = newswatch(
        folder, "--color", "always", "outlets", "list", "--group", "mine", COLUMNS="40"
    )

    assert "schedules/outlets/bbc.toml" in done.stdout.replace("\n", "")
    assert "…" not in done.stdout


@pytest.mark.parametrize("arguments", [["list"], ["groups"]])
def test_it_imports_no_framework(folder: Path, arguments: list[str]):
    program = (
        "import sys; from newswatch.cli import main; "
        f"sys.argv = ['newswatch', '-C', {str(folder)!r}, 'outlets', *{arguments!r}]\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "loaded = {'scrapy', 'twisted', 'trafilatura', 'parsel'} & set(sys.modules)\n"
        "sys.exit(f'imported: {loaded}' if loaded else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
