"""Hosts: when each may be asked, over all outlets, polls and restarts.

    turn()      before a request: waits for the host's delay; refuses while it asked
                to be left alone
    left()      after it: the next one in line may go
    answered()  what the answer asks for: 429, 503, Retry-After

Scrapy's own slots would do for a delay. They do not do for a host that asks to be left
alone, since what stands in a slot's queue by then is asked all the same; and what they
know is gone a minute after the last request. Here the next in line is the only one that
waits for the clock, so that a word of the host reaches everybody behind it at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from newswatch import clock
from newswatch.errors import NewswatchError
from newswatch.schedule.cadence import LONGEST_WAIT
from newswatch.schedule.waiting import wait_until
from newswatch.store import StoreThread
from newswatch.store.states import HostState

log = logging.getLogger(__name__)

#: a host with a longer delay than this is not waited for in full: whoever would have
#: to wait longer than PATIENCE_S comes back with the next poll. Both chosen by hand
LONG_DELAY_S = 30.0
PATIENCE_S = 300.0
#: a restart takes longer than a shorter delay, which is then not worth a write
_REMEMBERED_DELAY_S = 1.0


class HostIsWaitingError(Exception):
    """The host is not to be asked before *until* (aware UTC)."""

    def __init__(self, host: str, until: datetime, why: str) -> None:
        super().__init__(
            f"{host} is left alone until {until:%Y-%m-%d %H:%M:%S} UTC: {why}"
        )
        self.until = until


class HostMemory(Protocol):
    """Where a host's state outlives the process."""

    async def load(self, host: str) -> HostState: ...

    def save(self, host: str, state: HostState) -> None:
        """Keep *state*; returns before that is done."""


class NoMemory:
    """For a few pages asked by hand."""

    async def load(self, host: str) -> HostState:  # noqa: ARG002
        return HostState()

    def save(self, host: str, state: HostState) -> None:
        """Forgotten."""


class StoreMemory:
    def __init__(self, store: StoreThread) -> None:
        self._store = store
        self._saving: set[asyncio.Task[None]] = set()

    async def load(self, host: str) -> HostState:
        return await self._store.run(lambda s: s.host_state(host))

    def save(self, host: str, state: HostState) -> None:
        task = asyncio.create_task(self._save(host, state))
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)

    async def _save(self, host: str, state: HostState) -> None:
        try:
            await self._store.run(lambda s: s.set_host_state(host, state))
        except NewswatchError as error:
            # It holds in memory; a restart before the next write would forget it.
            log.warning("pace not stored", extra={"host": host, "why": str(error)})


@dataclass(slots=True)
class _Host:
    state: HostState
    #: seconds between two requests, by the deployment and the outlet
    delay_s: float
    places: asyncio.Semaphore
    #: of the event loop's clock, which nobody sets back
    next_at_s: float
    line: int = 0
    #: when it was last asked, by the same clock
    asked_at_s: float | None = None
    #: what the robots.txt of each origin on this host asks for
    crawl_delays: dict[str, float] = field(default_factory=dict)
    #: set, and replaced, when whoever waits should look again
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pace_s(self) -> float:
        return max(self.delay_s, self.state.crawl_delay_s or 0.0)


