"""How long to wait for an outlet: where news appears, for the requests that were asked.

Articles of outlet i come at rate λᵢ and are found after half an interval in the mean.
Of all ways to spend a number of polls, the delay of all articles together, each worth
wᵢ, is least where the frequency follows sqrt(wᵢ λᵢ) (Sia, Cho, Cho: Efficient
Monitoring Algorithm for Fast News Alerts). With λ by the hour of the day a poll is due

    at the first t where the integral of sqrt(w λ(u)) from the last poll to t is `level`

where λ is as much more or less than usual as in the last hours.

Outlets that are asked for at the same interval share their polls: `level_of` finds the
level at which all of them together are polled as often as they would be at that
interval, each within its bounds. An outlet that is alone with its interval keeps it
in the mean, and only the hours differ.

    least    `min`; longer where the server says that its listing stays as it is, up
             to the interval that was asked for (decision 0011)
    most     `max`, or the interval if that is longer; never so long that more than half
             of a listing is new at the busiest hour
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from newswatch.schedule.plan import Planned
from newswatch.schedule.rhythm import DAY_S, HOUR_S, HOURS, Rhythm, seconds_of_day

#: of a listing's entries, how many may be new: the rest is for a busier day
_SHARE_NEW = 0.5
#: levels so far above what brings all to `most` leave it to `most` also in a busy hour
_BEYOND = 4.0
#: halvings of the range of levels; 2**-40 of it is far below the jitter
_HALVINGS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one outlet asks for: sqrt(w λ) by the hour of the day, UTC, and bounds."""

    by_hour: tuple[float, ...]
    mean: float
    slackest: float
    busiest: float
    #: seconds between two polls
    least_s: float
    most_s: float
    #: polls a day that it brings along
    polls: float
    #: sqrt of how many times as busy as usual it is; not part of what is shared, or a
    #: pool would be polled no less at weekends
    pulse: float = 1.0

    def frequency(self, level: float) -> float:
        """Polls a day at *level*, within the bounds."""
        rarest, most_often = DAY_S / self.most_s, DAY_S / self.least_s
        if self.busiest <= rarest * level:
            return rarest
        if self.slackest >= most_often * level:
            return most_often
        if self.slackest >= rarest * level and self.busiest <= most_often * level:
            return self.mean / level
        clipped = (min(max(d / level, rarest), most_often) for d in self.by_hour)
        return sum(clipped) / HOURS


def demand_of(planned: Planned, rhythm: Rhythm) -> Demand:
    """What *planned*, which has an interval, asks for by what is known of it."""
    every_s = planned.min_s if planned.every_s is None else planned.every_s
    shape = rhythm.shape()
    scale = math.sqrt(max(planned.weight, 0.0) * rhythm.rate)
    by_hour = tuple(scale * math.sqrt(busy) for busy in shape)
    most_s = max(planned.max_s, every_s)
    peak = rhythm.rate * max(shape) * max(rhythm.pulse, 1.0)
    in_time_s = _SHARE_NEW * rhythm.holds / peak * DAY_S
    most_s = max(min(most_s, in_time_s), planned.min_s)
    least_s = max(planned.min_s, min(rhythm.fresh_s, every_s))
    return Demand(
        by_hour=by_hour,
        mean=sum(by_hour) / HOURS,
        slackest=min(by_hour),
        busiest=max(by_hour),
        least_s=min(least_s, most_s),
        most_s=most_s,
        polls=DAY_S / every_s,
        pulse=math.sqrt(rhythm.pulse),
    )


def level_of(demands: Sequence[Demand]) -> float:
    """At which level *demands* together come to the polls that they bring along.

    Where all are at a bound it is the nearest: bounds go before the number of polls.
    """
    budget = sum(demand.polls for demand in demands)
    low = min((d.slackest * d.least_s for d in demands), default=1.0) / DAY_S
    high = max((d.busiest * d.most_s for d in demands), default=1.0) / DAY_S * _BEYOND
    low = max(low, high * 1e-9)  # an outlet of no weight asks for nothing
    if not 0 < low < high:
        return high
    bottom, top = math.log(low), math.log(high)
    for _ in range(_HALVINGS):
        middle = (bottom + top) / 2
        if total_of(demands, math.exp(middle)) > budget:
            bottom = middle
        else:
            top = middle
        if top - bottom < 1e-4:
            break
    return math.exp(top)


def total_of(demands: Iterable[Demand], level: float) -> float:
    """Polls a day of all *demands* at *level*."""
    return sum(demand.frequency(level) for demand in demands)


def wait_s(demand: Demand, level: float, since: datetime) -> float:
    """Seconds after *since* until the integral of *demand* is *level*, in bounds."""
    left = level * DAY_S / demand.pulse
    at_s, waited_s = seconds_of_day(since), 0.0
    while waited_s < demand.most_s:
        density = demand.by_hour[int(at_s // HOUR_S) % HOURS]
        step_s = HOUR_S - at_s % HOUR_S
        if density * step_s >= left:
            waited_s += left / density if density else step_s
            break
        left -= density * step_s
        at_s, waited_s = at_s + step_s, waited_s + step_s
    return min(max(waited_s, demand.least_s), demand.most_s)
