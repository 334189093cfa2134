"""Hosts: when each may be asked, over all outlets, polls and restarts.

    turn()      before a request: waits for the host's delay; refuses while it asked
                to be left alone
    left()      after it: the next one in line may go
    answered()  what the answer asks for: 429, 503, Retry-After; and how long it took
    failed()    there was no answer

A host that is slow or fails is asked less often (schedule/throttle.py), and nobody else
with it: each has its own line.

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
from typing import NoReturn, Protocol

from newswatch import clock
from newswatch.errors import NewswatchError
from newswatch.schedule import throttle
from newswatch.schedule.cadence import LONGEST_WAIT
from newswatch.schedule.waiting import wait_until
from newswatch.store import StoreThread
from newswatch.store.states import HostState
from newswatch.store.thread import SOON_S

log = logging.getLogger(__name__)

#: a host with a longer delay than this is not waited for in full: whoever would have
#: to wait longer than PATIENCE_S comes back with the next poll. Both chosen by hand
LONG_DELAY_S = 30.0
PATIENCE_S = 300.0
#: nobody waits longer than this for a host that has just failed
_FAILING_PATIENCE_S = 20.0
#: a restart takes longer than a shorter delay, which is then not worth a write
_REMEMBERED_DELAY_S = 1.0
#: while others stand in line, one write speaks for those of so many seconds: a kill
#: makes the next wait that much longer, and no request needs a write of its own
_AHEAD_S = 10.0
#: a host is slow, for the log, from so long a delay on, if it is so many times its own
_SLOW_DELAY_S, _SLOW_TIMES = 5.0, 3
#: so many hosts in a row that do not answer are rather our own network
_OWN_NETWORK = 3


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
            await self._store.run(
                lambda s: s.set_host_state(host, state), within_s=SOON_S
            )
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
    #: what follows from its latency
    throttle_s: float = 0.0
    #: whether its last answer was a failure, or none
    failing: bool = False
    #: whether the log was told that it is slow
    slow: bool = False
    line: int = 0
    #: up to when the memory has it left alone, by the loop's clock
    kept_until_s: float = 0.0
    #: when it was last asked, by the same clock
    asked_at_s: float | None = None
    #: what the robots.txt of each origin on this host asks for
    crawl_delays: dict[str, float] = field(default_factory=dict)
    #: set, and replaced, when whoever waits should look again
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def own_pace_s(self) -> float:
        """Whatever its latency is."""
        return max(self.delay_s, self.state.crawl_delay_s or 0.0)

    @property
    def puts_off(self) -> bool:
        """Whether failures are what makes it slower than it is by itself."""
        return self.failing and self.throttle_s > self.own_pace_s

    @property
    def pace_s(self) -> float:
        return max(self.own_pace_s, self.throttle_s)


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
        #: those that failed since anybody has answered
        self._silent: set[str] = set()

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

    def answered(
        self,
        name: str,
        status: int,
        retry_after: str | None,
        took_s: float | None = None,
    ) -> None:
        """Take note of an answer of *name* that came *took_s* after the question."""
        self._silent.clear()
        host = self._hosts.get(name)
        if host is None:
            return
        if status >= 500 or status == 429:
            self._slow_down(name, host)
        elif took_s is not None:
            host.failing = False
            latency_s = throttle.after_answer(host.state.latency_s, took_s)
            self._note_latency(name, host, latency_s)
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

    def failed(self, name: str) -> None:
        """*name* did not answer, or not to the end.

        Where nobody does, it is our own network, and no host is slowed down for it.
        """
        self._silent.add(name)
        host = self._hosts.get(name)
        if host is not None and len(self._silent) < _OWN_NETWORK:
            self._slow_down(name, host)

    async def heed(self, name: str, origin: str, crawl_delay_s: float | None) -> None:
        """Keep to the pace that the robots.txt of *origin* asks for.

        Of several origins on one host (http and https, ports) the slowest counts.
        """
        host = await self._host(name)
        longest_s = LONGEST_WAIT.total_seconds()
        host.crawl_delays[origin] = min(crawl_delay_s or 0.0, longest_s)
        slowest = max(host.crawl_delays.values()) or None
        if host.state.crawl_delay_s != slowest:
            host.state = replace(host.state, crawl_delay_s=slowest)
            # The last one asked was perhaps that very robots.txt.
            self._put_off(name, host)

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
        host = self._hosts[name] = _Host(
            state=self._believable(state),
            delay_s=self._delays.get(name, self._default_delay_s),
            places=asyncio.Semaphore(self._per_host),
            next_at_s=asyncio.get_running_loop().time(),
            throttle_s=throttle.delay_s(state.latency_s, self._per_host),
        )
        host.slow = _is_slow(host)
        if state.next_at is not None:
            left_s = (state.next_at - self._now()).total_seconds()
            # A clock that was set back must not make anybody wait for years.
            host.next_at_s += max(0.0, min(left_s, host.pace_s + _AHEAD_S))
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
            if host.puts_off and left_s > _FAILING_PATIENCE_S:
                self._send_away(name, left_s, "it is failing")
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
            self._send_away(name, left_s, f"it is asked once in {host.pace_s:g} s only")

    def _send_away(self, name: str, left_s: float, why: str) -> NoReturn:
        raise HostIsWaitingError(name, self._now() + timedelta(seconds=left_s), why)

    def _note_request(self, name: str, host: _Host) -> None:
        host.asked_at_s = asyncio.get_running_loop().time()
        host.next_at_s = host.asked_at_s + host.pace_s
        if host.pace_s < _REMEMBERED_DELAY_S or host.next_at_s > host.kept_until_s:
            ahead = min(host.line, int(_AHEAD_S // max(host.pace_s, 1.0)))
            self._promise(host, host.pace_s * (1 + ahead))
            if host.pace_s >= _REMEMBERED_DELAY_S:
                self._memory.save(name, host.state)

    def _promise(self, host: _Host, seconds: float) -> None:
        """What is kept of *host* leaves it alone for *seconds* from now on."""
        host.kept_until_s = asyncio.get_running_loop().time() + seconds
        next_at = self._now() + timedelta(seconds=seconds)
        host.state = replace(host.state, next_at=next_at)

    def _put_off(self, name: str, host: _Host) -> None:
        """The pace has changed: a slower one holds from the last request on."""
        if host.asked_at_s is not None:
            host.next_at_s = max(host.next_at_s, host.asked_at_s + host.pace_s)
            if host.next_at_s > host.kept_until_s:
                left_s = host.next_at_s - asyncio.get_running_loop().time()
                self._promise(host, max(0.0, left_s))
        self._change(name, host)

    def _slow_down(self, name: str, host: _Host) -> None:
        host.failing = True
        latency_s = throttle.after_failure(
            host.state.latency_s, host.own_pace_s, self._per_host
        )
        if latency_s != host.state.latency_s:
            self._note_latency(name, host, latency_s)
            self._put_off(name, host)

    def _note_latency(self, name: str, host: _Host, latency_s: float) -> None:
        """In memory; it is kept with what else is written of the host."""
        host.state = replace(host.state, latency_s=latency_s)
        host.throttle_s = throttle.delay_s(latency_s, self._per_host)
        if host.slow:
            if host.throttle_s <= host.own_pace_s:
                host.slow = False
                _tell("host quick again, asked as before", name, host)
        elif _is_slow(host):
            host.slow = True
            _tell("host slow or failing, asked less often", name, host)

    def _change(self, name: str, host: _Host, **changes: object) -> None:
        host.state = replace(host.state, **changes)  # type: ignore[arg-type]
        self._memory.save(name, host.state)
        host.changed.set()
        host.changed = asyncio.Event()


def _is_slow(host: _Host) -> bool:
    return host.throttle_s >= max(_SLOW_DELAY_S, _SLOW_TIMES * host.own_pace_s)


def _tell(event: str, name: str, host: _Host) -> None:
    log.info(event, extra={"host": name, "delay_s": round(host.pace_s, 1)})
