"""An edited article at a new address, and what only looks like one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import NOON, make_article, make_known
from story_texts import candidate_of, words

from newswatch.dedup.classify import classify
from newswatch.dedup.fingerprint import fingerprint
from newswatch.dedup.likeness import likeness
from newswatch.model.revision import Candidate, Novelty, Signal

HEADLINE = "Envoys meet by the lake"
STORY = words(200, 1)
HOUR = timedelta(hours=1)


def novelty(
    before: list[str],
    after: list[str],
    *,
    headlines: tuple[str, str] = (HEADLINE, HEADLINE),
    published: tuple[datetime | None, datetime | None] = (NOON, NOON),
    outlet_id: str = "wire",
    **changes: Any,
) -> Novelty:
    """What a page with *after* at a new address is, where *before* is known."""
    candidate = _dated(candidate_of(after, headline=headlines[1]), published[1])
    text = " ".join(before)
    known_print = fingerprint(headlines[0], (text,))
    known = make_known(
        Signal.PASSAGES,
        outlet_id=outlet_id,
        headline=headlines[0],
        words_hash=known_print.words_hash,
        word_count=known_print.word_count,
        published_at=published[0],
        text=text,
        likeness=likeness(
            candidate.fingerprint.passages,
            known_print.passages.print,
            headlines=headlines,
            same_outlet=outlet_id == "wire",
        ),
        **changes,
    )
    return classify(candidate, [known], drop_copies=True).novelty


def _dated(candidate: Candidate, at: datetime | None) -> Candidate:
    article = make_article(
        candidate.article.headline,
        paragraphs=candidate.article.paragraphs,
        published_at=at,
    )
    return replace(candidate, article=article)


def edited(*places: int, text: list[str] = STORY) -> list[str]:
    return ["edited" if n in places else word for n, word in enumerate(text)]


def with_number(number: int, text: list[str] = STORY) -> list[str]:
    return [*text[:90], str(number), "million", *text[90:]]


TEST = (HEADLINE, "Lake meeting brings envoys together")


@pytest.mark.parametrize(
    ("after", "about"),
    [
        pytest.param(edited(30, 120, 180), {}, id="edited under a new slug"),
        pytest.param([*STORY, *words(20, 2)], {}, id="a sentence more"),
        pytest.param([*STORY, "in", "2019", *words(9, 2)], {}, id="with a number"),
        pytest.param(edited(120), {"headlines": TEST}, id="a test of headlines"),
        pytest.param(
            edited(120), {"published": (NOON, NOON + HOUR)}, id="an hour later"
        ),
        pytest.param(edited(120), {"published": (None, None)}, id="undated"),
    ],
)
def test_an_edited_article_at_a_new_address_is_the_same(
    after: list[str], about: dict[str, Any]
):
    assert novelty(STORY, after, **about) is Novelty.SAME


NUMBERED = ("The year 2015 in pictures", "The year 2016 in pictures")
TOWNS = ("House prices in Ashford", "House prices in Barton")


@pytest.mark.parametrize(
    ("before", "after", "about"),
    [
        pytest.param(STORY, edited(9), {"outlet_id": "post"}, id="of another outlet"),
        pytest.param(with_number(75), with_number(345), {}, id="a market notice"),
        pytest.param(STORY, edited(99), {"headlines": NUMBERED}, id="a yearly gallery"),
        pytest.param(
            ["ashford", *STORY],
            ["barton", *STORY],
            {"headlines": TOWNS},
            id="a form text about another town",
        ),
        pytest.param(
            ["Kent", *STORY],
            ["Essex", *STORY],
            {},
            id="one headline, another county",
        ),
        pytest.param(
            STORY, edited(9), {"published": (NOON, NOON + 23 * HOUR)}, id="a daily"
        ),
        pytest.param(
            STORY,
            edited(9),
            {"published": (NOON, None), "headlines": TEST},
            id="undated",
        ),
        pytest.param(
            STORY, edited(*range(0, 200, 12)), {}, id="edited in too many places"
        ),
        pytest.param(
            STORY,
            [*words(50, 3), *STORY[20:]],
            {"headlines": TEST},
            id="another opening and another headline",
        ),
        pytest.param(
            STORY[:50], edited(9, text=STORY[:50]), {}, id="too short to tell"
        ),
        pytest.param(STORY, edited(9), {"roundup": True}, id="a roundup"),
        pytest.param(STORY, edited(9), {"addresses": 10}, id="a notice before many"),
        pytest.param(
            STORY, edited(9), {"article_id": "nw:" + "0" * 32 + "#p1"}, id="a live post"
        ),
    ],
)
def test_what_only_looks_like_an_edited_article_is_a_line_of_its_own(
    before: list[str], after: list[str], about: dict[str, Any]
):
    assert novelty(before, after, **about) is not Novelty.SAME
