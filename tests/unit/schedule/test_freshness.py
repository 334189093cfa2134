"""For how long a listing stays as it is, by its server's headers."""

from __future__ import annotations

import pytest

from newswatch.schedule.freshness import fresh_for

DATE = "Mon, 23 Nov 2026 12:00:00 GMT"
TEN_LATER = "Mon, 23 Nov 2026 12:10:00 GMT"
HEADERS = [
    # Cache-Control, Expires, Date → seconds
    (None, None, None, 0.0),
    ("max-age=300", None, DATE, 300.0),
    ("public, Max-Age=300, s-maxage=900", None, None, 300.0),
    ("s-maxage=900", None, None, 0.0),
    ('max-age="300"', None, None, 300.0),
    ("max-age=300", TEN_LATER, DATE, 300.0),
    ("no-cache, max-age=300", None, None, 0.0),
    ("no-store", TEN_LATER, DATE, 0.0),
    ("max-age=-1", None, None, 0.0),
    ("max-age=soon", None, None, 0.0),
    ("public", TEN_LATER, DATE, 600.0),
    (None, DATE, TEN_LATER, 0.0),
    (None, "0", DATE, 0.0),
    (None, "-1", DATE, 0.0),
    (None, TEN_LATER, None, 0.0),
    (None, TEN_LATER, "yesterday", 0.0),
    (None, "Mon, 23 Nov 2026 12:10:00 -0000", DATE, 0.0),
]  # fmt: skip


@pytest.mark.parametrize(("cache_control", "expires", "date", "expected"), HEADERS)
def test_freshness_that_headers_state(
    cache_control: str | None, expires: str | None, date: str | None, expected: float
):
    assert fresh_for(cache_control, expires, date) == expected
