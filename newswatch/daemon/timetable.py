"""The timetable: when each planned outlet is due, and what a poll's end makes of it.

What is asked every second, `due`, costs what is due and not what there is: the times to
come lie in a heap. An entry whose time is no longer its outlet's is dropped when it
comes up.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from newswatch.daemon.supervisor import End
from newswatch.model import LOOKED_AT, Ledger, Outcome
from newswatch.model.heard import Failure
from newswatch.schedule import Planned, next_due
from newswatch.schedule.cadence import LONGEST_WAIT, Adapted
from newswatch.schedule.pools import Pools
from newswatch.schedule.rhythm import Rhythm, learned
from newswatch.store.states import OutletState

#: for how long an outlet that kills the crawler is left alone, by how many polls of its
#: failed in a row; a restart may try it sooner, by its cadence
PAUSES = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
#: so many outlets on hosts of their own can bear witness to a network that is down
WITNESSES = 3
#: the longest wait after failures that may be our own: the network's, where nobody
#: was answered for as long or there are no witnesses, or the crawler's
UNPROVEN = timedelta(hours=1)
#: failures that are an answer: the network is well
ANSWERS = (Failure.GONE, Failure.ANSWERED)
#: what is overdue goes out one by one, within this, and no slower than `_STEP`
_SPREAD = timedelta(minutes=10)
_STEP = timedelta(seconds=0.25)


class Timetable:
    """*dice* decide on jitter. What is known of outlets without a plan is kept."""

    def __init__(self, plan: Iterable[Planned], dice: random.Random) -> None:
        self._dice = dice
        self._plan = {planned.outlet_id: planned for planned in plan}
        self._states: dict[str, OutletState] = {}
        self._pools = Pools()
        #: when each outlet is handed out; later than it is due where many are
        self._when: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []
        #: whose time has come and whose poll has not ended
        self._owed: dict[str, datetime] = {}
        #: when anybody's poll was answered last, an error included
        self._answered_at: datetime | None = None
        self._share_polls()

    def __contains__(self, outlet_id: str) -> bool:
        return outlet_id in self._plan

    def __len__(self) -> int:
        return len(self._plan)

    def remember(self, states: dict[str, OutletState], now: datetime) -> None:
        """Go on from *states*, as a former run has left them."""
        self._states = dict(states)
        self._share_polls()
        self.follow_todays_cadence(now)

    def replan(self, plan: Iterable[Planned], now: datetime) -> None:
        """Poll by *plan* from *now* on."""
        self._plan = {planned.outlet_id: planned for planned in plan}
        self._share_polls()
        self.follow_todays_cadence(now)

    def due(self, now: datetime) -> list[str]:
        """The outlets that are due, polls under way included.

        First those that matter most for the time that they have waited.
        """
        if len(self._when) < len(self._plan):  # nobody has said yet what time it is
            self.release(now)
        while self._heap and self._heap[0][0] <= now:
            at, outlet_id = heapq.heappop(self._heap)
            if self._when.get(outlet_id) == at:
                self._owed[outlet_id] = at
        return sorted(self._owed, key=lambda id_: self._urgency(id_, now), reverse=True)

    def is_well(self, outlet_id: str) -> bool:
        """Whether the outlet's last poll did not fail."""
        state = self._states.get(outlet_id)
        return state is None or state.failures == 0

    def follow_todays_cadence(self, now: datetime) -> None:
        """Bring due times forward that today's cadence would never have set.

        They come from a longer interval, or from a clock that was ahead.
        """
        for outlet_id, planned in self._plan.items():
            if (state := self._states.get(outlet_id)) is None:
                continue
            latest = next_due(
                planned,
                last_at=now,
                failures=state.failures,
                now=now,
                draw=1.0,
                adapted=self._adapted(planned, now),
            )
            due = min(state.next_due_at, latest)
            self._states[outlet_id] = replace(state, next_due_at=due)
        self.release(now)

    def release(self, now: datetime) -> None:
        """Set out when everybody goes: what is overdue one after the other.

        They were held up together, by our sleep or our network, and must not all be
        asked at once; those go first that matter most for the time that was lost.
        """
        self._when.clear()
        self._heap.clear()
        self._owed.clear()
        overdue = []
        for outlet_id in self._plan:
            if (due := self._due_at(outlet_id, now)) <= now:
                overdue.append(outlet_id)
            else:
                self._hand_out(outlet_id, due)
        overdue.sort(key=lambda id_: self._lateness(id_, now), reverse=True)
        step = min(_STEP, _SPREAD / max(len(overdue), 1))
        for place, outlet_id in enumerate(overdue):
            self._hand_out(outlet_id, now + place * step)

    def ended(
        self,
        outlet_id: str,
        ledger: Ledger,
        end: End,
        now: datetime,
        *,
        is_blamed: bool = True,
    ) -> OutletState | None:
        """What holds from now on for an outlet whose poll has ended, to be stored.

        None where nothing changes: it is in no plan any more, or its poll came to no
        end and is owed as before. Not *is_blamed*: a failure is not the outlet's, and
        its poll is owed.
        """
        planned = self._plan.get(outlet_id)
        if planned is None or end in (End.CUT, End.HALTED):
            return None
        known = self._states.get(outlet_id) or OutletState(next_due_at=now)
        if ledger.reached or ledger.heard.failure in ANSWERS:
            self._answered_at = now
        if not is_blamed and not ledger.reached and end is not End.KILLER:
            return self._settle(outlet_id, replace(known, next_due_at=now))
        rhythm = known.rhythm
        if ledger.reached and end is not End.KILLER:
            rhythm = learned(rhythm, ledger.heard, now)
        failures, not_before = _failures_after(known.failures, ledger, end, now)
        self._share(planned, rhythm)
        due = next_due(
            planned,
            last_at=now,
            failures=failures,
            now=now,
            draw=self._dice.random(),
            not_before=not_before,
            adapted=self._adapted(planned, now, is_owed=_owes_visits(ledger)),
            backoff=self._longest_backoff(ledger, now),
        )
        state = OutletState(next_due_at=due, failures=failures, rhythm=rhythm)
        return self._settle(outlet_id, state)

    def forgive(
        self, outlet_ids: Iterable[str], now: datetime
    ) -> dict[str, OutletState]:
        """Take back the last failure of these, and owe them their polls; to be stored.

        It was none of theirs.
        """
        forgiven = {}
        for outlet_id in outlet_ids:
            known = self._states.get(outlet_id)
            if known is not None and known.failures and outlet_id in self._plan:
                state = replace(known, failures=known.failures - 1, next_due_at=now)
                forgiven[outlet_id] = self._settle(outlet_id, state)
        return forgiven

    # -- inside

    def _settle(self, outlet_id: str, state: OutletState) -> OutletState:
        self._states[outlet_id] = state
        self._owed.pop(outlet_id, None)
        self._hand_out(outlet_id, state.next_due_at)
        return state

    def _hand_out(self, outlet_id: str, at: datetime) -> None:
        self._when[outlet_id] = at
        heapq.heappush(self._heap, (at, outlet_id))

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

    def _urgency(self, outlet_id: str, now: datetime) -> float:
        waited_s = (now - self._owed[outlet_id]).total_seconds()
        return self._plan[outlet_id].weight * (1.0 + waited_s)

    def _lateness(self, outlet_id: str, now: datetime) -> float:
        late_s = (now - self._states[outlet_id].next_due_at).total_seconds()
        return self._plan[outlet_id].weight * (1.0 + late_s)

    def _longest_backoff(self, ledger: Ledger, now: datetime) -> timedelta:
        failure = ledger.heard.failure
        # Without a reason nobody was asked at all: no crawler came to it.
        if failure is None:
            return UNPROVEN
        if failure is not Failure.NETWORK:
            return LONGEST_WAIT
        # Few polls an hour fail too far apart for Network to see one event in them.
        last = self._answered_at
        is_silent = last is None or not last <= now < last + UNPROVEN
        is_lonely = len(self._plan) < WITNESSES
        return UNPROVEN if is_lonely or is_silent else LONGEST_WAIT

    def _share_polls(self) -> None:
        self._pools.clear()
        for outlet_id, planned in self._plan.items():
            state = self._states.get(outlet_id)
            self._share(planned, state.rhythm if state else Rhythm())

    def _share(self, planned: Planned, rhythm: Rhythm) -> None:
        if planned.adaptive:
            self._pools.put(planned, rhythm)

    def _adapted(
        self, planned: Planned, now: datetime, *, is_owed: bool = False
    ) -> Adapted | None:
        if not planned.adaptive:
            return None
        adapted = self._pools.adapted(planned, now)
        if is_owed and planned.every_s is not None:
            soon_s = max(planned.every_s, adapted.least_s)
            return replace(adapted, wait_s=min(adapted.wait_s, soon_s))
        return adapted


def _failures_after(
    failures: int, ledger: Ledger, end: End, now: datetime
) -> tuple[int, datetime | None]:
    """How many polls in a row have failed by now, and until when to wait at least."""
    failure, not_before = ledger.heard.failure, ledger.not_before
    if end is End.KILLER:
        return failures + 1, now + PAUSES[min(failures, len(PAUSES) - 1)]
    if ledger.reached:
        return 0, not_before
    # Who asked us to wait, or was left alone, has not failed.
    if not_before is not None or failure is Failure.WAITING:
        return failures, not_before
    return failures + 1, now + LONGEST_WAIT if failure is Failure.GONE else None


def _owes_visits(ledger: Ledger) -> bool:
    """Whether pages are left for the next poll, or will be looked at again soon."""
    owing = (Outcome.EMITTED, Outcome.PENDING)
    is_looking = ledger.reasons[LOOKED_AT] > 0
    return is_looking or any(ledger.outcomes[outcome] for outcome in owing)
