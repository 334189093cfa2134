"""The drawing below the lines: never torn, never left behind."""

from __future__ import annotations

import pytest
from screens import screen_of, stand_in

from newswatch.cli.channel import Channel
from newswatch.cli.live import Live


class Drawn:
    """A drawing on a screen in memory, whose picture the test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, columns: int = 60) -> None:
        self.out, self.err = stand_in(monkeypatch, columns=columns)
        # Both on one screen, in the order of writing.
        self.out.writes = self.err.writes
        self.picture: list[str] = []
        self.channel = Channel("stderr")
        self.live = Live(self.channel, lambda _width, _height: self.picture)

    @property
    def screen(self) -> list[str]:
        return screen_of(self.err.text)


def test_a_picture_replaces_the_one_before_it(monkeypatch: pytest.MonkeyPatch):
    drawn = Drawn(monkeypatch)
    for picture in (["one", "two", "three"], ["four"], ["five", "six"]):
        drawn.picture = picture
        drawn.live.draw()
        assert drawn.screen == picture


def test_lines_stand_above_the_picture_in_their_order(monkeypatch: pytest.MonkeyPatch):
    drawn = Drawn(monkeypatch)
    drawn.picture = ["under way"]
    drawn.live.draw()
    drawn.live.print(drawn.channel, "first\n")
    drawn.live.print(Channel("stdout"), "second\n")
    drawn.live.print(drawn.channel, "third\n")
    assert drawn.screen == ["under way"], "they wait for the next drawing"
    drawn.live.draw()
    assert drawn.screen == ["first", "second", "third", "under way"]


def test_closing_leaves_the_lines_and_no_picture(monkeypatch: pytest.MonkeyPatch):
    drawn = Drawn(monkeypatch)
    drawn.picture = ["under way", "sum"]
    drawn.live.draw()
    drawn.live.print(drawn.channel, "last word\n")
    drawn.live.close()
    assert drawn.screen == ["last word"]


def test_a_picture_that_stays_the_same_is_not_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
):
    drawn = Drawn(monkeypatch)
    drawn.picture = ["under way"]
    for _ in range(5):
        drawn.live.draw()
    assert len(drawn.err.writes) == 1


def test_a_drawing_is_one_write(monkeypatch: pytest.MonkeyPatch):
    drawn = Drawn(monkeypatch)
    for number in range(3):
        drawn.picture = [f"line {n} of {number}" for n in range(9)]
        drawn.live.print(drawn.channel, "log line\n")
        drawn.live.draw()
    assert len(drawn.err.writes) == 3


def test_no_line_of_the_picture_reaches_the_edge(monkeypatch: pytest.MonkeyPatch):
    drawn = Drawn(monkeypatch, columns=20)
    drawn.picture = ["会" * 30, "x" * 30]
    drawn.live.draw()
    assert drawn.screen == ["会" * 9 + "…", "x" * 18 + "…"]


def test_the_cursor_is_never_hidden(monkeypatch: pytest.MonkeyPatch):
    drawn = Drawn(monkeypatch)
    drawn.picture = ["under way"]
    drawn.live.draw()
    drawn.live.close()
    assert "\x1b[?25l" not in drawn.err.text
