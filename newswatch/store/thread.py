"""A store on a thread of its own: awaited from an event loop, committed in groups.

A FULL commit costs a disk flush (about 14 ms measured on a busy disk); 50 admissions
in one commit go 40 times faster than one by one. Calls that arrive while a commit is
under way form the next group. A call's result is handed out only after its group is
durable; a call that raises is undone alone and its neighbours are kept.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from newswatch.errors import StorageError
from newswatch.store.base import Store

T = TypeVar("T")
#: more calls than this wait for the next group; chosen by hand
GROUP_SIZE = 50
_Job = tuple[Callable[[Store], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class StoreThread:
    """Runs calls on *store* in order. `close()` waits for the ones it was given."""

    def __init__(
        self, store: Store, on_refusal: Callable[[StorageError], None] = lambda _: None
    ) -> None:
        """*on_refusal* hears, on the thread, of each group that the disk refused."""
        self._store = store
        self._on_refusal = on_refusal
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    async def run(self, call: Callable[[Store], T]) -> T:
        """The result of *call(store)*, durable. Raises what the call raised."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((call, loop, future))
        return await future

    def close(self) -> None:
        self._jobs.put(None)
        self._thread.join()
        self._store.close()

    def _work(self) -> None:
        while (group := self._next_group()) is not None:
            outcomes: list[tuple[_Job, Any, BaseException | None]]
            try:
                with self._store.transaction():
                    # One that is alone has nobody to be undone apart from.
                    attempt = self._attempt if len(group) > 1 else self._alone
                    outcomes = [(job, *attempt(job)) for job in group]
            except Exception as error:  # the commit failed: nobody's call was kept
                outcomes = [(job, None, error) for job in group]
                if isinstance(error, StorageError):
                    self._on_refusal(error)
            for (_, loop, future), result, failure in outcomes:
                _hand_over(loop, future, result, failure)

    def _next_group(self) -> list[_Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        group = [first]
        while len(group) < GROUP_SIZE:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            group.append(job)
        return group

    def _alone(self, job: _Job) -> tuple[Any, None]:
        return job[0](self._store), None

    def _attempt(self, job: _Job) -> tuple[Any, BaseException | None]:
        try:
            with self._store.transaction():
                return job[0](self._store), None
        except StorageError:  # the disk: SQLite has undone the whole group
            raise
        except Exception as error:  # handed to whoever awaits the call
            return None, error


def _hand_over(
    loop: asyncio.AbstractEventLoop,
    future: asyncio.Future[Any],
    result: Any,
    failure: BaseException | None,
) -> None:
    def deliver() -> None:
        if future.done():
            return
        if failure is not None:
            future.set_exception(failure)
        else:
            future.set_result(result)

    try:
        loop.call_soon_threadsafe(deliver)
    except RuntimeError:  # the loop is closed: nobody waits any more
        return
