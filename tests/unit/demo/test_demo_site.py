from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newswatch.demo.newsroom import Edition
from newswatch.demo.site import Answer, build_site, is_unchanged

ANSWER = Answer(etag='"a1"', modified_at=datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
SAME, EARLIER = "Mon, 23 Nov 2026 18:00:00 GMT", "Mon, 23 Nov 2026 17:59:59 GMT"


@pytest.mark.parametrize(
    ("none_match", "since", "unchanged"),
    [
        (None, None, False),
        ('"a1"', None, True),
        ('W/"a1"', None, True),
        ('"b2", "a1"', None, True),
        ("*", None, True),
        ('"b2"', None, False),
        ("", None, False),
        (None, SAME, True),
        (None, EARLIER, False),
        (None, "Mon, 23 Nov 2026 18:00:00 -0000", True),
        (None, "yesterday", False),
        (None, "Mon, 99 Nov 2026 18:00:00 GMT", False),
        ('"b2"', SAME, False),
        ('"a1"', EARLIER, True),
    ],
)
def test_validators_decide_whether_a_copy_is_good(
    none_match: str | None, since: str | None, unchanged: bool
) -> None:
    assert is_unchanged(ANSWER, none_match, since) is unchanged


def test_page_without_validators_is_always_sent() -> None:
    assert not is_unchanged(Answer(), "*", SAME)


def test_every_listing_has_both_validators(rooms: dict[str, Edition]) -> None:
    for edition in rooms.values():
        site = build_site(edition)
        for shown in edition.newsroom.listings:
            assert site[shown.path].etag
            assert site[shown.path].last_modified


def test_one_page_is_slow(rooms: dict[str, Edition]) -> None:
    slow = {
        target: answer.delay_s
        for edition in rooms.values()
        for target, answer in build_site(edition).items()
        if answer.delay_s and "utm_" not in target
    }
    assert slow == {"/news/pear-harvest-dw2204": 0.5}
