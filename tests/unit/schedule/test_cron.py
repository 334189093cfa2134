"""Cron lines: what is refused and where, and when good ones fire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from newswatch.schedule import CronError, check_cron, explain, next_fire
from newswatch.schedule.cron import names_weekdays_by_number

BAD = [
    # line with the wrong part marked, start of the message
    ("0 [25] * * *", "hour 25 is outside 0-23"),
    ("[60] * * * *", "minute 60 is outside 0-59"),
    ("0 0 [0] * *", "day of month 0 is outside 1-31"),
    ("0 0 1 [13] *", "month 13 is outside 1-12"),
    ("0 0 * * [8]", "weekday 8 is outside 0-7"),
    ("0 9-[24] * * *", "hour 24 is outside 0-23"),
    ("0,15,[75] * * * *", "minute 75 is outside 0-59"),
    ("*/[90] * * * *", "step 90 is outside 1-59"),
    ("*/[60] * * * *", "step 60 is outside 1-59"),
    ("*/[0] * * * *", "step 0 is outside 1-59"),
    ("10-20/[15] * * * *", "step 15 is outside 1-10"),
    ("0 */[x] * * *", "step x is outside 1-23"),
    ("0 [22-6] * * *", "the range 22-6 runs backwards"),
    ("0 9 * * [fri-mon]", "the range fri-mon runs backwards"),
    ("0 9 * * [sat-sun]", "the range sat-sun runs backwards"),
    ("0 9 * [juni] *", '"juni" is no month'),
    ("0 9 * * [mo]", '"mo" is no weekday'),
    ("[a] 9 * * *", '"a" is no minute'),
    ("[-1] * * * *", '"-1" is no minute'),
    ("0 9 * * [mon#6]", '"mon#6" is no weekday'),
    ("0 9 [*-3] * *", '"*-3" is no day of month'),
    ("0 9,[,]10 * * *", '"" is no hour'),
    ("[0 9 * *]", "expected five fields, got 4"),
    ("[0 0 9 * * *]", "expected five fields, got 6"),
    ("[@daily]", "@daily is not known here"),
    ("[]", "expected five fields, got 0"),
    ("[٣] * * * *", '"٣" is no minute'),
    ("[" + "9" * 99 + "] * * * *", '"' + "9" * 99),
]


@pytest.mark.parametrize(("marked", "message"), BAD, ids=[case[0] for case in BAD])
def test_bad_line_is_refused_at_its_mistake(marked: str, message: str) -> None:
    start = marked.index("[")
    width = marked.index("]") - start - 1
    line = marked.replace("[", "").replace("]", "")

    with pytest.raises(CronError) as caught:
        check_cron(line)

    error = caught.value
    assert error.message.startswith(message)
    assert not error.never_fires
    assert error.help
    assert error.offset == start
    if '""' not in message and line:
        assert error.width == width


@pytest.mark.parametrize(
    "line", ["0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 31 feb */2"]
)
def test_line_that_never_fires_is_refused(line: str) -> None:
    with pytest.raises(CronError) as caught:
        check_cron(line)

    assert caught.value.never_fires


@pytest.mark.parametrize(
    "line",
    [
        "* * * * *",
        "*/5 * * * *",
        "0 7-22 * * mon-fri",
        "0 7-22/2 * * MON,wed",
        "5,35 0-23/3 1,15 jan-mar *",
        "0 0 29 2 *",
        "0 0 L * *",
        "0 0 LW * *",
        "0 9 * * mon#1",
        "0 9 * * 5L",
        "0 0 30 2 mon",  # or on Mondays of February
        "0 0 * * 7",
        "  0  9\t* * * ",
        "5/15 * * * *",
        "0 0 * 2 mon#5",
    ],
)
def test_good_line_is_taken_and_can_be_explained(line: str) -> None:
    check_cron(line)

    assert explain(line)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


FIRES = [
    # line, zone, after, next; all instants in UTC
    ("*/10 * * * *", "UTC", "2026-11-23T18:10:00", "2026-11-23T18:20:00"),
    ("*/10 * * * *", "UTC", "2026-11-23T18:09:59", "2026-11-23T18:10:00"),
    # 23 November 2026 is a Monday. Weekdays count from Sunday.
    ("0 9 * * 1-5", "UTC", "2026-11-21T00:00:00", "2026-11-23T09:00:00"),
    ("0 9 * * 0", "UTC", "2026-11-23T00:00:00", "2026-11-29T09:00:00"),
    ("0 9 * * 7", "UTC", "2026-11-23T00:00:00", "2026-11-29T09:00:00"),
    ("0 9 * * mon#1", "UTC", "2026-11-23T00:00:00", "2026-12-07T09:00:00"),
    ("0 9 * * *", "Europe/Moscow", "2026-11-23T06:00:00", "2026-11-24T06:00:00"),
    ("0 0 29 2 *", "UTC", "2026-01-01T00:00:00", "2028-02-29T00:00:00"),
    # Berlin, spring: 02:00 becomes 03:00 at 01:00 UTC on 29 March 2026.
    ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00", "2026-03-29T01:00:00"),
    ("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00", "2026-03-30T00:30:00"),
    ("0 0 * * *", "Europe/Berlin", "2026-03-28T23:00:01", "2026-03-29T22:00:00"),
    ("30 * * * *", "Europe/Berlin", "2026-03-29T00:30:00", "2026-03-29T01:30:00"),
    # Berlin, autumn: 03:00 becomes 02:00 at 01:00 UTC on 25 October 2026.
    ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00", "2026-10-25T00:30:00"),
    ("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00", "2026-10-26T01:30:00"),
    ("30 2 * * *", "Europe/Berlin", "2026-10-25T01:15:00", "2026-10-26T01:30:00"),
    ("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:30:00", "2026-10-25T01:00:00"),
    ("*/30 * * * *", "Europe/Berlin", "2026-10-25T01:00:00", "2026-10-25T01:30:00"),
    # New York, spring: 02:00 becomes 03:00 at 07:00 UTC on 8 March 2026.
    ("30 2 * * *", "America/New_York", "2026-03-07T12:00:00", "2026-03-08T07:00:00"),
    ("30 2 * * *", "America/New_York", "2026-03-08T07:00:00", "2026-03-09T06:30:00"),
    ("0 0 * * *", "America/New_York", "2026-03-08T05:00:01", "2026-03-09T04:00:00"),
    # New York, autumn: 02:00 becomes 01:00 at 06:00 UTC on 1 November 2026.
    ("30 1 * * *", "America/New_York", "2026-10-31T12:00:00", "2026-11-01T05:30:00"),
    ("30 1 * * *", "America/New_York", "2026-11-01T05:30:00", "2026-11-02T06:30:00"),
    ("30 1 * * *", "America/New_York", "2026-11-01T06:10:00", "2026-11-02T06:30:00"),
    ("*/30 * * * *", "America/New_York", "2026-11-01T05:30:00", "2026-11-01T06:00:00"),
]


@pytest.mark.parametrize(("line", "zone", "after", "expected"), FIRES)
def test_next_time_of_a_line(line: str, zone: str, after: str, expected: str) -> None:
    found = next_fire(line, utc(after), zone)

    assert found == utc(expected)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("line", ["30 1 * * *", "30 2 * * *", "0 0 * * *", "0 3 * * *"])
def test_daily_line_fires_once_each_day_of_a_year(line: str, zone: str) -> None:
    instant = utc("2026-01-01T12:00:00")
    days: list[datetime] = []
    while len(days) < 365:
        instant = next_fire(line, instant, zone)
        days.append(instant)

    gaps = [later - earlier for earlier, later in pairwise(days)]
    assert days[-1] < utc("2027-01-01T13:00:00")
    assert min(gaps) >= timedelta(hours=22, minutes=30)
    assert max(gaps) <= timedelta(hours=25, minutes=30)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "UTC"])
def test_line_of_every_half_hour_never_pauses(zone: str) -> None:
    for start in ("2026-03-08T00:10:00", "2026-03-29T00:10:00",
                  "2026-10-25T00:10:00", "2026-11-01T00:10:00"):  # fmt: skip
        instant = utc(start)
        for _ in range(30):
            fire = next_fire("*/30 * * * *", instant, zone)
            assert timedelta(0) < fire - instant <= timedelta(minutes=30)
            instant = fire


def test_time_after_may_be_in_any_zone() -> None:
    after = datetime.fromisoformat("2026-11-23T21:05:00+03:00")

    assert next_fire("*/10 * * * *", after) == utc("2026-11-23T18:10:00")


def test_line_that_never_fires_is_an_error_at_the_clock_too() -> None:
    with pytest.raises(CronError):
        next_fire("0 0 31 2 *", utc("2026-01-01T00:00:00"))


def test_line_in_words() -> None:
    assert explain("0 9 * * 1-5") == "At 09:00 on Monday through Friday"


@pytest.mark.parametrize(
    ("line", "by_number"),
    [
        ("0 9 * * 1-5", True),
        ("0 9 * * 0", True),
        ("0 9 * * mon-fri", False),
        ("0 9 * * mon#1", False),
        ("0 9 1 1 *", False),
        ("0 9 * * */2", False),
    ],
)
def test_weekdays_by_number(line: str, by_number: bool) -> None:
    assert names_weekdays_by_number(line) is by_number
