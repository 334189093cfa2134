"""Until when a host is left alone that asked for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newswatch.schedule.cadence import LONGEST_WAIT
from newswatch.schedule.waiting import retry_after_at, wait_until

NOW = datetime(2026, 11, 23, 12, 0, 0, 250_000, tzinfo=UTC)


def after(**span: float) -> datetime:
    return NOW + timedelta(**span)


@pytest.mark.parametrize(
    ("status", "header", "earlier", "expected"),
    [
        (429, "120", 0, after(seconds=120)),
        (503, "120", 0, after(seconds=120)),
        (503, " 0 ", 0, NOW),
        (429, "120", 9, after(seconds=120)),
        (429, None, 0, after(minutes=1)),
        (429, None, 1, after(minutes=2)),
        (429, None, 3, after(minutes=8)),
        (429, None, 999, after(hours=6)),
        (429, "soon", 0, after(minutes=1)),
        (503, None, 0, None),
        (503, "soon", 5, None),
        (200, "120", 0, None),
        (404, "120", 0, None),
        (301, "120", 0, None),
        (429, "999999999999999999", 0, NOW + LONGEST_WAIT),
        (503, "Wed, 25 Nov 2099 12:00:00 GMT", 0, NOW + LONGEST_WAIT),
    ],
)
def test_what_an_answer_asks_for(
    status: int, header: str | None, earlier: int, expected: datetime | None
):
    assert wait_until(status, header, earlier, NOW) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        # The three forms of an HTTP-date, RFC 9110 5.6.7.
        ("Mon, 23 Nov 2026 13:00:00 GMT", datetime(2026, 11, 23, 13, tzinfo=UTC)),
        ("Monday, 23-Nov-26 13:00:00 GMT", datetime(2026, 11, 23, 13, tzinfo=UTC)),
        ("Mon Nov 23 13:00:00 2026", datetime(2026, 11, 23, 13, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", NOW),
        ("Mon, 23 Nov 2026 15:00:00 +0300", NOW),
        ("Fri, 31 Dec 9999 23:59:59 -0100", NOW + LONGEST_WAIT),
        ("Mon, 01 Jan 0001 00:00:00 +0100", NOW),
        ("-5", None),
        ("1.5", None),
        ("١٢", None),
        ("Mon, 99 Nov 2026 13:00:00 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_the_header_is_seconds_or_a_date(header: str | None, expected: datetime | None):
    assert retry_after_at(header, NOW) == expected
