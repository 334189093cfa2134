"""Sentences: split the same wherever they stand, and never inside a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswatch.clean.sentences import sentences


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("", []),
        ("One line without an end", ["One line without an end"]),
        ("It rained. It stopped.", ["It rained. ", "It stopped."]),
        ("They left Iran. Why? No!", ["They left Iran. ", "Why? ", "No!"]),
        ("“We wait.” He left.", ["“We wait.” ", "He left."]),
        ("The EU. (They met.) Then", ["The EU. ", "(They met.) ", "Then"]),
        ("It rose by 3.5%. Then it fell.", ["It rose by 3.5%. ", "Then it fell."]),
        ("It was 2021. Then", ["It was 2021. ", "Then"]),
        ("Wait... Or not… Yes.", ["Wait... ", "Or not… ", "Yes."]),
        ("Gov. Ann J. Lee met Dr. Roe at 5 p.m. on U.S. soil.", None),
        ("Write to a.b@herald.example or see herald.example/a.html now", None),
        ("他走了。她来了！", ["他走了。", "她来了！"]),
        ("Он ушёл. Она пришла.", ["Он ушёл. ", "Она пришла."]),
    ],
)
def test_sentences_end_where_a_reader_would_stop(paragraph: str, expected):
    assert sentences(paragraph) == (expected or ([paragraph] if paragraph else []))


@given(st.text('aA.!?… )"”。1x', max_size=60))
def test_sentences_add_up_to_their_paragraph(paragraph: str):
    assert "".join(sentences(paragraph)) == paragraph


def test_a_long_run_of_letters_or_stops_takes_no_time():
    # Quadratic work on 400,000 characters would take minutes and end the test run.
    for text in ("a" * 400_000, "." * 400_000, ".”" * 200_000, "a " * 200_000):
        assert "".join(sentences(text)) == text
