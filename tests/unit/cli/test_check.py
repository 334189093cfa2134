"""`newswatch check` in words, for programs, and by its exit code."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newswatch.cli import main

OUTLET = """
[[outlet]]
id = "herald"
source = [
  { kind = "feed", url = "https://herald.example/rss" },
  { kind = "section", url = "https://herald.example/world" },
]
[[outlet]]
id = "post"
cron = "0 9 * * 1-5"
source = [{ kind = "news_sitemap", url = "https://post.example/news.xml" }]
[[topic]]
id = "talks"
query = "talks"
"""
CONTACT = '[agent]\ncontact = "desk@example.org"\n'
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs it on newswatch.toml and schedules/talks.toml: check(arguments, …)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSWATCH_DATA", raising=False)
    monkeypatch.delenv("NEWSWATCH_DIR", raising=False)

    def command(
        *arguments: str, options: str = CONTACT, schedule: str = OUTLET
    ) -> tuple[int, str, str]:
        (tmp_path / "schedules").mkdir(exist_ok=True)
        (tmp_path / "newswatch.toml").write_text(options, encoding="utf-8")
        (tmp_path / "schedules" / "talks.toml").write_text(schedule, encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["newswatch", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return command


def test_row_says_how_and_when_and_whether_something_is_odd(check: Run):
    code, out, err = check("check")

    assert code == 0
    herald, post = (line.split("\t") for line in out.splitlines())
    assert herald == [
        "herald",
        "RSS feed, section page",
        "every 15 min",
        "at start",
        "ok",
    ]
    assert post[:2] == ["post", "news sitemap"]
    assert "09:00" in post[2]
    assert post[4] == "warning: NW104"
    assert "warning[NW104]" in err
    assert err.splitlines()[-1].startswith("1 topic ok.  Feed folder writable, ")
    assert err.endswith("Checked 2 files, 1 warning, no page fetched.\n")


def test_check_makes_nothing(check: Run, tmp_path: Path):
    check("check")

    assert sorted(p.name for p in tmp_path.iterdir()) == ["newswatch.toml", "schedules"]


def test_json_has_an_object_for_each_outlet_and_each_warning(check: Run):
    code, out, err = check("check", "--json")

    assert code == 0
    herald, post = map(json.loads, out.splitlines())
    assert herald == {
        "outlet": "herald",
        "finds_by": ["feed", "section"],
        "schedule": "every 15 min",
        "every_s": 900.0,
        "cron": [],
        "next_at": None,
        "topics": ["talks"],
        "warnings": [],
    }
    assert post["cron"] == [{"line": "0 9 * * 1-5", "timezone": "UTC"}]
    assert post["next_at"].endswith("T09:00:00Z")
    assert post["warnings"] == ["NW104"]
    (warning,) = map(json.loads, err.splitlines())
    assert (warning["level"], warning["code"]) == ("warning", "NW104")
    assert warning["line"] == 10


def test_json_tells_mistakes_and_warnings_on_standard_error(check: Run):
    code, out, err = check(
        "check", "--json", options='[poll]\nevery = "15"\nevry = 1\n'
    )

    assert (code, out) == (78, "")
    told = [json.loads(line) for line in err.splitlines()]
    assert [(t["level"], t["code"]) for t in told][:2] == [
        ("error", "NW103"),
        ("error", "NW106"),
    ]
    assert {t["level"] for t in told[2:]} == {"warning"}
    assert told[0]["file"] == "newswatch.toml"
    assert (told[0]["line"], told[0]["column"]) == (2, 9)


def test_json_tells_that_there_is_nothing_to_watch(check: Run):
    code, out, err = check("check", "--json", schedule="enabled = false\n" + OUTLET)

    assert (code, out) == (78, "")
    assert json.loads(err)["code"] == "NW123"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check"], 0),
        (["check", "--strict"], 1),
        (["check", "--strict", "--exit-zero"], 0),
        (["validate"], 0),
        (["validate", "--strict"], 1),
    ],
)
def test_warnings_count_only_if_wanted(arguments: list[str], expected: int, check: Run):
    assert check(*arguments)[0] == expected


def test_exit_zero_never_hides_a_mistake(check: Run):
    assert check("check", "--exit-zero", options="evry = 1\n")[0] == 78


def test_data_folder_that_cannot_be_written_is_exit_5(check: Run):
    options = CONTACT + '[paths]\ndata = "newswatch.toml"\n'

    code, out, err = check("check", options=options)

    assert code == 5
    assert out
    assert "error[NW401]: the feed cannot be written to newswatch.toml/feed" in err
    assert "writable" not in err.split("error[NW401]")[0]


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_table_fits_the_screen(
    columns: int, check: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", str(columns))

    code, out, _ = check("--color", "always", "check")

    lines = re.sub(r"\x1b\[[\d;]*m", "", out).splitlines()
    assert code == 0
    assert any(line.lstrip().startswith("herald") for line in lines)
    assert all(len(line.rstrip()) <= columns for line in lines)
