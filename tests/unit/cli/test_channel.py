"""What a stream can show: colour, signs, width."""

from __future__ import annotations

import pytest
from screens import stand_in

from newswatch.cli.channel import Channel


@pytest.mark.parametrize(
    ("color", "terminal", "environment", "colored"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"FORCE_COLOR": "0"}, False),
        ("auto", True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("always", False, {"NO_COLOR": "1", "TERM": "dumb"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_those_who_can_see_it(
    monkeypatch: pytest.MonkeyPatch, color, terminal, environment, colored
):
    stand_in(monkeypatch, terminal=terminal, **environment)
    assert Channel("stderr", color).colored is colored


@pytest.mark.parametrize(
    ("terminal", "term", "can_redraw"),
    [(True, "xterm", True), (True, "dumb", False), (False, "xterm", False)],
)
def test_only_a_terminal_that_moves_its_cursor_is_drawn_on(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, term: str, can_redraw: bool
):
    stand_in(monkeypatch, terminal=terminal, TERM=term)
    assert Channel("stderr").can_redraw is can_redraw


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "Talks… – «Кремль» → 3"),
        ("ascii", "Talks... - <<??????>> -> 3"),
        ("koi8-r", "Talks... - <<Кремль>> -> 3"),
    ],
)
def test_signs_that_an_encoding_lacks_are_replaced(
    monkeypatch: pytest.MonkeyPatch, encoding: str, shown: str
):
    stand_in(monkeypatch, encoding=encoding)
    channel = Channel("stdout")
    text = channel.shown("Talks… – «Кремль» → 3")
    assert text == shown
    channel.write(text)  # and can be written


@pytest.mark.parametrize(
    ("columns", "width"), [("72", 72), ("3", 20), ("wide", 100), ("", 100), ("²", 100)]
)
def test_columns_has_the_last_word(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
):
    stand_in(monkeypatch, COLUMNS=columns)
    monkeypatch.setattr("sys.stdin", None)
    assert Channel("stdout").width == width
