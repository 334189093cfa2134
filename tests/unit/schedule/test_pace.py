"""Which wait an outlet gets of the polls that it shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newswatch.schedule import Planned
from newswatch.schedule.pace import demand_of, level_of, total_of, wait_s
from newswatch.schedule.pools import Pools
from newswatch.schedule.rhythm import HOURS, Rhythm

HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOTHING = Rhythm()


def rhythm(rate: float, **fields: object) -> Rhythm:
    """One of *rate* articles a day that is well known."""
    return replace(Rhythm(n=rate * 100, days=100.0), **fields)


def planned(outlet_id: str = "herald", **fields: object) -> Planned:
    made = Planned(outlet_id=outlet_id, topic_ids=(), every_s=900.0, adaptive=True)
    return replace(made, **fields)


def waits(*asking: tuple[Planned, Rhythm]) -> list[float]:
    pools = Pools()
    for each, known in asking:
        pools.put(each, known)
    return [pools.adapted(each, NOON).wait_s for each, _ in asking]


def test_an_outlet_that_is_alone_keeps_its_interval_whatever_its_rate():
    for rate in (0.1, 5.0, 400.0):
        assert waits((planned(), rhythm(rate))) == [pytest.approx(900.0, rel=0.02)]


def test_outlets_of_which_nothing_is_known_all_keep_the_interval():
    fleet = [(planned(f"o{n}"), NOTHING) for n in range(5)]
    assert waits(*fleet) == [pytest.approx(900.0, rel=0.02)] * 5


def test_four_times_the_articles_is_polled_twice_as_often():
    slow, fast = waits((planned("a"), rhythm(20.0)), (planned("b"), rhythm(80.0)))
    assert slow / fast == pytest.approx(2.0, rel=0.02)
    assert 900 / slow + 900 / fast == pytest.approx(2.0, rel=0.02)


def test_four_times_the_weight_is_polled_twice_as_often():
    heavy = planned("b", weight=4.0)
    light, soon = waits((planned("a"), rhythm(20.0)), (heavy, rhythm(20.0)))
    assert light / soon == pytest.approx(2.0, rel=0.02)


def test_outlets_of_other_intervals_share_nothing():
    hourly = planned("b", every_s=3600.0, pool="every 3600.0")
    first, second = waits(
        (planned("a", pool="every 900.0"), rhythm(5.0)), (hourly, rhythm(500.0))
    )
    assert first == pytest.approx(900.0, rel=0.02)
    assert second == pytest.approx(3600.0, rel=0.02)


def test_the_night_is_for_others_and_the_day_keeps_the_mean():
    hours = tuple(200.0 if 8 <= hour < 20 else 2.0 for hour in range(HOURS))
    known = rhythm(50.0, hours=hours)
    demand = demand_of(planned(), known)
    level = level_of([demand])
    day, night = wait_s(demand, level, NOON), wait_s(demand, level, NOON - 10 * HOUR)
    assert night > 3 * day
    at, polls = NOON, 0
    while at < NOON + timedelta(days=10):
        at += timedelta(seconds=wait_s(demand, level, at))
        polls += 1
    assert polls / 10 == pytest.approx(96, rel=0.03)


def test_no_wait_is_longer_than_max_or_shorter_than_min():
    fleet = [(planned("quiet"), rhythm(0.001))]
    fleet += [(planned(f"busy{n}"), rhythm(5000.0)) for n in range(20)]
    quiet, *busy = waits(*fleet)
    assert quiet == 21600.0
    one, two = waits((planned("quiet"), rhythm(0.001)), (planned("x"), rhythm(1e5)))
    assert two >= 120.0
    assert one <= 21600.0
    assert min(busy) >= 120.0


def test_an_interval_beyond_max_stays_as_it_is():
    daily = planned(every_s=86400.0)
    assert waits((daily, rhythm(3.0))) == [pytest.approx(86400.0)]


def test_a_listing_is_read_before_half_of_it_is_new_at_the_busiest_hour():
    # Three hundred a day through a listing of thirty: half of it in 72 minutes.
    known = rhythm(300.0, scrolled=300.0 * 100 / 30)
    hourly = planned(every_s=6 * 3600.0)
    assert waits((hourly, known)) == [pytest.approx(4320.0, rel=0.01)]
    faster = replace(known, lately=100.0, expected=48.0)
    assert waits((hourly, faster)) == [pytest.approx(4320.0 / 2, rel=0.01)]


def test_even_a_listing_that_runs_over_is_not_read_sooner_than_min():
    known = rhythm(1e5, scrolled=1e5 * 100 / 10)
    assert waits((planned(), known)) == [120.0]


FRESH = [
    # what the listing says, the wait of an outlet that would be polled every 675 s
    (0.0, 675.0),
    (60.0, 675.0),
    (700.0, 700.0),
    (36000.0, 900.0),  # 600 seconds that were read as minutes
]


@pytest.mark.parametrize(("fresh_s", "expected"), FRESH)
def test_what_a_listing_says_of_itself_counts_up_to_the_interval_that_was_asked(
    fresh_s: float, expected: float
):
    slow, fast = waits(
        (planned("a"), rhythm(20.0)), (planned("b"), rhythm(80.0, fresh_s=fresh_s))
    )
    assert fast == pytest.approx(expected, rel=0.02)
    # What it does not need is for the other.
    assert 900 / slow + 900 / fast == pytest.approx(2.0, rel=0.02)


def test_a_listing_that_would_run_over_is_read_whatever_it_says_of_itself():
    known = rhythm(3000.0, scrolled=3000.0 * 100 / 30, fresh_s=3600.0)
    assert waits((planned(), known)) == [pytest.approx(432.0, rel=0.01)]


def test_an_outlet_of_no_weight_is_polled_at_max():
    nobody = planned("a", weight=0.0)
    assert waits((nobody, rhythm(50.0)), (planned("b"), rhythm(50.0)))[0] == 21600.0


def test_a_fleet_of_which_something_is_learned_keeps_its_number_of_polls():
    pools = Pools()
    fleet = [planned(f"o{n}") for n in range(40)]
    for each in fleet:
        pools.put(each, NOTHING)
        pools.adapted(each, NOON)
    for number, each in enumerate(fleet):
        pools.put(each, rhythm(1.0 + 10 * number))
    demands = [demand_of(e, rhythm(1.0 + 10 * n)) for n, e in enumerate(fleet)]
    polls = sum(86400 / pools.adapted(each, NOON).wait_s for each in fleet)
    assert polls == pytest.approx(40 * 96, rel=0.05)
    assert total_of(demands, level_of(demands)) == pytest.approx(40 * 96, rel=0.01)
