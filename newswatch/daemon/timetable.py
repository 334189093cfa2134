"""The timetable: when each planned outlet is due, and what a poll's end makes of it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from newswatch.daemon.supervisor import End
from newswatch.model import Ledger
from newswatch.schedule import Planned, next_due
from newswatch.store.states import OutletState

#: for how long an outlet that kills the crawler is left alone, by how many polls of its
#: failed in a row; a restart may try it sooner, by its cadence
PAUSES = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)


class Timetable:
    """*dice* decide on jitter. What is known of outlets without a plan is kept."""

    def __init__(self, plan: Iterable[Planned], dice: random.Random) -> None:
        self._dice = dice
        self._plan = {planned.outlet_id: planned for planned in plan}
        self._states: dict[str, OutletState] = {}

    def __contains__(self, outlet_id: str) -> bool:
        return outlet_id in self._plan

    def remember(self, states: dict[str, OutletState], now: datetime) -> None:
        """Go on from *states*, as a former run has left them."""
        self._states = dict(states)
        self.follow_todays_cadence(now)

    def replan(self, plan: Iterable[Planned], now: datetime) -> None:
        """Poll by *plan* from *now* on."""
        self._plan = {planned.outlet_id: planned for planned in plan}
        self.follow_todays_cadence(now)

    def due(self, now: datetime) -> list[str]:
        """The outlets that are due, those first that matter most."""
        due = [id_ for id_ in self._plan if self._due_at(id_, now) <= now]
        return sorted(due, key=lambda id_: -self._plan[id_].weight)

    def follow_todays_cadence(self, now: datetime) -> None:
        """Bring due times forward that today's cadence would never have set.

        They come from a longer interval, or from a clock that was ahead.
        """
        for outlet_id, state in self._states.items():
            if (planned := self._plan.get(outlet_id)) is None:
                continue
            latest = next_due(
                planned, last_at=now, failures=state.failures, now=now, draw=1.0
            )
            due = min(state.next_due_at, latest)
            self._states[outlet_id] = replace(state, next_due_at=due)

    def _due_at(self, outlet_id: str, now: datetime) -> datetime:
        state = self._states.get(outlet_id)
        if state is None:
            due = next_due(
                self._plan[outlet_id],
                last_at=None,
                failures=0,
                now=now,
                draw=self._dice.random(),
            )
            state = self._states[outlet_id] = OutletState(next_due_at=due)
        return state.next_due_at

    def ended(
        self, outlet_id: str, ledger: Ledger, end: End, now: datetime
    ) -> OutletState | None:
        """What holds from now on for an outlet whose poll has ended, to be stored.

        None where nothing changes: it is in no plan any more, or its poll came to no
        end and is owed as before.
        """
        if outlet_id not in self._plan or end in (End.CUT, End.HALTED):
            return None
        known = self._states.get(outlet_id)
        failures = known.failures if known else 0
        not_before = ledger.not_before
        if end is End.KILLER:
            not_before = now + PAUSES[min(failures, len(PAUSES) - 1)]
            failures += 1
        elif ledger.reached:
            failures = 0
        elif not_before is None:  # who asked us to wait has not failed
            failures += 1
        due = next_due(
            self._plan[outlet_id],
            last_at=now,
            failures=failures,
            now=now,
            draw=self._dice.random(),
            not_before=not_before,
        )
        state = OutletState(next_due_at=due, failures=failures)
        self._states[outlet_id] = state
        return state
