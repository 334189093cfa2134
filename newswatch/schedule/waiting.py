"""Until when a host that asked for it is left alone.

    429 or 503 with Retry-After     until then, to the second (RFC 9110 10.2.3)
    429 without                     a minute, doubled with each further one, 6 h at most
    503 without                     no wait: one page of a host may be out of order

What a host asks for holds for everything on it, listings and robots.txt included.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newswatch.schedule.cadence import LONGEST_WAIT

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_GUESS = timedelta(hours=6)
_ASKING = (429, 503)


def wait_until(
    status: int, retry_after: str | None, earlier: int, now: datetime
) -> datetime | None:
    """The end of the wait that an answer asks for, aware UTC; None if for none.

    *retry_after* is the header as sent, *earlier* how often in a row the host has
    asked before. Never more than `LONGEST_WAIT` from *now*.
    """
    if status not in _ASKING:
        return None
    asked = retry_after_at(retry_after, now)
    if asked is not None:
        return min(asked, now + LONGEST_WAIT)
    if status != 429:
        return None
    doublings = min(max(earlier, 0), 16)
    return now + min(_FIRST_WAIT * (1 << doublings), _LONGEST_GUESS)


def retry_after_at(header: str | None, now: datetime) -> datetime | None:
    """The instant that a Retry-After header names: seconds or an HTTP-date.

    None if there is none, or it cannot be read. A date in the past is *now*.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        # A number with more digits than this is "never", and no timedelta.
        seconds = int(text[:12])
        return now + min(timedelta(seconds=seconds), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # HTTP-dates are GMT, whatever is written.
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        at = at.astimezone(UTC)
    except OverflowError:  # beyond the last year there is
        return now + LONGEST_WAIT if at.year > now.year else now
    # A second's fraction too early would be too early.
    return max(at, now)
