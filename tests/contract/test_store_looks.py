"""What every store promises of further looks and of the posts of live blogs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from builders import NOON, make_announced, make_candidate, make_pending

from newswatch.dedup.classify import classify
from newswatch.model import Outcome
from newswatch.model.revision import Candidate, Cluster, post_id, seen_key
from newswatch.store import Store
from newswatch.store.states import SourceState

SOURCE = "https://herald.example/rss"
MARK = partial(classify, drop_copies=False)
URL = "https://herald.example/a"
LATER = NOON + timedelta(minutes=10)


def line(seq: int, event_id: str, cluster: Cluster, _: Candidate) -> bytes:
    return f"{seq} {event_id} {cluster.role} {cluster.size}\n".encode()


def admitted(store: Store) -> Candidate:
    candidate = make_candidate(URL)
    store.announce("herald", SOURCE, SourceState(), [make_announced(URL)], NOON)
    store.admit(candidate, candidate.addresses.own[0], MARK, line)
    return candidate


def a_post(page_id: str, name: str, *more: str, words: str | None = None) -> Candidate:
    ids = [post_id(page_id, each) for each in (name, *more)]
    candidate = make_candidate(f"{URL}#{name}", words=words)
    addresses = replace(
        candidate.addresses, own=tuple(seen_key("herald", each) for each in ids)
    )
    return replace(candidate, addresses=addresses, post_id=ids[0])


def test_a_look_is_owed_at_its_time_and_not_before(store: Store):
    admitted(store)
    store.look_again(make_pending(looks=1), LATER)
    assert store.pending("herald", LATER - timedelta(seconds=1)) == []
    (owed,) = store.pending("herald", LATER)
    assert owed == make_pending(looks=1)


def test_one_look_is_owed_an_address_and_starts_without_failures(store: Store):
    admitted(store)
    store.look_again(make_pending(looks=1), NOON)
    store.settle(make_pending().key, URL, "timeout", NOON, NOON)
    assert [each.attempts for each in store.pending("herald", NOON)] == [1]
    store.look_again(make_pending(looks=2), LATER)
    assert [(o.looks, o.attempts) for o in store.pending("herald", LATER)] == [(2, 0)]


def test_a_look_that_is_owed_no_more_leaves_the_article_known(store: Store):
    page = admitted(store)
    store.look_again(make_pending(looks=1), LATER)
    store.look_again(make_pending(), None)
    assert store.pending("herald", LATER) == []
    assert store.articles_at(page.addresses.own).keys() == {*page.addresses.own}


def test_a_link_that_is_owed_a_look_is_settled_for_its_listing(store: Store):
    admitted(store)
    store.look_again(make_pending(looks=1), LATER)
    known = store.announce("herald", SOURCE, SourceState(), [make_announced(URL)], NOON)
    assert known.settled == (make_pending().key,)


def test_a_look_that_fails_for_good_leaves_the_article_known(store: Store):
    page = admitted(store)
    store.look_again(make_pending(looks=1), NOON)
    store.settle(make_pending().key, URL, "http-410", NOON, None)
    assert store.pending("herald", LATER) == []
    assert store.articles_at(page.addresses.own).keys() == {*page.addresses.own}


def test_a_page_and_its_look_are_one_transaction(store: Store, open_again):
    with store.transaction():
        admitted(store)
        store.look_again(make_pending(looks=1), NOON)
    other = open_again()
    assert len(other.pending("herald", NOON)) == 1
    assert other.articles_at([make_pending().key])


def test_a_claimed_address_has_no_article(store: Store):
    candidate = make_candidate(URL, claims=("https://herald.example/b",))
    store.admit(candidate, None, MARK, line)
    assert store.articles_at(candidate.addresses.canonical) == {}


def test_a_post_is_admitted_under_the_id_of_its_page_and_its_own(store: Store):
    page = admitted(store)
    post = a_post(page.new_id, "block-1")
    admission = store.admit(post, None, MARK, line)
    assert admission.outcome is Outcome.EMITTED
    assert admission.article_id == f"{page.new_id}#block-1"
    # A cluster of its own: `first`, of one.
    assert store.outbox_after(1, 9)[0].line.split()[2:] == [b"first", b"1"]


def test_a_post_is_known_by_each_of_its_names(store: Store):
    page = admitted(store)
    store.admit(a_post(page.new_id, "block-1", "post_1"), None, MARK, line)
    again = store.admit(a_post(page.new_id, "post_1"), None, MARK, line)
    assert (again.outcome, again.reason) == (Outcome.DUPLICATE, "known-address")
    assert again.article_id == f"{page.new_id}#block-1"


def test_posts_of_one_wording_are_as_many_as_have_names(store: Store):
    page = admitted(store)
    for name in ("block-1", "block-2"):
        admission = store.admit(a_post(page.new_id, name), None, MARK, line)
        assert admission.outcome is Outcome.EMITTED
    assert store.last_seq() == 3
