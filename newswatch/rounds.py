"""Round: a poll while it is under way, and where polls come from."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Protocol

from newswatch.backlog import Backlog
from newswatch.model import Ledger, Outcome, Outlet, Poll, SourceReport, Standing
from newswatch.model.heard import Failure, Heard, failure_of
from newswatch.store.run_book import Fate
from newswatch.store.states import SourceState


class Jobs(Protocol):
    """Where a spider's polls come from, and who hears what became of them."""

    def polls(self) -> AsyncIterator[Poll]:
        """Polls as they fall due; ends when the crawl shall end."""

    async def started(self, poll: Poll, standing: Callable[[], Standing]) -> None:
        """*standing* says at any time how far the round has come, at no cost."""

    async def done(self, poll: Poll, ledger: Ledger, problems: list[str]) -> None:
        """Called once for each started poll, after its account is in the store."""


#: a listing may fail in as many ways as it has parts; a person reads a few
MOST_PROBLEMS, PROBLEM_LENGTH = 50, 300
#: listings that the indexes of one outlet may send us on to in one round
MOST_PARTS = 200


#: requests of one round that are out at a time: they wait for their host's turn, and
#: whoever waits takes a place from others
MOST_OUT = 8
#: seconds after which a round sends for no further page: the outlet's listings are not
#: asked again before it is over. The rest is pending
LONGEST_S = 3600.0


class Round:
    """Counts the requests that are out, and what became of each discovered link.

    `done` is set when nothing is out any more. A link without an outcome by then is
    PENDING: the store owes it another visit.
    """

    def __init__(self, poll: Poll, outlet: Outlet, topic_ids: frozenset[str]) -> None:
        self.poll = poll
        self.outlet = outlet
        self.topic_ids = topic_ids
        #: what its sources did wrong, for people; the first MOST_PROBLEMS of it
        self.problems: list[str] = []
        #: further listings that indexes may still name in this round
        self.parts_left = MOST_PARTS
        #: entries of its listings that no visit was owed, by what kept them
        self.refused_by: Counter[str] = Counter()
        #: what each source answered
        self.sources: list[SourceReport] = []
        #: what its listings tell of when to ask again
        self.heard = Heard()
        #: one stable word for each source that failed
        self.failed_for: list[str] = []
        #: of all answers so far
        self.size_bytes = 0
        #: how its sources stood before it, by address
        self.states: dict[str, SourceState] = {}
        self._carried: set[bytes] = set()
        self._unknown: set[bytes] = set()
        self._discovered = 0
        #: whether one of its sources is known to answer `304` for what has changed
        self.asks_in_full = False
        #: whether any of its sources answered
        self.reached = False
        self.done = asyncio.Event()
        #: links that wait until fewer requests of this round are out
        self.backlog = Backlog()
        #: sends for what the backlog holds, as far as there is room
        self.refill: Callable[[], None] = lambda: None
        self._began_s = time.monotonic()
        self._out = 0
        self._fates: dict[bytes, tuple[Outcome, str | None] | None] = {}
        self._visited: set[bytes] = set()
        self._settled = 0
        self._emitted = 0

    def discover(self, key: bytes) -> bool:
        """Whether this round has not heard of *key* before."""
        if key in self._fates:
            return False
        self._fates[key] = None
        self._discovered += 1
        return True

    def knows(self, key: bytes) -> bool:
        """Whether this round has discovered *key*."""
        return key in self._fates

    def find(self, key: bytes) -> None:
        """Discover *key*, which nobody knew before this round."""
        self.discover(key)
        self._unknown.add(key)

    def has_found(self, key: bytes) -> bool:
        """Whether *key* was unknown before this round."""
        return key in self._unknown

    def is_carried(self, key: bytes) -> bool:
        """Whether *key* was owed its visit before this round began."""
        return key in self._carried

    def carry(self, key: bytes) -> None:
        """*key* was owed its visit before this round began."""
        self.discover(key)
        self._carried.add(key)

    def resume(self, fates: Iterable[Fate]) -> None:
        """Take over what a crawler that died in this round had settled."""
        for fate in fates:
            if fate.outcome is None:
                # Nowhere in the store: the account must not balance.
                self._discovered += 1
                continue
            self.discover(fate.key)
            if fate.carried:
                self._carried.add(fate.key)
            else:
                self._unknown.add(fate.key)
            if fate.outcome is not Outcome.PENDING:
                self.visit(fate.key)
                self.settle(fate.key, fate.outcome, fate.reason)

    def visit(self, key: bytes) -> bool:
        """Whether this round has not sent for *key* before; from now on it has."""
        if key in self._visited:
            return False
        self._visited.add(key)
        self.discover(key)
        return True

    def settle(self, key: bytes, outcome: Outcome, reason: str | None = None) -> None:
        before = self._fates.get(key)
        self._settled += before is None
        self._emitted += outcome is Outcome.EMITTED
        self._emitted -= before is not None and before[0] is Outcome.EMITTED
        self._fates[key] = (outcome, reason)

    def settle_once(
        self, key: bytes, outcome: Outcome, reason: str | None = None
    ) -> None:
        """Settle what a page brought along: it may bring it twice in a round."""
        self.discover(key)
        if self._fates[key] is None:
            self.settle(key, outcome, reason)

    def problem(self, what: str) -> None:
        what = what[:PROBLEM_LENGTH]
        if len(self.problems) < MOST_PROBLEMS and what not in self.problems:
            self.problems.append(what)

    @property
    def has_room(self) -> bool:
        """Whether a further page may be asked for now."""
        return self._out < MOST_OUT

    @property
    def is_long(self) -> bool:
        """Whether what is left should be left to the next round."""
        return time.monotonic() - self._began_s > LONGEST_S

    def sent(self) -> None:
        """A request of this round has gone out."""
        self._out += 1

    def answered(self) -> None:
        """A request of this round, and all that followed from it, is over."""
        self._out -= 1
        if self.backlog and not self.done.is_set():
            self.refill()
        if self._out == 0:
            self.done.set()

    def standing(self) -> Standing:
        return Standing(
            discovered=self._discovered, settled=self._settled, emitted=self._emitted
        )

    def ledger(self) -> Ledger:
        if not self.reached and self.failed_for:
            self.heard.failure = failure_of(self.failed_for)
            if self.heard.failure is Failure.GONE:
                self.problem("every source is gone for good (410): asked once a day")
        ledger = Ledger(
            reached=self.reached,
            discovered=self._discovered,
            refused=self.refused_by.total(),
            refused_by=self.refused_by,
            carried=len(self._carried),
            sources=list(self.sources),
            size_bytes=self.size_bytes,
            heard=self.heard,
        )
        for fate in self._fates.values():
            ledger.settle(*(fate or (Outcome.PENDING, None)))
        return ledger
