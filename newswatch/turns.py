"""Turns at the lanes: whose page is read next.

Whoever has cost the least time goes first, so that an outlet whose pages take ten
seconds each waits for the others and not they for it. An outlet that comes anew starts
where the least costly one of those at work stands: it has saved up nothing. One whose
pages are slow never has all turns at once, so that one is left for the others.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

#: seconds a page from which an outlet is slow; nearly all take a twentieth of that
_SLOW_S = 1.0


@dataclass(slots=True)
class Turn:
    #: seconds of a lane that it took; whoever holds it says so before it ends
    cost_s: float = 0.0


class Turns:
    """At most *count* turns at a time, shared among names by what they have cost.

    Used from one event loop.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._cost_s: defaultdict[str, float] = defaultdict(float)
        #: what the last turn of each took
        self._last_s: dict[str, float] = {}
        self._held: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[Turn]:
        """Wait for a turn of *name*, and hold it."""
        await self._take(name)
        turn = Turn()
        try:
            yield turn
        finally:
            self._give_back(name, turn.cost_s)

    async def _take(self, name: str) -> None:
        if not self._held[name] and name not in self._waiting:
            self._enter(name)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(name, deque()).append(turn)
        self._grant()
        try:
            await turn
        except asyncio.CancelledError:
            self._withdraw(name, turn)
            raise

    def _enter(self, name: str) -> None:
        others = {*self._waiting, *(n for n, held in self._held.items() if held)}
        if others:
            least_s = min(self._cost_s[other] for other in others)
            self._cost_s[name] = max(self._cost_s[name], least_s)
        else:
            # Nobody is here to be compared with: all start anew.
            self._cost_s.clear()

    def _grant(self) -> None:
        while self._held.total() < self._count:
            if (name := self._next()) is None:
                return
            turns = self._waiting[name]
            turns.popleft().set_result(None)
            if not turns:
                del self._waiting[name]
            self._held[name] += 1

    def _next(self) -> str | None:
        """Whoever has cost the least of those that may have a turn."""
        cost_of = self._cost_s.__getitem__
        name = min(self._waiting, key=cost_of, default=None)
        if name is None or self._may_have_one(name):
            return name
        ready = filter(self._may_have_one, self._waiting)
        return min(ready, key=cost_of, default=None)

    def _may_have_one(self, name: str) -> bool:
        is_slow = self._last_s.get(name, 0.0) > _SLOW_S
        return not is_slow or self._held[name] < max(1, self._count - 1)

    def _give_back(self, name: str, cost_s: float) -> None:
        self._held[name] -= 1
        self._cost_s[name] += cost_s
        self._last_s[name] = cost_s
        if not self._held[name]:
            del self._held[name]
        self._grant()

    def _withdraw(self, name: str, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled():
            self._give_back(name, 0.0)
            return
        turns = self._waiting.get(name)
        if turns and turn in turns:
            turns.remove(turn)
            if not turns:
                del self._waiting[name]
