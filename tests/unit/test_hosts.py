"""The pace of a host: who goes when, who is refused, what is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from virtual_time import NOON, run_virtually

from newswatch.hosts import HostIsWaitingError, Hosts
from newswatch.store.states import HostState

HOST = "herald.example"
ORIGIN = f"https://{HOST}"


class Memory:
    """What a store would keep."""

    def __init__(self, **states: HostState) -> None:
        self.states = states

    async def load(self, host: str) -> HostState:
        return self.states.get(host, HostState())

    def save(self, host: str, state: HostState) -> None:
        self.states[host] = state


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def run(
    test: Callable[[Hosts, Clock, Memory], Awaitable[None]],
    *,
    delay_s: float = 0.0,
    per_host: int = 1,
    memory: Memory | None = None,
    **delays: float,
) -> None:
    async def live() -> None:
        clock, kept = Clock(), memory or Memory()
        hosts = Hosts(
            kept,
            delays=delays,
            default_delay_s=delay_s,
            per_host=per_host,
            now=clock,
        )
        await test(hosts, clock, kept)

    run_virtually(live())


def test_requests_to_one_host_keep_its_delay_in_the_order_they_came():
    async def test(hosts: Hosts, *_: object) -> None:
        loop = asyncio.get_running_loop()
        went: list[tuple[int, float]] = []

        async def ask(number: int) -> None:
            await hosts.turn(HOST)
            went.append((number, loop.time()))
            hosts.left(HOST)

        await asyncio.gather(*(ask(number) for number in range(4)))
        assert [number for number, _ in went] == [0, 1, 2, 3]
        for (_, earlier), (_, later) in pairwise(went):
            assert later - earlier >= 0.03

    run(test, delay_s=0.03)


def test_another_host_does_not_wait():
    async def test(hosts: Hosts, *_: object) -> None:
        await hosts.turn(HOST)
        await hosts.turn("other.example")  # would take an hour

    run(test, delay_s=3600.0)


@pytest.mark.parametrize("per_host", [1, 3])
def test_no_more_requests_are_under_way_than_allowed(per_host: int):
    async def test(hosts: Hosts, *_: object) -> None:
        under_way = most = 0

        async def ask() -> None:
            nonlocal under_way, most
            await hosts.turn(HOST)
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1
            hosts.left(HOST)

        await asyncio.gather(*(ask() for _ in range(12)))
        assert most == per_host

    run(test, per_host=per_host)


def test_a_word_to_wait_reaches_those_already_in_line():
    async def test(hosts: Hosts, clock: Clock, _: Memory) -> None:
        await hosts.turn(HOST)
        line = [asyncio.create_task(hosts.turn(HOST)) for _ in range(3)]
        await asyncio.sleep(0)
        hosts.answered(HOST, 503, "120")
        hosts.left(HOST)
        ends = await asyncio.gather(*line, return_exceptions=True)
        assert [type(end) for end in ends] == [HostIsWaitingError] * 3
        assert hosts.waiting_until(HOST) == NOON + timedelta(seconds=120)
        clock.now += timedelta(seconds=119, microseconds=999_999)
        with pytest.raises(HostIsWaitingError):
            await hosts.turn(HOST)
        clock.now += timedelta(microseconds=1)
        await hosts.turn(HOST)

    run(test, delay_s=0.02)


def test_a_refused_turn_takes_no_place():
    async def test(hosts: Hosts, clock: Clock, _: Memory) -> None:
        await hosts.turn(HOST)
        waiting = asyncio.create_task(hosts.turn(HOST))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        hosts.answered(HOST, 429, "5")
        hosts.left(HOST)
        with pytest.raises(HostIsWaitingError):
            await hosts.turn(HOST)
        clock.now += timedelta(seconds=5)
        await hosts.turn(HOST)

    run(test)


def test_waits_without_a_time_grow_until_the_host_answers_well():
    async def test(hosts: Hosts, clock: Clock, _: Memory) -> None:
        waits = []
        for _round in range(3):
            await hosts.turn(HOST)
            hosts.answered(HOST, 429, None)
            hosts.left(HOST)
            until = hosts.waiting_until(HOST)
            assert until is not None
            waits.append(until - clock.now)
            clock.now = until
        assert waits == [timedelta(minutes=m) for m in (1, 2, 4)]
        await hosts.turn(HOST)
        hosts.answered(HOST, 304, None)
        hosts.answered(HOST, 429, None)
        assert hosts.waiting_until(HOST) == clock.now + timedelta(minutes=1)

    run(test)


def test_what_a_host_asked_for_outlives_the_process():
    memory = Memory()

    async def first(hosts: Hosts, *_: object) -> None:
        await hosts.heed(HOST, ORIGIN, 40.0)
        await hosts.turn(HOST)
        hosts.answered(HOST, 429, "600")

    async def second(hosts: Hosts, clock: Clock, _: Memory) -> None:
        with pytest.raises(HostIsWaitingError, match="429, Retry-After: 600"):
            await hosts.turn(HOST)
        clock.now += timedelta(seconds=600)
        await hosts.turn(HOST)

    run(first, memory=memory)
    state = memory.states[HOST]
    assert state.crawl_delay_s == 40.0
    assert state.next_at is not None
    assert state.next_at >= NOON + timedelta(seconds=40)
    run(second, memory=Memory(**{HOST: HostState(
        wait_until=state.wait_until, wait_reason=state.wait_reason, waits=state.waits
    )}))  # fmt: skip


def test_a_restart_is_no_way_round_the_delay():
    memory = Memory(**{HOST: HostState(next_at=NOON + timedelta(seconds=0.05))})

    async def test(hosts: Hosts, *_: object) -> None:
        loop = asyncio.get_running_loop()
        before = loop.time()
        await hosts.turn(HOST)
        assert loop.time() - before >= 0.05

    run(test, delay_s=10.0, memory=memory)


def test_a_clock_that_was_ahead_makes_nobody_wait_for_years():
    far = NOON + timedelta(days=400)
    memory = Memory(**{HOST: HostState(next_at=far, wait_until=far, waits=1)})

    async def test(hosts: Hosts, *_: object) -> None:
        await hosts.turn(HOST)

    run(test, delay_s=0.01, memory=memory)


def test_a_very_long_delay_sends_the_end_of_the_line_away():
    async def test(hosts: Hosts, *_: object) -> None:
        await hosts.heed(HOST, ORIGIN, 120.0)
        await hosts.turn(HOST)
        hosts.left(HOST)
        line = [asyncio.create_task(hosts.turn(HOST)) for _ in range(4)]
        await asyncio.sleep(0)
        sent_away = [task for task in line if task.done()]
        assert len(sent_away) == 2  # two turns come within five minutes
        for task in sent_away:
            assert isinstance(task.exception(), HostIsWaitingError)
        for task in set(line) - set(sent_away):
            task.cancel()

    run(test)


def test_an_answer_to_an_older_request_ends_no_wait():
    async def test(hosts: Hosts, *_: object) -> None:
        for _request in range(2):
            await hosts.turn(HOST)
        hosts.answered(HOST, 429, "3600")
        hosts.answered(HOST, 200, None)
        with pytest.raises(HostIsWaitingError):
            await hosts.turn(HOST)

    run(test, per_host=2)


def test_a_host_that_is_very_slow_is_asked_all_the_same():
    async def test(hosts: Hosts, *_: object) -> None:
        await hosts.heed(HOST, ORIGIN, 1200.0)
        await hosts.turn(HOST)
        hosts.left(HOST)
        line = [asyncio.create_task(hosts.turn(HOST)) for _ in range(3)]
        await asyncio.sleep(0)
        assert [task.done() for task in line] == [False, True, True]
        for task in line:
            task.cancel()
        await asyncio.gather(*line, return_exceptions=True)

    run(test)


def test_of_two_origins_on_a_host_the_slower_one_counts():
    async def test(hosts: Hosts, _: Clock, memory: Memory) -> None:
        await hosts.heed(HOST, ORIGIN, 20.0)
        await hosts.heed(HOST, f"http://{HOST}", None)
        assert memory.states[HOST].crawl_delay_s == 20.0
        await hosts.heed(HOST, ORIGIN, None)
        assert memory.states[HOST].crawl_delay_s is None

    run(test)


def test_a_crawl_delay_holds_from_the_robots_txt_on():
    async def test(hosts: Hosts, *_: object) -> None:
        loop = asyncio.get_running_loop()
        await hosts.turn(HOST)
        asked_at_s = loop.time()
        hosts.left(HOST)
        await hosts.heed(HOST, ORIGIN, 0.05)
        await hosts.turn(HOST)
        assert loop.time() - asked_at_s >= 0.05

    run(test, delay_s=0.01)
