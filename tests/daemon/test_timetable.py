"""What the end of a poll makes of an outlet's next one."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from builders import NOON

from newswatch.daemon.supervisor import End
from newswatch.daemon.timetable import PAUSES, Timetable
from newswatch.model import Ledger
from newswatch.schedule import Planned

HERALD = Planned(outlet_id="herald", topic_ids=(), every_s=900.0, jitter=0.0)
POST = Planned(outlet_id="post", topic_ids=(), every_s=900.0, jitter=0.0)
REACHED = Ledger(reached=True)


def timetable(*plan: Planned) -> Timetable:
    return Timetable(plan or (HERALD,), random.Random(1))


def test_an_outlet_that_kills_the_crawler_is_left_alone_longer_each_time():
    table = timetable()
    waits = []
    for _ in range(5):
        state = table.ended("herald", Ledger(), End.KILLER, NOON)
        assert state
        waits.append(state.next_due_at - NOON)
    assert all(wait >= least for wait, least in zip(waits, PAUSES, strict=False))
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=1)


def test_a_poll_that_goes_well_ends_the_pauses():
    table = timetable()
    for _ in range(3):
        table.ended("herald", Ledger(), End.KILLER, NOON)
    table.ended("herald", REACHED, End.DONE, NOON)
    state = table.ended("herald", Ledger(), End.KILLER, NOON)
    assert state
    assert state.failures == 1


@pytest.mark.parametrize("end", [End.CUT, End.HALTED])
def test_a_poll_that_came_to_no_end_is_owed_as_before(end: End):
    table = timetable()
    assert table.due(NOON) == ["herald"]
    assert table.ended("herald", Ledger(), end, NOON) is None
    assert table.due(NOON) == ["herald"]


def test_a_new_plan_polls_who_is_new_and_leaves_who_is_gone():
    table = timetable(HERALD)
    table.ended("herald", REACHED, End.DONE, NOON)
    table.replan([POST], NOON)
    assert table.due(NOON + timedelta(days=1)) == ["post"]
    assert table.ended("herald", REACHED, End.DONE, NOON) is None


def test_an_outlet_that_comes_back_is_not_polled_before_its_time():
    table = timetable(HERALD)
    table.ended("herald", REACHED, End.DONE, NOON)
    table.replan([], NOON)
    table.replan([HERALD], NOON)
    assert table.due(NOON) == []


def test_a_shorter_interval_counts_at_once():
    table = timetable(Planned(outlet_id="herald", topic_ids=(), every_s=21600.0))
    table.ended("herald", REACHED, End.DONE, NOON)
    table.replan([HERALD], NOON)
    assert table.due(NOON + timedelta(minutes=15)) == ["herald"]
