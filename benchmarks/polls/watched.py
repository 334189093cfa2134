"""A folder whose outlets have nothing new, its newswatch, and what that costs.

The real daemon is driven by its own timetable: `newswatch run` on a schedule, the
parent, the crawler and the lanes in processes of their own, with the delay and all else
as they are by default.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newswatch.config import load
from newswatch.model import Outlet
from newswatch.store import make_folder, open_store
from newswatch.store.states import OutletState, RobotsState, SourceState
from polls.server import ETAG, address, feed

HERE = Path(__file__).resolve().parent
_TICKS = os.sysconf("SC_CLK_TCK")
_OPTIONS = """
[agent]
contact = "tests@newswatch.example"
[polite]
allow_networks = ["127.0.0.0/8"]
[poll]
min = "{least}"
"""
_TOPIC = '[schedule]\nevery = "{every}"\n[[topic]]\nid = "all"\nquery = "grain"\n'
#: none of its links is to be visited: what is measured is the poll alone
_OUTLET = """id = "o{number}"
name = "Outlet {number}"
domains = ["{host}"]
link_deny = ["."]
[[{source}]]
kind = "feed"
url = "{url}"
"""

#: share of a core below which a daemon has started, with all that it loads
AT_REST = 0.15
#: CPU seconds that no crawler starts with less than
STARTED_S = 1.0

#: CPU seconds by role: parent, crawler, lanes
Cpu = dict[str, float]


class Server:
    """The outlets' server, in a process of its own."""

    def __init__(self, count: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "server.py"), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def url(self, number: int, path: str = "/rss") -> str:
        return f"http://{address(number)}:{self.port}{path}"

    def counts(self) -> dict[str, int]:
        with urllib.request.urlopen(self.url(0, "/count"), timeout=30) as answer:
            counts: dict[str, int] = json.load(answer)
            return counts

    def close(self) -> None:
        self._process.communicate("")


@contextmanager
def serving(count: int) -> Iterator[Server]:
    server = Server(count)
    try:
        yield server
    finally:
        server.close()


def make_watched(
    folder: Path,
    urls: list[str],
    *,
    every: str,
    least: str,
    in_files: bool = False,
) -> None:
    """A folder that polls *urls*, an outlet each, in one schedule or in files."""
    schedules = folder / "schedules"
    (schedules / "outlets").mkdir(parents=True)
    (folder / "newswatch.toml").write_text(_OPTIONS.format(least=least))
    texts = []
    for number, url in enumerate(urls):
        source = "source" if in_files else "outlet.source"
        host = url.split("/")[2].partition(":")[0]
        texts.append(_OUTLET.format(number=number, host=host, url=url, source=source))
    head = _TOPIC.format(every=every)
    if in_files:
        for number, text in enumerate(texts):
            text = text.partition("\n")[2]  # its file's name is its id
            (schedules / "outlets" / f"o{number}.toml").write_text(text)
        names = ", ".join(f'"o{number}"' for number in range(len(urls)))
        (schedules / "all.toml").write_text(f"outlets = [{names}]\n{head}")
    else:
        whole = head + "".join(f"[[outlet]]\n{text}" for text in texts)
        (schedules / "all.toml").write_text(whole)


def seed(folder: Path, over: timedelta, after: timedelta = timedelta()) -> None:
    """What a daemon that has long been running knows: sources, robots.txt, due times.

    The outlets fall due one by one over the time *over*, from *after* on.
    """
    configuration = load(folder)
    make_folder(configuration.data_dir)
    store = open_store(configuration.options, configuration.data_dir)
    now = datetime.now(UTC)
    outlets = list(configuration.watched_outlets())
    random.Random(1).shuffle(outlets)
    robots = b"User-agent: *\nDisallow: /private/\n"
    with store.transaction():
        for number, outlet in enumerate(outlets):
            due_at = now + after + over * (number / len(outlets))
            store.set_outlet_state(outlet.id, OutletState(next_due_at=due_at))
            (source,) = outlet.sources
            store.announce(outlet.id, source.url, _read(outlet), (), now)
            origin = source.url.rpartition("/")[0]
            state = RobotsState(status=200, body=robots, fetched_at=now)
            store.set_robots(origin, state)
    store.close()


def _read(outlet: Outlet) -> SourceState:
    """That of a source whose feed was read, by the outlet as it is."""
    version = hashlib.sha256(outlet.model_dump_json().encode()).hexdigest()[:16]
    body_hash = hashlib.sha256(feed()).hexdigest()
    return SourceState(etag=ETAG, body_hash=body_hash, read_as=version)


class Daemon:
    """`newswatch run` on *folder*; its processes are told apart by their commands."""

    def __init__(self, folder: Path, more: Mapping[str, str] | None = None) -> None:
        self._log = (folder / "log").open("w+")
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "newswatch", "-C", str(folder), "run"],
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            env={**os.environ, **(more or {})},
        )

    def cpu(self) -> Cpu:
        """CPU seconds that each role has used so far."""
        used = {"parent": _seconds(self._process.pid), "crawler": 0.0, "lanes": 0.0}
        for child in _children(self._process.pid):
            used["crawler"] += _seconds(child)
            used["lanes"] += sum(map(_seconds, _below(child)))
        return used

    def wait_ready(self, least_s: float) -> None:
        """Until the crawler has started and nothing is loaded any more."""
        deadline, before = time.monotonic() + 180, 0.0
        while time.monotonic() < deadline:
            time.sleep(least_s)
            self._check()
            now = self.cpu()["crawler"]
            if now > STARTED_S and now - before < AT_REST * least_s:
                return
            before = now
        raise RuntimeError("newswatch did not come to rest")

    def _check(self) -> None:
        if self._process.poll() is not None:
            self._log.seek(0)
            raise RuntimeError(f"newswatch ended: {self._log.read()[-2000:]}")

    def stop(self) -> None:
        self._check()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)
        self._log.close()


@contextmanager
def running(folder: Path, more: Mapping[str, str] | None = None) -> Iterator[Daemon]:
    daemon = Daemon(folder, more)
    try:
        yield daemon
    finally:
        daemon.stop()


def spent(before: Cpu, after: Cpu) -> Cpu:
    return {role: after[role] - before[role] for role in after}


def _seconds(pid: int) -> float:
    """User and system time of a process and of those of its that were waited for."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _below(pid: int) -> list[int]:
    children = _children(pid)
    return children + [each for child in children for each in _below(child)]
