"""The delay that follows from how a host answers."""

from __future__ import annotations

import pytest

from newswatch.schedule.throttle import (
    LONGEST_DELAY_S,
    after_answer,
    after_failure,
    delay_s,
)


@pytest.mark.parametrize(
    ("latency_s", "per_host", "delay"),
    [
        (0.0, 1, 0.0),
        (0.49, 1, 0.0),  # quick enough to ask for nothing
        (0.5, 1, 1.0),
        (3.0, 1, 6.0),
        (3.0, 2, 3.0),
        (30.0, 1, 60.0),
        (1e9, 1, LONGEST_DELAY_S),
    ],
)
def test_a_host_works_for_us_half_of_the_time(
    latency_s: float, per_host: int, delay: float
):
    assert delay_s(latency_s, per_host) == delay


def test_slow_answers_raise_it_faster_than_quick_ones_lower_it():
    slower = after_answer(1.0, 5.0)
    assert slower == 3.0
    assert after_answer(slower, 1.0) == 2.5
    assert after_answer(2.0, 2.0) == 2.0


@pytest.mark.parametrize(
    ("own_pace_s", "longest_s"), [(0.01, 1.0), (0.25, 4.0), (2.0, 32.0), (30.0, 60.0)]
)
@pytest.mark.parametrize("per_host", [1, 4])
def test_each_failure_doubles_the_delay_up_to_sixteen_times(
    own_pace_s: float, longest_s: float, per_host: int
):
    latency_s, expected_s = 0.0, own_pace_s
    for _ in range(8):
        latency_s = after_failure(latency_s, own_pace_s, per_host)
        expected_s = min(2 * expected_s, longest_s)
        assert latency_s == pytest.approx(expected_s * per_host / 2)
    assert delay_s(latency_s, per_host) == longest_s


def test_a_failure_lowers_nothing():
    assert after_failure(400.0, 60.0, 1) == 400.0
    assert after_failure(0.0, 3600.0, 1) <= LONGEST_DELAY_S


def test_a_host_that_was_down_is_asked_as_before_after_a_dozen_quick_answers():
    latency_s, answers = LONGEST_DELAY_S / 2, 0
    while delay_s(latency_s, 1) > 2.0:
        latency_s = after_answer(latency_s, 0.1)
        answers += 1
    assert 10 <= answers <= 14
