"""For how long a listing stays as it is, by its server's headers.

    Cache-Control   max-age (RFC 9111 5.2.2.1); no-cache and no-store: not at all
    Expires         where there is no max-age, counted from Date (5.3)

Age is left out: at most it says that a cache will ask sooner than we need to.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r'(?:^|[\s,])max-age\s*=\s*"?(\d{1,10})', re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])", re.IGNORECASE)


def fresh_for(
    cache_control: str | None, expires: str | None, date: str | None
) -> float:
    """Seconds, 0.0 where nothing is said, or nothing that can be read."""
    directives = cache_control or ""
    if _NOT_KEPT.search(directives):
        return 0.0
    if found := _MAX_AGE.search(directives):
        return float(found[1])
    if not expires or not date:
        return 0.0
    try:
        until, since = parsedate_to_datetime(expires), parsedate_to_datetime(date)
        return max(0.0, (until - since).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
