"""New, the same, or a copy: decided from what is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import make_article, make_candidate, make_known

from newswatch.dedup.classify import classify
from newswatch.dedup.likeness import SHORT_WORDS
from newswatch.model import Article
from newswatch.model.revision import Known, Novelty, Signal, Verdict


def verdict(*relatives: Known, drop: bool = True, **candidate: Any) -> Verdict:
    return classify(make_candidate(**candidate), relatives, drop_copies=drop)


OTHER = b"other words".ljust(32)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def text(story: str, changed: int = 0) -> str:
    """200 words of *story*, the first *changed* of them edited."""
    words = [f"{story}{n}" for n in range(200)]
    return " ".join(["edited"] * changed + words[changed:])


def with_text(body: str, **fields: Any) -> Article:
    return make_article(paragraphs=(body,), **fields)


@pytest.mark.parametrize(
    ("relative", "candidate", "novelty"),
    [
        pytest.param(make_known(Signal.ADDRESS), {}, Novelty.SAME, id="address"),
        pytest.param(
            make_known(Signal.ADDRESS, words_hash=OTHER, headline="Edited"),
            {},
            Novelty.SAME,
            id="address-although-edited",
        ),
        pytest.param(
            make_known(Signal.CANONICAL, words_hash=OTHER),
            {},
            Novelty.SAME,
            id="claim+title",
        ),
        pytest.param(
            make_known(Signal.CANONICAL, headline="Other"),
            {},
            Novelty.SAME,
            id="claim+text",
        ),
        pytest.param(
            make_known(Signal.CANONICAL, words_hash=OTHER, headline="Other"),
            {},
            Novelty.NEW,
            id="claim-alone",
        ),
        pytest.param(
            make_known(Signal.GUID, words_hash=OTHER, headline="Other"),
            {},
            Novelty.NEW,
            id="guid-alone",
        ),
        pytest.param(
            make_known(Signal.CANONICAL, words_hash=OTHER, headline=None),
            {"headline": None},
            Novelty.NEW,
            id="two-missing-headlines-do-not-agree",
        ),
        pytest.param(
            make_known(Signal.TEXT, headline="Other"),
            {},
            Novelty.SAME,
            id="text-same-outlet",
        ),
        pytest.param(
            make_known(Signal.TEXT, outlet_id="post"),
            {},
            Novelty.COPY,
            id="text-other-outlet",
        ),
        pytest.param(
            make_known(Signal.TEXT, headline="Other"),
            {"word_count": SHORT_WORDS - 1},
            Novelty.NEW,
            id="short-text-other-headline",
        ),
        pytest.param(
            make_known(Signal.TEXT),
            {"word_count": SHORT_WORDS - 1},
            Novelty.SAME,
            id="short-text-same-headline",
        ),
        pytest.param(
            make_known(Signal.CANONICAL, outlet_id="post", words_hash=OTHER),
            {},
            Novelty.NEW,
            id="claim-on-another-outlets-address",
        ),
    ],
)
def test_novelty(relative: Known, candidate: dict[str, Any], novelty: Novelty):
    assert verdict(relative, **candidate).novelty is novelty


@pytest.mark.parametrize("signal", [Signal.CANONICAL, Signal.GUID, Signal.FORM])
@pytest.mark.parametrize(
    ("body", "headline", "novelty"),
    [
        pytest.param(text("a"), "A headline", Novelty.SAME, id="nothing changed"),
        pytest.param(text("a", 60), "A headline", Novelty.SAME, id="updated"),
        pytest.param(text("a")[:400], "A headline", Novelty.SAME, id="cut short"),
        pytest.param(text("b"), "A headline", Novelty.NEW, id="a column of old name"),
        pytest.param(text("a", 10), "Tested", Novelty.SAME, id="a test of headlines"),
        pytest.param(text("a", 60), "Other", Novelty.NEW, id="shared blocks"),
        pytest.param(text("b"), "Other", Novelty.NEW, id="nothing agrees"),
        pytest.param("Read on.", "A headline", Novelty.SAME, id="a stub tells little"),
        pytest.param("Read on.", "Other", Novelty.NEW, id="a stub of another name"),
    ],
)
def test_a_claim_needs_the_text(signal, body: str, headline: str, novelty: Novelty):
    relative = make_known(signal, words_hash=OTHER, text=text("a"))
    article = with_text(body, headline=headline)
    assert verdict(relative, article=article).novelty is novelty


@pytest.mark.parametrize(
    ("later", "novelty"),
    [
        (timedelta(hours=14), Novelty.SAME),  # zones are mistaken by as much
        (timedelta(days=-2), Novelty.NEW),
        (timedelta(days=7), Novelty.NEW),
    ],
)
def test_a_column_that_comes_out_again_is_new(later: timedelta, novelty: Novelty):
    relative = make_known(Signal.GUID, words_hash=OTHER, published_at=NOON)
    article = make_article(published_at=NOON + later)
    assert verdict(relative, article=article).novelty is novelty


def test_a_guid_that_is_used_again_says_nothing_of_the_canonical_address():
    relative = make_known(Signal.GUID, words_hash=OTHER, headline="Other")
    assert not verdict(relative).claims_refuted


def test_nothing_known_is_new():
    assert verdict() == Verdict(novelty=Novelty.NEW)


def test_a_refuted_claim_is_reported():
    relative = make_known(Signal.CANONICAL, words_hash=OTHER, headline="Other")
    assert verdict(relative).claims_refuted


def test_bodiless_pages_are_never_the_same_by_text():
    relative = make_known(Signal.TEXT, words_hash=None)
    assert verdict(relative, words=None).novelty is Novelty.NEW


@pytest.mark.parametrize(
    ("drop", "emitted", "word_count", "left_out"),
    [
        (True, {"talks"}, 80, True),
        (True, {"talks", "arctic"}, 80, True),
        (False, {"talks"}, 80, False),
        (True, set(), 80, False),
        (True, {"arctic"}, 80, False),
        (True, {"talks"}, 63, False),  # 63 < 0.8 * 80: it holds too little of it
        (True, {"talks"}, 64, True),
    ],
)
def test_a_copy_is_left_out_only_if_its_readers_have_the_text(
    drop: bool, emitted: set[str], word_count: int, left_out: bool
):
    first = make_known(
        Signal.TEXT,
        outlet_id="wire",
        emitted_topics=frozenset(emitted),
        word_count=word_count,
    )
    found = verdict(first, drop=drop)
    assert (found.novelty, found.left_out) == (Novelty.COPY, left_out)


def test_a_copy_names_the_first_of_its_cluster():
    first = make_known(Signal.TEXT, outlet_id="wire", article_id="nw:" + "1" * 32)
    second = make_known(Signal.TEXT, outlet_id="post", article_id="nw:" + "2" * 32)
    assert verdict(first, second).of == first


def quake(place: str, size: str, *, dead: str = "none", where: str = "coast") -> str:
    """What one agency writes of every earthquake, in 90 words."""
    return (
        f"An earthquake of magnitude {size} struck off the {where} of {place} early on "
        "Monday, the seismological institute said in a first statement about it. The "
        "centre of the quake lay at a depth of ten kilometres below the sea floor, the "
        "institute said, and warned that the first figures may be corrected when more "
        "stations have sent in their measurements. There was no warning of a tidal "
        f"wave. The number of dead was given as {dead} by the authorities, who asked "
        "people to stay away from damaged buildings and to expect further tremors "
        "during the next days."
    )


CHILE = "Magnitude 5.1 quake strikes off Chile"
JAPAN = "Magnitude 6.8 quake strikes off Japan"


@pytest.mark.parametrize("signal", [Signal.CANONICAL, Signal.GUID])
@pytest.mark.parametrize(
    ("body", "headline", "later", "novelty"),
    [
        pytest.param(
            quake("Japan", "6.8"), JAPAN, timedelta(hours=3), Novelty.NEW, id="another"
        ),
        pytest.param(quake("Japan", "6.8"), JAPAN, None, Novelty.NEW, id="undated"),
        pytest.param(
            quake("Peru", "5.1"),
            "Magnitude 5.1 quake strikes off Peru",
            timedelta(0),
            Novelty.SAME,
            id="a place that was put right in one article",
        ),
        pytest.param(
            quake("Chile", "5.1", dead="12"),
            "Quake off Chile kills 12",
            None,
            Novelty.SAME,
            id="a toll that rose",
        ),
        pytest.param(
            quake("Chile", "5.3"),
            "Magnitude 5.3 quake strikes off Chile",
            timedelta(hours=1),
            Novelty.SAME,
            id="a measurement put right",
        ),
        pytest.param(
            quake("Chile", "5.1", dead="12", where="shore"),
            "Rescuers search the shore of Chile for survivors",
            timedelta(hours=1),
            Novelty.SAME,
            id="words that are no names",
        ),
    ],
)
def test_a_claim_does_not_join_two_notices_of_one_form(
    signal: Signal,
    body: str,
    headline: str,
    later: timedelta | None,
    novelty: Novelty,
):
    known = make_known(
        signal,
        headline=CHILE,
        words_hash=OTHER,
        text=quake("Chile", "5.1", dead="3"),
        published_at=NOON if later is not None else None,
    )
    at = NOON + later if later is not None else None
    article = with_text(body, headline=headline, published_at=at)
    assert verdict(known, article=article).novelty is novelty
