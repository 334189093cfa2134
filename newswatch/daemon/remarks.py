"""What the end of a poll makes us say to people, beside what its sources did wrong."""

from __future__ import annotations

from datetime import datetime

from newswatch.daemon.supervisor import End
from newswatch.daemon.timetable import WITNESSES
from newswatch.model import Ledger
from newswatch.model.heard import Failure
from newswatch.store.states import OutletState


def remark(
    ledger: Ledger,
    end: End,
    state: OutletState | None,
    now: datetime,
    *,
    is_down: bool,
    outlets: int,
) -> str | None:
    """One sentence, or None. *is_down*: our network is, of *outlets* in the plan."""
    if end is End.KILLER:
        return _killer_problem(state, now)
    failure = ledger.heard.failure
    if failure is Failure.NETWORK and is_down:
        return "our own network fails: nobody is blamed, it is asked again [NW607]"
    if failure is Failure.NETWORK and outlets < WITNESSES:
        return "it may be our own network: too few outlets are watched to tell"
    return None


def _killer_problem(state: OutletState | None, now: datetime) -> str:
    problem = "the crawler died of it more than once"
    if state is not None:
        minutes = round((state.next_due_at - now).total_seconds() / 60)
        problem += f"; it is left alone for {minutes} min"
    return f"{problem} [NW605]"
