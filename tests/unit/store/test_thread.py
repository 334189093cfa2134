"""The store's thread: durable answers, in order, committed in groups."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders import NOON

from newswatch.errors import StorageError
from newswatch.store import StoreThread
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import OutletState

STATE = OutletState(next_due_at=NOON)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def outlets_on_disk(path: Path) -> set[str]:
    with sqlite3.connect(path) as db:
        found = {row[0] for row in db.execute("SELECT id FROM outlet")}
    db.close()
    return found


def test_an_answer_is_on_disk_when_it_arrives(path):
    async def work() -> set[str]:
        thread = StoreThread(SqliteStore(path))
        await thread.run(lambda s: s.set_outlet_state("one", STATE))
        found = outlets_on_disk(path)
        thread.close()
        return found

    assert asyncio.run(work()) == {"one"}


def test_a_call_that_raises_is_undone_alone(path):
    async def work() -> list[object]:
        thread = StoreThread(SqliteStore(path))

        def bad(store):
            store.set_outlet_state("bad", STATE)
            raise ValueError("mine")

        answers = await asyncio.gather(
            thread.run(lambda s: s.set_outlet_state("one", STATE)),
            thread.run(bad),
            thread.run(lambda s: s.set_outlet_state("two", STATE)),
            return_exceptions=True,
        )
        thread.close()
        return answers

    first, second, third = asyncio.run(work())
    assert (first, third) == (None, None)
    assert isinstance(second, ValueError)
    assert outlets_on_disk(path) == {"one", "two"}


class FullDisk(SqliteStore):
    """A store whose disk is full whenever a group is committed."""

    depth = 0

    @contextmanager
    def transaction(self):
        self.depth += 1
        try:
            with super().transaction():
                yield
                if self.depth == 1:
                    raise StorageError("no space left", code="NW401")
        finally:
            self.depth -= 1


def test_a_commit_that_fails_is_everybodys_failure(path):
    async def work() -> list[object]:
        thread = StoreThread(FullDisk(path))
        answers = await asyncio.gather(
            *(
                thread.run(lambda s, name=name: s.set_outlet_state(name, STATE))
                for name in "abc"
            ),
            return_exceptions=True,
        )
        thread.close()
        return answers

    assert all(isinstance(each, StorageError) for each in asyncio.run(work()))
    assert outlets_on_disk(path) == set()


def test_closing_finishes_what_was_asked(path):
    async def work() -> None:
        thread = StoreThread(SqliteStore(path))
        calls = [
            asyncio.ensure_future(
                thread.run(lambda s, n=n: s.set_outlet_state(f"outlet_{n}", STATE))
            )
            for n in range(120)
        ]
        await asyncio.sleep(0)
        await asyncio.to_thread(thread.close)
        await asyncio.gather(*calls)

    asyncio.run(work())
    assert len(outlets_on_disk(path)) == 120


class Counted(SqliteStore):
    """A store that counts its commits."""

    commits = depth = 0

    @contextmanager
    def transaction(self):
        self.depth += 1
        with super().transaction():
            yield
        self.depth -= 1
        self.commits += self.depth == 0


def test_a_call_that_may_wait_shares_the_next_ones_commit(path):
    async def work() -> tuple[int, set[str]]:
        store = Counted(path)
        thread = StoreThread(store)
        patient = asyncio.create_task(
            thread.run(lambda s: s.set_outlet_state("one", STATE), within_s=60.0)
        )
        await asyncio.sleep(0)
        await thread.run(lambda s: s.set_outlet_state("two", STATE))
        await patient
        found = outlets_on_disk(path)
        thread.close()
        return store.commits, found

    assert asyncio.run(work()) == (1, {"one", "two"})


def test_a_call_that_may_wait_is_made_when_nobody_else_comes(path):
    async def work() -> set[str]:
        thread = StoreThread(SqliteStore(path))
        await thread.run(lambda s: s.set_outlet_state("one", STATE), within_s=0.001)
        thread.close()
        return outlets_on_disk(path)

    assert asyncio.run(work()) == {"one"}


def test_what_may_wait_is_kept_when_the_thread_ends(path):
    async def work() -> None:
        thread = StoreThread(SqliteStore(path))
        patient = asyncio.create_task(
            thread.run(lambda s: s.set_outlet_state("one", STATE), within_s=60.0)
        )
        await asyncio.sleep(0)
        thread.close()
        await patient

    asyncio.run(work())
    assert outlets_on_disk(path) == {"one"}
