"""What a poll that was cut short is said to have done: looks, and live blogs' posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from builders import NOON, make_announced, make_candidate, make_pending

from newswatch.dedup.classify import classify
from newswatch.model import LOOKED_AT, Ledger, Outcome, Poll
from newswatch.model.revision import Candidate, Cluster, post_id, seen_key
from newswatch.store import Store
from newswatch.store.base import PendingLink, Retelling, Revisit, Told
from newswatch.store.run_book import NotedLink
from newswatch.store.states import SourceState

MARK = partial(classify, drop_copies=False)
URL = "https://herald.example/a"
SOURCE = "https://herald.example/rss"
POLL = Poll.starting("herald", NOON, "aaaa")
#: when the poll under test begins, and when the next one finds it cut
AGAIN = NOON + timedelta(hours=1)
NEXT = NOON + timedelta(hours=2)
CUT = Poll.starting("herald", AGAIN, "bbbb")
Ends = list[tuple[Outcome | None, str | None]]


def line(seq: int, event_id: str, cluster: Cluster, _: Candidate) -> bytes:
    return f"{seq} {event_id} {cluster.role}\n".encode()


def first_poll(store: Store, look_at: datetime | None = AGAIN) -> Candidate:
    """A poll that went well: the page at URL is in, and owed a look."""
    candidate = make_candidate(URL)
    store.open_run(POLL, NOON)
    store.announce("herald", SOURCE, SourceState(), [make_announced(URL)], NOON)
    store.note_links(POLL.run_id, [NotedLink(key=candidate.addresses.own[0])])
    store.admit(candidate, candidate.addresses.own[0], MARK, line, look_at)
    store.record_run(POLL, NOON, Ledger(reached=True), [])
    return candidate


def ends_of(store: Store) -> Ends:
    fates = store.open_run(CUT, NEXT).fates
    return [(fate.outcome, fate.reason) for fate in fates]


# -- looks


@pytest.fixture
def revisit(store: Store) -> Revisit:
    """The look that the poll under test has sent for."""
    first_poll(store)
    store.open_run(CUT, AGAIN)
    (due,) = store.revisits("herald", AGAIN)
    assert due.revisit is not None
    noted = NotedLink(key=due.key, article_id=due.revisit.article_id)
    store.note_links(CUT.run_id, [noted])
    return due.revisit


def told_again(seq: int, _: Told | None) -> Retelling:
    return Retelling(
        event="revised",
        event_id=f"nwe:{seq}",
        revision=2,
        observed_at=AGAIN,
        line=b"again\n",
        candidate=make_candidate(URL, words="other words"),
    )


def test_a_look_that_was_not_settled_is_pending(store: Store, revisit: Revisit):
    assert ends_of(store) == [(Outcome.PENDING, None)]
    (owed,) = store.revisits("herald", AGAIN)
    assert owed.revisit == revisit


def test_a_look_that_found_nothing_new_is_unchanged(store: Store, revisit: Revisit):
    store.revisited(replace(revisit, step=1), NEXT, AGAIN)
    assert ends_of(store) == [(Outcome.UNCHANGED, LOOKED_AT)]


def test_a_look_that_came_to_nothing_is_failed(store: Store, revisit: Revisit):
    store.revisited(revisit, NEXT, AGAIN, failed=True)
    assert ends_of(store) == [(Outcome.FAILED, LOOKED_AT)]


def test_a_look_that_led_to_a_line_is_emitted(store: Store, revisit: Revisit):
    seq = store.revisited(replace(revisit, step=1), NEXT, AGAIN, tell=told_again)
    assert seq == 2
    assert ends_of(store) == [(Outcome.EMITTED, "revised")]


def test_a_line_of_an_earlier_poll_is_not_this_looks(store: Store, revisit: Revisit):
    # The article's first line came before: the look itself is still owed.
    assert store.last_seq() == 1
    assert ends_of(store) == [(Outcome.PENDING, None)]
    assert revisit.step == 0


# -- live blogs


def admit_post(store: Store, page: Candidate, name: str, at: datetime, topics=("all",)):
    id_ = post_id(page.new_id, name)
    post = make_candidate(
        f"{URL}#{name}", words=f"post {name}", topics=topics, observed_at=at
    )
    addresses = replace(post.addresses, own=(seen_key("herald", id_),))
    return store.admit(
        replace(post, addresses=addresses, post_id=id_), None, MARK, line
    )


@pytest.fixture
def blog(store: Store) -> Candidate:
    """A live blog with one post, whose second look the poll under test has sent for."""
    page = first_poll(store, None)
    store.look_again(owed_look(1), AGAIN)
    admit_post(store, page, "post-0", NOON)
    store.open_run(CUT, AGAIN)
    store.note_links(
        CUT.run_id, [NotedLink(key=owed_look(1).key, looks=1, carried=True)]
    )
    return page


def owed_look(number: int) -> PendingLink:
    return make_pending(looks=number)


@pytest.mark.usefixtures("blog")
def test_a_blog_that_was_not_settled_is_pending(store: Store):
    assert ends_of(store) == [(Outcome.PENDING, None)]


def test_posts_that_came_count_with_their_page_and_earlier_ones_do_not(
    store: Store, blog: Candidate
):
    admit_post(store, blog, "post-1", AGAIN)
    admit_post(store, blog, "post-2", AGAIN, topics=())
    store.look_again(owed_look(2), NEXT)
    assert sorted(ends_of(store), key=str) == sorted(
        [
            (Outcome.EMITTED, None),
            (Outcome.OFF_TOPIC, None),
            (Outcome.UNCHANGED, "live-blog"),
        ],
        key=str,
    )


def test_posts_count_though_their_page_is_owed_the_same_look(
    store: Store, blog: Candidate
):
    # Killed between two posts: the page's own look was not settled yet.
    admit_post(store, blog, "post-1", AGAIN)
    assert sorted(ends_of(store), key=str) == sorted(
        [(Outcome.EMITTED, None), (Outcome.PENDING, None)], key=str
    )


def test_a_post_that_was_told_again_is_emitted(store: Store, blog: Candidate):
    id_ = post_id(blog.new_id, "post-0")
    store.revisited(Revisit(article_id=id_), None, AGAIN, tell=told_again)
    store.look_again(owed_look(2), NEXT)
    assert (Outcome.EMITTED, "revised") in ends_of(store)


def test_the_account_of_a_cut_poll_on_a_blog_comes_to_the_feed(
    store: Store, blog: Candidate, look
):
    admit_post(store, blog, "post-1", AGAIN)
    store.open_run(Poll.starting("herald", NEXT, "cccc"), NEXT)
    row = look()._db.execute("SELECT * FROM run WHERE id = ?", (CUT.run_id,)).fetchone()
    assert (row["discovered"], row["emitted"], row["pending"]) == (2, 1, 1)
