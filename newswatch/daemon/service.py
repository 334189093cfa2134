"""The daemon: what runs when, one crawler under supervision, one feed writer.

    tick (1 s)  ─▶ due outlets ─▶ supervisor ─▶ crawler ─▶ done ─▶ next due, stored
    relay (1 s) ─▶ outbox ─▶ feed
    look (2 s), SIGHUP ─▶ changed files ─▶ new plan, another crawler

Plain asyncio, no Twisted: nothing that a page does can stop this process.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import random
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from newswatch import clock
from newswatch.config import Configuration
from newswatch.config.files import stamps
from newswatch.config.reload import Reloaded, reload
from newswatch.daemon.changes import Changes, have_settled
from newswatch.daemon.child import crawler_command
from newswatch.daemon.network import Network, Turn
from newswatch.daemon.pumping import Pumping
from newswatch.daemon.remarks import remark
from newswatch.daemon.signals import heard
from newswatch.daemon.supervisor import End, OnStanding, Supervisor
from newswatch.daemon.timetable import Timetable
from newswatch.errors import ExitCode, NewswatchError
from newswatch.feed.relay import Relay
from newswatch.logs import LogFormat
from newswatch.model import UNBALANCED, Ledger, Poll
from newswatch.schedule import Planned, plan
from newswatch.store import StoreThread, open_store
from newswatch.store.base import Store
from newswatch.store.states import OutletState
from newswatch.store.thread import SOON_S
from newswatch.urls import host_of

log = logging.getLogger(__name__)

#: what a caller is told of each poll that is over
Report = Callable[[Poll, Ledger, list[str]], None]
#: what came of reading the configuration again
OnReload = Callable[[Reloaded], None]
TICK_S = 1.0
#: seconds between two looks at the configuration's files
LOOK_S = 2.0
#: the same after a SIGHUP, when somebody waits
SETTLE_S = 1.0
#: seconds without polls after one that the state took nothing of
HALT_S = 15.0
#: a clock that went back by more than this was set, not corrected
CLOCK_SET_BACK = timedelta(minutes=1)


class Service:
    """One run of newswatch on a folder, with (`run`) or without (`once`) a timer.

    Both raise ProcessError NW601 if another newswatch uses the folder, StorageError if
    state or feed cannot be used; both then have asked nobody anything.
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
        on_reload: OnReload = lambda _reloaded: None,
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
            _handover(configuration),
        )
        self._on_stop = on_stop
        self._on_reload = on_reload
        self._timetable = Timetable(_plan(configuration), self._dice)
        self._network = Network()
        self._changes = Changes(self._stamps())
        self._reloading = asyncio.Lock()
        self._pumping: Pumping
        self._store: StoreThread
        self._ticked_at = datetime.min.replace(tzinfo=UTC) + CLOCK_SET_BACK
        self._at_work: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()
        self._idle = asyncio.Event()
        #: no poll goes out before, by the loop's clock, which nobody sets
        self._halted_until_s = 0.0
        #: whether it polls what is due, rather than what it was told to
        self._is_timed = False

    async def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Poll what is due until `stop()`, SIGTERM or SIGINT; at once if told twice.

        SIGHUP reads the configuration again, and so does a change of its files.
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
        if self._pumping.error is not None:
            raise self._pumping.error
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
        if self._stop.is_set():
            # Whoever asks twice does not want to wait; all that is committed stays.
            self._supervisor.kill("told twice to stop")
            os._exit(ExitCode.INTERRUPTED)
        self._on_stop()
        self.stop()

    def _hung_up(self) -> None:
        self._start(self._reload_when_settled())

    def _ends(self) -> tuple[asyncio.Event, asyncio.Event]:
        if self._supervisor.is_idle:
            self._idle.set()
        return self._stop, self._idle

    # -- start and end

    @asynccontextmanager
    async def _working(self, *, tick: bool = True) -> AsyncIterator[None]:
        options, data_dir = self._configuration.options, self._configuration.data_dir
        self._is_timed = tick
        relay = Relay(self._configuration)
        try:
            # What a killed run still owes its readers comes before anything new.
            await asyncio.to_thread(relay.pump)
            self._store = StoreThread(open_store(options, data_dir))
        except BaseException:
            relay.close()
            raise
        self._pumping = Pumping(relay)
        self._timetable.remember(
            await self._store.run(lambda s: s.outlet_states()), clock.now()
        )
        self._network = Network(await self._store.run(lambda s: s.network_down_since()))
        scheduler = self._scheduler(tick=tick)
        calls = {signal.SIGTERM: self._signalled, signal.SIGINT: self._signalled}
        if tick:
            calls[signal.SIGHUP] = self._hung_up
        with heard(calls):
            self._supervisor.start()
            scheduler.start()
            try:
                yield
            finally:
                await _shut_down(scheduler)
                await self._supervisor.stop()
                await asyncio.gather(*self._at_work)
                self._store.close()
                await self._pumping.finish()

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
        scheduler.add_job(self._pumping.start, "interval", seconds=TICK_S)
        if tick:
            now = clock.now()
            scheduler.add_job(self._tick, "interval", seconds=TICK_S, next_run_time=now)
            scheduler.add_job(self._look, "interval", seconds=LOOK_S)
        return scheduler

    # -- polls

    async def _tick(self) -> None:
        now = clock.now()
        if now < self._ticked_at - CLOCK_SET_BACK:
            self._timetable.follow_todays_cadence(now)
        self._ticked_at = now
        if asyncio.get_running_loop().time() < self._halted_until_s:
            return
        due, under_way = self._timetable.due(now), self._supervisor.outlets_under_way
        for outlet_id in self._network.lets_out(due, under_way, now):
            self._submit(outlet_id)

    def _submit(self, outlet_id: str) -> None:
        salt = f"{self._dice.getrandbits(16):04x}"
        self._supervisor.submit(Poll.starting(outlet_id, clock.now(), salt))

    def _poll_done(
        self, poll: Poll, ledger: Ledger, problems: list[str], end: End
    ) -> None:
        if end is End.HALTED:
            self._halted_until_s = asyncio.get_running_loop().time() + HALT_S
            if self._is_timed and not ledger.reached:
                return  # turned away; the crawler has told why, once for all of them
        now = clock.now()
        turn, states = self._next_polls(poll, ledger, end, now)
        said = self._remarked(poll, ledger, end, states.get(poll.outlet_id), now)
        problems = [*problems, *said]
        down_since = self._network.down_since

        def keep(store: Store) -> None:  # the account and the next poll, together
            store.close_run(poll, now, ledger, problems)
            for outlet_id, known in states.items():
                store.set_outlet_state(outlet_id, known)
            if turn is not Turn.NONE:
                store.set_network_down_since(down_since)

        if end is not End.HALTED:  # the next poll closes what this one left open
            # One that is done has its account; what is left is when to poll again.
            wait_s = SOON_S if end is End.DONE and self._is_timed else 0.0
            self._start(self._save(poll.outlet_id, keep, wait_s))
        if not ledger.balances:
            about = {"run_id": poll.run_id, "outlet": poll.outlet_id}
            about["code"] = UNBALANCED
            log.error("ledger does not balance", extra=about)
        try:
            self._report(poll, ledger, problems)
        finally:  # whoever listens, or has left, must not keep `once` from its end
            if self._supervisor.is_idle:
                self._idle.set()

    def _next_polls(
        self, poll: Poll, ledger: Ledger, end: End, now: datetime
    ) -> tuple[Turn, dict[str, OutletState]]:
        """What *poll* makes of our network, and of the outlets that it concerns."""
        turn = self._network_turn(poll, ledger, now)
        state = self._timetable.ended(
            poll.outlet_id, ledger, end, now, is_blamed=not self._network.is_down
        )
        states = {} if state is None else {poll.outlet_id: state}
        if turn is Turn.DOWN:
            states |= self._timetable.forgive(self._network.suspected, now)
        elif turn is Turn.WELL:
            self._timetable.release(now)
        return turn, states

    def _remarked(
        self,
        poll: Poll,
        ledger: Ledger,
        end: End,
        state: OutletState | None,
        now: datetime,
    ) -> list[str]:
        said = remark(
            *(ledger, end, state, now),
            is_down=self._network.is_down,
            outlets=len(self._timetable),
        )
        if said is None:
            return []
        about = {"run_id": poll.run_id, "outlet": poll.outlet_id, "why": said}
        if end is End.KILLER:
            log.error("outlet left alone", extra={**about, "code": "NW605"})
        else:
            log.info("poll failed", extra=about)
        return [said]

    def _network_turn(self, poll: Poll, ledger: Ledger, now: datetime) -> Turn:
        outlet = self._configuration.outlets.get(poll.outlet_id)
        if outlet is None or not outlet.sources:
            return Turn.NONE
        host = host_of(outlet.sources[0].url)
        was_well = self._timetable.is_well(poll.outlet_id)
        return self._network.heard(poll, host, ledger, now, was_well=was_well)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def _save(
        self, outlet_id: str, keep: Callable[[Store], None], within_s: float
    ) -> None:
        try:
            await self._store.run(keep, within_s=within_s)
        except NewswatchError as error:
            # In memory it holds; after a restart the outlet is polled once too often.
            about = {"outlet": outlet_id, "code": error.code, "why": str(error)}
            log.warning("next poll not stored", extra=about)

    # -- the configuration

    def _stamps(self) -> dict[str, tuple[int, ...]]:
        configuration = self._configuration
        return stamps(configuration.folder, configuration.options.paths.schedules)

    async def _look(self) -> None:
        # One look after the other, and none while the files are read.
        if not self._reloading.locked():
            self._start(self._look_and_reload())

    async def _look_and_reload(self) -> None:
        async with self._reloading:
            found = await asyncio.to_thread(self._changes.look, self._stamps)
        if found:
            await self._reload()

    async def _reload_when_settled(self) -> None:
        # Half a file may be without a mistake, and whoever asks may not wait for it.
        if await have_settled(self._stamps, SETTLE_S, self._stop):
            await self._reload()

    async def _reload(self) -> None:
        async with self._reloading:
            self._changes.were_read(await asyncio.to_thread(self._stamps))
            try:
                reloaded = await asyncio.to_thread(reload, self._configuration)
            except Exception:  # a fault of ours must not end what runs
                log.exception("configuration not read again")
                return
            if not self._stop.is_set():
                self._live_by(reloaded)
                self._on_reload(reloaded)

    def _live_by(self, reloaded: Reloaded) -> None:
        """Plan and crawl by what was read, all of it from one moment on."""
        old, new = self._configuration, reloaded.configuration
        self._configuration = new
        if new.config_hash == old.config_hash:
            return
        self._timetable.replan(_plan(new), clock.now())
        self._supervisor.replace(_handover(new), why="its configuration")
        gone = {outlet.id for outlet in old.watched_outlets()}
        self._supervisor.withdraw({id_ for id_ in gone if id_ not in self._timetable})


async def _shut_down(scheduler: Any) -> None:
    """End *scheduler* between two jobs: it reports one that it cancels as a fault."""
    scheduler.pause()
    # Jobs only start things, so one turn of the loop sees every one of them through.
    await asyncio.sleep(0)
    scheduler.shutdown(wait=False)


def _plan(configuration: Configuration) -> tuple[Planned, ...]:
    return plan(configuration.watches, configuration.outlets, configuration.options)


def _handover(configuration: Configuration) -> bytes:
    return pickle.dumps(configuration.to_crawl_by())
