"""What pages share but for its numbers is told from the numbers of a form."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON, make_article
from story_texts import words

from newswatch.clean import blocks_of, counters_among, without_counters
from newswatch.clean.counters import counted
from newswatch.model import PageBlocks


def paragraph(seed: int) -> str:
    return " ".join(words(40, seed)).capitalize() + "."


def appeal(number: int) -> str:
    return f"Support us: today {number} readers gave {number % 40} euros."


def pages(*bodies: tuple[str, ...]) -> list[PageBlocks]:
    return [
        blocks_of(make_article(paragraphs=body), NOON - timedelta(minutes=number))
        for number, body in enumerate(bodies)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Read 12 times", "Read 1,345 times"),
        ("Today 1 234 readers gave 5.50", "today 7 readers gave 20"),
    ],
)
def test_a_sentence_is_known_again_with_other_numbers(one: str, other: str):
    assert counted(one) == counted(other) is not None


@pytest.mark.parametrize("text", ["", "No number at all.", "12 34", "…"])
def test_a_sentence_without_words_or_numbers_counts_nothing(text: str):
    assert counted(text) is None


def test_an_appeal_that_counts_its_givers_is_no_words_of_an_article():
    counters = counters_among(
        pages(*((paragraph(n), appeal(100 + n)) for n in range(4)))
    )
    mine = (paragraph(9), f"{appeal(777)} {paragraph(8)}", appeal(778))
    assert without_counters(mine, counters) == (paragraph(9), paragraph(8))


def test_numbers_that_one_other_page_has_so_are_its_own():
    others = pages(*((paragraph(n),) for n in range(5)), (appeal(1),))
    mine = (paragraph(9), appeal(2))
    assert without_counters(mine, counters_among(others)) == mine
    assert without_counters(mine, counters_among(others[-1:])) == mine


def test_the_numbers_of_a_form_are_its_news():
    def notice(depth: int) -> tuple[str, ...]:
        return (
            f"An earthquake of magnitude {depth / 10} struck the coast at noon.",
            f"The quake hit at a depth of {depth} km, the survey said.",
            "People are asked to report what they felt.",
        )

    counters = counters_among(pages(*map(notice, range(10, 20))))
    assert without_counters(notice(44), counters) == notice(44)
