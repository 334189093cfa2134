"""kill -9 amid clustering and purging: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from admitting import GROUP, WINDOW, admit, open_store

KILLS = 6
#: groups that a run commits before it is killed in one of the next
MOST_GROUPS = 6


def killed_run(path: Path, first: int, groups: int) -> int:
    """Start at *first*, kill after *groups* reports; the last number reported."""
    child = subprocess.Popen(
        [sys.executable, "-m", "admitting", str(path), str(first)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    assert child.stdout is not None
    reported = first
    for _ in range(groups):
        reported = int(child.stdout.readline())
    child.kill()
    rest = child.stdout.read().split()
    child.stdout.close()
    assert child.wait() == -9
    return int(rest[-1]) if rest else reported


def table(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def test_kills_amid_clustering_and_purging_lose_and_double_nothing(tmp_path: Path):
    draw = random.Random(20261123)
    path, reached = tmp_path / "killed.db", 0
    for _ in range(KILLS):
        # The group before is admitted once more, as after a restart.
        again = max(0, reached - GROUP)
        reached = killed_run(path, again, draw.randint(2, MOST_GROUPS))
        assert table(path, "PRAGMA integrity_check") == [("ok",)]
        (known,) = table(path, "SELECT count(*) FROM article")
        assert known[0] >= reached
    with closing(open_store(str(path))) as store:
        admit(store, range(reached - GROUP, reached + 2 * GROUP))

    whole = tmp_path / "whole.db"
    with closing(open_store(str(whole))) as store:
        for first in range(0, reached + 2 * GROUP, GROUP):
            admit(store, range(first, first + GROUP))
    for kept in (
        "SELECT id, cluster_id, role, copy_of, outcome FROM article ORDER BY id",
        "SELECT seq, line FROM outbox ORDER BY seq",
        "SELECT * FROM likeness ORDER BY article_id",
        "SELECT article_id, picks FROM print ORDER BY id",
        "SELECT hash, article_id FROM passage JOIN print ON print.id = print"
        " ORDER BY hash, article_id",
    ):
        assert table(path, kept) == table(whole, kept), kept
    (left,) = table(path, "SELECT count(*) FROM print")
    assert left[0] <= WINDOW.total_seconds() / 60 + 1
    (copies,) = table(path, "SELECT count(*) FROM article WHERE role = 'near-copy'")
    assert copies[0] > reached / 4
