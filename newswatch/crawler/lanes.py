"""Extraction lanes: processes that read pages, so that no page can stop the crawler.

One piece of work in a lane at a time: when a lane dies, the culprit is known, its
neighbours go on, and only that lane is made anew. A ProcessPoolExecutor would break
for ever and take the others' work with it.
"""

from __future__ import annotations

import asyncio
import logging
import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from newswatch.crawler import kept_topics
from newswatch.crawler.kept_topics import KeptTopics, LaneTopics
from newswatch.crawler.lane import (
    Answer,
    Broken,
    Limits,
    ListLinks,
    ReadPage,
    Work,
    serve,
)
from newswatch.crawler.memory import memory_bytes
from newswatch.discover import Listing
from newswatch.errors import OutletError
from newswatch.model import (
    NO_FURNITURE,
    Article,
    FetchedPage,
    Furniture,
    Link,
    Options,
    Outlet,
    Reading,
    Refusal,
    RefusalReason,
    Source,
    Topic,
)

log = logging.getLogger(__name__)

#: a page may wait for the CPU this many times longer than it may use it
WALL_FACTOR = 6
#: a lane is made anew after this many pieces of work, against slow leaks in C code
RECYCLE_AFTER = 2000
#: and at this age in seconds, or grown by this share of what one page may cost
LANE_AGE_S = 6 * 3600.0
LANE_GROWTH = 0.5
#: seconds between two lanes that are made anew, so that the others can do its work
RENEWAL_GAP_S = 10.0

#: what a lane's process runs: answers work until the pipe closes
Serve = Callable[[Connection, LaneTopics, Limits], None]

_context = multiprocessing.get_context("forkserver")
# The fork server imports the libraries once; a new lane then starts in milliseconds.
_context.set_forkserver_preload(["newswatch.crawler.lane", "newswatch.crawler.warm"])


class LaneDiedError(Exception):
    """The lane's process ended before it answered; *reason* says by what."""

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Renewals:
    """Lets lanes that could still go on be made anew one by one."""

    def __init__(self) -> None:
        self._last_s = -math.inf
        self._one_at_a_time = threading.Lock()

    def is_my_turn(self) -> bool:
        """Whether the caller may renew its lane now; if so, it has had its turn."""
        with self._one_at_a_time:
            now_s = time.monotonic()
            if now_s - self._last_s < RENEWAL_GAP_S:
                return False
            self._last_s = now_s
            return True


class Lane:
    """One process, used by one thread at a time; *renewals* it shares with others."""

    def __init__(
        self,
        topics: LaneTopics,
        limits: Limits,
        serve: Serve = serve,
        renewals: Renewals | None = None,
    ) -> None:
        self._topics = topics
        self._limits = limits
        self._serve = serve
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._done = 0
        self._born_s = 0.0
        self._born_bytes = 0
        self._renewals = renewals or Renewals()
        self._one_at_a_time = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process id, while there is a process."""
        return self._process.pid if self._process is not None else None

    def run(self, work: Work) -> Answer | Broken:
        """The answer to *work*. Raises LaneDiedError; the next call starts afresh."""
        with self._one_at_a_time:
            return self._run(work)

    def _run(self, work: Work) -> Answer | Broken:
        try:
            connection = self._ensure()
            connection.send(work)
            if not connection.poll(self._limits.cpu_s * WALL_FACTOR):
                self.stop()
                raise LaneDiedError(RefusalReason.PAGE_WALL)
            answer: Answer | Broken = connection.recv()
        except (EOFError, OSError) as error:
            raise LaneDiedError(self._cause_of_death()) from error
        self._done += 1
        if self._done == 1:
            self._born_bytes = memory_bytes(self.pid)
        if _is_spent(answer) or (
            self._has_had_its_day() and self._renewals.is_my_turn()
        ):
            self.stop()
        return answer

    def _has_had_its_day(self) -> bool:
        return (
            self._done >= RECYCLE_AFTER
            or time.monotonic() - self._born_s > LANE_AGE_S
            or memory_bytes(self.pid) - self._born_bytes
            > LANE_GROWTH * self._limits.memory_bytes
        )

    def wake(self) -> None:
        """Start the process, so that no page has to wait for it."""
        with self._one_at_a_time:
            self._ensure()

    def kill(self) -> None:
        """End the process under whoever uses the lane: `run` raises LaneDiedError."""
        process = self._process
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """End the process and forget it; nobody may be using the lane."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None

    def _ensure(self) -> Connection:
        if self._connection is not None:
            return self._connection
        ours, theirs = _context.Pipe()
        process = _context.Process(
            target=self._serve,
            args=(theirs, self._topics, self._limits),
            name="newswatch-lane",
            daemon=True,
        )
        try:
            process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._connection, self._process, self._done = ours, process, 0
        self._born_s = time.monotonic()
        return ours

    def _cause_of_death(self) -> RefusalReason:
        code = None
        if self._process is not None:
            self._process.join(1.0)
            code = self._process.exitcode
        self.stop()
        if code == -signal.SIGXCPU:
            return RefusalReason.PAGE_CPU
        return RefusalReason.LANE_DIED


