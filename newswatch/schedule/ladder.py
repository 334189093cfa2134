"""When an article is looked at again: the ladder of the deployment, and its side steps.

Most edits come within the hour, nearly all within three days; so the gaps grow. An
address that says it is gone is asked again soon, for servers err; a change that may be
the site's and not the article's is asked again as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

#: after the first, second, third … answer that the article is gone
_GONE_S = (600.0, 3600.0, 21600.0)
#: after a look that failed for another reason: the next step may be days away
_FAILED_S = (600.0, 3600.0, 21600.0, 86400.0)
#: between looks at what is withdrawn, as long as listings name it
_WITHDRAWN_S = (3600.0, 21600.0, 86400.0, 259200.0, 604800.0, 1209600.0, 2592000.0)
#: before a doubtful change is looked at once more
_DOUBT_S = 600.0


def next_look(ladder_s: Sequence[float], step: int, now: datetime) -> datetime | None:
    """When look number *step*, counted from 0, is due if the one before was *now*."""
    return _after(ladder_s, step, now)


def looks_left(
    ladder_s: Sequence[float], since: datetime, now: datetime
) -> tuple[int, datetime | None]:
    """Of a ladder begun at *since*: how many looks are over by *now*, and the next."""
    at = since
    for step, gap in enumerate(ladder_s):
        at += timedelta(seconds=gap)
        if at > now:
            return step, at
    return len(ladder_s), None


def look_after_failure(failures: int, now: datetime) -> datetime | None:
    """When to look again after *failures* in a row; None: leave it to the ladder."""
    return _after(_FAILED_S, failures - 1, now)


def look_while_gone(times: int, now: datetime) -> datetime:
    """When to ask again after *times* answers in a row that it is gone."""
    gap = _GONE_S[min(times, len(_GONE_S)) - 1]
    return now + timedelta(seconds=gap)


def look_at_withdrawn(times: int, now: datetime) -> datetime:
    """When a listing that still names it has it asked for, after *times* before.

    It comes back as late again, at most, as it was gone.
    """
    gap = _WITHDRAWN_S[min(times, len(_WITHDRAWN_S) - 1)]
    return now + timedelta(seconds=gap)


def look_in_doubt(now: datetime) -> datetime:
    return now + timedelta(seconds=_DOUBT_S)


def _after(gaps_s: Sequence[float], at: int, now: datetime) -> datetime | None:
    return now + timedelta(seconds=gaps_s[at]) if at < len(gaps_s) else None
