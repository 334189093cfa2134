"""Whatever an article's page goes through, its events in the feed make sense."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from looking import FIRST, HOME, Desk
from story_texts import words

MOVED = "https://herald.example/moved"
WITHDRAWN_AFTER = 3
MINUTE = timedelta(minutes=1)


def paragraph(seed: int) -> str:
    return " ".join(words(30, seed)) + "."


BASE = tuple(paragraph(n) for n in range(4))
SWAPPED = ("The mayor said no. " + BASE[0], *BASE[1:])
REPLACED = (BASE[0].replace(words(30, 0)[9], "edited"), *BASE[1:])
LONGER = (*BASE, paragraph(5))
SHORTER = BASE[:3]
#: one word is respelled: not told by itself
TYPO = (BASE[0][:-3] + "x" + BASE[0][-2:], *BASE[1:])
NUMBERED = (BASE[0], f"{BASE[1]} It cost 15 pounds.", *BASE[2:])
CORRECTED = (*BASE, "Correction: the fair closed on Sunday.")
TEXTS = (BASE, SWAPPED, LONGER, SHORTER, TYPO, NUMBERED, CORRECTED)
#: what a page counts and clocks by itself
CLOCKWORK = ("3 hours ago", "128 comments", "Updated 14:05")

states = st.one_of(
    st.tuples(st.just("text"), st.sampled_from(TEXTS), st.booleans()),
    st.tuples(st.just("clockwork"), st.sampled_from(CLOCKWORK)),
    st.just(("stays",)),
    st.tuples(st.just("gone"), st.sampled_from([404, 410])),
    st.just(("home",)),
    st.tuples(st.just("trouble"), st.sampled_from([500, 503])),
)
GONE = ("gone", "home")


class Page:
    """What the server has at the article's address, and where it has moved it."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.text, self.is_moved = desk, BASE, False
        self.extra: tuple[str, ...] = ()
        self.says: tuple[Any, ...] = ("text",)
        desk.serve("News", at=HOME)
        self.serve()

    def become(self, state: tuple[Any, ...]) -> None:
        if state[0] == "text":
            self.text, self.is_moved = state[1], state[2]
        elif state[0] == "clockwork":
            self.extra = (state[1],)
        if state[0] != "stays":
            self.says = state
        self.serve()

    def serve(self) -> None:
        kind, paragraphs = self.says[0], (*self.text, *self.extra)
        self.desk.serve(*paragraphs, at=MOVED)
        self.desk.serve(*paragraphs)
        if self.is_moved:
            self.desk.change(moved_to=MOVED)
        if kind == "home":
            self.desk.change(moved_to=HOME)
            self.desk.change(at=MOVED, moved_to=HOME)
        if kind in ("gone", "trouble"):
            self.desk.change(moved_to=None, status=self.says[1])
            self.desk.change(at=MOVED, status=self.says[1])


def check_events(lines: list[dict[str, Any]]) -> None:
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert len({line["event_id"] for line in lines}) == len(lines)
    assert {line["id"] for line in lines} == {lines[0]["id"]}
    assert lines[0]["event"] == "new"
    for before, line in pairwise(lines):
        assert line["change"]["previous_seq"] == before["seq"]
        if line["event"] == "withdrawn":
            assert before["event"] != "withdrawn"
            assert line["revision"] == before["revision"]
            assert line["content_text"] == before["content_text"]
        else:
            assert line["event"] == "revised"
            assert line["revision"] == before["revision"] + 1
            was_gone = before["event"] == "withdrawn"
            assert was_gone or line["content_text"] != before["content_text"]


def look(desk: Desk) -> str | None:
    """The next look; a listing asks for it where the ladder is over."""
    if said := desk.next_look():
        return said
    desk.now += MINUTE
    desk.announce(FIRST, modified_at=desk.now)
    return desk.look()


@given(st.lists(states, max_size=12))
@settings(max_examples=60, deadline=None)
def test_events_follow_from_what_the_page_went_through(history: list[tuple[Any, ...]]):
    desk = Desk()
    page = Page(desk)
    desk.visit()
    gone_in_a_row = 0
    for state in history:
        page.become(state)
        before = len(desk.lines())
        if look(desk) is None:
            break
        if page.says[0] in GONE:
            gone_in_a_row += 1
        elif page.says[0] != "trouble":
            gone_in_a_row = 0
        lines = desk.lines()
        assert len(lines) - before in (0, 1)
        check_events(lines)
        if gone_in_a_row and len(lines) > before:
            assert lines[-1]["event"] == "withdrawn"
            assert gone_in_a_row == WITHDRAWN_AFTER
    desk.store.close()


@given(st.lists(states, max_size=6), st.sampled_from(TEXTS))
@settings(max_examples=40, deadline=None)
def test_what_a_page_says_in_the_end_is_what_the_feed_says(
    history: list[tuple[Any, ...]], last: tuple[str, ...]
):
    desk = Desk()
    page = Page(desk)
    desk.visit()
    for state in history:
        page.become(state)
        look(desk)
    page.become(("text", last, page.is_moved))
    said = [look(desk) for _ in range(3)]
    assert said[-1] is not None
    newest = desk.lines()[-1]
    assert newest["event"] != "withdrawn"
    told = tuple(newest["content_text"].split("\n\n"))
    text = tuple(each for each in told if each not in CLOCKWORK)
    # A typo alone waits: the text told last may be either spelling.
    assert text == last or {text, last} == {BASE, TYPO}
    desk.store.close()


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=5))
@settings(max_examples=60, deadline=None)
def test_ways_of_reading_one_page_tell_nothing_and_hide_no_edit(
    looks: list[tuple[int, bool]],
):
    """Each way reads other furniture; the last two looks are of one way."""
    desk = Desk()

    def read(way: int, text: tuple[str, ...]) -> str | None:
        desk.serve(*text[:2], *(f"Box {n} of this page" for n in range(way)), *text[2:])
        desk.now += MINUTE
        desk.announce(FIRST, modified_at=desk.now)
        return desk.look(extractor=f"way {way}")

    desk.serve(*BASE)
    desk.visit(extractor="way 0")
    way = 0
    for way, has_clockwork in looks:
        text = (*BASE, CLOCKWORK[0]) if has_clockwork else BASE
        assert read(way, text) in ("looked-at", "304")
    read(way, BASE)
    assert len(desk.lines()) == 1
    assert read(way, REPLACED) == "revised"
    assert read(way, REPLACED) in ("looked-at", "304")
    desk.store.close()
