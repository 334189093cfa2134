"""What two readings say of the parameter in which their addresses differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOON, make_article, make_candidate

from newswatch.dedup.fingerprint import fingerprint
from newswatch.dedup.parameters import (
    CHECK_AFTER,
    CHECK_SPREAD,
    check_at,
    has_same_text,
    mark_of,
)
from newswatch.model.revision import Candidate

OLD = " ".join(f"old{n}" for n in range(100))
NEW = " ".join(f"new{n}" for n in range(300))


def reading(text: str) -> Candidate:
    article = make_article("Storm", paragraphs=(text,))
    print_ = fingerprint(article.headline, article.paragraphs)
    return replace(make_candidate(article=article), fingerprint=print_)


@pytest.mark.parametrize(
    ("text", "same_article", "expected"),
    [
        (OLD, False, True),
        (f"{OLD} and more", False, None),
        (NEW, False, False),
        # A live blog: little of what was read hours ago is left.
        (f"{NEW} {OLD}", True, None),
    ],
)
def test_another_text_is_another_article_unless_it_is_known_to_be_the_same(
    text: str, same_article: bool, expected: bool | None
):
    before = reading(OLD).fingerprint.words_hash
    told = has_same_text(
        reading(text), words_hash=before, text=OLD, same_article=same_article
    )
    assert told is expected


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (({"a"}, "Storm  hits", {"a": b"1"}), ({"a"}, "storm hits", {"a": b"2"}), True),
        (({"a"}, "Storm", {}), ({"a"}, "Calm", {}), False),
        (({"a"}, "Storm", {}), ({"b"}, "Storm", {}), False),
        (({"a"}, None, {"a": b"1"}), ({"a"}, None, {"a": b"2"}), False),
        (({"a"}, " ", {}), ({"a"}, None, {}), True),
    ],
)
def test_of_one_kind_is_what_listings_tell_the_same_of(one, other, alike: bool):
    assert (mark_of(*one) == mark_of(*other)) is alike


def test_checks_are_spread_over_hours():
    due = [check_at(bytes([n]), NOON) for n in range(200)]
    assert min(due) >= NOON + CHECK_AFTER
    assert max(due) < NOON + CHECK_AFTER + CHECK_SPREAD < NOON + timedelta(days=1)
    assert max(due) - min(due) > CHECK_SPREAD * 0.9
