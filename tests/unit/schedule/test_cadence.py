"""When an outlet is due: intervals, failures, cron lines, clocks that jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newswatch.schedule import CronLine, Planned, next_due

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
MIDDLE = 0.5


def planned(
    *,
    every_s: float | None = 900.0,
    lines: tuple[CronLine, ...] = (),
    min_s: float = 120.0,
    max_s: float = 21600.0,
    jitter: float = 0.1,
) -> Planned:
    return Planned(
        outlet_id="herald",
        topic_ids=("talks",),
        every_s=every_s,
        cron_lines=lines,
        min_s=min_s,
        max_s=max_s,
        jitter=jitter,
    )


def wait_s(
    plan: Planned, *, last_s: float | None, failures: int = 0, draw: float = MIDDLE
) -> float:
    """Seconds from NOW until due; *last_s* is when the last poll ended, from NOW."""
    last_at = None if last_s is None else NOW + timedelta(seconds=last_s)
    due = next_due(plan, last_at=last_at, failures=failures, now=NOW, draw=draw)
    return (due - NOW).total_seconds()


INTERVALS = [
    # last poll ended, failures in a row, draw → seconds from now
    (None, 0, MIDDLE, 0),
    (0, 0, MIDDLE, 900),
    (0, 0, 0.0, 810),
    (0, 0, 0.999999999, 990),
    (-300, 0, MIDDLE, 600),
    (-900, 0, MIDDLE, 0),
    (-86400, 0, MIDDLE, 0),
    (0, 1, MIDDLE, 1800),
    (0, 2, MIDDLE, 3600),
    (0, 4, MIDDLE, 14400),
    (0, 5, MIDDLE, 28800),
    (0, 500, MIDDLE, 86400),
    (0, 500, 0.99, 86400),
    (0, -1, MIDDLE, 900),
    (-86400, 500, MIDDLE, 0),
    (3600, 0, MIDDLE, 900),
]


@pytest.mark.parametrize(("last_s", "failures", "draw", "expected"), INTERVALS)
def test_due_time_of_an_interval(
    last_s: float | None, failures: int, draw: float, expected: float
) -> None:
    found = wait_s(planned(), last_s=last_s, failures=failures, draw=draw)

    assert found == pytest.approx(expected, abs=0.001)


def test_interval_beyond_the_limit_stays_and_does_not_grow() -> None:
    daily = planned(every_s=86400.0)

    assert wait_s(daily, last_s=0) == 86400
    assert wait_s(daily, last_s=0, failures=3) == 86400


def test_jitter_never_comes_too_near_the_last_poll() -> None:
    plan = planned(every_s=120.0, jitter=0.5)

    assert wait_s(plan, last_s=0, draw=0.0) == 120


def test_no_jitter_is_the_interval() -> None:
    assert wait_s(planned(jitter=0.0), last_s=0, draw=0.9) == 900


def test_jitter_keeps_the_mean() -> None:
    draws = [number / 100 + 0.005 for number in range(100)]

    waits = [wait_s(planned(), last_s=0, draw=draw) for draw in draws]

    assert sum(waits) / len(waits) == pytest.approx(900)
    assert min(waits) < 812
    assert max(waits) > 988


NINE = (CronLine(line="0 9 * * *"),)
MINUTELY = (CronLine(line="* * * * *"),)
CRON = [
    # cron lines, last poll ended, failures → seconds from now (18:00 UTC)
    (NINE, None, 0, 15 * 3600),
    (NINE, -3600, 0, 15 * 3600),
    # ended at 08:59:30: late rather than left out, but here long overdue
    (NINE, -9 * 3600 - 30, 0, 0),
    (NINE, -3 * 86400, 0, 0),
    (NINE, -3600, 3, 15 * 3600),
    (MINUTELY, None, 0, 0),
    (MINUTELY, 0, 0, 120),
    (MINUTELY, -60, 0, 60),
    (MINUTELY, 0, 3, 960),
    (MINUTELY, 0, 99, 86400),
    (NINE + MINUTELY, 0, 0, 120),
    ((CronLine(line="0 22 * * *", zone="Europe/Moscow"),), -60, 0, 3600),
]


@pytest.mark.parametrize(("lines", "last_s", "failures", "expected"), CRON)
def test_due_time_of_a_cron_line(
    lines: tuple[CronLine, ...], last_s: float | None, failures: int, expected: float
) -> None:
    plan = planned(every_s=None, lines=lines)

    assert wait_s(plan, last_s=last_s, failures=failures) == expected


def test_time_that_comes_right_after_a_poll_is_late_not_left_out() -> None:
    plan = planned(every_s=None, lines=(CronLine(line="1 18 * * *"),))

    assert wait_s(plan, last_s=-30) == 90


def test_earliest_of_line_and_interval_counts() -> None:
    half_past = (CronLine(line="5 * * * *"),)

    assert wait_s(planned(lines=half_past), last_s=0) == 300
    assert wait_s(planned(lines=NINE), last_s=0) == 900


@pytest.mark.parametrize(
    ("asked_s", "expected_s"),
    [(60, 900), (3600, 3600), (86400, 86400), (10 * 365 * 86400, 86400)],
)
def test_server_that_asks_to_wait_is_obeyed_for_a_day(
    asked_s: float, expected_s: float
) -> None:
    due = next_due(
        planned(),
        last_at=NOW,
        failures=0,
        now=NOW,
        draw=MIDDLE,
        not_before=NOW + timedelta(seconds=asked_s),
    )

    assert due == NOW + timedelta(seconds=expected_s)


@pytest.mark.parametrize("failures", [0, 1, 7])
@pytest.mark.parametrize("last_s", [None, -1e9, -900.0, -1.0, 0.0, 1e6])
@pytest.mark.parametrize("draw", [0.0, 0.5, 0.99])
@pytest.mark.parametrize("lines", [(), NINE, MINUTELY])
def test_nothing_is_due_in_the_past(
    failures: int, last_s: float | None, draw: float, lines: tuple[CronLine, ...]
) -> None:
    plan = planned(lines=lines, every_s=None if lines else 900.0)

    assert wait_s(plan, last_s=last_s, failures=failures, draw=draw) >= 0


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_daily_line_is_polled_once_in_each_night_of_a_clock_change(zone: str) -> None:
    # From noon before each of the four nights in which a clock changes, for two days.
    plan = planned(every_s=None, lines=(CronLine(line="30 2 * * *", zone=zone),))
    for night in ("2026-03-07", "2026-03-28", "2026-10-24", "2026-10-31"):
        start = datetime.fromisoformat(f"{night}T18:00:00+00:00")
        last_at, polls = start, 0
        while last_at < start + timedelta(days=2):
            due = next_due(plan, last_at=last_at, failures=0, now=last_at, draw=MIDDLE)
            last_at, polls = due + timedelta(seconds=20), polls + 1
        assert polls == 3
