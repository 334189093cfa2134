"""When each policy polls, by what its polls have found; newswatch's is its own code.

A policy that is not newswatch's decides for one outlet after each poll; `scale` makes
the number of its polls what newswatch needed, so that delays can be compared.
"""

from __future__ import annotations

import heapq
import math
import random
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from polling_world import DAY_S, ENTRIES, HOUR_S, START, Outlet

from newswatch.daemon.supervisor import End
from newswatch.daemon.timetable import Timetable
from newswatch.model import Ledger
from newswatch.model.heard import Heard
from newswatch.model.outlet import SourceKind
from newswatch.schedule import Planned

MIN_S, MAX_S = 120.0, 21600.0


@dataclass(slots=True)
class Tally:
    """What one policy's polls came to, from *begin* to *end*, seconds since START."""

    begin: float
    end: float
    delays: list[float] = field(default_factory=list)
    polls: int = 0
    empty: int = 0
    missed: int = 0

    def poll(self, outlet: Outlet, since: float, at: float) -> Sequence[float]:
        """The articles that a poll *at* finds; the one before was *since*."""
        articles = outlet.articles
        low, high = bisect_right(articles, since), bisect_right(articles, at)
        found = articles[max(low, high - ENTRIES) : high]
        for appeared in articles[low : high - len(found)]:
            self.missed += self.begin <= appeared < self.end
        for appeared in found:
            if self.begin <= appeared < self.end:
                self.delays.append(at - appeared)
        if self.begin <= at < self.end:
            self.polls += 1
            self.empty += not found
        return found


def newswatch(
    outlets: Sequence[Outlet], every_s: float, tally: Tally, until: float
) -> None:
    """Poll as newswatch does: its timetable, asked at the times that it named."""
    table = Timetable(
        [
            Planned(
                outlet_id=outlet.name,
                topic_ids=(),
                every_s=every_s,
                min_s=MIN_S,
                max_s=MAX_S,
                adaptive=True,
                pool="all",
            )
            for outlet in outlets
        ],
        random.Random(1),
    )
    by_name = {outlet.name: outlet for outlet in outlets}
    last = dict.fromkeys(by_name, -7 * DAY_S)
    ticks = [0.0]
    while ticks:
        tick = heapq.heappop(ticks)
        if tick > until:
            break
        now = _instant(tick)
        due = table.due(now)
        if not due and tick < 600:  # not all were let out in the first minutes
            heapq.heappush(ticks, tick + 1)
        for name in due:
            found = tally.poll(by_name[name], last[name], tick)
            heard = Heard()
            heard.listing(SourceKind.FEED, [_instant(at) for at in found], ENTRIES)
            last[name] = tick
            ledger = Ledger(reached=True, heard=heard)
            state = table.ended(name, ledger, End.DONE, now)
            assert state
            # The daemon looks once a second.
            due_s = (state.next_due_at - START).total_seconds()
            heapq.heappush(ticks, float(math.ceil(due_s)))
        if due and tick < 600:
            heapq.heappush(ticks, tick + 1)


def _instant(at: float) -> datetime:
    return START + timedelta(seconds=at)


#: after a poll that found so many articles: the next interval
Decide = Callable[[int, float], float]
Rule = Callable[[Outlet], Decide]


def by_rule(
    outlets: Iterable[Outlet],
    rule: Rule,
    tally: Tally,
    until: float,
) -> None:
    """Poll each outlet as its rule says, the first ones spread over an hour."""
    dice = random.Random(2)
    for outlet in outlets:
        decide, since, at = rule(outlet), -7 * DAY_S, dice.random() * HOUR_S
        while at <= until:
            found = tally.poll(outlet, since, at)
            since, at = at, at + decide(len(found), at) * dice.uniform(0.9, 1.1)


def fixed(every_s: float) -> Rule:
    return lambda _outlet: lambda _found, _at: every_s


def multiplicative(scale: float) -> Rule:
    """Four tenths longer after a poll that found nothing, *scale* times as long after
    one that did, as crawlers of the Nutch family adapt."""

    def rule(_outlet: Outlet) -> Decide:
        interval = 3600.0

        def decide(found: int, _at: float) -> float:
            nonlocal interval
            interval *= scale if found else 1.4
            interval = min(max(interval, MIN_S), 86400.0)
            return interval

        return decide

    return rule


def miniflux(scale: float) -> Rule:
    """Miniflux's `entry_frequency`: a week by the number of entries of the last week,
    from five minutes to a day (its defaults), times *scale*."""

    def rule(_outlet: Outlet) -> Decide:
        week: deque[tuple[float, int]] = deque()
        count = 0

        def decide(found: int, at: float) -> float:
            nonlocal count
            week.append((at, found))
            count += found
            while week[0][0] < at - 7 * DAY_S:
                count -= week.popleft()[1]
            # In its first week what an outlet had in less time is all there is.
            seen = min(max(at, HOUR_S), 7 * DAY_S)
            interval = seen / count if count else 86400.0
            return min(max(interval * scale, 300.0), 86400.0)

        return decide

    return rule


def oracle(level: float) -> Rule:
    """sqrt of the true intensity, weekends and bursts to come included."""

    def rule(outlet: Outlet) -> Decide:
        density = [math.sqrt(each / HOUR_S) for each in outlet.intensity]

        def decide(_found: int, at: float) -> float:
            left, waited = level, 0.0
            while waited < MAX_S:
                hour = min(int((at + waited) // HOUR_S), len(density) - 1)
                step = HOUR_S - (at + waited) % HOUR_S
                if density[hour] * step >= left:
                    waited += left / density[hour]
                    break
                left, waited = left - density[hour] * step, waited + step
            return min(max(waited, MIN_S), MAX_S)

        return decide

    return rule
