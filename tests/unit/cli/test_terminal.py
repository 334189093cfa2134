"""What is printed can't steer a terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from screens import screen_of, stand_in

from newswatch.cli.safe import safe
from newswatch.cli.terminal import Terminal, json_text
from newswatch.errors import ConfigError, ConfigErrors, Place


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Путин 🕊 会谈", "Путин 🕊 会谈"),
        ("two\nlines", "two lines"),
        ("tab\there", "tab here"),
        ("\x1b[31mred", " [31mred"),
        ("\x9b31m", " 31m"),
        ("bell\x07", "bell "),
        ("a\u202egnp", "agnp"),
        ("a\u2066b\u2069", "ab"),
        ("\ud83d", ""),
        ("a\u2028b", "a b"),
        ("\x00", " "),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("a\ufe0fb\u3164c\u115fd", "abcd"),
        ("\x1b]8;;https://x.example\x1b\\\\link", " ]8;;https://x.example \\\\link"),
        ("Tiếng Việt, שָׁלוֹם, नमस्ते", "Tiếng Việt, שָׁלוֹם, नमस्ते"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 4),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
    ],
)
def test_controls_and_marks_that_reorder_are_taken_out(text: str, shown: str):
    assert safe(text) == shown


def test_naughty_strings_are_inert(shared_dir: Path):
    suite = shared_dir / "suites" / "text_safety.jsonl"
    lines = suite.read_text("utf-8").split("\n")  # not splitlines(): U+2028 is text
    cases = [json.loads(line) for line in lines if line]
    assert len(cases) > 500
    for case in cases:
        shown = safe(case["input"])
        assert shown.isprintable(), case["id"]


# -- levels of talk


class Words:
    """All that a terminal says when asked to say one thing of each kind."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **options: object) -> None:
        self.out, self.err = stand_in(monkeypatch, terminal=False)
        terminal = Terminal(**options)  # type: ignore[arg-type]
        terminal.say("a result")
        terminal.table(("a", "b"), [("1", "2")])
        terminal.tell("goes well", outlet="herald")
        terminal.warn("goes badly", code="NW301")
        terminal.complain(MISTAKE)


MISTAKE = ConfigError(
    "bad duration",
    code="NW102",
    place=Place(file="a.toml", line=7, column=3, source="x = 1", width=2),
    help="write 15m",
)


def test_each_kind_of_line_has_its_stream(monkeypatch: pytest.MonkeyPatch):
    words = Words(monkeypatch)
    assert words.out.text == "a result\n1\t2\n"
    assert words.err.text.splitlines() == [
        "goes well",
        "warning: goes badly",
        "error[NW102]: bad duration",
        "  --> a.toml:7:3",
        "   |",
        " 7 | x = 1",
        "   |   ^^",
        "help: write 15m",
    ]


def test_quiet_keeps_results_and_what_is_wrong(monkeypatch: pytest.MonkeyPatch):
    words = Words(monkeypatch, quiet=True)
    assert words.out.text == "a result\n1\t2\n"
    assert "goes well" not in words.err.text
    assert "goes badly" in words.err.text
    assert "NW102" in words.err.text


def test_json_is_one_object_a_line_and_leaves_results_alone(
    monkeypatch: pytest.MonkeyPatch,
):
    words = Words(monkeypatch, log_format="json")
    assert words.out.text == "a result\n1\t2\n"
    told, warned, error = map(json.loads, words.err.text.splitlines())
    assert told == {"level": "info", "message": "goes well", "outlet": "herald"}
    assert warned == {"level": "warning", "message": "goes badly", "code": "NW301"}
    assert error == {
        "level": "error",
        "code": "NW102",
        "message": "bad duration",
        "file": "a.toml",
        "line": 7,
        "column": 3,
        "help": "write 15m",
    }


def test_each_error_of_a_group_is_an_object(monkeypatch: pytest.MonkeyPatch):
    _, err = stand_in(monkeypatch, terminal=False)
    Terminal(log_format="json").complain(ConfigErrors([MISTAKE, MISTAKE]))
    assert [json.loads(line)["code"] for line in err.text.splitlines()] == ["NW102"] * 2


