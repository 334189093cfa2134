"""Which paragraphs and words of two versions differ, for people to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswatch.dedup.wording import (
    Hunk,
    Piece,
    Sign,
    hunks_in,
    hunks_of,
    paragraphs_of,
    pieces_of,
)

A = "The council met on Monday and heard the mayor speak about the bridge."
B = "Rain is expected in the north for most of the coming week, forecasters say."
C = "Tickets for the match between both towns were sold out before noon."


def told(before: list[str], after: list[str]) -> list[str]:
    """Each paragraph with its sign, `~` for a changed one with its marks."""
    lines = []
    for hunk in hunks_of(before, after):
        for paragraph in paragraphs_of(hunk):
            sign = paragraph.sign
            lines.append(f"{'~' if sign is None else sign}{spelled(paragraph.pieces)}")
    return lines


def spelled(pieces: tuple[Piece, ...]) -> str:
    if len(pieces) == 1:
        return pieces[0].text
    form = {Sign.SAME: "{}", Sign.GONE: "[{}]", Sign.COME: "<{}>"}
    return "".join(form[piece.sign].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("the old bridge", "the new bridge", "the [old]<new> bridge"),
        ("the bridge", "the new bridge", "the <new >bridge"),
        # No mark between two changes that only a space or a comma parts.
        ("a red, cold day", "a blue, warm day", "a [red, cold]<blue, warm> day"),
        (
            "rose to 12.5 per cent",
            "rose to 12.7 per cent",
            "rose to [12.5]<12.7> per cent",
        ),
        (
            "会談は東京で行われた",
            "会談は大阪で行われた",
            "会談は[東京]<大阪>で行われた",
        ),
        ("same", "same", "same"),
        ("", "new", "new"),
    ],
)
def test_words_that_changed_are_told_in_whole_runs(before, after, pieces):
    assert spelled(pieces_of(before, after)) == pieces


def test_a_paragraph_with_enough_words_in_common_is_a_changed_one():
    other = A.replace("mayor", "clerk")
    marked = A.replace("mayor", "[mayor]<clerk>")
    assert told([A, B], [other, B]) == [f"~{marked}", f" {B}"]
    assert told([A, B], [C, B]) == [f"-{A}", f"+{C}", f" {B}"]


def test_paragraphs_are_paired_in_order_with_those_they_became():
    new_a, new_c = A.replace("mayor", "clerk"), C.replace("noon", "dawn")
    assert told([A, C], [B, new_a, new_c]) == [
        f"+{B}",
        "~" + A.replace("mayor", "[mayor]<clerk>"),
        "~" + C.replace("noon", "[noon]<dawn>"),
    ]
    assert told([A, B, C], [new_a, new_c]) == [
        "~" + A.replace("mayor", "[mayor]<clerk>"),
        f"-{B}",
        "~" + C.replace("noon", "[noon]<dawn>"),
    ]


def test_a_paragraph_that_moved_is_gone_and_come():
    assert told([A, B, C], [B, C, A]) == [f"-{A}", f" {B}", f" {C}", f"+{A}"]


def test_notes_of_a_diff_are_no_paragraphs():
    diff = "@@ -1,2 +1,2 @@\n same\n-old\n+new\n\\ 4 more lines are left out"
    (hunk,) = hunks_in(diff)
    assert hunk.lines == (
        Piece(Sign.SAME, "same"),
        Piece(Sign.GONE, "old"),
        Piece(Sign.COME, "new"),
    )
    assert hunk.head == "@@ -1,2 +1,2 @@"
    assert hunks_in("") == []


def test_a_text_that_looks_like_a_head_begins_no_hunk():
    trap = "@@ -1 +1 @@"
    (hunk,) = hunks_of([A], [A, trap])
    assert hunk.lines[-1] == Piece(Sign.COME, trap)


@pytest.mark.parametrize(
    "before", [" ".join(f"word{n}" for n in range(4000)), "tick tock " * 300]
)
def test_what_would_take_long_to_compare_is_told_whole(before: str):
    pieces = pieces_of(before, f"{before} more")
    assert [piece.sign for piece in pieces] == [Sign.GONE, Sign.COME]


paragraph = st.text("ab ,.é会\n", max_size=12)


@given(st.text("abc ,.é会"), st.text("abc ,.é会"))
def test_pieces_hold_both_texts_whole(before: str, after: str):
    pieces = pieces_of(before, after)
    for side, text in ((Sign.GONE, before), (Sign.COME, after)):
        kept = (piece.text for piece in pieces if piece.sign in (Sign.SAME, side))
        assert "".join(kept) == text


@given(st.lists(paragraph, max_size=9), st.lists(paragraph, max_size=9))
def test_hunks_lose_no_paragraph_and_make_none_up(before, after):
    for hunk in hunks_of(before, after):
        for side in (Sign.GONE, Sign.COME):
            lines = [each for each in hunk.lines if each.sign in (Sign.SAME, side)]
            pieces = [
                [p.text for p in each.pieces if p.sign in (Sign.SAME, side)]
                for each in paragraphs_of(hunk)
                if {p.sign for p in each.pieces} & {Sign.SAME, side} or not each.pieces
            ]
            told = ["".join(each) for each in pieces]
            assert told == [line.text for line in lines]


def test_a_hunk_says_where_it_stands():
    (hunk,) = hunks_of([A, B], [A, B, C])
    assert isinstance(hunk, Hunk)
    assert (hunk.old_at, hunk.new_at, hunk.head) == (2, 2, "@@ -2,1 +2,2 @@")
