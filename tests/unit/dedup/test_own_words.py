"""How much of a text another one has, and how much is its own."""

from __future__ import annotations

import pytest
from story_texts import words

from newswatch.dedup.own_words import own_words

STORY = words(100, 1)


def joined(*parts: list[str]) -> str:
    return " ".join(word for part in parts for word in part)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (joined(STORY), 0),
        (joined(STORY[:40]), 0),
        (joined(STORY[50:], STORY[:50]), 0),
        (joined(STORY[:80], words(20, 2)), 20),
        (joined(words(20, 2), STORY[:80]), 20),
        (joined(STORY[:50], words(25, 2), STORY[50:75]), 25),
        # One word that was put otherwise, not all the runs that it is in.
        (joined(STORY[:50], ["indeed"], STORY[51:]), 1),
        # Four words in a row may stand anywhere.
        (joined(STORY[:4], words(96, 2)), 100),
        (joined(STORY[:3]), 0),
        ("Nothing here", 2),
        ("", 0),
    ],
)
def test_a_word_is_told_that_stands_in_a_run_of_five(text: str, own: int):
    assert own_words(text, joined(STORY)) == (own, len(text.split()))


def test_case_width_and_labels_do_not_count():
    line = "The talks in Geneva ended on Monday without a deal of any kind."
    text = f"By Ann Lee\n\n{line.upper()}\n\nPhoto: Bo Ek, AP"
    assert own_words(text, line) == (0, 13)


def test_a_text_without_spaces_is_counted_by_character():
    line = "日内瓦会谈周一结束没有达成任何协议双方将于下月再次会晤"
    # The last character has no neighbour any more.
    assert own_words(line[:20], line) == (1, 20)
    assert own_words(line[:12] + "市长宣布学校明天关闭", line) == (11, 22)


def test_nothing_stands_in_no_text():
    assert own_words("Some words", "") == (2, 2)
