"""When a failed visit is tried again."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from builders import NOON

from newswatch.schedule.retry import retry_at


def ladder(reason: str) -> list[timedelta]:
    waits = []
    while (again := retry_at(reason, len(waits), NOON)) is not None:
        waits.append(again - NOON)
        assert len(waits) < 100
    return waits


@pytest.mark.parametrize(
    "reason", ["http-404", "http-410", "robots", "timeout", "http-500", "dns", "fault"]
)
def test_every_ladder_climbs_and_ends(reason: str):
    waits = ladder(reason)
    assert len(waits) >= 3
    assert all(earlier <= later for earlier, later in pairwise(waits))
    assert min(waits) >= timedelta(minutes=5)
    assert max(waits) <= timedelta(days=1)


def test_trouble_is_tried_for_longer_than_a_long_outage():
    assert sum(ladder("timeout"), timedelta()) > timedelta(days=7)


def test_a_page_that_is_gone_is_given_three_more_chances():
    assert ladder("http-404") == [
        timedelta(minutes=10),
        timedelta(hours=1),
        timedelta(hours=6),
    ]


@pytest.mark.parametrize("reason", ["soft-404", "empty-body"])
def test_a_page_that_may_be_late_is_looked_for_like_one_that_is_gone(reason: str):
    assert ladder(reason) == ladder("http-404")


def test_an_error_sent_as_a_page_is_tried_again_like_any_trouble():
    assert ladder("error-page") == ladder("http-503")


@pytest.mark.parametrize(
    "reason", ["consent-wall", "robot-check", "region-block", "paywall-stub"]
)
def test_a_wall_is_left_alone_for_an_hour_and_looked_behind_for_days(reason: str):
    waits = ladder(reason)
    assert waits[0] >= timedelta(hours=1)
    assert timedelta(days=2) <= sum(waits, timedelta()) <= timedelta(days=4)
