"""Three verdicts from how alike the known texts are."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_article, make_candidate
from story_texts import words

from newswatch.dedup.classify import classify
from newswatch.model.likeness import Likeness
from newswatch.model.revision import Known, Novelty, Role, Signal, Verdict


def known(score: float, copied: float | None = None, **changes: Any) -> Known:
    number = changes.pop("number", 0)
    fields: dict[str, Any] = {
        "signal": Signal.PASSAGES,
        "article_id": f"nw:{number:032d}",
        "outlet_id": "wire",
        "headline": "A headline",
        "words_hash": b"other words".ljust(32),
        "word_count": 80,
        "cluster_id": f"c:{number:016d}",
        "cluster_size": 1,
        "emitted_topics": frozenset({"talks"}),
        "text": make_candidate().article.text,
        "likeness": Likeness(score=score, copied=score if copied is None else copied),
    }
    return Known(**{**fields, **changes})


def verdict(*relatives: Known, drop: bool = True, **candidate: Any) -> Verdict:
    return classify(make_candidate(**candidate), relatives, drop_copies=drop)


@pytest.mark.parametrize(
    ("score", "novelty", "reason"),
    [
        (1.0, Novelty.COPY, Role.NEAR_COPY),
        (0.60, Novelty.COPY, Role.NEAR_COPY),
        (0.59, Novelty.NEW, None),
        (0.41, Novelty.NEW, None),
    ],
)
def test_a_copy_begins_at_sixty_percent(score, novelty, reason):
    found = verdict(known(score))
    assert (found.novelty, found.reason) == (novelty, reason)
    assert found.likeness == Likeness(score=score, copied=score)


def test_what_is_less_than_similar_is_not_named():
    assert verdict(known(0.40)) == Verdict(novelty=Novelty.NEW)


@pytest.mark.parametrize("outlet", ["herald", "wire"])
def test_passages_alone_never_make_the_same_article(outlet: str):
    assert verdict(known(1.0, outlet_id=outlet)).novelty is Novelty.COPY


def test_an_equal_text_goes_before_an_older_near_copy():
    words = make_candidate().fingerprint.words_hash
    twin = known(1.0, number=2, signal=Signal.TEXT, words_hash=words)
    found = verdict(twin, known(0.8, number=1))
    assert (found.of, found.reason) == (twin, Role.EXACT_COPY)


def test_a_copy_names_the_first_of_its_originals():
    first, likest = known(0.7, number=1), known(0.95, number=2)
    assert verdict(first, likest).of == first


def test_a_similar_article_names_the_likest():
    first, likest = known(0.45, number=1), known(0.55, number=2)
    assert verdict(first, likest).of == likest


@pytest.mark.parametrize(
    ("changes", "drop", "left_out"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"outlet_id": "herald"}, True, False),
        ({"emitted_topics": frozenset()}, True, False),
        ({"emitted_topics": frozenset({"arctic"})}, True, False),
        ({"word_count": 63}, True, False),
        ({"word_count": 64}, True, True),
    ],
)
def test_a_copy_is_left_out_only_if_another_outlets_line_serves(
    changes, drop, left_out
):
    assert verdict(known(0.8, **changes), drop=drop).left_out is left_out


def test_any_original_that_serves_will_do():
    unread = known(0.9, number=1, emitted_topics=frozenset())
    found = verdict(unread, known(0.7, number=2))
    assert found.left_out
    assert found.of.article_id == "nw:" + "2".zfill(32)


def test_a_form_that_was_filled_anew_is_a_copy_and_a_line():
    form = "The {} of {} was seen at {} by the lake, and nobody else came."
    mine = make_article(paragraphs=(form.format("boat", "Arvid", "7"),))
    for name, number, left_out in (
        ("Arvid", "7", True),
        ("Berta", "7", False),
        ("Arvid", "9", False),
    ):
        line = known(0.9, text=form.format("boat", name, number))
        found = verdict(line, article=mine)
        assert (found.novelty, found.left_out) == (Novelty.COPY, left_out)


@pytest.mark.parametrize(
    ("size", "own", "left_out"),
    # The last two are as a local paper's paragraphs in a long story of an agency.
    [
        (100, 15, True),
        (100, 16, False),
        (100, 25, False),
        (600, 60, True),
        (600, 61, False),
    ],
)
def test_a_copy_with_more_of_its_own_than_an_opening_is_a_line(
    size: int, own: int, left_out: bool
):
    story = words(size, 1)
    mine = make_article(paragraphs=(" ".join(story[:-own] + words(own, 2)),))
    # A roundup is as long as another one, and has some of its stories.
    line = known(0.9, word_count=size, text=" ".join(story + words(100, 3)))
    assert verdict(line, article=mine).left_out is left_out


def test_what_the_store_keeps_no_text_of_leaves_nothing_out():
    assert not verdict(known(1.0, text=None)).left_out
    words = make_candidate().fingerprint.words_hash
    assert verdict(known(1.0, text=None, words_hash=words)).left_out


def test_what_is_merely_similar_is_never_left_out():
    assert not verdict(known(0.59)).left_out


@pytest.mark.parametrize(
    ("parts", "roundup"),
    [
        ([(0.9, 0.3), (0.8, 0.3), (0.59, 0.3)], True),
        ([(0.9, 0.3), (0.8, 0.3)], False),
        ([(0.9, 0.6), (0.8, 0.2), (0.59, 0.2)], False),
    ],
)
def test_what_gathers_three_stories_joins_none(parts, roundup):
    relatives = [
        known(score, copied, number=number)
        for number, (score, copied) in enumerate(parts)
    ]
    found = verdict(*relatives)
    assert found.roundup is roundup
    assert (found.novelty is Novelty.NEW) is roundup


def test_copies_of_one_story_make_no_roundup():
    relatives = [known(0.9, 0.4, number=n, cluster_id="c:1") for n in range(4)]
    assert verdict(*relatives).novelty is Novelty.COPY


def test_an_item_of_a_roundup_does_not_join_it_but_its_reprint_does():
    assert verdict(known(1.0, roundup=True, word_count=500)).novelty is Novelty.NEW
    assert verdict(known(1.0, roundup=True, word_count=90)).novelty is Novelty.COPY
