"""For how long a feed stays as it is, by its own word.

    ttl                  RSS 2.0: minutes that it may be kept before it is read again
    sy:updatePeriod      the syndication module of RSS 1.0: it is renewed so often in
    sy:updateFrequency   an hour, day, week, month or year

Both are often set once and wrong from then on, and some write seconds for minutes;
what is made of them is for those who ask (`schedule/pace.py`).
"""

from __future__ import annotations

from newswatch.discover.feed_document import FeedDocument

_PERIODS_S = {
    "hourly": 3600.0,
    "daily": 86400.0,
    "weekly": 7 * 86400.0,
    "monthly": 30 * 86400.0,
    "yearly": 365 * 86400.0,
}
#: digits of a number that can be meant
_LONGEST = 9


def stated_freshness(feed: FeedDocument) -> float:
    """Seconds; the longer of the two words, 0.0 where none can be read."""
    ttl_s = _number(feed.ttl) * 60.0
    period_s = _PERIODS_S.get(feed.update_period.strip().lower(), 0.0)
    times = _number(feed.update_frequency) if feed.update_frequency else 1
    return max(ttl_s, period_s / times if times else 0.0)


def _number(text: str) -> int:
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > _LONGEST:
        return 0
    return int(digits)
