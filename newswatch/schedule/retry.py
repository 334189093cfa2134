"""When a visit that failed is tried again: a ladder for each kind of failure."""

from __future__ import annotations

from datetime import datetime, timedelta

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0

#: seconds to wait after the first, second … failure; after the last one, never again.
#: Gone pages come back within hours or not at all, and so does a text that is not there
#: yet, be it that teasers stand in its place; a robots.txt may change from one day to
#: the next (RFC 9309 lets it be cached for 24 h), and so may what a paywall holds back;
#: a network that leads every address astray is mended within a day or two; the rest is
#: worth ten days.
_GONE = (10 * _MINUTE, _HOUR, 6 * _HOUR)
_FORBIDDEN = (_DAY, _DAY, _DAY)
_TROUBLE = (
    5 * _MINUTE,
    10 * _MINUTE,
    20 * _MINUTE,
    40 * _MINUTE,
    80 * _MINUTE,
    160 * _MINUTE,
    320 * _MINUTE,
    640 * _MINUTE,
    *(_DAY for _ in range(9)),
)
#: of a further page, whatever keeps it out: the article does not wait for long
_FURTHER_PAGE = _TROUBLE[:3]
_MISLED = (_HOUR, 6 * _HOUR, _DAY, _DAY)
_LADDERS = {
    "http-404": _GONE,
    "http-410": _GONE,
    "soft-404": _GONE,
    "empty-body": _GONE,
    "index-page": _GONE,
    "robots": _FORBIDDEN,
    "paywall-stub": _FORBIDDEN,
    "refused-address": _MISLED,
    "bad-redirect": _MISLED,
    "foreign-host": _MISLED,
    "redirected-home": _MISLED,
    "crowded-address": _MISLED,
    "consent-wall": _MISLED,
    "robot-check": _MISLED,
    "region-block": _MISLED,
}


def further_page_at(reason: str, attempts: int, now: datetime) -> datetime | None:
    """When to visit an article again of which a page after the first failed so."""
    ladder = _GONE[:1] if _LADDERS.get(reason) == _GONE else _FURTHER_PAGE
    if attempts < len(ladder):
        return now + timedelta(seconds=ladder[attempts])
    # Only a fault of ours gets here: whoever fetches has given the page up by then.
    return retry_at(reason, attempts, now)


def retry_at(reason: str, attempts: int, now: datetime) -> datetime | None:
    """When to visit again after *attempts* earlier failures; None: never.

    *reason* is the stable word of the failure, e.g. `http-404`, `timeout`.
    """
    ladder = _LADDERS.get(reason, _TROUBLE)
    if attempts >= len(ladder):
        return None
    return now + timedelta(seconds=ladder[attempts])
