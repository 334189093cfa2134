"""Holes, what sources have named, and audits: promises of every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOON, make_announced, make_candidate

from newswatch.dedup.classify import classify
from newswatch.model import Ledger, Poll, SourceOutcome, SourceReport
from newswatch.model.revision import seen_key
from newswatch.store.hole_book import Hole, HoleEnd
from newswatch.store.keeping import Kept
from newswatch.store.states import SourceState

FEED, MAP = "https://herald.example/rss", "https://herald.example/map"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POLL = Poll.starting("herald", NOON, "0001")
AUDITED = SourceState(
    etag='"1"',
    answered_by=FEED,
    sent_as="newswatch",
    named=3,
    newest_at=NOON,
    titles=b"12345678",
    audited_at=NOON,
    audits=2,
    lies=1,
    lied_at=NOON,
)


def open_hole(store, found_at=NOON, run_id="run") -> Hole:
    since, until = found_at - 6 * HOUR, found_at - HOUR
    return store.open_hole("herald", FEED, run_id, since, until, found_at)


def admit(store, path: str, at=NOON) -> bytes:
    """An article that answered at *path*, and the key of that address."""
    url = f"https://herald.example/{path}"
    key = seen_key("herald", url)
    candidate = make_candidate(
        url, words=path, headline=f"Headline {path}", observed_at=at
    )
    store.admit(
        candidate,
        None,
        lambda c, known: classify(c, known, drop_copies=False),
        lambda *_: b"line\n",
    )
    return key


def names(store, source: str, *keys: bytes, at=NOON) -> None:
    links = [replace(make_announced(), key=key) for key in keys]
    store.announce("herald", source, SourceState(), links, at, source)


def answered(store, at, *sources: str) -> None:
    reports = [
        SourceReport(url=url, outcome=SourceOutcome.READ, asked_at=at, status=304)
        for url in sources
    ]
    poll = Poll.starting("herald", at, "0002")
    store.record_run(poll, at, Ledger(reached=True, sources=reports), [])


def test_a_source_is_remembered_whole_with_what_its_last_poll_said(store):
    store.announce("herald", FEED, AUDITED, [], NOON)
    assert store.source_state("herald", FEED) == AUDITED
    answered(store, NOON + HOUR, FEED)
    state = store.source_state("herald", FEED)
    assert (state.last_status, state.answered_at) == (304, NOON + HOUR)


def test_a_hole_is_open_until_somebody_ends_it(store, open_again):
    hole = open_hole(store)
    assert open_hole(store).id == hole.id  # a poll finds each once
    assert open_again().open_holes("herald") == [hole]
    assert open_again().open_run(POLL, NOON).holes == (hole,)
    store.end_hole(hole.id, NOON, filled=True)
    assert store.open_holes("herald") == []
    assert store.open_run(POLL, NOON).holes == ()


def test_a_hole_of_one_outlet_is_not_told_to_another(store):
    open_hole(store)
    assert store.open_holes("post") == []


@pytest.mark.parametrize(
    ("found", "filled", "outcome"),
    [
        (True, True, HoleEnd.FILLED),
        (False, True, HoleEnd.FILLED),
        (True, False, HoleEnd.PARTLY),
        (False, False, HoleEnd.NOT_FILLED),
    ],
)
def test_a_hole_ends_by_what_was_found_for_it(store, look, found, filled, outcome):
    hole, link = open_hole(store), make_announced()
    known = store.fill("herald", MAP, [link], NOON)
    assert known.new == (link.key,)
    assert [each.key for each in store.pending("herald", NOON)] == [link.key]
    store.note_filling(hole.id, MAP, known.new if found else ())
    store.note_filling(hole.id, MAP, ())
    store.end_hole(hole.id, NOON + HOUR, filled=filled)
    store.end_hole(hole.id, NOON + DAY, filled=not filled)  # it is over
    (stored,) = look().holes_of("herald", 10)
    assert (stored.hole.outcome, stored.hole.asked) == (outcome, (MAP,))
    assert stored.hole.ended_at == NOON + HOUR
    assert (stored.links, stored.filled_by) == (found, (MAP,) * found)


def test_articles_of_a_hole_are_counted_as_they_come(store, look):
    hole = open_hole(store)
    keys = [admit(store, "a"), admit(store, "b"), b"0" * 16]
    store.note_filling(hole.id, MAP, keys)
    (stored,) = look().holes_of("herald", 10)
    assert (stored.links, stored.articles) == (3, 2)


def test_holes_of_a_day_are_counted(store):
    for hours in (0, 5, 30):
        open_hole(store, NOON + hours * HOUR, f"run-{hours}")
    assert store.count_holes("herald", NOON + HOUR) == 2
    assert store.count_holes("post", NOON) == 0


def test_tries_of_a_hole_are_counted(store):
    hole = open_hole(store)
    store.try_over(hole.id)
    assert store.open_holes("herald") == [replace(hole, tries=1)]


def test_listings_that_answered_last_are_told_with_what_they_had(store):
    dated = SourceState(newest_at=NOON - DAY)
    for hours, url in ((0, FEED), (1, MAP), (2, f"{MAP}-2"), (3, f"{MAP}-3")):
        state = dated if url == MAP else SourceState()
        store.announce("herald", url, state, [], NOON + hours * HOUR)
    store.announce("post", "https://post.example/map", SourceState(), [], NOON)
    answered(store, NOON + 9 * HOUR, MAP)
    assert store.latest_listings("herald", [FEED, f"{MAP}-3"], 9) == [
        (MAP, NOON - DAY),
        (f"{MAP}-2", NOON + 2 * HOUR),
    ]
    assert len(store.latest_listings("herald", [], 3)) == 3


def test_only_holes_that_are_over_are_forgotten_and_their_links_with_them(store, look):
    first, second = open_hole(store), open_hole(store, NOON + HOUR, "later")
    store.note_filling(first.id, MAP, [b"1" * 16])
    store.end_hole(first.id, NOON, filled=True)
    assert store.forget(Kept.HOLES, NOON + DAY, 10) == 1
    assert [each.hole.id for each in look().holes_of("herald", 9)] == [second.id]
    third = open_hole(store, NOON + 2 * HOUR, "last")
    assert [each.links for each in look().holes_of("herald", 1)] == [0], third


def test_a_source_is_measured_by_what_all_have_named(store, look):
    a, b, c = (admit(store, path, NOON + HOUR) for path in "abc")
    names(store, FEED, a, b)
    names(store, MAP, a, b, c)
    answered(store, NOON + 2 * HOUR, FEED, MAP)
    recalls = {each.url: each for each in look().recall_of("herald", NOON - DAY)}
    assert (recalls[FEED].named, recalls[FEED].articles) == (2, 3)
    assert recalls[FEED].missed == "https://herald.example/c"
    assert (recalls[MAP].named, recalls[MAP].missed) == (3, None)


def test_an_article_is_not_missed_before_its_source_was_asked_again(store, look):
    names(store, FEED)
    answered(store, NOON + HOUR, FEED, MAP)
    names(store, MAP, admit(store, "a", NOON + 2 * HOUR))
    (feed, _) = sorted(
        look().recall_of("herald", NOON - DAY), key=lambda r: -len(r.url)
    )
    assert {each.articles for each in look().recall_of("herald", NOON - DAY)} == {0}
    assert feed.missed is None


def test_what_a_new_source_could_not_name_is_not_held_against_it(store, look):
    names(store, MAP, admit(store, "a", NOON))
    names(store, FEED, at=NOON + HOUR)
    answered(store, NOON + 2 * HOUR, FEED, MAP)
    recalls = {each.url: each for each in look().recall_of("herald", NOON - DAY)}
    assert recalls[FEED].articles == 0
    assert recalls[MAP].articles == 1


def test_what_a_source_names_is_forgotten_after_some_days(store, look):
    old = admit(store, "old", NOON)
    names(store, FEED, old)
    answered(store, NOON + HOUR, FEED)
    assert [each.named for each in look().recall_of("herald", NOON - DAY)] == [1]
    later = NOON + 9 * DAY
    names(store, FEED, old, at=later)  # listed still: its archive is not kept
    answered(store, later + HOUR, FEED)
    assert [each.articles for each in look().recall_of("herald", NOON - DAY)] == [0]


def test_sources_that_name_nothing_any_more_leave_nothing(store, look):
    key = admit(store, "a", NOON)
    names(store, FEED, key)
    names(store, MAP, key, at=NOON + 9 * DAY)
    assert store.forget(Kept.NAMED, NOON + 5 * DAY, 10) == 1
    assert [each.url for each in look().recall_of("herald", NOON - DAY)] == [MAP]
