"""Pools: outlets that share their polls, and what each of them gets of these.

The level of a pool is found anew when its outlets ask for another sum than they did,
and once an hour: a change of one outlet among thousands moves nothing, and a new fleet
of which nothing is known yet is followed closely.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newswatch.schedule.cadence import Adapted
from newswatch.schedule.pace import Demand, demand_of, level_of, wait_s
from newswatch.schedule.plan import Planned
from newswatch.schedule.rhythm import Rhythm

_FRESH = timedelta(hours=1)
#: the sum of what is asked for may move by so much before the level follows
_DRIFT = 0.02
#: a level of many outlets takes a tenth of a second to find, and is not found again
#: sooner than this
_MANY, _PAUSE = 200, timedelta(seconds=10)


@dataclass(slots=True)
class _Pool:
    demands: dict[str, Demand] = field(default_factory=dict)
    asked: float = 0.0
    level: float = 0.0
    #: what was asked when the level was found, and when that was
    found_for: float = -1.0
    found_at: datetime | None = None


class Pools:
    def __init__(self) -> None:
        self._pools: dict[str, _Pool] = {}

    def clear(self) -> None:
        self._pools.clear()

    def put(self, planned: Planned, rhythm: Rhythm) -> None:
        """*planned* asks for its share by *rhythm* from now on."""
        pool = self._pools.setdefault(planned.pool, _Pool())
        before = pool.demands.get(planned.outlet_id)
        now = pool.demands[planned.outlet_id] = demand_of(planned, rhythm)
        pool.asked += now.mean - (before.mean if before else 0.0)
        if before is None:
            pool.found_at = None

    def adapted(self, planned: Planned, now: datetime) -> Adapted:
        """The wait after a poll that ended *now*; *planned* was put here before."""
        pool = self._pools[planned.pool]
        if self._is_stale(pool, now):
            pool.level = level_of(tuple(pool.demands.values()))
            pool.asked = sum(demand.mean for demand in pool.demands.values())
            pool.found_for, pool.found_at = pool.asked, now
        demand = pool.demands[planned.outlet_id]
        return Adapted(
            wait_s=wait_s(demand, pool.level, now),
            least_s=demand.least_s,
            most_s=demand.most_s,
        )

    @staticmethod
    def _is_stale(pool: _Pool, now: datetime) -> bool:
        if pool.found_at is None or not pool.found_at <= now < pool.found_at + _FRESH:
            return True
        if abs(pool.asked - pool.found_for) <= _DRIFT * pool.found_for:
            return False
        return len(pool.demands) < _MANY or now >= pool.found_at + _PAUSE
