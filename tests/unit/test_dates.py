"""Instants: read as written, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from newswatch.dates import parse_instant, record_instant
from newswatch.model import Precision

MOSCOW = ZoneInfo("Europe/Moscow")

#: all of them 11:05:06 UTC on 23 November 2026
ONE_SECOND = [
    "2026-11-23T11:05:06Z",
    "2026-11-23t11:05:06z",
    "2026-11-23T14:05:06+03:00",
    "2026-11-23T14:05:06+0300",
    "2026-11-23T14:05:06+03",
    "2026-11-23 14:05:06 +0300",
    "20261123T110506Z",
    "2026/11/23 11:05:06 UTC",
    "Mon, 23 Nov 2026 11:05:06 GMT",
    "Mon, 23 Nov 2026 06:05:06 EST",
    "Sun, 23 Nov 2026 11:05:06 +0000",
    "Mon,23 Nov 2026 11:05:06 -0000",
    "23 Nov 26 11:05:06 UT",
    "Mon, 23 Nov, 2026 11:05:06 UTC",
    "Monday, 23-Nov-26 11:05:06 GMT",
    "Mon Nov 23 11:05:06 2026",
    "Mon Nov 23 14:05:06 +0300 2026",
    "Mon Nov 23 2026 14:05:06 GMT+0300 (Moscow Standard Time)",
    "23 Nov 2026 11:05:06 GMT (whenever)",
    "Mon, 23 November 2026 06:05:06 ET",
    "November 23, 2026, 11:05:06 a.m. UTC",
    "2026-11-23\u00a011:05:06\u00a0Z",
    "20261123110506",
]


@pytest.mark.parametrize("text", ONE_SECOND)
def test_second_is_read_in_every_usual_form(text: str) -> None:
    instant = parse_instant(text)
    assert instant is not None
    assert instant.at == datetime(2026, 11, 23, 11, 5, 6, tzinfo=UTC)
    assert instant.precision is Precision.SECOND
    assert instant.at.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T14:05",
        "2026-11-23 14:05",
        "23.11.2026 14:05",
        "23.11.2026, 14:05",
        "23 ноября 2026 г., 14:05",
        "Nov. 23, 2026, 2:05 pm",
        "November 23, 2026 at 2:05 PM",
        "23rd November 2026 2:05p.m.",
        "23 novembre 2026 à 14h05",
        "23 de noviembre de 2026 14:05",
        "2026年11月23日 14时05分",
        "2026年11月23日 下午2:05",
        "2026-11-23T11:05Z",
    ],
)
def test_naive_time_is_in_the_zone_of_the_outlet(text: str) -> None:
    instant = parse_instant(text, MOSCOW)
    assert instant is not None
    assert instant.at == datetime(2026, 11, 23, 11, 5, tzinfo=UTC)
    assert instant.precision is Precision.MINUTE


def test_zone_may_be_a_name() -> None:
    by_name = parse_instant("2026-11-23T14:05", "Europe/Moscow")
    assert by_name == parse_instant("2026-11-23T14:05", MOSCOW)


def test_unknown_zone_name_is_utc() -> None:
    assert parse_instant("2026-11-23T14:05", "Nowhere/../etc") == parse_instant(
        "2026-11-23T14:05"
    )


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "20261123",
        "2026/11/23",
        "23.11.2026",
        "Mon, 23 Nov 2026",
        "23 listopada 2026",
        "2026-11-23+03:00",
        "2026-11-23Z",
        "2026年11月23日",
    ],
)
def test_bare_day_is_midnight_utc_in_any_zone(text: str) -> None:
    instant = parse_instant(text, MOSCOW)
    assert instant is not None
    assert instant.at == datetime(2026, 11, 23, tzinfo=UTC)
    assert instant.precision is Precision.DAY
    assert not instant.coarse


@pytest.mark.parametrize(("text", "month"), [("2026", 1), ("2026-11", 11)])
def test_month_or_year_alone_is_marked_coarse(text: str, month: int) -> None:
    instant = parse_instant(text)
    assert instant is not None
    assert instant.coarse
    assert instant.at == datetime(2026, month, 1, tzinfo=UTC)


def test_fraction_is_kept() -> None:
    instant = parse_instant("2026-11-23T11:05:06.1234567Z")
    assert instant is not None
    assert instant.at.microsecond == 123456


@pytest.mark.parametrize(
    ("text", "hour"),
    [("12:05 am", 0), ("12:05 pm", 12), ("11:05 pm", 23), ("1:05 am", 1)],
)
def test_twelve_hour_clock(text: str, hour: int) -> None:
    instant = parse_instant(f"23 Nov 2026 {text}")
    assert instant is not None
    assert instant.at.hour == hour


def test_end_of_day_is_the_start_of_the_next() -> None:
    instant = parse_instant("2026-11-23T24:00:00Z")
    assert instant is not None
    assert instant.at == datetime(2026, 11, 24, tzinfo=UTC)


def test_leap_second_does_not_lose_the_date() -> None:
    instant = parse_instant("2016-12-31T23:59:60Z")
    assert instant is not None
    assert instant.at == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_korean_without_a_zone_is_korean_time() -> None:
    instant = parse_instant("2026년 11월 23일 오후 8:05:06")
    assert instant is not None
    assert instant.at == datetime(2026, 11, 23, 11, 5, 6, tzinfo=UTC)


def test_zone_name_of_the_outlet_wins_over_its_namesake() -> None:
    text = "Mon, 23 Nov 2026 19:05:06 CST"
    american, chinese = parse_instant(text), parse_instant(text, "Asia/Shanghai")
    assert american is not None
    assert chinese is not None
    assert american.at - chinese.at == timedelta(hours=14)


def test_zone_name_that_many_use_needs_the_outlet() -> None:
    text = "Mon, 23 Nov 2026 16:35:06 IST"
    assert parse_instant(text) is None
    indian = parse_instant(text, "Asia/Kolkata")
    assert indian is not None
    assert indian.at == datetime(2026, 11, 23, 11, 5, 6, tzinfo=UTC)


def test_summer_time_of_a_place_is_known() -> None:
    winter, summer = (
        parse_instant("Jan 15, 2026 12:00 ET"),
        parse_instant("Jul 15, 2026 12:00 ET"),
    )
    assert winter is not None
    assert summer is not None
    assert (winter.at.hour, summer.at.hour) == (17, 16)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "None",
        "yesterday",
        "2 hours ago",
        "23 Nov",
        "Nov 2026",
        "14:05",
        "11/12/2026",
        "11-12-26",
        "26-11-23",
        "031231",
        "2026-02-30",
        "2026-13-01",
        "2026-11-23T25:00:00Z",
        "2026-11-23T14:61:00Z",
        "2026-11-23T14:05:61Z",
        "2026-11-23T14:05:06+99:00",
        "2026-11-23T14:05:06 XYZ",
        "2026-11-23T14:05:06Zextra",
        "2026-11-23 2026-11-24",
        "23 Nov 2026 14:05 15:05",
        "Mon, 99 Nov 2026",
        "1989-12-31T23:59:59Z",
        "2101-01-01",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "0000-00-00 00:00:00",
        "1763896506",
        "٠٠٠٠",
        "2026-11-23T14:05:06Z" + " " * 500 + "x",
        "1" * 100_000,
        "\ud800",
    ],
)
def test_what_is_not_certain_is_no_date(text: str) -> None:
    assert parse_instant(text) is None


@pytest.mark.parametrize(
    ("text", "pattern", "expected", "precision"),
    [
        ("11/12/2026", "%d/%m/%Y", "2026-12-11T00:00:00Z", Precision.DAY),
        (
            "12/11/2026 14:05",
            "%m/%d/%Y %H:%M",
            "2026-12-11T11:05:00Z",
            Precision.MINUTE,
        ),
        ("14:05:06 23.11.26", "%H:%M:%S %d.%m.%y", "2026-11-23T11:05:06Z", "second"),
        ("23 ноября 2026, 14:05", "%d %B %Y, %H:%M", "2026-11-23T11:05:00Z", "minute"),
        ("23 нояб. 2026", "%d %b. %Y", "2026-11-23T00:00:00Z", Precision.DAY),
        (
            "23/11/2026 14:05 +0100",
            "%d/%m/%Y %H:%M %z",
            "2026-11-23T13:05:00Z",
            "minute",
        ),
    ],
)
def test_format_of_the_outlet(
    text: str, pattern: str, expected: str, precision: str
) -> None:
    instant = parse_instant(text, MOSCOW, ("%Q", pattern))
    assert instant is not None
    assert record_instant(instant.at) == expected
    assert instant.precision == precision


def test_format_comes_before_the_standards() -> None:
    instant = parse_instant("2026-12-11", formats=("%Y-%d-%m",))
    assert instant is not None
    assert instant.at == datetime(2026, 11, 12, tzinfo=UTC)


def test_format_that_does_not_fit_leaves_the_standards() -> None:
    instant = parse_instant("2026-11-23", formats=("%d/%m/%Y", "%", "%%%"))
    assert instant is not None
    assert instant.precision is Precision.DAY


def test_format_without_a_day_is_coarse() -> None:
    instant = parse_instant("November 2026", formats=("%B %Y",))
    assert instant is not None
    assert instant.coarse


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 23, 11, 5, 6, tzinfo=UTC), "2026-11-23T11:05:06Z"),
        (
            datetime(2026, 11, 23, 11, 5, 6, 7000, tzinfo=UTC),
            "2026-11-23T11:05:06.007Z",
        ),
        (datetime(2026, 11, 23, 11, 5, 6, 999, tzinfo=UTC), "2026-11-23T11:05:06Z"),
        (
            datetime(2026, 11, 23, 0, 5, tzinfo=timezone(timedelta(hours=3))),
            "2026-11-22T21:05:00Z",
        ),
    ],
)
def test_instant_as_the_record_has_it(at: datetime, text: str) -> None:
    assert record_instant(at) == text


def test_naive_datetime_is_no_instant() -> None:
    with pytest.raises(ValueError, match="naive"):
        record_instant(datetime(2026, 11, 23))
