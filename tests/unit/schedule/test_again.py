"""When a live blog is looked at again, and when never."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from builders import NOON

from newswatch.schedule.again import next_look


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("found", "active", "ends", "gap"),
    [
        (0, 0, None, hours(1 / 12)),
        (8, 4, None, hours(1)),
        (23, 23, None, hours(2)),
        (30, 24, None, None),
        (30, 25, None, None),
        # Nothing is known of its pace but when it was found.
        (4, None, None, hours(1)),
        (24, None, None, None),
        # An end to come keeps it alive; the last look comes after it.
        (30, 26, 5, hours(2)),
        (2, 0, 0.5, hours(1 / 12)),
        (9, 8, 1, hours(1)),
        (9, 8, 0.01, hours(1 / 12)),
        (9, 8, 0, None),
        (9, 8, -1, None),
        # It went on after its end.
        (9, 0, -1, hours(1 / 12)),
        # A clock ahead of ours, and dates that move with every request.
        (1, -3, None, hours(1 / 12)),
        (24 * 7, 0, None, None),
        (24 * 7, 0, 100, None),
    ],
)
def test_the_gap_follows_the_blogs_own_pace(
    found: float, active: float | None, ends: float | None, gap: timedelta | None
):
    """*found* and *active* are hours ago, *ends* hours to come."""
    at = next_look(
        found_at=NOON - hours(found),
        active_at=_ago(active),
        ends_at=None if ends is None else NOON + hours(ends),
        now=NOON,
    )
    assert at == (None if gap is None else NOON + gap)


def _ago(number: float | None) -> datetime | None:
    return None if number is None else NOON - hours(number)
