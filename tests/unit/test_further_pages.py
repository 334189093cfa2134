"""What becomes of an article of several pages when one of them is read, or fails."""

from __future__ import annotations

from typing import Any

import pytest
from builders import NOON, make_article, make_outlet, make_page, make_pending

from newswatch.further_pages import (
    MOST_HELD,
    is_given_up,
    settled,
    strayed,
    truncated,
)
from newswatch.items import PageGoesOn, PageItem, PageQuarantined, SoFar
from newswatch.model import (
    Article,
    Outcome,
    Poll,
    Reading,
    Refusal,
    RefusalReason,
    Turn,
)
from newswatch.rounds import Round

STORY = "https://herald.example/a"


def reading(following: str = "") -> Reading:
    turn = Turn(url=following, here=STORY, by_rule=False, by_form=True)
    article = make_article(turn=turn if following else None)
    return Reading(result=article, parts=(article,) if following else ())


def refused(reason: RefusalReason, **changes: Any) -> Reading:
    return Reading(result=Refusal(reason=reason), **changes)


def item(url: str = "", *, attempts: int = 0, **changes: Any) -> PageItem:
    """The first page, or, at *url*, the second after it."""
    outlet = make_outlet()
    page = make_page(STORY)
    fields: dict[str, Any] = {"page": page}
    if url:
        so_far = SoFar(page=page, reading=reading(f"{STORY}/2"), size_bytes=10)
        fields |= {"so_far": so_far, "further": make_page(url)}
    return PageItem(
        outlet=outlet,
        topic_ids=frozenset(),
        pending=make_pending(STORY, attempts=attempts),
        round=Round(Poll.starting("herald", NOON, "0000"), outlet, frozenset()),
        **{**fields, **changes},
    )


def warnings_of(found: Reading) -> tuple[str, ...]:
    assert isinstance(found.result, Article)
    return found.result.warnings


def test_a_page_that_names_the_next_goes_on_to_it():
    with pytest.raises(PageGoesOn) as goes_on:
        settled(item(), reading(f"{STORY}/2"))
    assert goes_on.value.so_far.turn.url == f"{STORY}/2"


def test_the_last_page_ends_it_and_its_address_is_kept():
    last = item(f"{STORY}/2")
    assert warnings_of(settled(last, reading())) == ()
    assert last.also == (f"{STORY}/2",)


@pytest.mark.parametrize("known", [STORY, f"{STORY}/2", f"{STORY}?utm_source=x"])
def test_a_page_that_leads_back_is_the_last(known):
    assert warnings_of(settled(item(f"{STORY}/2"), reading(known))) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"may_reroute": False},  # a replay, which fetches nothing
        {"page": make_page(STORY, body=b"x" * (MOST_HELD + 1))},
    ],
)
def test_where_no_further_page_may_be_fetched_the_text_is_truncated(changes):
    found = settled(item(**changes), reading(f"{STORY}/2"))
    assert warnings_of(found) == ("text-truncated",)


def test_a_stray_page_is_left_out_and_nothing_is_missing():
    stray = refused(RefusalReason.NOT_ARTICLE, is_stray=True)
    page = item(f"{STORY}/2")
    assert warnings_of(settled(page, stray)) == ()
    assert page.also == ()


@pytest.mark.parametrize(
    "refusal",
    [
        refused(RefusalReason.NOT_ARTICLE, is_stray=True),
        refused(RefusalReason.EMPTY_BODY),
    ],
)
def test_where_the_single_page_is_wrong_the_article_goes_on_page_by_page(refusal):
    following = Turn(url=f"{STORY}/2", here=STORY, by_rule=False, by_form=True)
    single = Turn(
        url=f"{STORY}/print", here=STORY, by_rule=True, by_form=False,
        is_whole=True, otherwise=following,
    )  # fmt: skip
    article = make_article(turn=single)
    so_far = SoFar(
        page=make_page(STORY),
        reading=Reading(result=article, parts=(article,)),
        size_bytes=10,
    )
    with pytest.raises(PageGoesOn) as goes_on:
        settled(item(f"{STORY}/print", so_far=so_far), refusal)
    assert goes_on.value.so_far.turn == following


@pytest.mark.parametrize(
    ("url", "is_stray"),
    [
        (STORY, True),
        ("https://www.herald.example/a/2", False),
        ("https://m.herald.example/a/2", True),
        (f"{STORY}/2", False),
        ("", False),
    ],
)
def test_a_page_that_answers_elsewhere_is_a_stray(url, is_stray):
    assert bool(strayed(item(url))) is is_stray


def test_a_first_page_that_is_refused_is_refused():
    with pytest.raises(PageQuarantined):
        settled(item(), refused(RefusalReason.NOT_ARTICLE))


def test_a_later_page_behind_a_wall_brings_the_visit_back():
    wall = refused(RefusalReason.CONSENT_WALL)
    with pytest.raises(PageQuarantined):
        settled(item(f"{STORY}/2"), wall)
    assert warnings_of(settled(item(f"{STORY}/2", attempts=3), wall)) == (
        "text-truncated",
    )


@pytest.mark.parametrize(
    ("outcome", "reason", "attempts", "given_up"),
    [
        (Outcome.FAILED, "http-500", 0, False),
        (Outcome.FAILED, "timeout", 2, False),
        (Outcome.FAILED, "timeout", 3, True),
        (Outcome.FAILED, "http-404", 0, False),
        (Outcome.FAILED, "http-404", 1, True),
        (Outcome.FAILED, "robots-unavailable", 0, False),
        (Outcome.QUARANTINED, "robots", 0, True),
        (Outcome.QUARANTINED, "too-large", 0, True),
        (Outcome.QUARANTINED, "empty-body", 0, True),
        (Outcome.QUARANTINED, "foreign-host", 0, False),
        (Outcome.QUARANTINED, "robot-check", 3, True),
        (Outcome.PENDING, "asked-to-wait", 9, False),
    ],
)
def test_a_page_is_given_up_when_no_later_visit_would_help(
    outcome, reason, attempts, given_up
):
    assert is_given_up(outcome, reason, attempts) is given_up


def test_a_truncated_text_says_so_once():
    assert warnings_of(truncated(truncated(reading()))) == ("text-truncated",)
