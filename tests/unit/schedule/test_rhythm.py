"""What polls teach of an outlet: how much it publishes, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newswatch.model.heard import Heard
from newswatch.model.outlet import SourceKind
from newswatch.schedule.rhythm import HOURS, Rhythm, learned

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KNOWN = Rhythm(n=100.0, days=10.0, learned_at=MIDNIGHT)


def heard(*dates: datetime | None, length: int = 30) -> Heard:
    """What a feed of *length* entries tells whose new ones have *dates*."""
    found = Heard()
    found.listing(SourceKind.FEED, dates, length)
    return found


def polled(rhythm: Rhythm, days: int, *hours: float) -> Rhythm:
    """After *days* of a poll every half hour of an outlet that publishes at *hours*."""
    start = rhythm.learned_at or MIDNIGHT
    rhythm = learned(rhythm, Heard(), start)
    for half in range(1, 48 * days + 1):
        now = start + half * HOUR / 2
        day = datetime(now.year, now.month, now.day, tzinfo=UTC)
        midnights = (day, day - DAY)
        dates = [midnight + hour * HOUR for midnight in midnights for hour in hours]
        new = [at for at in dates if now - HOUR / 2 < at <= now]
        rhythm = learned(rhythm, heard(*new), now)
    return rhythm


def test_an_outlet_of_which_nothing_is_known_has_five_articles_a_day():
    assert Rhythm().rate == pytest.approx(5.0)


@pytest.mark.parametrize("hours", [(9.1,), (9.1, 9.2, 14.3, 23.9), (1.5,) * 20])
def test_weeks_of_polls_teach_the_rate(hours: tuple[float, ...]):
    assert polled(Rhythm(), 28, *hours).rate == pytest.approx(len(hours), rel=0.1)


def test_a_rate_that_has_changed_is_followed_within_two_weeks():
    busy = polled(Rhythm(), 28, *(9.1,) * 8)
    assert polled(busy, 14, 9.1, 9.1).rate == pytest.approx(2 + 6 / 4, rel=0.15)


def test_the_hours_in_which_articles_come_are_learned():
    shape = polled(Rhythm(), 28, *(9.5,) * 10).shape()
    assert sum(shape) / HOURS == pytest.approx(1.0)
    assert shape[9] == max(shape)
    assert shape[9] > 8 * shape[3]
    assert shape[8] == pytest.approx(shape[10])  # its neighbours have a part in it


def test_a_few_articles_say_little_of_the_hours():
    shape = polled(Rhythm(), 2, 9.5).shape()
    assert 1.0 < max(shape) < 2.0


def test_the_first_reading_is_not_taken_for_news():
    dates = [MIDNIGHT - n * HOUR for n in range(30)]
    first = learned(Rhythm(), heard(*dates), MIDNIGHT)
    assert first.rate == pytest.approx(24.0, rel=0.15)
    assert first.holds == pytest.approx(30.0, rel=0.15)


@pytest.mark.parametrize(
    "dates",
    [
        [None] * 30,
        [MIDNIGHT - DAY, MIDNIGHT],
        [MIDNIGHT - 365 * DAY - n * HOUR for n in range(30)],
    ],
    ids=["undated", "few", "old"],
)
def test_a_first_reading_that_tells_nothing_teaches_nothing(
    dates: list[datetime | None],
):
    assert learned(Rhythm(), heard(*dates), MIDNIGHT).rate <= 5.0


def test_an_old_entry_that_is_kept_on_top_does_not_stretch_the_first_reading():
    dates = [MIDNIGHT - n * HOUR for n in range(30)] + [MIDNIGHT - 12 * DAY]
    first = learned(Rhythm(), heard(*dates), MIDNIGHT)
    assert first.rate == pytest.approx(24.0, rel=0.15)


def test_old_entries_of_a_source_that_is_new_are_no_news():
    now = MIDNIGHT + HOUR
    archive = [MIDNIGHT - n * DAY for n in range(2, 32)]
    assert learned(KNOWN, heard(*archive), now).n <= KNOWN.n


def test_a_site_that_moves_all_its_pages_teaches_a_few_days_worth_at_most():
    now = MIDNIGHT + HOUR
    moved = [now - timedelta(seconds=n) for n in range(400)]
    assert learned(KNOWN, heard(*moved), now).n < KNOWN.n + 45


UNKNOWN_MOMENTS = [
    # date of an article found at 12:00, the poll before was at 06:00
    pytest.param(None, id="none"),
    pytest.param(MIDNIGHT + 3 * HOUR, id="late"),
    pytest.param(MIDNIGHT + 15 * HOUR, id="wrong zone"),
]


@pytest.mark.parametrize("date", UNKNOWN_MOMENTS)
def test_an_article_that_came_at_an_unknown_time_counts_for_all_of_the_stretch(
    date: datetime | None,
):
    before = Rhythm(n=100.0, days=10.0, learned_at=MIDNIGHT + 6 * HOUR)
    after = learned(before, heard(date), MIDNIGHT + 12 * HOUR)
    assert after.hours[6:12] == pytest.approx((1 / 6,) * 6)
    assert sum(after.hours) == pytest.approx(1.0)
    assert after.n == pytest.approx(100 * 0.5 ** (0.25 / 7) + 1)


def test_what_came_at_an_unknown_time_came_more_likely_at_a_busy_hour():
    busy = polled(Rhythm(), 28, *(9.5,) * 10)
    start = busy.learned_at
    assert start
    after = learned(busy, heard(*[None] * 5), start + DAY)
    faded = 0.5 ** (1 / 28)
    added = [
        new - faded * old for new, old in zip(after.hours, busy.hours, strict=True)
    ]
    assert added[9] == max(added)


def test_a_clock_that_was_set_back_changes_no_count():
    now = MIDNIGHT - HOUR
    after = learned(KNOWN, heard(now), now)
    assert (after.n, after.days, after.learned_at) == (KNOWN.n, KNOWN.days, now)


def test_breaking_news_and_silence_are_felt_within_the_hour():
    steady = polled(Rhythm(), 28, *(n / 2 + 0.1 for n in range(48)))
    start = steady.learned_at
    assert start
    assert 0.8 < steady.pulse < 1.2
    now = start + HOUR
    many = [now - timedelta(minutes=n) for n in range(20)]
    assert learned(steady, heard(*many), now).pulse > 2
    assert learned(steady, Heard(), start + 5 * HOUR).pulse < 0.7


def test_what_a_listing_holds_is_learned_from_how_it_is_replaced():
    rhythm = polled(Rhythm(), 3, 9.5, 9.6, 14.5, 20.5)
    assert rhythm.holds == pytest.approx(30.0)
    assert Rhythm(n=50.0, days=3.0).holds == float("inf")


@pytest.mark.parametrize(("said", "known"), [(None, 900.0), (0.0, 0.0), (60.0, 60.0)])
def test_what_a_listing_says_of_itself_holds_until_it_says_otherwise(
    said: float | None, known: float
):
    before = Rhythm(fresh_s=900.0, learned_at=MIDNIGHT)
    after = learned(before, Heard(fresh_s=said), MIDNIGHT + HOUR)
    assert after.fresh_s == known
