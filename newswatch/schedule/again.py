"""When a page that has been read is looked at again.

A live blog is looked at until it ends: until the end that it states, or a day after it
last said something, and never longer than a week. The gap follows the blog's own pace,
a quarter of its silence, five minutes at least and two hours at most. The last look
comes after the stated end, so that the farewell is read too.

What a blog states of its end is not believed where it has gone on since.
"""

from __future__ import annotations

from datetime import datetime, timedelta

_SHORTEST, _WIDEST = timedelta(minutes=5), timedelta(hours=2)
#: of its silence, chosen by hand: a blog that wakes up is seen within a quarter more
_SHARE = 4
#: a blog that says nothing for so long has ended without a word; they pause overnight
_SILENT = timedelta(days=1)
#: pages whose dates move with every request must not be asked for ever
_LONGEST = timedelta(days=7)


def next_look(
    *,
    found_at: datetime,
    active_at: datetime | None,
    ends_at: datetime | None,
    now: datetime,
) -> datetime | None:
    """When a live blog that was read at *now* is read again; None: never.

    *found_at* is when its link was found, *active_at* when it last said something, as
    far as is known, *ends_at* what it states of its end.
    """
    active = min(found_at if active_at is None else active_at, now)
    if ends_at is not None and ends_at < active:
        ends_at = None
    silence = now - active
    if now - found_at >= _LONGEST:
        return None
    if ends_at is None and silence >= _SILENT:
        return None
    if ends_at is not None and ends_at <= now:
        return None
    at = now + min(max(silence / _SHARE, _SHORTEST), _WIDEST)
    return at if ends_at is None else min(at, max(ends_at, now + _SHORTEST))
