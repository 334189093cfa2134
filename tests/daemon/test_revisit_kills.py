"""kill -9 amid looks: no event lost, none told twice."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from retelling import one_hour, open_desk

KILLS = 8
#: hours that a run gets through before it is killed in one of the next
MOST_HOURS = 4
#: what is looked at in one hour takes about as long
HOUR_S = 0.05


def killed_run(path: Path, first: int, hours: int, more_s: float) -> int:
    """Start at *first*, kill *more_s* after *hours* reports; the last one reported."""
    child = subprocess.Popen(
        [sys.executable, "-m", "retelling", str(path), str(first)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    assert child.stdout is not None
    reported = first
    for _ in range(hours):
        reported = int(child.stdout.readline())
    time.sleep(more_s)
    child.kill()
    rest = child.stdout.read().split()
    child.stdout.close()
    assert child.wait() == -9
    return int(rest[-1]) if rest else reported


def table(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def test_kills_amid_looks_lose_and_double_no_event(tmp_path: Path):
    draw = random.Random(20261125)
    path, reached = tmp_path / "killed.db", 0
    for _ in range(KILLS):
        hours, more_s = draw.randint(1, MOST_HOURS), draw.uniform(0, HOUR_S)
        # The hour after the last one reported was cut short: it is gone through again.
        reached = killed_run(path, reached, hours, more_s) + 1
        assert table(path, "PRAGMA integrity_check") == [("ok",)]
    desk = open_desk(str(path))
    for hour in range(reached, reached + 3):
        one_hour(desk, hour)
    desk.store.close()

    whole = tmp_path / "whole.db"
    desk = open_desk(str(whole))
    for hour in range(reached + 3):
        one_hour(desk, hour)
    desk.store.close()
    for kept in (
        "SELECT seq, line FROM outbox ORDER BY seq",
        "SELECT article_id, seq, event, revision FROM told ORDER BY seq",
        "SELECT article_id, url, due_at, step, gone FROM revisit ORDER BY article_id",
        "SELECT article_id, picks FROM print ORDER BY article_id",
        "SELECT id, title, text FROM article ORDER BY id",
    ):
        assert table(path, kept) == table(whole, kept), kept
    lines = [json.loads(line) for (line,) in table(path, "SELECT line FROM outbox")]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert len({line["event_id"] for line in lines}) == len(lines)
    events = Counter(line["event"] for line in lines)
    assert events["revised"] > KILLS
    assert events["withdrawn"] > 2
