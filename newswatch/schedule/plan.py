"""The plan: one entry per watched outlet, however many watches ask for it.

A watch's cadence is a request, the outlet's politeness is a limit:

1. An outlet's own `every` or `cron` stands for what its watches ask of it.
2. Else a watch asks for its own `every` or `cron`, else for `poll.every`.
3. Of several intervals the shortest wins; cron lines are all kept, and the earliest
   of all due times counts. So nothing that a watch asked for is lost.
4. No outlet is polled again sooner than `poll.min`; a schedule's `min` and `max` bound
   what adapting may choose. Of several the smallest counts.
5. Outlets whose schedules ask for the same interval share their polls: it is the mean
   over all of them. An outlet's own `every` is a mean of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from newswatch.model import Options, Outlet, Watch


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CronLine:
    line: str
    #: the time zone in which the line is read
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """When one outlet wants to be polled, and for which topics."""

    outlet_id: str
    #: every topic of every enabled watch on the outlet, in the order of the watches
    topic_ids: tuple[str, ...]
    #: the shortest interval asked for; None where there are only cron lines
    every_s: float | None = None
    cron_lines: tuple[CronLine, ...] = ()
    #: no sooner than this after the last poll
    min_s: float = 120.0
    #: adapting never stretches the wait beyond this, or beyond `every_s`
    max_s: float = 21600.0
    #: whether the interval is spent where news appears
    adaptive: bool = False
    #: the outlets with the same word here share their polls
    pool: str = ""
    #: share of the interval by which a poll may come early or late
    jitter: float = 0.1
    #: who goes first when several are overdue: the bigger
    weight: float = 1.0


def plan(
    watches: Iterable[Watch], outlets: Mapping[str, Outlet], options: Options
) -> tuple[Planned, ...]:
    """One entry per outlet of an enabled watch, by outlet id.

    The watches' references are resolved: `outlets` and `topics` hold ids only, those
    of inline tables included. Raises KeyError for an outlet that is not in *outlets*.
    """
    asking: dict[str, list[Watch]] = {}
    for watch in watches:
        if watch.enabled:
            for outlet_id in dict.fromkeys(watch.outlets):
                asking.setdefault(outlet_id, []).append(watch)
    return tuple(
        _planned(outlets[outlet_id], asking[outlet_id], options)
        for outlet_id in sorted(asking)
    )


def _planned(outlet: Outlet, watches: list[Watch], options: Options) -> Planned:
    intervals: list[float] = []
    cron_lines: list[CronLine] = []
    for watch in watches:
        every_s, cron_line = _asked(outlet, watch, options)
        if cron_line:
            cron_lines.append(cron_line)
        else:
            intervals.append(every_s)
    poll = options.poll
    shortest_s = max(min(intervals), poll.min_s) if intervals else None
    least_s, most_s = _limits(watches, shortest_s, options)
    own = outlet.every_s is not None
    return Planned(
        outlet_id=outlet.id,
        topic_ids=tuple(dict.fromkeys(chain(*(watch.topics for watch in watches)))),
        every_s=shortest_s,
        cron_lines=tuple(sorted(set(cron_lines))),
        min_s=least_s,
        max_s=most_s,
        adaptive=poll.adaptive and shortest_s is not None and not cron_lines,
        pool=f"outlet {outlet.id}" if own else f"every {shortest_s}",
        jitter=poll.jitter,
        weight=outlet.weight,
    )


def _limits(
    watches: list[Watch], every_s: float | None, options: Options
) -> tuple[float, float]:
    """The shortest and the longest wait, none of them in the way of *every_s*."""
    poll = options.poll
    least_s = min(watch.schedule.min_s or poll.min_s for watch in watches)
    most_s = min(watch.schedule.max_s or poll.max_s for watch in watches)
    if every_s is not None:
        least_s = min(least_s, every_s)
    least_s = max(least_s, poll.min_s)
    return least_s, max(most_s, least_s)


def _asked(
    outlet: Outlet, watch: Watch, options: Options
) -> tuple[float, CronLine | None]:
    """The interval, or the cron line, at which *watch* wants *outlet* polled."""
    cadence = watch.schedule
    if outlet.every_s is not None:
        return outlet.every_s, None
    if outlet.cron is not None:
        # An inline outlet's times are its schedule's; a file of its own has a zone.
        inline = any(inner.id == outlet.id for inner in watch.inline_outlets)
        zone = cadence.timezone if inline else outlet.timezone
        return 0.0, CronLine(line=outlet.cron, zone=zone)
    if cadence.cron is not None:
        return 0.0, CronLine(line=cadence.cron, zone=cadence.timezone)
    return cadence.every_s or options.poll.every_s, None