class Hosts:
    """One for each crawl. *delays* is host → seconds, for those that differ."""

    def __init__(
        self,
        memory: HostMemory,
        *,
        delays: Mapping[str, float],
        default_delay_s: float,
        per_host: int,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._memory = memory
        self._delays = delays
        self._default_delay_s = default_delay_s
        self._per_host = per_host
        self._now = now
        self._hosts: dict[str, _Host] = {}

    async def turn(self, name: str) -> None:
        """Returns when *name* may be asked; `left` must follow, once.

        Raises HostIsWaitingError, also while already in line.
        """
        host = await self._host(name)
        self._refuse_if_asked(name, host)
        self._refuse_if_far(name, host)
        host.line += 1
        try:
            await host.places.acquire()
            try:
                await self._wait(name, host)
            except BaseException:
                host.places.release()
                raise
        finally:
            host.line -= 1
        self._note_request(name, host)

    def left(self, name: str) -> None:
        """A request that had its turn is over."""
        if host := self._hosts.get(name):
            host.places.release()

    def answered(self, name: str, status: int, retry_after: str | None) -> None:
        """Take note of what an answer of *name* asks for."""
        host = self._hosts.get(name)
        if host is None:
            return
        until = wait_until(status, retry_after, host.state.waits, self._now())
        if until is not None:
            why = f"{status}" + (f", Retry-After: {retry_after}" if retry_after else "")
            waits = host.state.waits + 1
            self._change(
                name, host, wait_until=until, wait_reason=why[:200], waits=waits
            )
            log.info(
                "host asked to wait", extra={"host": name, "why": why, "until": until}
            )
        elif (
            host.state.waits
            and status not in (429, 503)
            # One that was sent before the host asked to wait says nothing of that.
            and self.waiting_until(name) is None
        ):
            self._change(name, host, wait_until=None, wait_reason="", waits=0)

    async def heed(self, name: str, origin: str, crawl_delay_s: float | None) -> None:
        """Keep to the pace that the robots.txt of *origin* asks for.

        Of several origins on one host (http and https, ports) the slowest counts.
        """
        host = await self._host(name)
        longest_s = LONGEST_WAIT.total_seconds()
        host.crawl_delays[origin] = min(crawl_delay_s or 0.0, longest_s)
        slowest = max(host.crawl_delays.values()) or None
        if host.state.crawl_delay_s != slowest:
            self._change(name, host, crawl_delay_s=slowest)
            if host.asked_at_s is not None:  # perhaps for that very robots.txt
                host.next_at_s = max(host.next_at_s, host.asked_at_s + host.pace_s)

    def waiting_until(self, name: str) -> datetime | None:
        """Until when *name* asked to be left alone; None if it did not, or is over."""
        host = self._hosts.get(name)
        until = host.state.wait_until if host else None
        return until if until and until > self._now() else None

    # -- inside

    async def _host(self, name: str) -> _Host:
        if (host := self._hosts.get(name)) is not None:
            return host
        state = await self._memory.load(name)
        if (host := self._hosts.get(name)) is not None:  # somebody was faster
            return host
        delay_s = self._delays.get(name, self._default_delay_s)
        host = self._hosts[name] = _Host(
            state=self._believable(state),
            delay_s=delay_s,
            places=asyncio.Semaphore(self._per_host),
            next_at_s=asyncio.get_running_loop().time(),
        )
        if state.next_at is not None:
            left_s = (state.next_at - self._now()).total_seconds()
            # A clock that was set back must not make anybody wait for years.
            host.next_at_s += max(0.0, min(left_s, host.pace_s))
        return host

    def _believable(self, state: HostState) -> HostState:
        """A wait beyond the longest there is comes from a clock that was ahead."""
        until = state.wait_until
        if until is not None and until > self._now() + LONGEST_WAIT:
            return replace(state, wait_until=None, wait_reason="")
        return state

    async def _wait(self, name: str, host: _Host) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._refuse_if_asked(name, host)
            left_s = host.next_at_s - loop.time()
            if left_s <= 0:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(host.changed.wait(), left_s)

    def _refuse_if_asked(self, name: str, host: _Host) -> None:
        until = host.state.wait_until
        if until is not None and until > self._now():
            raise HostIsWaitingError(name, until, host.state.wait_reason)

    def _refuse_if_far(self, name: str, host: _Host) -> None:
        """Nobody stands in a line that moves on once in minutes."""
        left_s = host.next_at_s - asyncio.get_running_loop().time()
        left_s += host.line * host.pace_s
        # The first in line waits in any case, or a very slow host would never be asked.
        patience_s = max(PATIENCE_S, host.pace_s)
        if host.pace_s > LONG_DELAY_S and left_s > patience_s:
            why = f"it is asked once in {host.pace_s:g} s only"
            until = self._now() + timedelta(seconds=left_s)
            raise HostIsWaitingError(name, until, why)

    def _note_request(self, name: str, host: _Host) -> None:
        host.asked_at_s = asyncio.get_running_loop().time()
        host.next_at_s = host.asked_at_s + host.pace_s
        next_at = self._now() + timedelta(seconds=host.pace_s)
        host.state = replace(host.state, next_at=next_at)
        if host.pace_s >= _REMEMBERED_DELAY_S:
            self._memory.save(name, host.state)

    def _change(self, name: str, host: _Host, **changes: object) -> None:
        host.state = replace(host.state, **changes)  # type: ignore[arg-type]
        self._memory.save(name, host.state)
        host.changed.set()
        host.changed = asyncio.Event()
