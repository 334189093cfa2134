"""Whoever testifies: nobody is made up, and nobody better is passed over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from newswatch.extract.witness import Witness, believed, contradict, swapped
from newswatch.model import Precision

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WITNESSES = st.builds(
    Witness,
    at=st.integers(-60 * 24 * 4, 60 * 24 * 4).map(
        lambda quarters: NOW + timedelta(minutes=15 * quarters)
    ),
    precision=st.sampled_from(Precision),
    zoned=st.booleans(),
    evidence=st.sampled_from(["json-ld", "meta", "url", "feed"]),
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(witnesses=st.lists(WITNESSES, max_size=6))
def test_one_of_the_witnesses_is_believed(witnesses: list[Witness]) -> None:
    found = believed(witnesses, NOW)

    assert (found is None) is (not witnesses)
    assert found is None or found in witnesses


@settings(max_examples=300, derandomize=True, deadline=None)
@given(witnesses=st.lists(WITNESSES, min_size=1, max_size=6))
def test_first_that_can_be_true_is_never_moved_far(witnesses: list[Witness]) -> None:
    first, found = witnesses[0], believed(witnesses, NOW)

    assert found is not None
    if not first.is_future(NOW):
        # A day gains its clock, a clock its zone, each from the same day at most.
        assert abs(found.at - first.at) <= timedelta(hours=24 + 14 + 14)
        assert found.has_clock or not first.has_clock


@settings(max_examples=300, derandomize=True, deadline=None)
@given(one=WITNESSES, other=WITNESSES)
def test_contradiction_is_mutual_and_never_with_oneself(
    one: Witness, other: Witness
) -> None:
    assert contradict(one, other) == contradict(other, one)
    assert not contradict(one, one)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(day=st.dates())
def test_swapping_twice_gives_the_day_back(day: date) -> None:
    other = swapped(day)

    assert other is None or (other != day and swapped(other) == day)
