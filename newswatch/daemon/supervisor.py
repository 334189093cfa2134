"""The supervisor: starts the crawler process, hands it polls, and outlives it.

    dies             another one, sooner or later by how many died in a row
    falls silent     killed with its whole process group; as above
    spins            the same, sooner: one stretch of work has cost SPIN_S of CPU
    grows or ages    gets no further poll, may end those under way, is replaced
    configuration    pages under way are ended, the rest is left to the next one

Polls that a death has cut short are handed to the next crawler: the store makes that
harmless. `suspects.py` says in which order, so that who kills crawlers is found.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from newswatch.crawler.memory import loop_cpu_s, memory_bytes
from newswatch.crawler.messages import Message, ledger_of, poll_message, standing_of
from newswatch.daemon.child import Child
from newswatch.daemon.suspects import Suspects
from newswatch.daemon.trace import SPIN_S, Spin, Trace, trace_of
from newswatch.model import Ledger, Outcome, Poll, Standing

log = logging.getLogger(__name__)

#: seconds without a sign of life after which a crawler counts as hung
SILENCE_S = 15.0
#: the same while it starts, when imports on a busy machine take their time
START_SILENCE_S = 60.0
#: seconds between two looks at the crawler
WATCH_S = 1.0
#: a second's sleep that took this long says that this process itself stood still
OVERSLEPT_S = 3.0
#: seconds for a clean end before the process group is killed; with what comes after
#: it, the daemon ends within ten
STOP_S = 7.0
#: seconds that suspects have to show themselves: a hung crawler is known by then
PROBATION_S = SILENCE_S + 5.0
#: seconds that polls under way have before one goes that a crawler may have died of;
#: nearly all that find nothing are over by then
CALM_S = 10.0
#: crawlers in a row that may die before they take a poll; then polls are given up
STILLBIRTHS = 3
#: seconds before a restart after the n-th death in a row
_BACKOFF_S = (0.0, 1.0, 5.0, 15.0, 60.0)

#: a crawler is replaced at this age, against whatever a process gathers in months
RETIREMENT_AGE_S = 24 * 3600.0
#: and when it holds this much: three times what 500 polls left one with, where it stays
RETIREMENT_BYTES = 768 << 20
#: seconds that polls under way have then; those that fall due meanwhile wait
PATIENCE_S = 60.0


class End(StrEnum):
    """How a poll ended, as far as the crawler goes."""

    #: by itself
    DONE = "done"
    #: the crawler was told to end before it
    CUT = "cut"
    #: the state refused what was found
    HALTED = "halted"
    #: it is what crawlers died of
    KILLER = "killer"


@dataclass(slots=True)
class _UnderWay:
    poll: Poll
    #: whether the crawler that runs now was given it
    is_out: bool = False


#: a poll that is over, its account, what its sources did wrong, how it ended
OnDone = Callable[[Poll, Ledger, list[str], End], None]
#: a poll under way, how far it has come
OnStanding = Callable[[Poll, Standing], None]


class Supervisor:
    """*command* starts a crawler, which then reads *handover*; see `Child`."""

    def __init__(
        self,
        command: Sequence[str],
        on_done: OnDone,
        on_standing: OnStanding = lambda _poll, _standing: None,
        stderr: int | None = None,
        handover: bytes = b"",
    ) -> None:
        self._command = command
        self._on_done = on_done
        self._on_standing = on_standing
        self._stderr = stderr
        self._handover = handover
        self._under_way: dict[str, _UnderWay] = {}
        self._suspects = Suspects()
        self._trial_began = 0.0
        #: when the crawler that runs now got its first poll
        self._crowd_began: float | None = None
        self._child: Child | None = None
        #: one that is begun already, for when the one that runs has ended
        self._next: Child | None = None
        #: why the crawler that runs now gets no further poll
        self._retiring: str | None = None
        self._seeing_off: asyncio.Task[None] | None = None
        #: nobody waits for polls any more: those that end now may have been cut short
        self._cutting = asyncio.Event()
        self._stopping = False
        self._stop_asked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stillborn = 0
        #: crawlers that died since the last poll that was done
        self.deaths = 0

    @property
    def outlets_under_way(self) -> set[str]:
        return {entry.poll.outlet_id for entry in self._under_way.values()}

    @property
    def is_idle(self) -> bool:
        """Whether no poll is under way."""
        return not self._under_way

    @property
    def pid(self) -> int | None:
        """The crawler's process id while there is one."""
        return self._child.pid if self._child is not None else None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_running())

    def submit(self, poll: Poll) -> None:
        """Have *poll* done; `on_done` hears of it, once."""
        self._under_way[poll.run_id] = _UnderWay(poll)
        self._let_in()

    def replace(self, handover: bytes, *, why: str) -> None:
        """Have a crawler with *handover*, as soon as the one that runs can end.

        Pages under way are ended, polls are cut short: `on_done` hears End.CUT.
        """
        self._handover = handover
        self._retire(why)
        self._cutting.set()

    def withdraw(self, outlet_ids: set[str]) -> None:
        """Forget polls of these outlets that no crawler has been given."""
        for run_id, entry in list(self._under_way.items()):
            if entry.poll.outlet_id in outlet_ids and not entry.is_out:
                del self._under_way[run_id]
                self._tell(entry, Ledger(), [], End.CUT)

    async def stop(self) -> None:
        """End the crawler: cleanly if it can, in STOP_S at the latest."""
        self._stopping = True
        self._stop_asked.set()
        self._cutting.set()
        self._send({"op": "stop"})
        if self._task is None:
            return
        try:
            await asyncio.wait_for(asyncio.shield(self._task), STOP_S)
        except TimeoutError:
            self.kill("it did not stop in time")
            await self._task

    def kill(self, why: str) -> None:
        """End the crawler at once, with all that it has started."""
        if self._child is not None:
            self._child.kill(why)

    # -- one crawler after the other

    async def _keep_running(self) -> None:
        try:
            await self._run_one_after_the_other()
        finally:
            if self._next is not None:
                await self._next.discard()

    async def _run_one_after_the_other(self) -> None:
        while not self._stopping:
            delay_s = _BACKOFF_S[min(self.deaths, len(_BACKOFF_S) - 1)]
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop_asked.wait(), delay_s)
            if self._stopping:
                return
            try:
                await self._run_one()
            except OSError as error:  # no process, file or memory to be had just now
                about = {"why": str(error)}
                log.error("crawler not started, trying again", extra=about)  # noqa: TRY400
                self._mourn(was_ready=False, time_was_up=True)
            except Exception:  # the daemon's own loop: it must outlive anything
                log.exception("crawler not supervised, starting another")
                self._mourn(was_ready=False, time_was_up=True)

    async def _run_one(self) -> None:
        child = self._child = self._next or Child(self._command, self._stderr)
        self._next = None
        self._retiring = None
        self._cutting.clear()
        self._suspects.crawler_started()
        self._crowd_began = None
        watch = asyncio.create_task(self._watch(child))
        try:
            code = await child.run(self._handover, self._hear)
        finally:
            watch.cancel()
            if self._seeing_off is not None:
                self._seeing_off.cancel()
            time_was_up = self._time_is_up
            at_crawler = [e for e in self._under_way.values() if e.is_out]
            self._child = None
        if self._stopping:
            return
        if self._retiring is not None:
            log.info("crawler replaced", extra={"why": self._retiring})
            for entry in at_crawler:
                entry.is_out = False
            return
        silent_s = child.silent_s if child.was_killed else None
        trace = trace_of(child.marked, code, silent_s)
        about = {"exit_code": code, "at_work_for": trace and trace.outlet_id}
        log.error("crawler died, starting another", extra=about)
        self._mourn(child.is_ready, time_was_up, trace)

    def _hear(self, message: Message) -> None:
        if message["op"] == "ready" and self._stopping:
            self._send({"op": "stop"})  # it was started before the word
        elif message["op"] == "done":
            self._finish(message)
        elif message["op"] in ("started", "progress"):
            self._note(message)
            return  # lets nobody in, and there may be many
        self._let_in()

    def _note(self, message: Message) -> None:
        # Another poll's news, or nonsense, is no reason to lose a crawler.
        entry = self._under_way.get(str(message.get("run_id")))
        if entry is not None:
            self._on_standing(entry.poll, standing_of(message))

    def _finish(self, message: Message) -> None:
        entry = self._under_way.pop(message["run_id"], None)
        if entry is None:
            return
        ledger, end = ledger_of(message), End.DONE
        if ledger.is_halted:
            end = End.HALTED
        elif self._cutting.is_set() and (
            ledger.outcomes[Outcome.PENDING] or not ledger.reached
        ):
            end = End.CUT
        else:
            self.deaths = 0
            self._suspects.got_through(entry.poll.outlet_id)
        self._tell(entry, ledger, message["problems"], end)

    def _tell(
        self, entry: _UnderWay, ledger: Ledger, problems: list[str], end: End
    ) -> None:
        try:
            self._on_done(entry.poll, ledger, problems, end)
        except Exception:  # whoever listens must not end the supervision
            log.exception("poll done, but not taken note of")

    # -- who gets in

    def _let_in(self) -> None:
        child = self._child
        if child is None or not child.is_ready or self._retiring or self._stopping:
            return
        waiting = {
            entry.poll.outlet_id: entry
            for entry in self._under_way.values()
            if not entry.is_out
        }
        before = self._suspects.on_trial
        going = self._suspects.may_go(
            list(waiting), time_is_up=self._time_is_up, is_calm=self._is_calm
        )
        now_s = asyncio.get_running_loop().time()
        if self._suspects.on_trial != before:
            self._trial_began = now_s
        if going and self._crowd_began is None:
            self._crowd_began = now_s
        for outlet_id in going:
            waiting[outlet_id].is_out = True
            child.send(poll_message(waiting[outlet_id].poll))

    @property
    def _time_is_up(self) -> bool:
        return asyncio.get_running_loop().time() - self._trial_began > PROBATION_S

    @property
    def _is_calm(self) -> bool:
        if not any(entry.is_out for entry in self._under_way.values()):
            return True
        now_s = asyncio.get_running_loop().time()
        return self._crowd_began is None or now_s - self._crowd_began > CALM_S

    def _mourn(
        self, was_ready: bool, time_was_up: bool, trace: Trace | None = None
    ) -> None:
        """Blame a death on whoever was under way, or on nobody."""
        self.deaths += 1
        out = {e.poll.outlet_id for e in self._under_way.values() if e.is_out}
        for entry in self._under_way.values():
            entry.is_out = False
        self._stillborn = 0 if was_ready else self._stillborn + 1
        if self._stillborn >= STILLBIRTHS:
            self._give_up()
        guilty = self._suspects.crawler_died(out, time_was_up=time_was_up, trace=trace)
        for run_id, entry in list(self._under_way.items()):
            if entry.poll.outlet_id == guilty:
                del self._under_way[run_id]
                self._tell(entry, Ledger(), [], End.KILLER)

    def _give_up(self) -> None:
        """End all polls: no crawler lives long enough to take one."""
        entries = list(self._under_way.values())
        self._under_way.clear()
        code = "NW604"
        problem = f"the crawler died {self._stillborn} times before it took a poll"
        for entry in entries:
            self._tell(entry, Ledger(), [f"{problem} [{code}]"], End.DONE)

    # -- signs of life, and the end

    async def _watch(self, child: Child) -> None:
        loop, spin = asyncio.get_running_loop(), Spin()
        while True:
            asleep_at = loop.time()
            await asyncio.sleep(WATCH_S)
            if loop.time() - asleep_at > WATCH_S + OVERSLEPT_S:
                # It was we who were stopped: its beats are waiting to be read.
                child.heard_at = loop.time()
            if child.silent_s > (SILENCE_S if child.is_ready else START_SILENCE_S):
                child.kill(f"no sign of life for {child.silent_s:.0f} s")
            elif spin.seconds(child.marked, loop_cpu_s(child.pid)) > SPIN_S:
                child.kill(f"{SPIN_S:.0f} s of CPU without a pause")
            elif child.age_s > RETIREMENT_AGE_S:
                self._retire("its age")
            elif memory_bytes(child.pid) > RETIREMENT_BYTES:
                self._retire("its memory")
            self._let_in()

    def _retire(self, why: str) -> None:
        """Give the crawler no further poll, and have another one after it."""
        if self._child is None or self._retiring is not None:
            return
        self._retiring = why
        self._seeing_off = asyncio.create_task(self._see_off(self._child))

    async def _see_off(self, child: Child) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_S
        while any(entry.is_out for entry in self._under_way.values()):
            left_s = until - loop.time()
            if left_s <= 0 or self._cutting.is_set():
                break
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._cutting.wait(), min(left_s, WATCH_S))
        self._cutting.set()
        child.send({"op": "stop"})
        killed_at = loop.time() + STOP_S
        with contextlib.suppress(OSError):  # then it is started when its turn has come
            successor = Child(self._command, self._stderr)
            await successor.begin()
            self._next = successor
        await asyncio.sleep(killed_at - loop.time())
        child.kill("it did not end to be replaced")

    def _send(self, message: Message) -> None:
        if self._child is not None:
            self._child.send(message)
