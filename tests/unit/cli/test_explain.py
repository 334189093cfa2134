"""Every code has its explanation, and every explanation its code."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newswatch.cli import main
from newswatch.cli.explain import explanations

ROOT = Path(__file__).parents[3]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["newswatch", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return command


def codes_in_the_sources() -> set[str]:
    sources = (ROOT / "newswatch").rglob("*.py")
    return {
        code
        for path in sources
        for code in re.findall(r'"(NW\d{3})"', path.read_text(encoding="utf-8"))
    }


def test_every_code_that_is_raised_is_explained_and_no_other():
    assert codes_in_the_sources() == explanations().keys()


def test_page_has_every_code_with_the_title_that_explain_gives():
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (NW\d{3}) \| (\w+) \| (.*) \|$", page, re.MULTILINE)

    assert rows == [(e.code, e.level, e.title) for e in explanations().values()]


@pytest.mark.parametrize("code", explanations())
def test_explanation_says_everything_in_sentences(code: str):
    entry = explanations()[code]

    assert entry.level in ("error", "warning")
    assert not entry.title.endswith(".")
    for text in (entry.means, entry.why, entry.stays):
        assert text.endswith(".")
    assert len(entry.mend) > 10


@pytest.mark.parametrize("written", ["NW203", "nw203", "203", " Nw203"])
def test_code_may_be_written_in_any_way(written: str, run: Run):
    code, out, err = run("explain", written)

    assert (code, err) == (0, "")
    assert out.startswith("error[NW203]: a query cannot be read\n")
    assert all(len(line) <= 80 for line in out.splitlines())


def test_without_a_code_all_are_listed_with_a_line_each(run: Run):
    code, out, _ = run("explain")

    assert code == 0
    assert [line[:5] for line in out.splitlines()] == list(explanations())


def test_json_has_one_object_a_line(run: Run):
    _, out, _ = run("explain", "--json")
    entries = [json.loads(line) for line in out.splitlines()]

    assert [entry["code"] for entry in entries] == list(explanations())
    assert set(entries[0]) == {
        *("code", "level", "title", "means", "why", "stays", "mend"),
    }
    _, out, _ = run("explain", "105", "--json")
    assert json.loads(out)["title"] == "a cron line that never fires"
