"""kill -9 amid withdrawals: each copy that is owed has its line, and has it once."""

from __future__ import annotations

import json
import random
from collections import Counter
from contextlib import closing
from pathlib import Path

from killing import killed_run, table
from standing_in import one_hour, open_desks

KILLS = 4
#: hours that a run gets through before it is killed in one of the next
MOST_HOURS = 3


def test_kills_amid_withdrawals_lose_and_double_no_stand_in(tmp_path: Path):
    draw = random.Random(20261127)
    path, reached = tmp_path / "killed.db", 0
    for _ in range(KILLS):
        hours = draw.randint(2, MOST_HOURS)
        reached = killed_run("standing_in", path, reached, hours) + 1
        assert table(path, "PRAGMA integrity_check") == [("ok",)]
    whole, end = tmp_path / "whole.db", reached + 10
    for state, first in ((path, reached), (whole, 0)):
        desks = open_desks(str(state))
        with closing(desks[0].store):
            for hour in range(first, end):
                one_hour(desks, hour)
    for kept in (
        "SELECT seq, line FROM outbox ORDER BY seq",
        "SELECT id, outcome, reason FROM article ORDER BY id",
        "SELECT article_id, url, due_at, step, gone FROM revisit ORDER BY article_id",
    ):
        assert table(path, kept) == table(whole, kept), kept
    lines = [json.loads(line) for (line,) in table(path, "SELECT line FROM outbox")]
    events = Counter((line["outlet"]["id"], line["event"]) for line in lines)
    assert max(Counter(line["event_id"] for line in lines).values()) == 1
    assert events["wire", "withdrawn"] >= KILLS
    assert events["wire", "withdrawn"] / 2 < events["post", "new"]
    assert events["post", "new"] < events["wire", "withdrawn"]
