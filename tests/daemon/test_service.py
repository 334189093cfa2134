"""The daemon as an operator meets it: start, stop, second start, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawl_folder import alive, descendants, feed_lines, newswatch, start

from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer

#: for what a daemon does within seconds, on a machine that is busy
PATIENCE_S = 60


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(tmp_path, server, delay="50ms")
        yield tmp_path


@pytest.fixture
def daemon(folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = start(folder, "run")
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def wait_for(claim: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not claim():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def lines(folder: Path) -> int:
    # The daemon may be writing the last one.
    feed = folder / "data" / "feed"
    return sum(path.read_bytes().count(b"\n") for path in feed.glob("*.jsonl"))


def listeners(pids: list[int]) -> set[str]:
    """Local addresses on which any of *pids* listens (TCP, /proc/net)."""
    sockets = set()
    for pid in pids:
        try:
            for entry in Path(f"/proc/{pid}/fd").iterdir():
                target = str(entry.readlink())
                if target.startswith("socket:["):
                    sockets.add(target[8:-1])
        except OSError:
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = row.split()
            if fields[3] == "0A" and fields[9] in sockets:
                found.add(fields[1])
    return found


def is_crawling(pid: int) -> bool:
    """Whether a lane is up below *pid*: Scrapy's engine has started by then."""
    return any("from multiprocessing" in line for _, line in descendants(pid))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_daemon_cleanly(folder: Path, daemon, number: int):
    wait_for(lambda: lines(folder) >= 3, "the first lines")
    below = [pid for pid, _ in descendants(daemon.pid)]
    assert below
    daemon.send_signal(number)
    out, err = daemon.communicate(timeout=PATIENCE_S)
    assert daemon.returncode == 0, err
    assert out == ""
    assert "Traceback" not in err
    assert not alive(below)
    # What it had admitted is written: the next start finds nothing owed.
    seqs = [line["seq"] for line in feed_lines(folder)]
    assert seqs == list(range(1, len(seqs) + 1))


def test_a_signal_at_once_ends_it_too(folder: Path, daemon):
    wait_for(lambda: (folder / "data" / "lock").exists(), "the lock")
    daemon.terminate()
    daemon.communicate(timeout=PATIENCE_S)
    # Before its handlers stand, SIGTERM ends Python itself.
    assert daemon.returncode in (0, -signal.SIGTERM)
    assert not [pid for pid, _ in descendants(daemon.pid)]


def test_a_second_daemon_on_the_folder_is_refused(folder: Path, daemon):
    wait_for(lambda: lines(folder) >= 1, "the first line")
    for command in ("run", "once"):
        second = newswatch(folder, command)
        assert second.returncode == 75
        assert "NW601" in second.stderr
        assert str(daemon.pid) in second.stderr
    assert daemon.poll() is None


def test_the_lock_goes_with_the_process_that_held_it(folder: Path, daemon):
    wait_for(lambda: lines(folder) >= 1, "the first line")
    below = [pid for pid, _ in descendants(daemon.pid)]
    daemon.kill()
    daemon.wait()
    wait_for(lambda: not alive(below), "the end of its children")
    again = newswatch(folder, "once")
    assert again.returncode == 0, again.stderr


def test_the_daemon_polls_again_when_due(folder: Path, daemon):
    import sqlite3

    def rounds() -> int:
        try:
            db = sqlite3.connect(f"file:{folder}/data/state.db?mode=ro", uri=True)
            query = "SELECT min(n) FROM (SELECT count(*) n FROM run GROUP BY outlet_id)"
            (count,) = db.execute(query).fetchone()
            db.close()
        except sqlite3.Error:
            return 0
        return count or 0

    wait_for(lambda: rounds() >= 2, "a second round of each outlet")


def test_newswatch_listens_nowhere(folder: Path, daemon):
    wait_for(lambda: lines(folder) >= 1, "the first line")
    pids = [daemon.pid, *(pid for pid, _ in descendants(daemon.pid))]
    assert len(pids) >= 3
    assert listeners(pids) == set()


@pytest.mark.parametrize(
    "arguments",
    [["once"], ["scrapy", "crawl", "demo_wire"]],
    ids=lambda arguments: arguments[0],
)
def test_a_one_shot_crawl_listens_nowhere(folder: Path, arguments: list[str]):
    configuration = folder / "newswatch.toml"
    slow = configuration.read_text().replace('"50ms"', '"2s"')
    configuration.write_text(slow)
    if arguments == ["once"]:
        process = start(folder, "once")
    else:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "NEWSWATCH_DIR": str(folder)},
        )
    with process:
        wait_for(lambda: is_crawling(process.pid), "a crawl")
        pids = [process.pid, *(pid for pid, _ in descendants(process.pid))]
        assert listeners(pids) == set()
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def test_the_demo_listens_for_its_own_outlets_only(tmp_path: Path):
    process = start(tmp_path, "demo", str(tmp_path / "demo"))
    with process:
        wait_for(lambda: is_crawling(process.pid), "a crawl")
        below = [pid for pid, _ in descendants(process.pid)]
        assert len(below) >= 2
        # The invented outlets are a web server on loopback; what crawls them is not.
        assert listeners(below) == set()
        assert {address[6:8] for address in listeners([process.pid])} <= {"7F"}
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def test_a_crawler_that_is_killed_is_replaced(folder: Path, daemon):
    wait_for(lambda: lines(folder) >= 1, "the first line")

    def crawlers() -> list[int]:
        return [
            pid
            for pid, line in descendants(daemon.pid)
            if "-m newswatch.crawler " in line
        ]

    (first,) = crawlers()
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: crawlers() and first not in crawlers(), "another crawler")
    wait_for(lambda: lines(folder) >= 12, "the whole feed")
    assert daemon.poll() is None


def test_follow_shows_lines_as_they_come_and_ends_by_ctrl_c(folder: Path, daemon):
    wait_for(lambda: lines(folder) >= 1, "the first line")
    reader = start(folder, "read", "--follow", "--json")
    got = [reader.stdout.readline() for _ in range(12)]
    assert all(line.endswith("\n") for line in got)
    reader.send_signal(signal.SIGINT)
    _, err = reader.communicate(timeout=PATIENCE_S)
    assert reader.returncode == 0, err
