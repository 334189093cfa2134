"""A host that is slow or fails is asked less often, and nobody else with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from virtual_time import NOON, run_virtually, virtual_now

from newswatch.hosts import HostIsWaitingError, Hosts
from newswatch.store.states import HostState

HOST = "herald.example"


@dataclass
class Memory:
    states: dict[str, HostState] = field(default_factory=dict)
    writes: int = 0

    async def load(self, host: str) -> HostState:
        return self.states.get(host, HostState())

    def save(self, host: str, state: HostState) -> None:
        self.states[host] = state
        self.writes += 1


def run(
    test: Callable[[Hosts, Memory], Awaitable[None]],
    *,
    delay_s: float = 2.0,
    per_host: int = 1,
    memory: Memory | None = None,
) -> None:
    async def live() -> None:
        kept = memory or Memory()
        hosts = Hosts(
            kept,
            delays={},
            default_delay_s=delay_s,
            per_host=per_host,
            now=virtual_now,
        )
        await test(hosts, kept)

    run_virtually(live())


async def ask(hosts: Hosts, *, took_s: float = 0.0, status: int = 200) -> float:
    """When HOST was asked; a status of 0 is no answer. Comes again if sent away."""
    while True:
        try:
            await hosts.turn(HOST)
            break
        except HostIsWaitingError as error:
            wait = error.until - virtual_now()
            await asyncio.sleep(wait.total_seconds())
    asked_at_s = asyncio.get_running_loop().time()
    await asyncio.sleep(took_s)
    if status:
        hosts.answered(HOST, status, None, took_s)
    else:
        hosts.failed(HOST)
    hosts.left(HOST)
    return asked_at_s


async def gaps_of(hosts: Hosts, count: int, **how: float) -> list[float]:
    times = [await ask(hosts, **how) for _ in range(count)]  # type: ignore[arg-type]
    return [later - earlier for earlier, later in pairwise(times)]


def test_a_slow_host_is_asked_less_often_the_longer_it_is_slow():
    async def test(hosts: Hosts, _: Memory) -> None:
        gaps = await gaps_of(hosts, 8, took_s=6.0)
        assert gaps == sorted(gaps)
        assert gaps[0] == pytest.approx(6.0)
        assert gaps[-1] == pytest.approx(12.0, rel=0.05)

    run(test)


def test_a_quick_host_is_asked_as_often_as_configured():
    async def test(hosts: Hosts, _: Memory) -> None:
        assert await gaps_of(hosts, 5, took_s=0.4) == pytest.approx([2.0] * 4)

    run(test)


@pytest.mark.parametrize("status", [0, 500, 502, 503, 522])
def test_failures_double_the_delay_up_to_sixteen_times(status: int):
    async def test(hosts: Hosts, _: Memory) -> None:
        gaps = await gaps_of(hosts, 8, status=status)
        assert gaps == pytest.approx([4, 8, 16, 32, 32, 32, 32])

    run(test)


@pytest.mark.parametrize("status", [200, 304, 404, 410])
def test_quick_answers_bring_the_delay_down_slowly_and_never_below(status: int):
    async def test(hosts: Hosts, _: Memory) -> None:
        await gaps_of(hosts, 6, status=500)
        gaps = await gaps_of(hosts, 20, status=status)
        assert gaps == sorted(gaps, reverse=True)
        assert gaps[:2] == pytest.approx([32.0, 24.0])
        assert gaps[-1] == 2.0

    run(test)


def test_a_failure_however_quick_does_not_lower_the_delay():
    async def test(hosts: Hosts, _: Memory) -> None:
        await gaps_of(hosts, 4, took_s=12.0)
        before, after = (await gaps_of(hosts, 3, status=500))[-2:]
        assert after >= before >= 12.0 - 1e-6

    run(test)


def test_what_was_learned_outlives_restarts_and_idle_days():
    memory = Memory()

    async def first(hosts: Hosts, _: Memory) -> None:
        await gaps_of(hosts, 5, status=0)

    async def second(hosts: Hosts, _: Memory) -> None:
        await asyncio.sleep(14 * 86_400)
        assert await gaps_of(hosts, 3) == pytest.approx([32.0, 24.0])

    run(first, memory=memory)
    assert memory.states[HOST].latency_s == 16.0
    run(second, memory=memory)


def test_a_longer_delay_holds_from_the_failed_request_on_over_a_restart():
    memory = Memory()

    async def first(hosts: Hosts, _: Memory) -> None:
        await ask(hosts, status=500)

    async def second(hosts: Hosts, _: Memory) -> None:
        assert await ask(hosts) == pytest.approx(4.0)

    run(first, memory=memory)
    run(second, memory=memory)


def test_a_slow_host_delays_no_other():
    async def test(hosts: Hosts, _: Memory) -> None:
        for _request in range(5):
            await ask(hosts, status=0)
        waiting = asyncio.create_task(ask(hosts))
        await asyncio.sleep(0)
        before_s = asyncio.get_running_loop().time()
        await hosts.turn("post.example")
        assert asyncio.get_running_loop().time() == before_s
        waiting.cancel()

    run(test)


def test_where_no_host_answers_none_is_slowed_down_but_the_first_two():
    async def test(hosts: Hosts, memory: Memory) -> None:
        names = [f"h{n}.example" for n in range(6)]
        for _round in range(3):
            for name in names:
                await hosts.turn(name)
                hosts.failed(name)
                hosts.left(name)
        slowed = [name for name in names if memory.states[name].latency_s]
        assert slowed == names[:2]
        # Somebody answers: from now on a failure is the host's own again.
        await hosts.turn(HOST)
        hosts.answered(HOST, 200, None, 0.1)
        hosts.failed(names[5])
        assert memory.states[names[5]].latency_s > 0

    run(test)


def test_the_log_is_told_once_of_a_slow_host_and_once_of_its_recovery(
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level(logging.INFO, "newswatch.hosts")

    async def test(hosts: Hosts, _: Memory) -> None:
        await gaps_of(hosts, 6, took_s=20.0)
        await gaps_of(hosts, 30)

    run(test)
    assert [record.message for record in caplog.records] == [
        "host slow or failing, asked less often",
        "host quick again, asked as before",
    ]


def test_a_line_of_many_costs_few_writes_and_a_kill_makes_nobody_early():
    async def test(hosts: Hosts, kept: Memory) -> None:
        async def one() -> None:
            await ask(hosts)
            next_at = kept.states[HOST].next_at
            assert next_at is not None
            ahead_s = (next_at - virtual_now()).total_seconds()
            # Whenever it is killed, the next one comes no earlier, and soon.
            assert 2.0 - 1e-6 <= ahead_s <= 12.0

        await asyncio.gather(*(one() for _ in range(60)))
        assert kept.writes <= 15

    run(test)


@pytest.mark.parametrize("took_s", [0.1, 7.0])
def test_a_request_without_a_line_keeps_just_its_delay(took_s: float):
    async def test(hosts: Hosts, kept: Memory) -> None:
        asked_at_s = await ask(hosts, took_s=took_s)
        next_at = kept.states[HOST].next_at
        assert next_at is not None
        assert (next_at - NOON).total_seconds() == pytest.approx(asked_at_s + 2.0)

    run(test)


def test_nobody_stands_in_line_at_a_host_that_keeps_failing():
    async def test(hosts: Hosts, _: Memory) -> None:
        line = [asyncio.create_task(hosts.turn(HOST)) for _ in range(9)]
        for task in line[:4]:
            await task
            hosts.failed(HOST)
            hosts.left(HOST)
        ends = await asyncio.gather(*line[4:], return_exceptions=True)
        assert {type(end) for end in ends} == {HostIsWaitingError}
        assert asyncio.get_running_loop().time() == pytest.approx(4 + 8 + 16)
        # Whoever comes with the next poll is let through.
        await asyncio.sleep(900)
        await asyncio.wait_for(hosts.turn(HOST), 1)

    run(test)


def test_a_host_that_has_recovered_is_waited_for():
    async def test(hosts: Hosts, _: Memory) -> None:
        for _request in range(6):
            await ask(hosts, status=500)
        await asyncio.sleep(60)
        await ask(hosts)
        before_s = asyncio.get_running_loop().time()
        await hosts.turn(HOST)
        assert asyncio.get_running_loop().time() - before_s == pytest.approx(32.0)

    run(test)
