"""Whether two readings of a listing overlap, and how far its validators are trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from builders import NOON, make_link

from newswatch.again import Revisits
from newswatch.discover.validators import Validators
from newswatch.model import Link, Options
from newswatch.spiders.overlap import Covered, gap, names_more, newest_of, titles_of
from newswatch.spiders.trust import (
    audited,
    caught,
    is_audit_due,
    is_distrusted,
    usable,
)
from newswatch.store.base import Revisit
from newswatch.store.states import SourceState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def entry(name: str, hours: float | None = None, title: str | None = None) -> Link:
    at = None if hours is None else NOON + hours * HOUR
    return make_link(f"https://herald.example/{name}", title=title, published_at=at)


READ = SourceState(named=3, newest_at=NOON, answered_at=NOON + HOUR)
LATER = NOON + 9 * HOUR


@pytest.mark.parametrize(
    ("before", "links", "found"),
    [
        (READ, [entry("a", 5), entry("b", 6)], (0, 5)),
        # Nothing was known, or nothing is named.
        (SourceState(), [entry("a", 5)], None),
        (replace(READ, named=0), [entry("a", 5)], None),
        (READ, [], None),
        # Without dates, from the last answer to now.
        (replace(READ, newest_at=None), [entry("a")], (1, 9)),
        (READ, [entry("a")], (0, 9)),
        (replace(READ, newest_at=None), [entry("a", 5)], (1, 5)),
        # A good part of it is older than what was known, and would be known.
        (READ, [entry("a", -1), entry("b", 6)], None),
        (READ, [entry("a", 0), entry("b", 6)], None),
        # One that is, of many, may be a pin.
        (READ, [entry("a", -999), *(entry(f"{n}", n) for n in range(5, 9))], (0, 5)),
    ],
)
def test_a_gap_reaches_from_what_was_known_to_what_is_new(before, links, found):
    expected = found and tuple(NOON + hours * HOUR for hours in found)
    assert gap(before, links, LATER) == expected


def test_the_same_titles_under_other_addresses_are_no_gap():
    before = [entry(f"a{n}", n, f"Story {n}") for n in range(3)]
    state = replace(READ, titles=titles_of(before), newest_at=None)
    renamed = [entry(f"b{n}", n, f"STORY {n}") for n in range(1, 5)]
    assert gap(state, renamed, LATER) is None
    # A title that comes every day is not the same on another day, nor is one enough.
    daily = [entry("c", 30, "Story 1"), entry("d", 2, "Story 2"), entry("e", 31)]
    assert gap(state, [*daily, entry("f", 32, "Other")], LATER) is not None


def test_a_reading_that_names_more_than_the_one_before_is_told_from_its_like():
    def state(*names: str, newest: float | None = None) -> SourceState:
        titles = titles_of([entry(name, title=name) for name in names])
        at = None if newest is None else NOON + newest * HOUR
        return SourceState(titles=titles, newest_at=at)

    assert names_more(state("a", "b"), state("c", "a"))
    assert not names_more(state("a", "b"), state("b"))
    assert not names_more(state("a", newest=1), state("a", newest=1))
    assert names_more(state(newest=1), state(newest=2))
    assert not names_more(state(), state(newest=2))


def test_titles_that_are_kept_are_bounded():
    many = [entry(str(n), n, f"Story {n}") for n in range(5000)]
    assert len(titles_of(many)) == 60 * 8


def test_a_date_to_come_is_not_the_newest():
    assert newest_of([entry("a", 1), entry("b", 99)], LATER) == NOON + HOUR
    assert newest_of([entry("a", 99)], LATER) is None


@pytest.mark.parametrize(
    ("hours", "overlaps", "reaches"),
    [
        ([], True, True),
        ([], False, False),
        ([-1], False, True),
        ([1], True, False),
        # One old entry may be pinned; the next one tells.
        ([-99, 3, 4], True, False),
        ([-99, -1, 4], False, True),
    ],
)
def test_a_listing_reaches_back_by_its_dates_if_it_has_any(hours, overlaps, reaches):
    dates = tuple(NOON + each * HOUR for each in hours)
    assert Covered(url="x", dates=dates, overlaps=overlaps).reaches(NOON) is reaches


HELD = SourceState(
    etag='"1"',
    last_modified="Mon, 23 Nov 2026 11:00:00 GMT",
    read_as="v1",
    answered_by="https://herald.example/rss",
    last_status=304,
    audited_at=NOON,
)
SENT = Validators(
    etag='"1"',
    last_modified="Mon, 23 Nov 2026 11:00:00 GMT",
    answered_by="https://herald.example/rss",
)


@pytest.mark.parametrize(
    ("state", "sent"),
    [
        (HELD, SENT),
        (replace(HELD, read_as="v0"), Validators()),
        (replace(HELD, sent_as="newswatch/2"), SENT),
        (replace(HELD, sent_as="newswatch/1"), Validators()),
        (replace(HELD, lied_at=NOON - 29 * DAY), Validators()),
        (replace(HELD, lied_at=NOON - 31 * DAY), SENT),
        (replace(HELD, lied_at=NOON + 400 * DAY), SENT),  # the clock was ahead
    ],
)
def test_validators_are_sent_while_they_can_be_believed(state, sent):
    assert usable(state, "v1", "newswatch/2", NOON) == sent


@pytest.mark.parametrize(
    ("state", "hours", "due"),
    [
        (HELD, 23, False),
        (HELD, 24, True),
        (replace(HELD, audited_at=None), 0, True),
        (replace(HELD, audited_at=NOON + 99 * DAY), 0, True),
        # A whole answer is as good as an audit.
        (replace(HELD, last_status=200), 48, False),
        (replace(HELD, last_status=None), 48, False),
    ],
)
def test_an_audit_is_due_a_day_after_the_last_one(state, hours, due):
    assert is_audit_due(state, NOON + hours * HOUR) is due


def test_a_liar_is_counted_and_asked_in_full():
    state = caught(audited(HELD, NOON), NOON)
    assert (state.audits, state.lies, state.etag, state.last_modified) == (
        1, 1, None, None,
    )  # fmt: skip
    assert is_distrusted(state, NOON + 29 * DAY)
    assert not is_distrusted(state, NOON + 30 * DAY)


def test_pages_of_an_outlet_that_lies_are_looked_at_in_full():
    options = Options()
    workshop = SimpleNamespace(configuration=SimpleNamespace(options=options))
    revisits = Revisits(workshop)  # type: ignore[arg-type]  # it needs no more
    revisit = Revisit(article_id="a", etag='"1"')
    assert revisits.headers(revisit) == {"If-None-Match": '"1"'}
    assert revisits.headers(revisit, in_full=True) == {}
