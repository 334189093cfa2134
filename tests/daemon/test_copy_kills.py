"""kill -9 amid clustering and purging: nothing lost, nothing doubled."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

from admitting import GROUP, WINDOW, admit, open_store
from killing import killed_run, table

KILLS = 6
#: groups that a run commits before it is killed in one of the next
MOST_GROUPS = 6


def test_kills_amid_clustering_and_purging_lose_and_double_nothing(tmp_path: Path):
    draw = random.Random(20261123)
    path, reached = tmp_path / "killed.db", 0
    for _ in range(KILLS):
        # The group before is admitted once more, as after a restart.
        again = max(0, reached - GROUP)
        reached = killed_run("admitting", path, again, draw.randint(2, MOST_GROUPS))
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
