"""SIGTERM at inconvenient moments, and a second one."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import NOON
from crawl_folder import alive, command, descendants

from newswatch.crawler import __main__ as crawler_module
from newswatch.daemon import supervisor as module
from newswatch.daemon.child import BURIAL_S
from newswatch.daemon.supervisor import End, Supervisor
from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer
from newswatch.model import Ledger, Poll

FAKE = Path(__file__).parents[1] / "fake_crawler.py"
PATIENCE_S = 60


def test_what_an_end_may_take_is_less_than_ten_seconds():
    assert crawler_module.STOP_GRACE_S < module.STOP_S
    assert module.STOP_S + BURIAL_S <= 10.0


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(tmp_path, server, delay="2s")
        yield tmp_path


@pytest.fixture
def daemon(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command(folder, "run"), stderr=log, text=True)
        yield process
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_for(claim: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def crawler_of(pid: int) -> int | None:
    found = [p for p, line in descendants(pid) if "-m newswatch.crawler " in line]
    return found[0] if found else None


@pytest.mark.slow
def test_a_crawler_that_hangs_does_not_keep_the_daemon(folder: Path, daemon):
    wait_for(lambda: any("multiprocess" in line for _, line in descendants(daemon.pid)))
    below = [pid for pid, _ in descendants(daemon.pid)]
    crawler = crawler_of(daemon.pid)
    assert crawler
    os.kill(crawler, signal.SIGSTOP)
    daemon.terminate()
    assert daemon.wait(PATIENCE_S) == 0
    assert not alive(below)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_second_signal_ends_it_at_once(folder: Path, daemon, number: int):
    wait_for(lambda: any("multiprocess" in line for _, line in descendants(daemon.pid)))
    below = [pid for pid, _ in descendants(daemon.pid)]
    crawler = crawler_of(daemon.pid)
    assert crawler
    # One that would keep the daemon for as long as any can.
    os.kill(crawler, signal.SIGSTOP)
    daemon.send_signal(number)
    wait_for(lambda: "stopping" in (folder / "log").read_text())
    daemon.send_signal(number)
    assert daemon.wait(PATIENCE_S) == 130
    wait_for(lambda: not alive(below))


def test_an_end_during_a_backoff_starts_no_further_crawler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "_BACKOFF_S", (0.0, 3600.0))
    notes = tmp_path / "notes"

    async def live() -> None:
        died = asyncio.Event()
        supervisor = Supervisor(
            [sys.executable, str(FAKE), "dies", str(notes)], lambda *_: None
        )
        monkeypatch.setattr(
            supervisor._suspects, "crawler_died", lambda *_, **__: died.set()
        )
        supervisor.start()
        supervisor.submit(Poll.starting("herald", NOON, "abcd"))
        await asyncio.wait_for(died.wait(), PATIENCE_S)
        await asyncio.wait_for(supervisor.stop(), PATIENCE_S)

    asyncio.run(live())
    assert len(notes.read_text().splitlines()) == 1


def test_a_crawler_is_replaced_by_one_that_gets_the_new_configuration(tmp_path: Path):
    notes = tmp_path / "notes"

    async def live() -> list[tuple[str, End]]:
        ends: asyncio.Queue[tuple[str, End]] = asyncio.Queue()

        def on_done(poll: Poll, _ledger: Ledger, _problems: list[str], end: End):
            ends.put_nowait((poll.outlet_id, end))

        supervisor = Supervisor(
            [sys.executable, str(FAKE), "honest", str(notes)], on_done, handover=b"old"
        )
        supervisor.start()
        supervisor.submit(Poll.starting("first", NOON, "abcd"))
        got = [await asyncio.wait_for(ends.get(), PATIENCE_S)]
        supervisor.replace(b"new", why="a test")
        supervisor.submit(Poll.starting("second", NOON, "abcd"))
        got.append(await asyncio.wait_for(ends.get(), PATIENCE_S))
        await supervisor.stop()
        return got

    assert asyncio.run(live()) == [("first", End.DONE), ("second", End.DONE)]
    assert len(notes.read_text().splitlines()) == 2
    assert notes.with_suffix(".in").read_text().splitlines() == ["old", "new"]


@pytest.mark.parametrize(
    ("limit", "value"), [("RETIREMENT_AGE_S", 0.0), ("RETIREMENT_BYTES", 1)]
)
def test_a_crawler_that_is_old_or_large_ends_its_polls_before_it_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: float
):
    monkeypatch.setattr(module, limit, value)
    monkeypatch.setattr(module, "WATCH_S", 0.05)
    notes = tmp_path / "notes"

    async def live() -> None:
        over = asyncio.Event()
        ends: list[End] = []

        def on_done(_poll: Poll, ledger: Ledger, _problems: list[str], end: End):
            assert ledger.reached
            ends.append(end)
            if len(ends) == 3:
                over.set()

        supervisor = Supervisor(
            [sys.executable, str(FAKE), "honest", str(notes)], on_done
        )
        supervisor.start()
        for number in range(3):
            supervisor.submit(Poll.starting(f"outlet_{number}", NOON, "abcd"))
        await asyncio.wait_for(over.wait(), PATIENCE_S)

        async def replaced() -> None:
            while len(notes.read_text().splitlines()) < 2:
                await asyncio.sleep(0.02)

        await asyncio.wait_for(replaced(), PATIENCE_S)
        await supervisor.stop()
        assert ends == [End.DONE] * 3

    asyncio.run(live())
