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
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from newswatch.errors import StorageError
from newswatch.store.base import Store

T = TypeVar("T")
#: more calls than this wait for the next group; chosen by hand
GROUP_SIZE = 50
#: seconds that a write may wait which a kill may forget: less than any restart takes
SOON_S = 0.2
_Job = tuple[Callable[[Store], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]
_Outcome = tuple[_Job, Any, BaseException | None]


class StoreThread:
    """Runs calls on *store* in order. `close()` waits for the ones it was given."""

    def __init__(
        self, store: Store, on_refusal: Callable[[StorageError], None] = lambda _: None
    ) -> None:
        """*on_refusal* hears, on the thread, of each group that the disk refused."""
        self._store = store
        self._on_refusal = on_refusal
        #: an empty job is a nudge: those that may wait have waited
        self._jobs: queue.SimpleQueue[_Job | tuple[()] | None] = queue.SimpleQueue()
        self._patient: deque[_Job] = deque()
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    async def run(self, call: Callable[[Store], T], *, within_s: float = 0.0) -> T:
        """The result of *call(store)*, durable. Raises what the call raised.

        With *within_s* it may wait so long for a call to share a commit with; it is
        then in order only with others that may wait, and with calls made after it.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        if within_s:
            self._patient.append((call, loop, future))
            if len(self._patient) == 1:
                loop.call_later(within_s, self._jobs.put, ())
        else:
            self._jobs.put((call, loop, future))
        return await future

    def close(self) -> None:
        self._jobs.put(None)
        self._thread.join()
        self._store.close()

    def _work(self) -> None:
        while (group := self._next_group()) is not None:
            if group:
                _hand_over(self._outcomes(group))

    def _outcomes(self, group: list[_Job]) -> list[_Outcome]:
        try:
            with self._store.transaction():
                # One that is alone has nobody to be undone apart from.
                attempt = self._attempt if len(group) > 1 else self._alone
                return [(job, *attempt(job)) for job in group]
        except Exception as error:  # the commit failed: nobody's call was kept
            if isinstance(error, StorageError):
                self._on_refusal(error)
            return [(job, None, error) for job in group]

    def _next_group(self) -> list[_Job] | None:
        job = self._jobs.get()
        group = [self._patient.popleft() for _ in range(len(self._patient))]
        if job is None and not group:
            return None
        while job is not None:
            if job:
                group.append(job)
            if len(group) >= GROUP_SIZE or self._jobs.empty():
                return group
            job = self._jobs.get()
        self._jobs.put(None)  # the end comes after this group
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


def _hand_over(outcomes: list[_Outcome]) -> None:
    """Wake each loop once, however many of its calls were in the group."""
    loops = {id(loop): loop for (_, loop, _), _, _ in outcomes}
    for loop in loops.values():
        own = [outcome for outcome in outcomes if outcome[0][1] is loop]
        # A loop that is closed has nobody who waits any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_deliver, own)


def _deliver(outcomes: list[_Outcome]) -> None:
    for (_, _, future), result, failure in outcomes:
        if future.done():
            continue
        if failure is not None:
            future.set_exception(failure)
        else:
            future.set_result(result)
