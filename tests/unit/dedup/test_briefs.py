"""Briefs that come under another address, and notices of one form that do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import NOON, make_article, make_candidate, make_known

from newswatch.dedup.classify import classify
from newswatch.dedup.fingerprint import fingerprint
from newswatch.dedup.likeness import likeness
from newswatch.model import Precision
from newswatch.model.revision import Novelty, Signal

FERRY = (
    "The ferry to the northern islands is cancelled until the wind has calmed down, "
    "the harbour office said, and passengers may use the boat of the evening instead."
)
RATES = "The central bank set the euro at 1.0812 dollars, 0.8431 pounds and 162.4 yen."
HEADLINE = "Ferry cancelled in storm"
SAME_TIME = (NOON, NOON)
UNDATED = (None, None)


def novelty(
    before: str,
    after: str,
    headlines: tuple[str, str] = (HEADLINE, HEADLINE),
    published: tuple[datetime | None, datetime | None] = SAME_TIME,
    precision: Precision | None = Precision.MINUTE,
    outlet_id: str = "herald",
) -> Novelty:
    """What a brief that says *after* is, where *before* is known."""
    old, new = (tuple(text.split("\n\n")) for text in (before, after))
    known_print = fingerprint(headlines[0], old)
    candidate = replace(
        make_candidate(
            article=make_article(
                headlines[1],
                paragraphs=new,
                published_at=published[1],
                published_precision=precision,
            )
        ),
        fingerprint=fingerprint(headlines[1], new),
    )
    same_words = known_print.words_hash == candidate.fingerprint.words_hash
    known = make_known(
        Signal.TEXT if same_words else Signal.PASSAGES,
        outlet_id=outlet_id,
        headline=headlines[0],
        words_hash=known_print.words_hash,
        word_count=known_print.word_count,
        published_at=published[0],
        text=None if same_words else before,
        likeness=likeness(
            candidate.fingerprint.passages,
            known_print.passages.print,
            headlines=headlines,
            same_outlet=outlet_id == "herald",
        ),
    )
    return classify(candidate, [known], drop_copies=True).novelty


TEST = (HEADLINE, "Wind stops the ferry to the islands")


@pytest.mark.parametrize(
    ("after", "about"),
    [
        pytest.param(FERRY, {}, id="nothing changed"),
        pytest.param(f"{FERRY}\n\n128", {}, id="a count below"),
        pytest.param(f"{FERRY} 128", {}, id="a count at its end"),
        pytest.param(f"{FERRY}\n\nIt is Monday.", {}, id="a sentence more"),
        pytest.param(FERRY.replace("the harbour office said, ", ""), {}, id="a cut"),
        pytest.param(FERRY.replace("passengers", "pasengers"), {}, id="respelled"),
        pytest.param(FERRY, {"headlines": TEST}, id="a test of headlines"),
        pytest.param(
            FERRY, {"headlines": (HEADLINE, f"{HEADLINE} (2)")}, id="a counted headline"
        ),
        pytest.param(f"{FERRY}\n\n128", {"published": UNDATED}, id="undated, a count"),
        pytest.param(FERRY, {"published": UNDATED}, id="undated"),
    ],
)
def test_a_brief_at_a_new_address_is_the_same(after: str, about: dict[str, Any]):
    assert novelty(FERRY, after, **about) is Novelty.SAME


LATER = (NOON, NOON + timedelta(hours=24))
STUB = "Sign in to read the whole article, or take out a subscription today."


@pytest.mark.parametrize(
    ("before", "after", "about"),
    [
        pytest.param(
            RATES,
            RATES.replace("1.0812", "1.0829"),
            {"headlines": ("Exchange rates today",) * 2},
            id="other rates, although at one moment",
        ),
        pytest.param(
            RATES,
            f"{RATES} Trade was calm.",
            {"headlines": ("Exchange rates today",) * 2, "published": LATER},
            id="the rates of another day",
        ),
        pytest.param(
            RATES,
            RATES,
            {"headlines": ("Exchange rates today",) * 2, "published": LATER},
            id="the same rates on another day",
        ),
        pytest.param(
            FERRY,
            FERRY.replace("northern", "southern"),
            {},
            id="a word gave way to another",
        ),
        pytest.param(
            FERRY,
            f"{FERRY} The boat leaves at six from the western pier of the harbour.",
            {},
            id="a third more",
        ),
        pytest.param(
            FERRY,
            f"{FERRY}\n\n128",
            {"headlines": (HEADLINE, "Bridge closed in storm")},
            id="another headline and another text",
        ),
        pytest.param(
            FERRY,
            f"{FERRY}\n\n128",
            {"precision": Precision.DAY},
            id="one day, but not one moment",
        ),
        pytest.param(
            FERRY,
            f"{FERRY} It is Monday.",
            {"headlines": ("Letters, part 1", "Letters, part 2")},
            id="another part",
        ),
        pytest.param(
            STUB,
            STUB,
            {"headlines": ("Letters: how to save water", "Letters: our new trams")},
            id="a stub under two headlines",
        ),
        pytest.param(
            f"{FERRY}\n\n128",
            f"{FERRY}\n\n131",
            {"published": UNDATED},
            id="undated, and both have a number",
        ),
        pytest.param(
            FERRY,
            f"{FERRY} Today.",
            {"published": UNDATED},
            id="undated, a word more",
        ),
        pytest.param(
            FERRY, FERRY, {"headlines": TEST, "published": UNDATED}, id="undated test"
        ),
        pytest.param(
            FERRY, f"{FERRY}\n\n128", {"outlet_id": "post"}, id="another outlet's"
        ),
    ],
)
def test_notices_of_one_form_are_lines_of_their_own(
    before: str, after: str, about: dict[str, Any]
):
    assert novelty(before, after, **about) is not Novelty.SAME
