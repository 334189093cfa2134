"""What a poll that finds nothing costs: CPU of parent, crawler and lanes.

    python benchmarks/polling.py cost [--quick] [--only PART …]

304    outlets polled in turn, as fast as the timetable goes; servers know validators
same   the same, servers that send the same bytes each time
idle   10,000 outlets of which none is due, in one schedule and in a file each
rate   10,000 outlets every 15 minutes: 11.1 polls a second, as they fall due
peers  aiohttp and Scrapy asking for a 304, feedparser reading the 200

All on loopback, with addresses in the place of names, plain HTTP, and links that no
outlet wants, so that nothing but the poll is in the figures. Connections are kept in
`304` and `same`; in `rate` each poll makes one, as it would.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from polls.watched import (
    HERE,
    Cpu,
    Daemon,
    Server,
    make_watched,
    running,
    seed,
    serving,
    spent,
)

#: the most that is wanted: CPU ms a poll, share of a core in percent
MOST_MS, MOST_SHARE = 1.3, 2.0
#: outlets that are polled in turn; each about every four seconds
FAST = 400
MANY, QUICK_MANY = 10_000, 1_000
EVERY = timedelta(minutes=15)

Row = dict[str, Any]


def measured(part: str, quick: bool) -> list[Row]:
    """The figures of a part; *quick*: with fewer outlets and polls."""
    with tempfile.TemporaryDirectory(prefix="polls-") as name:
        return [{"part": part, **row} for row in PARTS[part](Path(name), quick)]


def _polled(path: str, key: str) -> Callable[[Path, bool], Iterable[Row]]:
    def measure(folder: Path, quick: bool) -> Iterable[Row]:
        outlets, seconds = (100, 6) if quick else (FAST, 30)
        with serving(outlets) as server:
            urls = [server.url(number, path) for number in range(outlets)]
            make_watched(folder, urls, every="3s", least="3s")
            seed(folder, timedelta(seconds=3))
            with running(folder) as daemon:
                _wait_for(server, key, outlets if quick else 2 * outlets)
                polls, cpu, _ = _over(daemon, server, seconds)
        what = f"{outlets} outlets in turn, answered {key}"
        row = {"what": what, "polls": polls, **_each(cpu, polls)}
        return [row | ({"most": MOST_MS} if key == "304" else {})]

    return measure


def _idle(folder: Path, quick: bool) -> Iterable[Row]:
    outlets, seconds = (QUICK_MANY, 5) if quick else (MANY, 60)
    for in_files in (False, True):
        place = folder / str(in_files)
        urls = [f"http://127.1.0.1:9/{number}" for number in range(outlets)]
        make_watched(place, urls, every="30m", least="2m", in_files=in_files)
        seed(place, EVERY, after=EVERY)
        with running(place) as daemon:
            daemon.wait_ready(2.0)
            before, began = daemon.cpu(), time.monotonic()
            time.sleep(seconds)
            cpu = spent(before, daemon.cpu())
            took_s = time.monotonic() - began
        how = "in a file each" if in_files else "in one schedule"
        yield {"what": f"{outlets} outlets {how}, none due", **_share(cpu, took_s)}


def _rate(folder: Path, quick: bool) -> Iterable[Row]:
    outlets, seconds = (QUICK_MANY, 10) if quick else (MANY, 120)
    every = EVERY * outlets / MANY
    with serving(outlets) as server:
        urls = [server.url(number) for number in range(outlets)]
        minutes = f"{every.total_seconds():.0f}s"
        make_watched(folder, urls, every=minutes, least="30s")
        # The first falls due when all is loaded, so that none is late.
        seed(folder, every, after=timedelta(seconds=6 if quick else 60))
        with running(folder) as daemon:
            _wait_for(server, "304", 20 if quick else 50)
            in_full = -server.counts().get("200", 0)
            polls, cpu, took_s = _over(daemon, server, seconds)
            in_full += server.counts().get("200", 0)
    yield {
        "what": f"{outlets} outlets every {minutes}: {polls / took_s:.1f} polls/s",
        "polls": polls,
        "in_full": in_full,
        **_share(cpu, took_s),
        **_each(cpu, polls),
        "most": MOST_SHARE,
    }


def _peers(_: Path, quick: bool) -> Iterable[Row]:
    outlets, polls = 100, 1_000 if quick else 6_000
    told = {
        "aiohttp": "aiohttp, 304",
        "scrapy": "Scrapy's defaults, 304",
        "feedparser": "feedparser on the 200",
    }
    with serving(outlets) as server:
        for peer, what in told.items():
            command = [sys.executable, str(HERE / "peers.py"), peer]
            command += map(str, (server.port, outlets, polls))
            found = subprocess.run(command, capture_output=True, text=True, check=True)
            yield {"what": what, "ms": round(float(found.stdout), 2)}


def _wait_for(server: Server, key: str, count: int) -> None:
    deadline = time.monotonic() + 120
    while server.counts().get(key, 0) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {server.counts()} were polled")
        time.sleep(0.5)


def _over(daemon: Daemon, server: Server, seconds: float) -> tuple[int, Cpu, float]:
    """Polls and CPU of the next *seconds*, and how long they were."""
    asked, before, began = _asked(server), daemon.cpu(), time.monotonic()
    time.sleep(seconds)
    polls, cpu = _asked(server) - asked, spent(before, daemon.cpu())
    return polls, cpu, time.monotonic() - began


def _asked(server: Server) -> int:
    return sum(server.counts().values())


def _each(cpu: Cpu, polls: int) -> Row:
    each = {f"{role}_ms": round(1000 * cpu[role] / polls, 2) for role in cpu}
    return {"ms": round(1000 * sum(cpu.values()) / polls, 2), **each}


def _share(cpu: Cpu, took_s: float) -> Row:
    each = {f"{role}_%": round(100 * cpu[role] / took_s, 2) for role in cpu}
    return {"core_%": round(100 * sum(cpu.values()) / took_s, 2), **each}


PARTS: dict[str, Callable[[Path, bool], Iterable[Row]]] = {
    "304": _polled("/rss", "304"),
    "same": _polled("/same", "same"),
    "idle": _idle,
    "rate": _rate,
    "peers": _peers,
}


def shown(row: Row) -> str:
    facts = " ".join(f"{k}={v}" for k, v in row.items() if k not in ("part", "what"))
    return f"{row['part']:6} {row['what']:48} {facts}"
