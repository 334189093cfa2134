"""What only the benchmark adds to newswatch: a look at its loop and into its lanes."""

from __future__ import annotations

import asyncio
import json
import mmap
import os
import resource
import struct
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from newswatch.crawler import lane
from newswatch.crawler.lanes import Lanes

#: where the probes leave what they have seen, an environment variable
WHERE = "CRAWL_BENCHMARK_NOTES"
_BEAT_S = 0.05
#: extraction, the whole of the work in a lane, the lane's process so far; pages
_FIGURES = struct.Struct("dddq")


class LoopProbe:
    """How late the event loop comes to what is due, every 50 ms, and what it used.

    By the clock, lag is also what other processes took; by the thread's own CPU time it
    is what one turn of the loop cost, whoever else was at work.
    """

    def __init__(self) -> None:
        self._late_s: list[float] = []
        self._turns_s: list[float] = []
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        probe = cls()
        crawler.signals.connect(probe.begin, signals.engine_started)
        crawler.signals.connect(probe.end, signals.engine_stopped)
        return probe

    def begin(self) -> None:
        self._task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            began_s, used_s = time.monotonic(), time.thread_time()
            await asyncio.sleep(_BEAT_S)
            self._late_s.append(time.monotonic() - began_s - _BEAT_S)
            self._turns_s.append(time.thread_time() - used_s)

    def end(self) -> None:
        if self._task is not None:
            self._task.cancel()
        usage = resource.getrusage(resource.RUSAGE_SELF)
        found = {
            "crawler_cpu_s": usage.ru_utime + usage.ru_stime,
            "lag_p99_ms": _p99_ms(self._late_s),
            "turn_p99_ms": _p99_ms(self._turns_s),
            "lag_max_ms": 1000 * max(self._late_s, default=0.0),
        }
        (Path(os.environ[WHERE]) / "loop.json").write_text(json.dumps(found), "utf-8")


def _p99_ms(seconds: list[float]) -> float:
    ordered = sorted(seconds)
    return 1000 * ordered[int(0.99 * len(ordered))] if ordered else 0.0


class NotedLanes(Lanes):
    """The lanes as they are, whose processes note what extraction cost them."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        for each in self._lanes:
            each._serve = serve_noting


def serve_noting(connection: Connection, topics: Any, limits: Any) -> None:
    """`lane.serve`, timed. A lane is killed in the end: it notes in shared memory."""
    path = Path(os.environ[WHERE]) / f"lane-{os.getpid()}"
    path.write_bytes(bytes(_FIGURES.size))
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as shared:
        spent = [0.0, 0.0]
        lane.extract_article = _timed(lane.extract_article, spent, 0)
        lane._attempt = _timed(lane._attempt, spent, 1)
        count = 0

        class Noted:
            """The connection, which notes the figures with each answer."""

            def recv(self) -> Any:
                return connection.recv()

            def send(self, answer: Any) -> None:
                nonlocal count
                connection.send(answer)
                count += 1
                shared[:] = _FIGURES.pack(*spent, time.process_time(), count)

        lane.serve(Noted(), topics, limits)  # type: ignore[arg-type]


def _timed(
    call: Callable[..., Any], spent: list[float], place: int
) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        began_s = time.process_time()
        try:
            return call(*args, **kwargs)
        finally:
            spent[place] += time.process_time() - began_s

    return timed


def notes_in(folder: Path) -> dict[str, float]:
    """What the probes of one run have left in *folder*."""
    found: dict[str, float] = json.loads((folder / "loop.json").read_text("utf-8"))
    lanes = [_FIGURES.unpack(path.read_bytes()) for path in folder.glob("lane-*")]
    sums = [sum(column) for column in zip(*lanes, strict=True)] or [0.0] * 4
    found |= {"extract_cpu_s": sums[0], "work_cpu_s": sums[1], "lanes_cpu_s": sums[2]}
    return found
