"""The mark: who can read it, and when it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from newswatch.mark import Mark, bear, marked, marking, new_memory


@pytest.fixture
def mark() -> Iterator[Mark]:
    """This process's mark, as another one sees it."""
    with new_memory() as memory:
        bear(Mark(memory.fileno()))
        yield Mark(memory.fileno())
    bear(None)


def name_in(mark: Mark) -> str | None:
    read = mark.read()
    return None if read is None else read.outlet_id


def test_memory_that_is_new_says_nothing(mark: Mark):
    assert mark.read() is None


@pytest.mark.parametrize("outlet_id", ["a", "moscow_times", "x" * 64])
def test_what_one_side_puts_the_other_reads(outlet_id: str):
    with new_memory() as memory:
        ours, theirs = Mark(memory.fileno()), Mark(memory.fileno())
    theirs.put(outlet_id)
    assert name_in(ours) == outlet_id
    theirs.clear()
    assert ours.read() is None


def test_a_later_mark_stands_since_later(mark: Mark):
    with new_memory() as memory:
        one = Mark(memory.fileno())
    one.put("a")
    first = one.read()
    one.put("a")
    second = one.read()
    assert first
    assert second
    assert second.since_s > first.since_s


def test_it_stands_while_work_runs_and_not_while_it_waits(mark: Mark):
    seen: list[str | None] = []

    async def work(name: str, mine: asyncio.Event, next_: asyncio.Event) -> str:
        seen.append(name_in(mark))
        await mine.wait()
        seen.append(name_in(mark))
        next_.set()
        return name

    async def main() -> list[str]:
        a, b, end = asyncio.Event(), asyncio.Event(), asyncio.Event()
        tasks = [
            asyncio.create_task(marked("a", work("a", a, b))),
            asyncio.create_task(marked("b", work("b", b, end))),
        ]
        await asyncio.sleep(0)
        seen.append(name_in(mark))
        a.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(main()) == ["a", "b"]
    assert seen == ["a", "b", None, "a", "b"]
    assert mark.read() is None


def test_what_a_callback_yields_is_its_own_and_so_is_the_mark(mark: Mark):
    async def parse(n: int, *, by: int):
        for each in range(n):
            assert name_in(mark) == "herald"
            await asyncio.sleep(0)
            assert name_in(mark) == "herald"
            yield each * by

    async def failed(why: str) -> str:
        assert name_in(mark) == "herald"
        return why

    async def main() -> None:
        got = []
        async for each in marking("herald", parse)(3, by=2):
            assert mark.read() is None
            got.append(each)
        assert got == [0, 2, 4]
        assert await marking("herald", failed)("gone") == "gone"

    asyncio.run(main())
    assert mark.read() is None


@pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError])
def test_work_that_fails_takes_its_mark_with_it(mark: Mark, error: type[BaseException]):
    async def work() -> None:
        raise error

    async def main() -> None:
        with pytest.raises(error):
            await marked("a", work())

    asyncio.run(main())
    assert mark.read() is None


def test_the_mark_of_work_that_got_no_memory_stays(mark: Mark):
    async def work() -> None:
        raise MemoryError

    async def main() -> None:
        with pytest.raises(MemoryError):
            await marked("greedy", work())
        assert name_in(mark) == "greedy"

    asyncio.run(main())


def test_a_task_that_is_cancelled_cleans_up_under_its_mark(mark: Mark):
    seen: list[str | None] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            seen.append(name_in(mark))

    async def main() -> None:
        task = asyncio.create_task(marked("a", work()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        never = asyncio.create_task(marked("b", work()))
        never.cancel()
        with pytest.raises(asyncio.CancelledError):
            await never

    asyncio.run(main())
    assert seen == ["a"]
    assert mark.read() is None


def test_a_callback_that_is_left_early_is_closed(mark: Mark):
    ended: list[str] = []

    async def parse():
        try:
            yield 1
            yield 2
        finally:
            ended.append("closed")

    async def main() -> None:
        results = marking("a", parse)()
        assert await anext(results) == 1
        await results.aclose()

    asyncio.run(main())
    assert ended == ["closed"]


def test_where_nobody_would_read_it_nothing_is_wrapped():
    bear(None)

    async def work() -> None: ...

    coroutine = work()
    assert marked("a", coroutine) is coroutine
    assert marking("a", work) is work
    coroutine.close()
