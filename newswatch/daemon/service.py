"""The daemon: what runs when, one crawler under supervision, one feed writer.

    tick (1 s)  ─▶ due outlets ─▶ supervisor ─▶ crawler ─▶ done ─▶ next due, stored
    relay (1 s) ─▶ outbox ─▶ feed

Plain asyncio, no Twisted: nothing that a page does can stop this process.
"""

from __future__ import annotations

import asyncio
import logging
import random
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from newswatch import clock
from newswatch.config import Configuration
from newswatch.daemon.supervisor import OnStanding, Supervisor, crawler_command
from newswatch.errors import NewswatchError
from newswatch.feed.relay import Relay
from newswatch.logs import LogFormat
from newswatch.model import Ledger, Poll
from newswatch.schedule import next_due, plan
from newswatch.store import StoreThread, open_store
from newswatch.store.base import OutletState

log = logging.getLogger(__name__)

#: what a caller is told of each poll that is over
Report = Callable[[Poll, Ledger, list[str]], None]
TICK_S = 1.0
#: a clock that went back by more than this was set, not corrected
CLOCK_SET_BACK = timedelta(minutes=1)


class Service:
    """One run of newswatch on a folder, with (`run`) or without (`once`) a timer.

    Both raise ProcessError NW601 if another newswatch uses the folder and StorageError
    if state or feed cannot be used; both then have asked nobody anything.
    """

    def __init__(
        self,
        configuration: Configuration,
        report: Report,
        *,
        log_level: int = logging.WARNING,
        log_format: LogFormat = "text",
        dice: random.Random | None = None,
        on_standing: OnStanding = lambda _poll, _standing: None,
        on_stop: Callable[[], None] = lambda: None,
        crawler_stderr: int | None = None,
    ) -> None:
        """*dice* decide on jitter and the salt of run ids; real chance by default.

        *on_stop* hears that a signal asks for the end, which may take seconds.
        """
        self._configuration = configuration
        self._dice = dice or random.SystemRandom()
        self._report = report
        self._supervisor = Supervisor(
            crawler_command(
                configuration.folder, log_level=log_level, log_format=log_format
            ),
            self._poll_done,
            on_standing,
            crawler_stderr,
        )
        self._on_stop = on_stop
        options = configuration.options
        self._plan = {
            planned.outlet_id: planned
            for planned in plan(configuration.watches, configuration.outlets, options)
        }
        self._states: dict[str, OutletState] = {}
        self._relay: Relay
        self._store: StoreThread
        self._ticked_at = datetime.min.replace(tzinfo=UTC) + CLOCK_SET_BACK
        self._saving: set[asyncio.Task[None]] = set()
        self._pumping: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()
        self._idle = asyncio.Event()
        #: the last error of the feed writer, so that it is reported once
        self._feed_error: NewswatchError | None = None

    async def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Poll what is due until `stop()`, SIGTERM or SIGINT.

        *started* is called once the folder is ours and the feed can be written.
        """
        async with self._working():
            started()
            await self._stop.wait()

    async def once(
        self, outlet_ids: Iterable[str], *, one_by_one: bool = False
    ) -> bool:
        """One poll of each outlet; False if it was told to stop.

        All go at once, or *one_by_one* in their order, which then decides the order of
        the feed. Raises StorageError if lines are owed that the feed could not take.
        """
        ids = list(outlet_ids)
        groups = [[outlet_id] for outlet_id in ids] if one_by_one else [ids]
        finished = True
        async with self._working(tick=False):
            for group in groups:
                finished = finished and await self._see_through(group)
        if self._feed_error is not None:
            raise self._feed_error
        # Also while it was ending: whoever has more to do after it must not go on.
        return finished and not self._stop.is_set()

    async def _see_through(self, outlet_ids: Iterable[str]) -> bool:
        self._idle.clear()
        for outlet_id in outlet_ids:
            self._submit(outlet_id)
        stop, idle = (asyncio.create_task(e.wait()) for e in self._ends())
        await asyncio.wait({stop, idle}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        idle.cancel()
        return self._idle.is_set()

    def stop(self) -> None:
        self._stop.set()

    def _signalled(self) -> None:
        if not self._stop.is_set():
            self._on_stop()
        self.stop()

    def _ends(self) -> tuple[asyncio.Event, asyncio.Event]:
        if not self._supervisor.outlets_under_way:
            self._idle.set()
        return self._stop, self._idle

    # -- start and end

    @asynccontextmanager
    async def _working(self, *, tick: bool = True) -> AsyncIterator[None]:
        options, data_dir = self._configuration.options, self._configuration.data_dir
        self._relay = Relay(self._configuration)
        try:
            # What a killed run still owes its readers comes before anything new.
            await asyncio.to_thread(self._relay.pump)
            self._store = StoreThread(open_store(options, data_dir))
        except BaseException:
            self._relay.close()
            raise
        self._states = await self._store.run(lambda s: s.outlet_states())
        self._follow_todays_cadence()
        scheduler = self._scheduler(tick=tick)
        with _signals(self._signalled):
            self._supervisor.start()
            scheduler.start()
            try:
                yield
            finally:
                await _shut_down(scheduler)
                await self._supervisor.stop()
                await asyncio.gather(*self._saving)
                self._store.close()
                if self._pumping is not None:
                    await self._pumping
                await self._pump()
                await asyncio.to_thread(self._relay.close)

    def _scheduler(self, *, tick: bool) -> Any:
        # APScheduler's own defaults drop a run that is a second late; both jobs only
        # look at what is owed, so that a late or skipped one costs nothing.
        scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={
                "misfire_grace_time": None,
                "coalesce": True,
                "max_instances": 1,
            },
        )
        scheduler.add_job(self._start_pumping, "interval", seconds=TICK_S)
        if tick:
            now = clock.now()
            scheduler.add_job(self._tick, "interval", seconds=TICK_S, next_run_time=now)
        return scheduler

    # -- polls

    async def _tick(self) -> None:
        now = clock.now()
        if now < self._ticked_at - CLOCK_SET_BACK:
            self._follow_todays_cadence()
        self._ticked_at = now
        under_way = self._supervisor.outlets_under_way
        due = [id_ for id_ in self._plan if self._due_at(id_, now) <= now]
        # Who is late and matters most goes first.
        for outlet_id in sorted(due, key=lambda id_: -self._plan[id_].weight):
            if outlet_id not in under_way:
                self._submit(outlet_id)

    def _follow_todays_cadence(self) -> None:
        """Bring due times forward that today's cadence would never have set.

        They come from a longer interval, or from a clock that was ahead.
        """
        now = clock.now()
        for outlet_id, state in self._states.items():
            if (planned := self._plan.get(outlet_id)) is None:
                continue
            latest = next_due(
                planned, last_at=now, failures=state.failures, now=now, draw=1.0
            )
            due = min(state.next_due_at, latest)
            self._states[outlet_id] = replace(state, next_due_at=due)

    def _due_at(self, outlet_id: str, now: datetime) -> datetime:
        state = self._states.get(outlet_id)
        if state is None:
            due = next_due(
                self._plan[outlet_id],
                last_at=None,
                failures=0,
                now=now,
                draw=self._dice.random(),
            )
            state = self._states[outlet_id] = OutletState(next_due_at=due)
        return state.next_due_at

    def _submit(self, outlet_id: str) -> None:
        now = clock.now()
        salt = f"{self._dice.getrandbits(16):04x}"
        self._supervisor.submit(Poll.starting(outlet_id, now, salt))

    def _poll_done(self, poll: Poll, ledger: Ledger, problems: list[str]) -> None:
        try:
            self._report(poll, ledger, problems)
        finally:  # whoever listens, or has left, must not keep `once` from its end
            self._take_note(poll, ledger)

    def _take_note(self, poll: Poll, ledger: Ledger) -> None:
        if not ledger.balances:
            about = {"run_id": poll.run_id, "outlet": poll.outlet_id}
            log.error("ledger does not balance", extra=about)
        try:
            if poll.outlet_id in self._plan:
                self._save_next_due(poll.outlet_id, ledger)
        finally:
            if not self._supervisor.outlets_under_way:
                self._idle.set()

    def _save_next_due(self, outlet_id: str, ledger: Ledger) -> None:
        now = clock.now()
        known = self._states.get(outlet_id)
        failures = known.failures if known else 0
        if ledger.reached:
            failures = 0
        elif ledger.not_before is None:  # who asked us to wait has not failed
            failures += 1
        state = OutletState(
            next_due_at=next_due(
                self._plan[outlet_id],
                last_at=now,
                failures=failures,
                now=now,
                draw=self._dice.random(),
                not_before=ledger.not_before,
            ),
            failures=failures,
        )
        self._states[outlet_id] = state
        task = asyncio.create_task(self._save(outlet_id, state))
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)

    async def _save(self, outlet_id: str, state: OutletState) -> None:
        try:
            await self._store.run(lambda s: s.set_outlet_state(outlet_id, state))
        except NewswatchError as error:
            # In memory it holds; after a restart the outlet is polled once too often.
            about = {"outlet": outlet_id, "code": error.code, "why": str(error)}
            log.warning("next poll not stored", extra=about)

    # -- the feed

    async def _start_pumping(self) -> None:
        # A task of our own: APScheduler cancels the jobs that run when it is shut down.
        if self._pumping is None or self._pumping.done():
            self._pumping = asyncio.create_task(self._pump())

    async def _pump(self) -> None:
        try:
            await asyncio.to_thread(self._relay.pump)
        except NewswatchError as error:
            if str(error) != str(self._feed_error):
                about = {"code": error.code, "why": str(error)}
                log.error("feed not written", extra=about)  # noqa: TRY400
            self._feed_error = error
        else:
            self._feed_error = None


async def _shut_down(scheduler: Any) -> None:
    """End *scheduler* between two jobs: it reports one that it cancels as a fault."""
    scheduler.pause()
    # Jobs only start things, so one turn of the loop sees every one of them through.
    await asyncio.sleep(0)
    scheduler.shutdown(wait=False)


class _signals:  # noqa: N801  (used as a `with` statement, like contextlib's)
    """SIGTERM and SIGINT call *stop* while this holds."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)

    def __exit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
