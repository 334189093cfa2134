"""Pages of one article: which belong together, and what is left of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from builders import NOON, make_article

from newswatch.extract.joining import joined, stray_reason, with_page
from newswatch.model import Article, Turn

STORY = "https://herald.example/world/talks-end"
HEADLINE = "Talks end without a ceasefire"
TEASER = "Officials of two countries met in the capital and parted without a statement."


def text(page: int, paragraphs: int = 3) -> tuple[str, ...]:
    return tuple(
        f"Sentence {n} of page {page} is long enough to be told from any other, "
        f"since it says {page * 100 + n} in so many words and then goes on."
        for n in range(paragraphs)
    )


TEXT_OF_TWO = text(2)


def page(number: int, *, turn: dict[str, Any] | None = None, **changes: Any) -> Article:
    address = STORY if number == 1 else f"{STORY}/{number}"
    signs = {"by_rule": False, "by_form": True, **(turn or {})}
    fields: dict[str, Any] = {
        "paragraphs": text(number),
        "turn": Turn(url=f"{STORY}/{number + 1}", here=address, **signs),
    }
    return make_article(**{"headline": HEADLINE, **fields, **changes})


RULE = {"by_rule": True, "by_form": False}


@pytest.mark.parametrize(
    "second",
    [
        {},
        {"headline": f"{HEADLINE} - Page 2"},
        {"headline": f"{HEADLINE} (2/3)"},
        {"headline": f"{HEADLINE}: What the envoys said"},
        {"headline": "What the envoys said", "canonical_url": STORY},
        {"paragraphs": (TEASER, *text(1)[:1], *text(2))},
        {"published_at": NOON},
    ],
)
def test_a_page_with_the_same_headline_or_canonical_address_belongs(second):
    assert stray_reason([page(1, published_at=NOON)], page(2, **second)) == ""


@pytest.mark.parametrize(
    "second",
    [
        {"headline": "Envoys leave the capital"},
        {"headline": None},
        {"headline": "Envoys leave", "canonical_url": f"{STORY}/2"},
        {"paragraphs": text(1)},
        # The comments' second page, below the same article.
        {"paragraphs": (*text(1), "I do not agree with a word of this.")},
        {"published_at": NOON + timedelta(days=7)},
    ],
)
def test_a_page_of_another_story_or_of_the_same_text_is_a_stray(second):
    assert stray_reason([page(1, published_at=NOON)], page(2, **second))


@pytest.mark.parametrize(
    ("turn", "headline", "belongs"),
    [
        (RULE, HEADLINE, True),
        (RULE, "Envoys leave the capital", False),
        ({"by_rule": True, "by_form": True}, "Envoys leave the capital", True),
    ],
)
def test_a_rule_is_one_of_two_signs(turn, headline, belongs):
    first = page(1, turn=turn)
    assert (stray_reason([first], page(2, headline=headline)) == "") is belongs


def test_pages_are_joined_in_order_without_what_they_repeat():
    note = "The author reports for the Herald from the capital."
    pages = [
        page(1, summary=TEASER, paragraphs=("Page 1 of 3", *text(1), note, "2/3")),
        page(2, paragraphs=("Page 2 of 3", TEASER, *text(2), note, "Next page »")),
        page(3, paragraphs=(TEASER, text(1)[0], *text(3), "Yes.", note), turn=None),
    ]
    expected = (*text(1), *text(2), *text(3), "Yes.", note)
    assert joined(pages).paragraphs == expected


@pytest.mark.parametrize(
    "text", ["1945", "1" * 60, "12 " * 20 + "x", "A page of 2 words", "2 envoys"]
)
def test_a_text_that_is_no_page_number_stays_at_the_head_of_a_page(text):
    second = page(2, paragraphs=(text, *TEXT_OF_TWO))
    assert text in joined([page(1), second]).paragraphs


@pytest.mark.parametrize(
    "mark",
    ["Page 2 of 3", "2/3", "Seite 2", "Seite 2 von 3", "1 2 3 »", "Страница 2 из 3",
     "Next page", "Page suivante »", "Continue reading on page 3", "« 2 | 3 »"],
)  # fmt: skip
def test_what_numbers_pages_is_no_text(mark):
    second = page(2, paragraphs=(mark, *TEXT_OF_TWO, mark))
    assert mark not in joined([page(1), second]).paragraphs


@pytest.mark.parametrize("end", [" - " * 4000, "(" * 9000, " 2/3" * 2000])
def test_endless_headlines_are_compared_in_time(end):
    assert stray_reason([page(1, headline=HEADLINE + end)], page(2, headline="Other"))


def test_short_paragraphs_between_others_may_stand_twice():
    answer = "No comment."
    first = page(1, paragraphs=(text(1)[0], answer, text(1)[1]))
    second = page(2, paragraphs=(text(2)[0], answer, text(2)[1]))
    assert joined([first, second]).paragraphs.count(answer) == 2


def test_an_appeal_on_every_page_stands_once():
    appeal = "Support the Herald " + "with a gift of any size, today or tomorrow " * 3
    first = page(1, paragraphs=(text(1)[0], appeal, text(1)[1]))
    second = page(2, paragraphs=(text(2)[0], appeal, text(2)[1]))
    assert joined([first, second]).paragraphs.count(appeal) == 1


def test_fields_are_the_first_pages_and_the_latest_change_counts():
    first = page(
        1, modified_at=NOON, evidence={"title": "html:h1", "date_modified": "a"}
    )
    later = NOON + timedelta(hours=1)
    second = page(
        2, headline=f"{HEADLINE} - 2/2", modified_at=later, section="Page two",
        evidence={"title": "html:title", "date_modified": "b"},
    )  # fmt: skip
    article = joined([first, second])
    assert (article.headline, article.section) == (HEADLINE, None)
    assert article.modified_at == later
    assert article.evidence == {"title": "html:h1", "date_modified": "b"}


def test_a_short_first_page_is_no_short_text():
    first = page(1, warnings=("text-short", "date-in-future"))
    second = page(2, warnings=("paywall-suspected", "selector-empty"))
    assert joined([first, second]).warnings == ("date-in-future", "paywall-suspected")


def test_the_whole_article_on_one_page_stands_for_its_pages():
    first = page(1, turn={**RULE, "is_whole": True}, summary=TEASER)
    whole = page(2, headline="Print", paragraphs=(*text(1), *text(2)))
    assert stray_reason([first], whole) == ""
    article = joined(with_page([first], whole))
    assert article.paragraphs == (*text(1), *text(2))
    assert (article.headline, article.summary, article.turn) == (HEADLINE, TEASER, None)


def test_a_page_without_the_first_ones_text_is_not_the_whole_article():
    first = page(1, turn={**RULE, "is_whole": True})
    assert stray_reason([first], page(2, paragraphs=(*text(3), *text(1)[:1])))
