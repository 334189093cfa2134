from __future__ import annotations

import asyncio

import pytest

from newswatch.turns import Turns


class Bench:
    """The order in which pages were read."""

    def __init__(self, count: int) -> None:
        self.turns = Turns(count)
        self.read: list[str] = []

    async def page(self, name: str, cost_s: float, done: asyncio.Event | None) -> None:
        async with self.turns.of(name) as turn:
            turn.cost_s = cost_s
            self.read.append(name)
            if done is not None:
                await done.wait()
            else:
                await asyncio.sleep(0)


def order(count: int, *pages: tuple[str, float]) -> list[str]:
    async def read() -> list[str]:
        bench = Bench(count)
        reading = (bench.page(name, cost_s, None) for name, cost_s in pages)
        await asyncio.gather(*reading)
        return bench.read

    return asyncio.run(read())


def test_one_outlet_is_read_in_its_order_with_all_turns():
    assert order(3, *[("a", 0.1)] * 5) == ["a"] * 5


def test_an_outlet_with_slow_pages_lets_the_others_pass():
    read = order(1, *[("slow", 10.0)] * 4, *[("fast", 0.1)] * 6)
    assert read == ["slow", *["fast"] * 6, "slow", "slow", "slow"]


def test_outlets_of_equal_cost_take_turns():
    read = order(1, *[("a", 1.0)] * 3, *[("b", 1.0)] * 3)
    assert read == ["a", "b", "a", "b", "a", "b"]


def test_who_comes_late_has_saved_up_nothing():
    async def read() -> list[str]:
        bench = Bench(1)
        first = [asyncio.create_task(bench.page("a", 1.0, None)) for _ in range(4)]
        while len(bench.read) < 3:
            await asyncio.sleep(0)
        late = [asyncio.create_task(bench.page("b", 1.0, None)) for _ in range(3)]
        await asyncio.gather(*first, *late)
        return bench.read

    assert asyncio.run(read())[3:] in (
        ["a", "b", "b", "b"],
        ["b", "a", "b", "b"],
    )


def test_slow_pages_never_have_all_turns():
    async def held() -> list[str]:
        bench, done = Bench(2), asyncio.Event()
        await bench.page("slow", 5.0, None)
        bench.read.clear()
        slow = [asyncio.create_task(bench.page("slow", 5.0, done)) for _ in range(3)]
        await asyncio.sleep(0)
        assert bench.read == ["slow"]
        fast = asyncio.create_task(bench.page("fast", 0.1, None))
        await fast
        done.set()
        await asyncio.gather(*slow)
        return bench.read

    assert asyncio.run(held()) == ["slow", "fast", "slow", "slow"]


@pytest.mark.parametrize("started", [True, False])
def test_a_turn_that_is_given_up_goes_to_the_next(started: bool):
    async def read() -> list[str]:
        bench, done = Bench(1), asyncio.Event()
        first = asyncio.create_task(bench.page("a", 1.0, done))
        await asyncio.sleep(0)
        second = asyncio.create_task(bench.page("b", 1.0, None))
        third = asyncio.create_task(bench.page("c", 1.0, None))
        await asyncio.sleep(0)
        (first if started else second).cancel()
        await asyncio.sleep(0)
        done.set()
        await asyncio.gather(first, second, third, return_exceptions=True)
        return bench.read

    assert asyncio.run(read()) == (["a", "b", "c"] if started else ["a", "c"])
