"""kill -9 in the midst of a poll: its account is whole all the same."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawl_folder import alive, descendants, feed_lines, newswatch, start

from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer
from newswatch.model import Outcome

#: for what takes seconds, on a machine that is busy
PATIENCE_S = 90


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Path, DemoServer]]:
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(tmp_path, server, delay="300ms")
        yield tmp_path, server


def wait_for(claim: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not claim():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def articles(folder: Path) -> int:
    """How many are admitted by now."""
    try:
        db = sqlite3.connect(f"file:{folder / 'data' / 'state.db'}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        return int(db.execute("SELECT count(*) FROM article").fetchone()[0])
    except sqlite3.OperationalError:  # the schema is being made
        return 0
    finally:
        db.close()


def accounts(folder: Path) -> list[sqlite3.Row]:
    db = sqlite3.connect(folder / "data" / "state.db")
    db.row_factory = sqlite3.Row
    rows = db.execute("SELECT * FROM run ORDER BY id").fetchall()
    assert not db.execute("SELECT 1 FROM open_run").fetchall()
    assert not db.execute("SELECT 1 FROM open_link").fetchall()
    db.close()
    for row in rows:
        assert row["discovered"] == sum(row[each.value] for each in Outcome), dict(row)
    assert sum(row["emitted"] for row in rows) == len(feed_lines(folder))
    return rows


def test_a_crawler_that_takes_over_comes_to_the_account_of_one_that_lived(world):
    folder, server = world
    process = start(folder, "once")
    wait_for(lambda: articles(folder) >= 3)
    (crawler,) = [
        pid for pid, line in descendants(process.pid) if "-m newswatch.crawler " in line
    ]
    os.kill(crawler, signal.SIGKILL)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    found = {row["outlet_id"]: row for row in accounts(folder)}
    assert found.keys() == server.expectations.tallies.keys()
    for outlet_id, tally in server.expectations.tallies.items():
        row = found[outlet_id]
        told = {each: row[each.value] for each in Outcome if row[each.value]}
        assert (row["discovered"], told) == (tally.discovered, dict(tally.outcomes))
        assert not row["cut"]


def test_a_poll_whose_newswatch_was_killed_is_open_then_cut_and_nothing_is_lost(world):
    folder, server = world
    process = start(folder, "once")
    wait_for(lambda: articles(folder) >= 3)
    below = [pid for pid, _ in descendants(process.pid)]
    process.kill()
    process.communicate()
    wait_for(lambda: not alive(below))
    told = newswatch(folder, "status", "--exit")
    assert told.returncode == 1
    assert "cut short" in told.stdout
    last = newswatch(folder, "once")
    assert last.returncode == 0, last.stderr
    rows = accounts(folder)
    assert any(row["cut"] and row["emitted"] for row in rows)
    assert sum(row["carried"] for row in rows) > 0
    expected = len(server.expectations.records)
    assert len(feed_lines(folder)) == expected
    assert newswatch(folder, "status", "--exit").returncode == 0
