"""Passages: what is picked of a text, and that shared runs are found wherever."""

from __future__ import annotations

import random

import pytest

from newswatch.dedup.passages import (
    BITS,
    COARSE,
    FINE,
    LENGTH,
    MOST_WORDS,
    passages,
    words_of,
)
from newswatch.model.likeness import NO_PASSAGES


def some_words(count: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("aeioudtnrs", k=6)) for _ in range(count)]


@pytest.mark.parametrize("text", ["", "… – !", " \n"])
def test_a_text_without_words_has_no_passages(text: str):
    assert passages(text) == NO_PASSAGES


def test_a_passage_is_five_words_in_a_row():
    made = passages(" ".join(some_words(12)))
    assert len(made.every) == made.print.passage_count == 12 - LENGTH + 1
    assert made.print.word_count == 12


def test_a_text_shorter_than_a_passage_is_one():
    made = passages("talks ended early")
    assert made.every == made.print.picks == made.print.sparse
    assert len(made.every) == 1


def test_passages_fit_into_six_bytes():
    made = passages(" ".join(some_words(400)))
    assert all(0 <= each < 1 << BITS for each in made.every)


@pytest.mark.parametrize("seed", range(20))
def test_any_run_of_28_words_in_common_is_found_by_the_sparse_picks(seed: int):
    run = some_words(LENGTH + COARSE - 1, seed)
    one = [*some_words(300, seed + 100), *run, *some_words(20, seed + 200)]
    other = [*some_words(7, seed + 300), *run, *some_words(500, seed + 400)]
    first, second = passages(" ".join(one)), passages(" ".join(other))
    assert set(first.print.sparse) & set(second.print.sparse)


def test_any_run_of_nine_words_in_common_is_seen_when_texts_are_compared():
    run = some_words(LENGTH + FINE - 1)
    one = passages(" ".join([*some_words(50, 2), *run, *some_words(50, 3)]))
    other = passages(" ".join([*some_words(80, 4), *run]))
    assert set(one.print.picks) & set(other.print.picks)


def test_sparse_picks_are_among_the_picks_and_both_are_in_order():
    made = passages(" ".join(some_words(600)))
    place = {each: number for number, each in enumerate(made.every)}
    for picked in (made.print.picks, made.print.sparse):
        assert sorted(picked, key=place.__getitem__) == list(picked)
    assert set(made.print.sparse) < set(made.print.picks) < set(made.every)


def test_the_opening_is_the_first_sixty_words():
    words = some_words(300)
    whole, opening = passages(" ".join(words)), passages(" ".join(words[:60]))
    assert whole.every[: whole.lede_size] == opening.every
    lede = whole.print.picks[: whole.print.lede_size]
    assert lede
    assert set(lede) <= set(opening.every)


def test_numbers_are_kept_whole_and_counted():
    made = passages("up 1.5 pct to 2,300 from 1.5 on 11/23")
    assert sorted(made.print.numbers.values()) == [1, 1, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("us-russia talks", ["us", "russia", "talks"]),
        ("会谈结束", ["会谈", "谈结", "结束", "束"]),
        ("在 riyadh 会", ["在", "riyadh", "会"]),
        ("회담이 끝났다", ["회담이", "끝났다"]),
    ],
)
def test_words_of_scripts_without_spaces_are_pairs_of_characters(
    text: str, words: list[str]
):
    assert words_of(text) == words


def test_what_goes_beyond_the_longest_text_is_not_looked_at():
    made = passages(" ".join(map(str, range(MOST_WORDS + 500))))
    assert made.print.word_count == MOST_WORDS


def test_a_lone_surrogate_is_no_obstacle():
    assert passages("a \udfff b").print.word_count == 2
