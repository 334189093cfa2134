"""kill -9 amid checks: what waited is visited, and nothing is told twice."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

from checking import MATTERS, one_hour, open_newsroom
from killing import killed_run, table

from newswatch.store.sqlite import SqliteStore

KILLS, MOST_REPORTS = 4, 5


def test_kills_amid_checks_lose_and_double_no_article(tmp_path: Path):
    draw = random.Random(20261128)
    path, reached = tmp_path / "killed.db", 0
    for _ in range(KILLS):
        reached = killed_run("checking", path, reached, draw.randint(3, MOST_REPORTS))
        assert table(path, "PRAGMA integrity_check") == [("ok",)]
    whole, end = tmp_path / "whole.db", reached + 24
    for state, first in ((path, reached), (whole, 0)):
        with closing(SqliteStore(state)) as store:
            newsroom = open_newsroom(store)
            for hour in range(first, end):
                one_hour(newsroom, hour)
    for kept in (
        "SELECT id, url FROM article ORDER BY id",
        "SELECT host, name FROM parameter_kept",
        "SELECT count(*), count(DISTINCT article_id) FROM outbox",
    ):
        assert table(path, kept) == table(whole, kept), kept
    other = "SELECT count(*) FROM article WHERE url LIKE '%?from=rss'"
    assert table(path, other) == [(4 * (end - MATTERS),)]
