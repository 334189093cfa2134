"""kill -9 at random moments: every article once, no torn line, no gap in seq."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawl_folder import alive, descendants, feed_lines, newswatch, start

from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer
from newswatch.urls import canonical_url

KILLS = 30
#: who is killed in a folder before its crawl is let run to its end and looked at. The
#: first run has pages to read, so that there is a lane; a later one may have none left
FIRST, LATER = "lane", ("parent", "crawler", "lane", "parent", "crawler")
#: the moments spread over start, crawl and end of a run, in seconds
EARLIEST_S, LATEST_S = 0.2, 4.0
#: of one that comes and goes, after it was seen
LATEST_OF_OTHERS_S = 1.0


class Victim:
    """A newswatch that is killed again and again, in part or as a whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None

    def run(self) -> subprocess.Popen[str]:
        if self.process is None or self.process.poll() is not None:
            self.bury()
            self.process = start(self.folder, "once")
        return self.process

    def kill(self, role: str, draw: random.Random) -> bool:
        """SIGKILL whoever is in *role* at some moment; False if the run ended first."""
        parent = self.run()
        if role == "parent":
            time.sleep(draw.uniform(EARLIEST_S, LATEST_S))
        else:
            while parent.poll() is None and not self._pids(parent, role):
                time.sleep(0.02)
            time.sleep(draw.uniform(0.0, LATEST_OF_OTHERS_S))
        below = [pid for pid, _ in descendants(parent.pid)]
        struck = False
        for pid in self._pids(parent, role):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                struck = True
        if struck and role == "parent":
            parent.wait()
            # Nobody may go on crawling for a parent that is gone.
            self.wait_for_orphans(below)
        return struck

    def _pids(self, parent: subprocess.Popen[str], role: str) -> list[int]:
        """Who is in *role* now; of the lanes the youngest."""
        if role == "parent":
            return [] if parent.poll() is not None else [parent.pid]
        below = descendants(parent.pid)
        if role == "crawler":
            return [pid for pid, line in below if "-m newswatch.crawler " in line]
        # The fork server comes first; lanes are called as it is.
        forked = [pid for pid, line in below if "multiprocessing.forkserver" in line]
        return forked[1:][-1:]

    def wait_for_orphans(self, pids: list[int]) -> None:
        deadline = time.monotonic() + 20
        while alive(pids) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not alive(pids), f"still running after their parent: {alive(pids)}"

    def bury(self) -> None:
        if self.process is not None:
            self.process.communicate()

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        self.bury()


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_and_doubles_nothing(tmp_path: Path):
    draw = random.Random(20261123)
    hits: list[str] = []
    while len(hits) < KILLS:
        folder = tmp_path / str(len(hits))
        with DemoServer(datetime.now(UTC)) as server:
            write_folder(folder, server, delay="150ms")
            victim = Victim(folder)
            try:
                assert victim.kill(FIRST, draw)
                hits.append(FIRST)
                roles = draw.sample(LATER, len(LATER))
                hits += [role for role in roles if victim.kill(role, draw)]
            finally:
                victim.end()
            check_that_all_is_there_once(folder, server)
    assert set(hits) == {FIRST, *LATER}


def check_that_all_is_there_once(folder: Path, server: DemoServer) -> None:
    last = newswatch(folder, "once")
    assert last.returncode == 0, last.stderr
    lines = feed_lines(folder)
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    expected = sorted(canonical_url(r.url) for r in server.expectations.records)
    assert sorted(line["url"] for line in lines) == expected
    check_that_each_line_is_in_one_account(folder, lines)


def check_that_each_line_is_in_one_account(folder: Path, lines: list[object]) -> None:
    """Whatever was killed, the accounts of all polls come to the feed."""
    db = sqlite3.connect(folder / "data" / "state.db")
    accounts = db.execute(
        "SELECT id, cut, discovered, emitted, emitted + off_topic + duplicate"
        " + unchanged + quarantined + failed + pending FROM run"
    ).fetchall()
    (still_open,) = db.execute("SELECT count(*) FROM open_run").fetchone()
    db.close()
    assert [row for row in accounts if row[2] != row[4]] == []
    assert sum(row[3] for row in accounts) == len(lines), accounts
    assert still_open == 0
