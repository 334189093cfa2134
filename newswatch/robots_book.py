"""RobotsBook: the robots.txt of every origin, asked for once a day (RFC 9309).

    2xx                     its rules
    4xx but 429             none: everything is allowed (2.3.1.3)
    5xx, 429, no answer     nothing is allowed (2.3.1.4); a copy of the last 30 days
                            is used in its place

A copy is good for 24 h (2.4) and outlives restarts. What could not be had is asked for
again after a minute, so that a short trouble costs one poll and not a day.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from newswatch import clock
from newswatch.robots import MAX_BYTES, Robots, looks_like_markup
from newswatch.store import StoreThread
from newswatch.store.states import RobotsState

log = logging.getLogger(__name__)

FRESH = timedelta(hours=24)
#: how old a copy may be that stands in for a robots.txt that cannot be had
USABLE = timedelta(days=30)
FAILURE_KEPT = timedelta(minutes=1)
#: what is kept in memory, in origins and in bytes of their files; a redirect can lead
#: to any host, and a file of a few rules has 2 kB
_MOST_KNOWN = 2000
_MOST_KNOWN_BYTES = 8 << 20

#: asks for the robots.txt of an origin: status and body; raises what went wrong
Ask = Callable[[str], Awaitable[tuple[int, bytes]]]


class RobotsUnavailableError(Exception):
    """There may be rules, but they cannot be had: nothing is allowed for now."""


@dataclass(frozen=True, slots=True)
class _Known:
    #: the rules, or why there are none to be had
    robots: Robots | Exception
    until: datetime

    @property
    def size_bytes(self) -> int:
        return self.robots.size_bytes if isinstance(self.robots, Robots) else 0


class RobotsBook:
    """*store* None: nothing is remembered. *passing*: failures that are not kept."""

    def __init__(
        self,
        store: StoreThread | None,
        ask: Ask,
        now: Callable[[], datetime] = clock.now,
        passing: tuple[type[Exception], ...] = (),
    ) -> None:
        self._store = store
        self._ask = ask
        self._now = now
        self._passing = passing
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._known_bytes = 0
        self._asking: dict[str, asyncio.Task[_Known]] = {}

    async def rules(self, origin: str) -> Robots:
        """The rules of *origin*, `scheme://host[:port]`.

        Raises RobotsUnavailableError, or whatever kept the host from answering.
        """
        known = self._known.get(origin)
        if known is None or known.until <= self._now():
            known = await self._renewed(origin)
        if isinstance(known.robots, Exception):
            raise known.robots.with_traceback(None)
        return known.robots

    async def _renewed(self, origin: str) -> _Known:
        """One question, however many wait for its answer."""
        task = self._asking.get(origin)
        if task is None:
            task = self._asking[origin] = asyncio.create_task(self._found(origin))
            task.add_done_callback(lambda _: self._asking.pop(origin, None))
        known = await asyncio.shield(task)
        self._remember(origin, known)
        return known

    def _remember(self, origin: str, known: _Known) -> None:
        self._forget(self._known.pop(origin, None))
        self._known[origin] = known
        self._known_bytes += known.size_bytes
        while len(self._known) > _MOST_KNOWN or self._known_bytes > _MOST_KNOWN_BYTES:
            self._forget(self._known.popitem(last=False)[1])

    def _forget(self, known: _Known | None) -> None:
        self._known_bytes -= known.size_bytes if known else 0

    async def _found(self, origin: str) -> _Known:
        kept = await self._kept(origin)
        now = self._now()
        if kept is not None and _age(kept, now) < FRESH:
            return _Known(Robots.parse(kept.body), kept.fetched_at + FRESH)
        try:
            state = await self._asked(origin)
        except Exception as error:  # whatever it was, the rules are not known
            # A host that asked to wait is remembered as such; it is asked in time.
            kept_for = timedelta() if isinstance(error, self._passing) else FAILURE_KEPT
            until = self._now() + kept_for
            if kept is not None and _age(kept, now) < USABLE:
                about = {"url": f"{origin}/robots.txt", "why": str(error)}
                log.info("robots.txt not to be had, an older copy used", extra=about)
                return _Known(Robots.parse(kept.body), until)
            return _Known(error, until)
        if self._store is not None:
            await self._store.run(lambda s: s.set_robots(origin, state))
        return _Known(Robots.parse(state.body), state.fetched_at + FRESH)

    async def _kept(self, origin: str) -> RobotsState | None:
        if self._store is None:
            return None
        return await self._store.run(lambda s: s.robots(origin))

    async def _asked(self, origin: str) -> RobotsState:
        status, body = await self._ask(origin)
        if status >= 500 or status == 429:
            raise RobotsUnavailableError(f"robots.txt answered {status}")
        has_rules = 200 <= status < 300
        if has_rules and looks_like_markup(body):
            about = {"url": f"{origin}/robots.txt"}
            log.info("a page in the place of robots.txt", extra=about)
        return RobotsState(
            status=status,
            body=body[:MAX_BYTES] if has_rules else b"",
            fetched_at=self._now(),
        )


def _age(state: RobotsState, now: datetime) -> timedelta:
    """How old a copy is; one from the future counts as too old for anything."""
    age = now - state.fetched_at
    return age if age > -FRESH else USABLE
