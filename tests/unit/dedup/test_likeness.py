"""How alike two texts are, and what the guards make of it."""

from __future__ import annotations

import random

import pytest

from newswatch.dedup.likeness import COPY, SIMILAR, likeness
from newswatch.dedup.passages import passages
from newswatch.model.likeness import NO_PASSAGES, Likeness


def words(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("aeioudtnrs", k=7)) for _ in range(count)]


STORY = words(400, 1)
#: the first of the unified ideographs
HAN = [chr(0x4E00 + number) for number in range(800)]


def compare(new: list[str], known: list[str], **how) -> Likeness:
    return likeness(passages(" ".join(new)), passages(" ".join(known)).print, **how)


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(STORY, id="equal"),
        pytest.param(STORY[:120], id="truncated"),
        pytest.param(words(45, 2) + STORY[25:], id="lede-added"),
        pytest.param(STORY + words(300, 3), id="tail-added"),
        pytest.param(words(20, 4) + STORY + words(20, 5), id="contained"),
        pytest.param(
            [word if place % 60 else "edited" for place, word in enumerate(STORY)],
            id="lightly-edited",
        ),
    ],
)
def test_a_copy_is_seen_from_both_sides(copy: list[str]):
    assert compare(copy, STORY).score >= COPY
    assert compare(STORY, copy).score >= COPY


def test_a_copy_in_a_script_without_spaces_is_seen():
    chance = random.Random(5)
    story, other = ("".join(chance.choices(HAN, k=500)) for _ in range(2))
    kept = passages(story).print
    assert likeness(passages(story[:200]), kept).score >= COPY
    assert likeness(passages(other[:60] + story[30:]), kept).score >= COPY
    assert likeness(passages(other), kept).score < SIMILAR


def test_equal_texts_are_wholly_alike():
    assert compare(STORY, STORY) == Likeness(score=1.0, copied=1.0)


@pytest.mark.parametrize("other", [words(400, 9), STORY[:40] + words(360, 9)])
def test_another_story_is_not_similar(other: list[str]):
    assert compare(other, STORY).score < SIMILAR
    assert compare(STORY, other).score < SIMILAR


def test_half_a_text_is_similar_and_no_copy():
    half = STORY[:200] + words(200, 9)
    assert SIMILAR <= compare(half, STORY).score < COPY


def test_what_was_copied_is_the_newcomers_share():
    longer = STORY + words(400, 9)
    assert compare(longer, STORY).copied == pytest.approx(0.5, abs=0.05)
    assert compare(STORY, longer).copied == pytest.approx(1.0, abs=0.1)


def test_furniture_of_both_does_not_count():
    block = words(200, 7)
    one, other = words(150, 8) + block, words(150, 9) + block
    common = set(passages(" ".join(block)).every)
    assert compare(one, other).score >= SIMILAR
    assert compare(one, other, common=common).score < SIMILAR


def test_where_nothing_but_furniture_is_left_resemblance_decides():
    common = set(passages(" ".join(STORY)).every)
    assert compare(STORY, STORY, common=common).score == 1.0
    assert compare(STORY[:150], STORY, common=common).score == 0.0


def figures(seed: int, share: int) -> list[str]:
    """A report of 200 words, every fifth a number of which *share* % are its own."""
    chance, text = random.Random(seed), list(STORY[:200])
    for place in range(0, 200, 5):
        own = place % 100 < share
        text[place] = str(chance.randrange(10_000)) if own else str(place + 10_000)
    return text


def test_numbers_that_disagree_make_another_report():
    # One number in five words: no passage is without one.
    same, other = figures(1, 20), figures(2, 20)
    assert compare(same, same).guards == ()
    assert "numbers" in compare(other, same).guards
    assert compare(other, same).score < SIMILAR


def test_few_numbers_are_no_evidence():
    one, other = list(STORY), list(STORY)
    one[300], other[300] = "17", "18"
    assert compare(one, other).score >= COPY


FLASH = STORY[:40]


@pytest.mark.parametrize(
    ("headlines", "score"),
    [
        (("Talks end in Riyadh", "Talks end early in Riyadh"), 1.0),
        (("Talks end in Riyadh", "Strike halts the port"), 0.5),
        ((None, "Strike halts the port"), 1.0),
    ],
)
def test_short_texts_need_headlines_that_agree(headlines, score):
    assert compare(FLASH, FLASH, headlines=headlines).score == score


def test_a_changed_word_in_a_short_text_may_be_the_news():
    changed = [*FLASH[:20], "not", *FLASH[21:]]
    found = compare(changed, FLASH)
    assert "short" in found.guards
    assert SIMILAR <= found.score < COPY


def test_one_outlets_pages_must_meet_in_their_opening():
    block = words(400, 7)
    one, other = words(80, 8) + block, words(80, 9) + block
    assert compare(one, other).score >= COPY
    apart = compare(one, other, same_outlet=True)
    assert apart.guards == ("lede",)
    assert apart.score < SIMILAR
    titles = ("Pictures of the long week", "Pictures of the long week")
    assert compare(one, other, same_outlet=True, headlines=titles).score >= COPY


def test_an_item_of_a_roundup_is_similar_at_most():
    roundup = words(300, 7) + STORY[:150] + words(300, 8)
    for found in (compare(STORY[:150], roundup), compare(roundup, STORY[:150])):
        assert found.guards == ("part",)
        assert SIMILAR <= found.score < COPY


def test_no_text_is_like_nothing():
    assert likeness(NO_PASSAGES, NO_PASSAGES.print).score < SIMILAR
    assert likeness(passages("a text"), NO_PASSAGES.print).score == 0.0