class Lanes:
    """Workshop's Reader: pages and listings read in `[read] lanes` processes."""

    def __init__(
        self, options: Options, topics: Sequence[Topic], data_dir: Path | None = None
    ) -> None:
        """With *data_dir* thousands of topics are kept there as `kept_topics` says."""
        read = options.read
        self._limits = Limits(cpu_s=read.page_cpu_s, memory_bytes=read.page_memory)
        count = read.lanes_on(os.cpu_count())
        renewals = Renewals()
        self._kept = KeptTopics.of(topics, data_dir) if data_dir else None
        self._lanes = [
            Lane(self._kept or topics, self._limits, renewals=renewals)
            for _ in range(count)
        ]
        self._idle: asyncio.Queue[Lane] = asyncio.Queue()
        self._opening: asyncio.Task[None] | None = None
        self._maker: BaseProcess | None = None
        self._closing = False
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="lane")

    async def open(self) -> None:
        """Work may be given at once; it waits while a file of topics is made."""
        if self._kept is None:
            self._let_work()
        else:
            self._opening = asyncio.create_task(self._open_with(self._kept))

    async def _open_with(self, kept: KeptTopics) -> None:
        loop = asyncio.get_running_loop()
        os.environ[kept_topics.VARIABLE] = str(kept.path)
        try:
            await loop.run_in_executor(self._threads, self._make_file, kept)
            if not self._closing:
                await loop.run_in_executor(self._threads, self._lanes[0].wake)
        except (EOFError, OSError) as error:
            # The first page tries again, and tells what is wrong.
            log.warning("no lane yet", extra={"why": str(error)})
        finally:
            self._let_work()

    def _make_file(self, kept: KeptTopics) -> None:
        if kept.is_made() or self._closing:
            return
        # Not by the fork server: it has to find the file when it starts.
        spawn = multiprocessing.get_context("spawn")
        self._maker = spawn.Process(
            target=kept_topics.make_file_apart, args=(kept,), daemon=True
        )
        self._maker.start()
        self._maker.join()
        if not (self._closing or kept.is_made()):
            log.warning("topics not kept", extra={"path": str(kept.path)})

    def _let_work(self) -> None:
        for lane in self._lanes:
            self._idle.put_nowait(lane)

    async def close(self) -> None:
        """End the lanes; work under way is given up."""
        self._closing = True
        if self._maker is not None and self._maker.is_alive():
            self._maker.kill()
        for lane in self._lanes:
            lane.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        if self._opening is not None:
            await asyncio.wait([self._opening])
        for lane in self._lanes:
            lane.stop()

    async def read(
        self,
        page: FetchedPage,
        outlet: Outlet,
        link: Link | None,
        topic_ids: frozenset[str],
        furniture: Furniture = NO_FURNITURE,
        earlier: tuple[Article, ...] = (),
    ) -> Reading:
        work = ReadPage(
            page=page,
            outlet=outlet,
            link=link,
            topic_ids=topic_ids,
            furniture=furniture,
            earlier=earlier,
        )
        try:
            answer = await self._run(work)
        except LaneDiedError as error:
            # It took what it was allowed, or as good as that.
            allowed_s = self._limits.cpu_s
            return Reading(result=Refusal(reason=error.reason), cpu_s=allowed_s)
        if isinstance(answer, Reading):
            return answer
        what = answer.what if isinstance(answer, Broken) else "no reading"
        log.error("extraction failed", extra={"url": page.url, "why": what})
        return Reading(
            result=Refusal(reason=RefusalReason.EXTRACTOR_FAILED, detail=what)
        )

    async def list_links(self, page: FetchedPage, source: Source, zone: str) -> Listing:
        try:
            answer = await self._run(ListLinks(page=page, source=source, zone=zone))
        except LaneDiedError as error:
            raise OutletError(
                f"reading the listing ended with {error.reason}",
                code="NW302",
                help="look at the listing; it may be hostile or far too large",
            ) from error
        if isinstance(answer, Listing):
            return answer
        what = answer.what if isinstance(answer, Broken) else "no listing"
        raise OutletError(f"the listing cannot be read: {what}", code="NW303")

    async def _run(self, work: Work) -> Answer | Broken:
        loop = asyncio.get_running_loop()
        lane = await self._idle.get()
        try:
            try:
                return await loop.run_in_executor(self._threads, lane.run, work)
            except LaneDiedError as error:
                if error.reason is not RefusalReason.LANE_DIED or self._closing:
                    raise
                # Killed from outside or crashed: once may be chance, and a page that
                # can be read must not be lost to it. Twice is the page.
                log.warning("lane died, work tried again")
                return await loop.run_in_executor(self._threads, lane.run, work)
        finally:
            self._idle.put_nowait(lane)


def _is_spent(answer: Answer | Broken) -> bool:
    """Whether the lane that gave *answer* has ended or is not to be trusted."""
    if isinstance(answer, Broken):
        return answer.spent
    return (
        isinstance(answer, Reading)
        and isinstance(answer.result, Refusal)
        and answer.result.reason is RefusalReason.PAGE_MEMORY
    )
