"""Whether it is our own network that fails, rather than those we ask.

    well   polls of outlets on three hosts, all of which answered the last time, fail
           one after the other for want of a name, a connection, an answer  ─▶ down
    down   polls stand still, but for one every half minute, of another outlet each
           time; nobody's failure is counted, nor are those that led here
    down   any answer, an error included, to what was asked since            ─▶ well

An answer to a poll that began later than one that failed speaks against a network that
is down, and takes back nine failures: where one host in ten still answers, that one
may be next door. What failed before says nothing when it fails again. Of fewer than
three hosts nothing can be told, nor where polls are far apart: then waits after
failures stay short (`timetable.UNPROVEN`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from newswatch.daemon.timetable import ANSWERS, WITNESSES
from newswatch.model import Ledger, Poll
from newswatch.model.heard import Failure

log = logging.getLogger(__name__)

#: failures further apart than this are no one event
_WINDOW = timedelta(minutes=10)
#: what fails for every one that answers
_FAILURES_AN_ANSWER = 9
PROBE = timedelta(seconds=30)
#: polls that ask whether it works again, at the same time: a silent network takes
#: minutes to fail
_MOST_PROBES = 3


class Turn(Enum):
    """What the end of a poll makes of what we think of our network."""

    NONE = "none"
    DOWN = "down"
    WELL = "well"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    outlet_id: str
    host: str
    started_at: datetime
    ended_at: datetime


class Network:
    """*down_since* as a former run has left it."""

    def __init__(self, down_since: datetime | None = None) -> None:
        self.down_since = down_since
        self._failed: list[_Failed] = []
        self._probed_at: datetime | None = None
        self._probes: set[str] = set()

    @property
    def is_down(self) -> bool:
        return self.down_since is not None

    @property
    def suspected(self) -> list[str]:
        """The outlets whose failures led to what we think now."""
        return [each.outlet_id for each in self._failed]

    def lets_out(
        self, due: Iterable[str], under_way: set[str], now: datetime
    ) -> list[str]:
        """Those of *due*, in their order, that are to be polled now."""
        waiting = [outlet_id for outlet_id in due if outlet_id not in under_way]
        if not self.is_down:
            return waiting
        last = self._probed_at
        # A clock that was set back must not make anybody wait for years.
        is_time = last is None or not last <= now < last + PROBE
        self._probes &= under_way
        if len(self._probes) >= _MOST_PROBES or not is_time:
            return []
        self._probed_at = now
        self._probes.update(waiting[:1])
        return waiting[:1]

    def heard(
        self, poll: Poll, host: str, ledger: Ledger, now: datetime, *, was_well: bool
    ) -> Turn:
        """Take note of a poll of an outlet on *host* that ended *now*."""
        failure = ledger.heard.failure
        if ledger.reached or failure in ANSWERS:
            return self._answered(poll.started_at)
        if failure is not Failure.NETWORK or self.is_down or not was_well:
            return Turn.NONE
        self._failed = [f for f in self._failed if now - f.ended_at <= _WINDOW]
        self._failed.append(
            _Failed(
                outlet_id=poll.outlet_id,
                host=host,
                started_at=poll.started_at,
                ended_at=now,
            )
        )
        if len({each.host for each in self._failed}) < WITNESSES:
            return Turn.NONE
        self.down_since, self._probed_at = now, now
        log.warning(
            "our own network fails: polls stand still until one is answered",
            extra={"outlets": len(self._failed), "code": "NW607"},
        )
        return Turn.DOWN

    def _answered(self, started_at: datetime) -> Turn:
        if self.down_since is None:
            earlier = [f for f in self._failed if f.started_at <= started_at]
            for each in earlier[:_FAILURES_AN_ANSWER]:
                self._failed.remove(each)
            return Turn.NONE
        if started_at < self.down_since:
            return Turn.NONE  # it may have been answered before
        log.warning(
            "our own network works again: what was due is polled",
            extra={"since": self.down_since, "code": "NW607"},
        )
        self.down_since = None
        self._failed.clear()
        return Turn.WELL
