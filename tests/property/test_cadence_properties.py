"""What holds for the cadence of any fleet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from newswatch.model.heard import Heard
from newswatch.schedule import Planned, next_due
from newswatch.schedule.cadence import Adapted
from newswatch.schedule.pace import demand_of, level_of, total_of, wait_s
from newswatch.schedule.pools import Pools
from newswatch.schedule.rhythm import HOURS, Rhythm, learned

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

rates = st.floats(0.01, 2000.0)
counts = st.floats(0.0, 1000.0)
rhythms = st.builds(
    lambda rate, days, hours, holds, fresh_s, lately: Rhythm(
        n=rate * days,
        days=days,
        hours=tuple(hours),
        scrolled=rate * days / holds,
        fresh_s=fresh_s,
        lately=lately,
        expected=5.0,
    ),
    rates,
    st.floats(0.01, 50.0),
    st.lists(counts, min_size=HOURS, max_size=HOURS),
    st.floats(5.0, 1e6),
    st.sampled_from([0.0, 300.0, 1e7]),
    st.floats(0.0, 100.0),
)
fleets = st.lists(st.tuples(rhythms, st.floats(0.1, 10.0)), min_size=1, max_size=30)
moments = st.integers(0, 14 * 86400).map(lambda s: NOON + timedelta(seconds=s))


def planned(number: int, weight: float, every_s: float) -> Planned:
    return Planned(
        outlet_id=f"o{number}",
        topic_ids=(),
        every_s=every_s,
        weight=weight,
        adaptive=True,
    )


@given(
    fleets,
    st.sampled_from([120.0, 900.0, 3600.0, 86400.0]),
    moments,
    st.floats(0, 0.99),
)
@settings(deadline=None)
def test_no_poll_comes_before_min_or_after_max(
    fleet: list[tuple[Rhythm, float]], every_s: float, now: datetime, draw: float
):
    pools = Pools()
    plans = [planned(n, weight, every_s) for n, (_, weight) in enumerate(fleet)]
    for plan, (rhythm, _) in zip(plans, fleet, strict=True):
        pools.put(plan, rhythm)
    for plan in plans:
        adapted = pools.adapted(plan, now)
        due = next_due(
            plan, last_at=now, failures=0, now=now, draw=draw, adapted=adapted
        )
        waited_s = (due - now).total_seconds()
        assert plan.min_s - 1e-3 <= waited_s <= max(plan.max_s, every_s) + 1e-3


@given(fleets, st.sampled_from([900.0, 3600.0]))
@settings(deadline=None)
def test_as_many_polls_as_were_asked_for_as_far_as_the_bounds_allow(
    fleet: list[tuple[Rhythm, float]], every_s: float
):
    demands = [
        demand_of(planned(n, weight, every_s), rhythm)
        for n, (rhythm, weight) in enumerate(fleet)
    ]
    most = sum(86400 / demand.least_s for demand in demands)
    least = sum(86400 / demand.most_s for demand in demands)
    asked = len(fleet) * 86400 / every_s
    found = total_of(demands, level_of(demands))
    assert min(max(asked, least), most) * 0.99 <= found <= max(asked, least) * 1.01


@given(fleets)
@settings(deadline=None, max_examples=25)
def test_a_fleet_is_polled_as_often_as_asked_within_a_tenth(
    fleet: list[tuple[Rhythm, float]],
):
    # Listings that are long, and quiet ones, so that no bound is in the way.
    known = [replace(r, scrolled=0.0, fresh_s=0.0, lately=5.0) for r, _ in fleet]
    plans = [
        replace(planned(n, weight, 3600.0), min_s=1.0, max_s=1e9)
        for n, (_, weight) in enumerate(fleet)
    ]
    demands = [demand_of(p, r) for p, r in zip(plans, known, strict=True)]
    level = level_of(demands)
    days, polls = 60, 0.0
    for demand in demands:
        at = 0.0
        while at < days * 86400:
            wait = wait_s(demand, level, NOON + timedelta(seconds=at))
            part = min(1.0, (days * 86400 - at) / wait)
            polls, at = polls + part, at + wait
    assert 0.9 < polls / (len(fleet) * days * 24) < 1.1


@given(rhythms, rates, rates, moments)
@settings(deadline=None)
def test_more_articles_are_never_polled_for_later(
    rhythm: Rhythm, one: float, other: float, now: datetime
):
    level = 0.1
    plan = planned(1, 1.0, 900.0)
    holds = 1e9
    slow, fast = (
        demand_of(plan, replace(rhythm, n=rate * 10, days=10.0, scrolled=10 / holds))
        for rate in sorted((one, other))
    )
    assert wait_s(fast, level, now) <= wait_s(slow, level, now) + 1e-6


@given(
    st.lists(
        st.tuples(
            st.floats(1.0, 1e6),
            st.lists(st.one_of(st.none(), st.floats(-1e7, 1e7)), max_size=40),
        ),
        max_size=20,
    )
)
@settings(deadline=None)
def test_whatever_polls_bring_a_rhythm_stays_sound(
    polls: list[tuple[float, list[float | None]]],
):
    rhythm, now = Rhythm(), NOON
    for passed_s, dates in polls:
        now += timedelta(seconds=passed_s)
        found = [d if d is None else now + timedelta(seconds=d) for d in dates]
        heard = Heard(
            published_at=sorted(at for at in found if at is not None),
            undated=found.count(None),
            whole_since=min((at for at in found if at is not None), default=None),
            scrolled=0.5,
        )
        rhythm = learned(rhythm, heard, now)
        assert rhythm.rate > 0
        assert rhythm.days >= 0
        assert abs(sum(rhythm.shape()) / HOURS - 1) < 1e-6
        assert min(rhythm.shape()) > 0
        assert rhythm.learned_at == now


@given(st.integers(0, 400), st.floats(0, 0.99), st.floats(120.0, 21600.0))
def test_nobody_is_left_alone_for_more_than_a_day(
    failures: int, draw: float, wait: float
):
    adapted = Adapted(wait_s=wait, least_s=120.0, most_s=21600.0)
    plan = planned(1, 1.0, 900.0)
    for known in (adapted, None):
        due = next_due(
            plan, last_at=NOON, failures=failures, now=NOON, draw=draw, adapted=known
        )
        assert due <= NOON + timedelta(days=1)
