"""The book of polls: what a store promises of accounts (newswatch.store.run_book)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from builders import NOON, make_announced, make_candidate

from newswatch.dedup.classify import classify
from newswatch.model import Ledger, Outcome, Poll, SourceOutcome, SourceReport
from newswatch.model.revision import Candidate, Cluster
from newswatch.store import Store
from newswatch.store.base import KeptOut
from newswatch.store.run_book import NotedLink
from newswatch.store.runs import CUT_SHORT
from newswatch.store.states import SourceState

SOURCE = "https://herald.example/rss"
POLL = Poll.starting("herald", NOON, "aaaa")
LATER = NOON + timedelta(minutes=15)
NEXT = Poll.starting("herald", LATER, "bbbb")


def line(seq: int, event_id: str, cluster: Cluster, _: Candidate) -> bytes:
    return f"{seq} {event_id} {cluster.role}\n".encode()


def announce(store: Store, *urls: str, run: Poll = POLL, carried=False) -> list[bytes]:
    """Open *run* and let its listing name *urls*; their keys."""
    store.open_run(run, run.started_at)
    links = [make_announced(url) for url in urls]
    store.announce("herald", SOURCE, SourceState(), links, run.started_at)
    keys = [link.key for link in links]
    noted = [NotedLink(key=key, carried=carried) for key in keys]
    store.note_links(run.run_id, noted)
    return keys


def admit(store: Store, url: str, key: bytes, topics=("all",)) -> Outcome:
    candidate = make_candidate(url, words=f"story{url[-1]} " * 9, topics=topics)
    how = partial(classify, drop_copies=True)
    return store.admit(candidate, key, how, line).outcome


def keep_out(store: Store, key: bytes, reason: str, at: datetime, again=None) -> None:
    store.keep_out(
        KeptOut(
            key=key,
            outlet_id="herald",
            url="https://herald.example/out",
            reason=reason,
            found_at=NOON,
            last_at=at,
            next_at=again,
        )
    )


def rows(look) -> list[dict]:
    return [dict(row) for row in look()._db.execute("SELECT * FROM run ORDER BY id")]


def test_an_account_is_kept_with_all_that_was_asked(store, look):
    report = SourceReport(
        url=SOURCE,
        outcome=SourceOutcome.UNCHANGED,
        asked_at=NOON,
        status=304,
        problem="none",
    )
    ledger = Ledger(
        reached=True,
        discovered=2,
        refused=3,
        refused_by=Counter(rules=2, address=1),
        carried=1,
        size_bytes=4096,
        sources=[report],
    )
    ledger.settle(Outcome.FAILED, "timeout")
    ledger.settle(Outcome.PENDING)
    store.open_run(POLL, NOON)
    store.record_run(POLL, NOON, ledger, ["slow"])
    assert store.open_run(POLL, NOON).ledger == ledger
    assert store.open_run(POLL, NOON).problems == ("slow",)


def test_a_poll_that_is_closed_is_not_opened_again(store, look):
    announce(store, "https://herald.example/1")
    store.record_run(POLL, NOON, Ledger(reached=True), [])
    assert store.open_run(POLL, LATER).ledger == Ledger(reached=True)
    assert len(rows(look)) == 1


def test_a_crawler_that_takes_a_poll_over_finds_what_the_dead_one_did(store):
    urls = [f"https://herald.example/{n}" for n in range(5)]
    keys = announce(store, *urls)
    assert admit(store, urls[0], keys[0]) is Outcome.EMITTED
    assert admit(store, urls[1], keys[1], topics=()) is Outcome.OFF_TOPIC
    keep_out(store, keys[2], "robots", NOON, LATER)
    keep_out(store, keys[3], "http-404", NOON)
    fates = {fate.key: fate for fate in store.open_run(POLL, LATER).fates}
    assert [(fates[key].outcome, fates[key].reason) for key in keys] == [
        (Outcome.EMITTED, None),
        (Outcome.OFF_TOPIC, None),
        (Outcome.QUARANTINED, "robots"),
        (Outcome.FAILED, "http-404"),
        (Outcome.PENDING, None),
    ]


def test_the_next_poll_closes_the_books_of_one_that_was_killed(store, look):
    first, second = "https://herald.example/1", "https://herald.example/2"
    keys = announce(store, first, second)
    admit(store, first, keys[0])
    store.open_run(NEXT, LATER)
    (cut,) = rows(look)
    assert (cut["id"], cut["cut"], cut["reached"]) == (POLL.run_id, 1, None)
    assert (cut["discovered"], cut["emitted"], cut["pending"]) == (2, 1, 1)
    assert json.loads(cut["problems"]) == [CUT_SHORT]
    # Its other link is this poll's, and owed as it was.
    assert [each.key for each in store.pending("herald", LATER)] == [keys[1]]


def test_another_outlets_poll_closes_nobody_elses_books(store, look):
    announce(store, "https://herald.example/1")
    store.open_run(Poll.starting("post", LATER, "cccc"), LATER)
    assert rows(look) == []


def test_an_article_at_two_noted_addresses_is_counted_once(store):
    first, second = "https://herald.example/1", "https://herald.example/2"
    keys = announce(store, first, second)
    candidate = make_candidate(first)
    both = replace(candidate.addresses, own=(*candidate.addresses.own, keys[1]))
    how = partial(classify, drop_copies=True)
    store.admit(replace(candidate, addresses=both), keys[0], how, line)
    ends = [fate.outcome for fate in store.open_run(POLL, LATER).fates]
    assert ends == [Outcome.EMITTED, Outcome.DUPLICATE]


def test_a_link_that_the_store_has_lost_unbalances_the_account(store, look):
    announce(store, "https://herald.example/1")
    store.note_links(POLL.run_id, [NotedLink(key=b"nobody knows")])
    store.open_run(NEXT, LATER)
    (cut,) = rows(look)
    assert (cut["discovered"], cut["pending"]) == (2, 1)


def test_an_earlier_failure_is_not_this_polls(store):
    (key,) = announce(store, "https://herald.example/1")
    keep_out(store, key, "timeout", NOON, LATER)
    store.record_run(POLL, NOON, Ledger(), [])
    store.open_run(NEXT, LATER)
    store.note_links(NEXT.run_id, [NotedLink(key=key, carried=True)])
    (fate,) = store.open_run(NEXT, LATER).fates
    assert (fate.outcome, fate.carried) == (Outcome.PENDING, True)


def test_a_rerouted_link_is_another_addresss(store):
    (key,) = announce(store, "https://herald.example/amp/1")
    other = make_announced("https://herald.example/1")
    store.reroute(key, other, NOON)
    (fate,) = store.open_run(POLL, LATER).fates
    assert (fate.outcome, fate.reason) == (Outcome.DUPLICATE, "amp-twin")


@pytest.mark.parametrize("told", [Ledger(), Ledger(reached=True)])
def test_a_poll_that_is_given_up_is_accounted_from_the_store(store, look, told):
    url = "https://herald.example/1"
    (key,) = announce(store, url)
    admit(store, url, key)
    store.close_run(POLL, LATER, told, ["the crawler died 3 times"])
    (row,) = rows(look)
    assert (row["emitted"], row["cut"]) == (1, 1)
    assert json.loads(row["problems"]) == ["the crawler died 3 times"]


def test_a_closed_book_stays_as_it_is(store, look):
    store.record_run(POLL, NOON, Ledger(discovered=1), [])
    store.close_run(POLL, LATER, Ledger(), ["another word"])
    (row,) = rows(look)
    assert (row["discovered"], row["problems"]) == (1, "[]")


def test_a_poll_that_could_not_begin_has_an_account_too(store, look):
    store.close_run(POLL, LATER, Ledger(), ["no outlet herald any more"])
    (row,) = rows(look)
    assert (row["discovered"], row["reached"]) == (0, 0)


def test_a_source_is_remembered_as_it_last_answered_and_was_last_read(store, look):
    def ask(minutes: int, outcome: SourceOutcome, **more) -> None:
        at = NOON + timedelta(minutes=minutes)
        report = SourceReport(url=SOURCE, outcome=outcome, asked_at=at, **more)
        poll = Poll.starting("herald", at, f"{minutes:04x}")
        store.record_run(poll, at, Ledger(sources=[report]), [])

    ask(0, SourceOutcome.READ, status=200, links=30, oldest_at=NOON)
    ask(1, SourceOutcome.UNCHANGED, status=304)
    ask(2, SourceOutcome.FAILED, problem="timeout")
    ask(3, SourceOutcome.FAILED, problem="dns")
    row = look()._db.execute("SELECT * FROM listing").fetchone()
    told = {key: row[key] for key in ("outcome", "status", "problem", "links")}
    assert told == {"outcome": "failed", "status": None, "problem": "dns", "links": 30}
    minutes = ("read_at", "answered_at", "failing_since", "asked_at")
    assert [row[key][14:16] for key in minutes] == ["00", "01", "02", "03"]
    assert row["oldest_at"] == row["read_at"]


def test_the_sums_of_a_day_are_those_of_its_accounts_however_often_stored(store, look):
    for minutes, emitted in ((0, 2), (5, 3), (24 * 60, 7)):
        at = NOON + timedelta(minutes=minutes)
        poll = Poll.starting("herald", at, f"{minutes:04x}")
        ledger = Ledger(reached=True, size_bytes=10)
        ledger.discovered = ledger.outcomes[Outcome.EMITTED] = emitted
        store.record_run(poll, at, ledger, [])
        store.record_run(poll, at, ledger, [])
    book = look().books(NOON + timedelta(minutes=10))["herald"]
    assert (book.today.polls, book.today.emitted, book.today.size_bytes) == (2, 5, 20)
    book = look().books(NOON + timedelta(days=1))["herald"]
    assert (book.today.emitted, book.week.emitted) == (7, 12)