def test_a_message_cannot_pass_for_another_error(monkeypatch: pytest.MonkeyPatch):
    _, err = stand_in(monkeypatch, terminal=False)
    forged = ConfigError("odd name x\nerror[NW000]: all is lost", code="NW102")
    Terminal().complain(forged)
    heads = [line for line in err.text.splitlines() if line.startswith("error[")]
    assert len(heads) == 1


@pytest.mark.parametrize(
    ("source", "column", "width", "shown"),
    [
        ("x = 1", 5, 1, "    ^"),
        ('a = "会谈", b', 11, 1, "            ^"),
        ('a = "会谈"', 5, 4, "    ^^^^^^"),
        ("a\u202e = 1", 6, 1, "     ^"),  # what nobody could see is shown
        ("short", 9, 1, "     ^"),
    ],
)
def test_carets_stand_below_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, source: str, column: int, width: int, shown: str
):
    _, err = stand_in(monkeypatch)
    place = Place(file="a.toml", line=1, column=column, source=source, width=width)
    Terminal("never").complain(ConfigError("odd", place=place))
    assert err.text.splitlines()[-1] == f"   | {shown}"


def test_colour_only_repeats_what_words_say(monkeypatch: pytest.MonkeyPatch):
    _, plain = stand_in(monkeypatch)
    Terminal("never").complain(MISTAKE)
    _, painted = stand_in(monkeypatch)
    Terminal("always").complain(MISTAKE)
    assert "\x1b[" in painted.text
    assert screen_of(painted.text) == screen_of(plain.text)


# -- tables


ROWS = [("1", "new", "会谈 в Москве"), ("12", "revised", "Talks")]


def test_a_table_for_people_lines_up(monkeypatch: pytest.MonkeyPatch):
    out, _ = stand_in(monkeypatch, columns=60)
    Terminal("never").table(("#", "event", "headline"), ROWS)
    assert out.text.splitlines() == [
        " #  event    headline",
        "──────────────────────────",
        " 1  new      会谈 в Москве",
        "12  revised  Talks",
    ]


def test_an_ascii_terminal_gets_ascii(monkeypatch: pytest.MonkeyPatch):
    out, _ = stand_in(monkeypatch, encoding="ascii", columns=60)
    Terminal("never").table(("#", "event", "headline"), ROWS)
    assert out.text.splitlines() == [
        " #  event    headline",
        "------------------------",
        " 1  new      ?? ? ??????",
        "12  revised  Talks",
    ]


def test_a_narrow_screen_stacks_rows(monkeypatch: pytest.MonkeyPatch):
    out, _ = stand_in(monkeypatch, columns=40)
    row = ("12", "demo_herald", "us_russia_talks", "Talks end in Valletta after a week")
    Terminal("never").table(("#", "outlet", "topic", "headline"), [row])
    assert out.text.splitlines() == [
        "12  demo_herald  us_russia_talks",
        "    Talks end in Valletta after a week",
    ]


def test_a_pipe_gets_tabs_and_no_head(monkeypatch: pytest.MonkeyPatch):
    out, _ = stand_in(monkeypatch, terminal=False, FORCE_COLOR="1")
    Terminal().table(("a", "b"), [("x\ty", "z\nw")])
    assert out.text == "x y\tz w\n"


def test_later_rows_look_like_the_first_ones(monkeypatch: pytest.MonkeyPatch):
    out, _ = stand_in(monkeypatch, columns=60)
    terminal = Terminal("never")
    layout = terminal.table(("#", "event", "headline"), ROWS)
    terminal.table(("#", "event", "headline"), [ROWS[0]], like=layout, head=False)
    lines = out.text.splitlines()
    assert lines[-1] == lines[2]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_json_is_the_same_in_every_encoding(
    monkeypatch: pytest.MonkeyPatch, encoding: str
):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr("sys.stdout", stream)
    stream.write(json_text({"title": "Кремль"}))
    stream.flush()
    assert json.loads(stream.buffer.getvalue()) == {"title": "Кремль"}


def test_half_a_surrogate_pair_can_be_written(monkeypatch: pytest.MonkeyPatch):
    stand_in(monkeypatch)
    assert json.loads(json_text("a\ud83d")) == "a?"
