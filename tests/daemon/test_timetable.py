"""What the end of a poll makes of an outlet's next one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from builders import NOON

from newswatch.daemon.supervisor import End
from newswatch.daemon.timetable import PAUSES, Timetable
from newswatch.model import LOOKED_AT, Ledger, Outcome
from newswatch.model.heard import Failure, Heard
from newswatch.schedule import Planned
from newswatch.schedule.rhythm import Rhythm
from newswatch.store.states import OutletState

HERALD = Planned(outlet_id="herald", topic_ids=(), every_s=900.0, jitter=0.0)
POST = Planned(outlet_id="post", topic_ids=(), every_s=900.0, jitter=0.0)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
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


def many(count: int, **fields: object) -> list[Planned]:
    return [
        replace(HERALD, outlet_id=f"o{number:03}", **fields) for number in range(count)
    ]


def test_what_is_overdue_after_a_night_goes_out_once_each_and_spread():
    plan = many(1000)
    table = timetable(*plan)
    night = {p.outlet_id: OutletState(next_due_at=NOON - 8 * HOUR) for p in plan}
    table.remember(night, NOON)
    assert len(table.due(NOON)) == 1
    assert 230 < len(table.due(NOON + MINUTE)) < 250
    assert len(table.due(NOON + 10 * MINUTE)) == 1000


def test_twenty_thousand_are_asked_within_ten_minutes():
    table = timetable(*many(20_000))
    table.due(NOON)
    assert len(table.due(NOON + 5 * MINUTE)) == pytest.approx(10_000, rel=0.01)
    assert len(table.due(NOON + 10 * MINUTE)) == 20_000


def test_those_go_first_that_matter_most_for_the_time_they_have_waited():
    late, later, heavy = many(3)
    heavy = replace(heavy, weight=10.0)
    table = timetable(late, later, heavy)
    states = {
        late.outlet_id: OutletState(next_due_at=NOON - HOUR),
        later.outlet_id: OutletState(next_due_at=NOON - 2 * HOUR),
        heavy.outlet_id: OutletState(next_due_at=NOON - HOUR),
    }
    table.remember(states, NOON)
    assert table.due(NOON + MINUTE) == ["o002", "o001", "o000"]
    assert table.due(NOON) != []


def test_a_look_at_the_time_costs_what_is_due_and_not_what_there_is():
    table = timetable(*many(5000, every_s=3600.0))
    table.due(NOON)
    now = NOON + 10 * MINUTE
    for outlet_id in table.due(now):
        table.ended(outlet_id, REACHED, End.DONE, now)
    looked_at: list[str] = []

    class Plan(dict[str, Planned]):
        def __getitem__(self, key: str) -> Planned:
            looked_at.append(key)
            return super().__getitem__(key)

        def __iter__(self) -> Iterator[str]:
            raise AssertionError("all of them were gone through")

    table._plan = Plan(table._plan)
    assert table.due(now + MINUTE) == []
    assert looked_at == []


GONE = Ledger(heard=Heard(failure=Failure.GONE))
SILENT = Ledger(heard=Heard(failure=Failure.NETWORK))


def wait_of(table: Timetable, ledger: Ledger) -> timedelta:
    state = table.ended("herald", ledger, End.DONE, NOON)
    assert state
    return state.next_due_at - NOON


def test_an_outlet_that_says_it_is_gone_is_asked_once_a_day():
    table = timetable()
    assert wait_of(table, GONE) == timedelta(days=1)
    assert wait_of(table, GONE) == timedelta(days=1)
    assert wait_of(table, REACHED) == 15 * MINUTE


def test_failures_are_waited_for_longer_up_to_a_day_and_forgotten_at_once():
    table = timetable(*many(3), HERALD)
    table.ended(many(3)[0].outlet_id, REACHED, End.DONE, NOON)
    waits = [wait_of(table, SILENT) for _ in range(9)]
    assert waits[:2] == [30 * MINUTE, 60 * MINUTE]
    assert waits[-2:] == [timedelta(days=1)] * 2
    assert wait_of(table, REACHED) == 15 * MINUTE


def test_while_nobody_is_answered_an_outlet_is_asked_again_within_the_hour():
    plan = many(4)
    table = timetable(*plan, HERALD)
    waits = []
    for hour in range(24):
        now = NOON + hour * HOUR
        for planned in plan:
            state = table.ended(planned.outlet_id, SILENT, End.DONE, now)
            assert state
            waits.append(state.next_due_at - now)
    assert max(waits) == HOUR


@pytest.mark.parametrize("failure", [Failure.GONE, Failure.ANSWERED])
def test_an_error_of_another_host_proves_that_the_network_is_well(failure: Failure):
    table = timetable(*many(3), HERALD)
    answer = Ledger(heard=Heard(failure=failure))
    table.ended(many(3)[0].outlet_id, answer, End.DONE, NOON)
    assert max(wait_of(table, SILENT) for _ in range(9)) == timedelta(days=1)


def test_an_outlet_without_witnesses_is_asked_again_within_the_hour():
    table = timetable()
    assert {wait_of(table, SILENT) for _ in range(9)} == {30 * MINUTE, HOUR}


def test_a_failure_that_is_not_the_outlets_leaves_it_due_and_unblamed():
    table = timetable()
    state = table.ended("herald", SILENT, End.DONE, NOON, is_blamed=False)
    assert state == OutletState(next_due_at=NOON)
    assert table.due(NOON) == ["herald"]


def test_an_outlet_whose_host_was_left_alone_has_not_failed():
    table = timetable(*many(3), HERALD)
    left_alone = Ledger(heard=Heard(failure=Failure.WAITING))
    assert {wait_of(table, left_alone) for _ in range(3)} == {15 * MINUTE}


def test_a_failure_is_taken_back():
    table = timetable()
    wait_of(table, SILENT)
    forgiven = table.forgive(["herald", "post"], NOON)
    assert forgiven == {"herald": OutletState(next_due_at=NOON)}
    assert table.due(NOON) == ["herald"]


def test_what_was_learned_is_gone_on_with_after_a_restart():
    adaptive = [replace(p, adaptive=True, max_s=86400.0) for p in many(2)]
    table = timetable(*adaptive)
    now, kept = NOON, {}
    for hour in range(200):
        now = NOON + hour * HOUR
        new = Heard(published_at=[now - n * MINUTE for n in range(1, 20)])
        for planned, heard in zip(adaptive, (Heard(), new), strict=True):
            ledger = Ledger(reached=True, heard=heard)
            state = table.ended(planned.outlet_id, ledger, End.DONE, now)
            assert state
            kept[planned.outlet_id] = state
    quiet, busy = (state.next_due_at - now for state in kept.values())
    assert quiet > 5 * busy
    again = timetable(*adaptive)
    again.remember(kept, now)
    for planned, wait in zip(adaptive, (quiet, busy), strict=True):
        state = again.ended(planned.outlet_id, REACHED, End.DONE, now)
        assert state
        assert state.next_due_at - now == pytest.approx(wait, rel=0.02)
        assert state.rhythm.n == pytest.approx(kept[planned.outlet_id].rhythm.n)


def test_a_poll_that_fails_teaches_nothing():
    table = timetable(replace(HERALD, adaptive=True))
    before = table.ended("herald", REACHED, End.DONE, NOON)
    after = table.ended("herald", SILENT, End.DONE, NOON + HOUR)
    assert before
    assert after
    assert after.rhythm == before.rhythm


def test_without_adapting_the_interval_stays():
    table = timetable(HERALD, POST)
    busy = Ledger(reached=True, heard=Heard(undated=30))
    assert {wait_of(table, busy) for _ in range(5)} == {15 * MINUTE}


OWING = [
    ({"outcomes": Counter({Outcome.EMITTED: 1})}, 15 * MINUTE),
    ({"outcomes": Counter({Outcome.PENDING: 1})}, 15 * MINUTE),
    ({"reasons": Counter({LOOKED_AT: 1})}, 15 * MINUTE),
    ({"outcomes": Counter({Outcome.OFF_TOPIC: 1})}, 6 * HOUR),
]


@pytest.mark.parametrize(("account", "wait"), OWING)
def test_an_outlet_whose_pages_are_looked_at_again_is_asked_at_its_interval(
    account: dict[str, Any], wait: timedelta
):
    busy = [replace(p, adaptive=True) for p in many(50)]
    table = timetable(replace(HERALD, adaptive=True), *busy)
    states = {p.outlet_id: OutletState(next_due_at=NOON, rhythm=BUSY) for p in busy}
    states["herald"] = OutletState(next_due_at=NOON, rhythm=QUIET)
    table.remember(states, NOON)
    assert wait_of(table, Ledger(reached=True, **account)) == wait


QUIET = Rhythm(n=0.1, days=100.0, learned_at=NOON)
BUSY = Rhythm(n=1e5, days=100.0, learned_at=NOON)
