"""Lines for people fit their screen and lose nothing."""

from __future__ import annotations

import pytest

from newswatch.cli.layout import cells, clip, fit, flow, hang, pad, wrap

HEADS = ("#", "published (UTC)", "outlet", "event", "topic", "headline")
ROW = (
    "10",
    "09:40, 3 h ago",
    "demo_wire",
    "new",
    "us_russia_talks, arctic_shipping",
    "US and Russia to reopen talks on Arctic shipping rules",
)


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("会谈", 4), ("й", 1), ("и\u0306", 1), ("한", 2), ("—", 1), ("", 0)],
)
def test_width_is_in_cells(text: str, width: int):
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "ellipsis", "clipped"),
    [
        ("abc", 3, "…", "abc"),
        ("abcd", 3, "…", "ab…"),
        ("abcdef", 5, "...", "ab..."),
        ("会谈会谈", 5, "…", "会谈…"),
        ("会谈会谈", 4, "…", "会…"),
        ("abcd", 2, "...", ".."),
        ("abcd", 0, "", ""),
    ],
)
def test_clipped_text_fits_and_says_so(
    text: str, width: int, ellipsis: str, clipped: str
):
    assert clip(text, width, ellipsis) == clipped
    assert cells(clipped) <= width


def test_padding_counts_cells():
    assert pad("会", 4) == "会  "
    assert pad("7", 3, right=True) == "  7"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one", 7, ["one"]),
        ("", 7, [""]),
        ("abcdefgh ij", 4, ["abcd", "efgh", "ij"]),
        ("会谈会谈会", 4, ["会谈", "会谈", "会"]),
        ("a 会", 1, ["a", "会"]),
    ],
)
def test_text_is_broken_at_spaces_and_long_words_anywhere(
    text: str, width: int, lines: list[str]
):
    assert wrap(text, width) == lines


def test_a_path_stays_whole_for_whoever_copies_it():
    path = "/srv/news/data/feed/newswatch-2026-11-23.jsonl"
    assert hang(f"12 records in {path}", 30) == ["12 records in", f"    {path}"]


def test_continued_lines_stand_in():
    assert hang("  warning: one two three", 16) == ["  warning: one", "      two three"]


def test_facts_flow_onto_as_many_lines_as_they_need():
    parts = ["demo_wire", "6 links", "6 visited", "4 matched"]
    assert flow(parts, 80) == ["demo_wire  6 links  6 visited  4 matched"]
    assert flow(parts, 24, "  ") == [
        "  demo_wire  6 links",
        "      6 visited",
        "      4 matched",
    ]


def test_a_fact_that_is_longer_than_a_line_is_wrapped():
    assert flow(["wire", "not found, though answered with 200"], 24) == [
        "wire",
        "    not found, though",
        "    answered with 200",
    ]


@pytest.mark.parametrize("width", range(40, 201, 5))
def test_no_column_is_squeezed_out_at_any_width(width: int):
    layout = fit(HEADS, [ROW], width)
    if layout is None:
        assert width < 90  # rows are stacked there
        return
    assert layout.total <= width
    lines = list(layout.lines(ROW))
    assert max(map(cells, lines)) <= width
    words = " ".join(lines).split()
    assert sorted(words) == sorted(" ".join(ROW).split()), "every word is there, whole"


def test_a_table_that_fits_has_one_line_a_row():
    layout = fit(HEADS, [ROW], 200)
    assert layout
    assert len(list(layout.lines(ROW))) == 1


def test_numbers_stand_at_the_right():
    layout = fit(("n", "name"), [("7", "a"), ("1,234", "b")], 40)
    assert layout
    assert list(layout.lines(("7", "a"))) == ["    7  a"]


def test_one_endless_word_squeezes_nobody_out():
    row = (*ROW[:2], "x" * 300, *ROW[3:])
    layout = fit(HEADS, [row], 120)
    assert layout
    assert max(map(cells, layout.lines(row))) <= 120
