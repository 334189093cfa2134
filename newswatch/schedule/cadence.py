"""When an outlet is due again.

    never polled       an interval: now; a cron line: its next time
    all went well      last poll + the wait, give or take the jitter: the interval, or
                       what the outlet's rhythm makes of it (`pace`), which stays
                       within its bounds
    n failures         that times 2ⁿ, at most a day: nobody is ever given up on
    overdue            now, once, however many times were missed
    server said wait   not before that, but never more than a day from now

The jitter is symmetric, so that the mean interval stays what was asked for, and
outlets that started together drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from newswatch.schedule.cron import next_fire
from newswatch.schedule.plan import CronLine, Planned

#: A server that asks for more than this has a broken clock or a broken header; and
#: failures do not stretch a wait beyond it.
LONGEST_WAIT = timedelta(days=1)
# 2**16 times a minute is already more than a day; a bound keeps floats finite.
_MOST_DOUBLINGS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """The wait that an outlet's rhythm asks for, and what jitter may make of it."""

    wait_s: float
    least_s: float
    most_s: float


def next_due(
    planned: Planned,
    *,
    last_at: datetime | None,
    failures: int,
    now: datetime,
    draw: float,
    not_before: datetime | None = None,
    adapted: Adapted | None = None,
    backoff: timedelta = LONGEST_WAIT,
) -> datetime:
    """When *planned* may next be polled: aware UTC, never earlier than *now*.

    *last_at* is when the last poll ended (None: never polled), *failures* how many
    polls in a row failed since the last good one, *draw* a random number in [0, 1)
    for the jitter, *not_before* what the server asked for (Retry-After, RFC 9110
    §10.2.3), *backoff* what failures may stretch a wait to. A *last_at* in the
    future, left by a clock that was set back, counts as *now*. Keep the result: an
    outlet on a cron line that was never polled and is asked for again a moment after
    its time gets the time after that.

    Raises CronError if a cron line never fires.
    """
    last_at = None if last_at is None else min(last_at, now)
    most_s = backoff.total_seconds()
    due_times = [
        _after_cron(planned, last_at, failures, now, line, most_s)
        for line in planned.cron_lines
    ]
    if planned.every_s is not None or not due_times:
        if last_at is None:
            due_times.append(now)
        else:
            wait_s = _interval_s(planned, failures, draw, adapted, most_s)
            due_times.append(last_at + timedelta(seconds=wait_s))
    due = max(now, min(due_times))
    if not_before is not None:
        due = max(due, min(not_before, now + LONGEST_WAIT))
    return due


def _interval_s(
    planned: Planned,
    failures: int,
    draw: float,
    adapted: Adapted | None,
    backoff_s: float,
) -> float:
    every_s = planned.min_s if planned.every_s is None else planned.every_s
    jitter = 1 + planned.jitter * (2 * draw - 1)
    if failures > 0:
        # One that has been quiet for hours is tried again as soon as any other.
        once_s = every_s if adapted is None else min(every_s, adapted.wait_s)
        wait_s = _backed_off(once_s, failures, max(backoff_s, every_s))
        longest_s = max(backoff_s, every_s * jitter)
        return max(min(wait_s * jitter, longest_s), planned.min_s)
    if adapted is None:
        return max(every_s * jitter, planned.min_s)
    return min(max(adapted.wait_s * jitter, adapted.least_s), adapted.most_s)


def _after_cron(
    planned: Planned,
    last_at: datetime | None,
    failures: int,
    now: datetime,
    cron: CronLine,
    backoff_s: float,
) -> datetime:
    """The line's next time after *last_at*; late rather than left out.

    A time that comes within `min_s` of the last poll, or while the outlet is backed
    off, is put off to the end of that wait.
    """
    if last_at is None:
        return next_fire(cron.line, now - timedelta(microseconds=1), cron.zone)
    wait_s = _backed_off(planned.min_s, failures, backoff_s)
    fire = next_fire(cron.line, last_at, cron.zone)
    return max(fire, last_at + timedelta(seconds=wait_s))


def _backed_off(wait_s: float, failures: int, most_s: float) -> float:
    return float(min(wait_s * 2 ** min(max(failures, 0), _MOST_DOUBLINGS), most_s))
