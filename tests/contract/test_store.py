"""What every store promises (newswatch.store.base), on every implementation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from builders import NOON, make_announced, make_candidate

from newswatch.dedup.classify import classify
from newswatch.model import Ledger, Outcome, Poll, Via
from newswatch.model.revision import Candidate, Cluster
from newswatch.schedule.rhythm import Rhythm
from newswatch.store import Store
from newswatch.store.base import FeedPosition
from newswatch.store.states import OutletState, SourceState

SOURCE = "https://herald.example/rss"
VALIDATORS = SourceState(
    etag='"1"', last_modified="yesterday", body_hash="b", read_as="v1"
)
MARK = partial(classify, drop_copies=False)
DROP = partial(classify, drop_copies=True)


def line(seq: int, event_id: str, cluster: Cluster, _: Candidate) -> bytes:
    return f"{seq} {event_id} {cluster.role} {cluster.size}\n".encode()


def admit(store: Store, candidate: Candidate, how: partial = MARK) -> Outcome:
    return store.admit(candidate, None, how, line).outcome


# -- listings and links


def test_unknown_links_are_pending_and_their_validators_stored_with_them(store):
    links = [make_announced("https://herald.example/1"), make_announced()]
    known = store.announce("herald", SOURCE, VALIDATORS, links, NOON)
    assert known.new == tuple(each.key for each in links)
    assert store.source_state("herald", SOURCE) == VALIDATORS
    owed = store.pending("herald", NOON)
    assert [each.link for each in owed] == [each.link for each in links]
    assert {each.source_url for each in owed} == {SOURCE}


def test_an_archive_is_owed_after_what_came_later_and_its_newest_first(store):
    archive = [
        make_announced(f"https://herald.example/{n}", via=Via.SITEMAP, modified_at=at)
        for n, at in enumerate([None, NOON - timedelta(days=900), NOON])
    ]
    store.announce("herald", SOURCE, VALIDATORS, archive, NOON)
    news = [make_announced(f"https://herald.example/news/{n}") for n in range(2)]
    store.announce("herald", SOURCE, VALIDATORS, news, NOON)
    owed = [each.link.url for each in store.pending("herald", NOON)]
    expected = ["news/0", "news/1", "2", "1", "0"]
    assert owed == [f"https://herald.example/{path}" for path in expected]


def test_validators_are_not_kept_when_the_links_cannot_be(store):
    links = [make_announced(), None]  # the second one breaks the transaction
    with pytest.raises(AttributeError):
        store.announce("herald", SOURCE, VALIDATORS, links, NOON)
    assert store.source_state("herald", SOURCE) == SourceState()
    assert store.pending("herald", NOON) == []


def test_a_link_announced_twice_is_owed_once(store):
    store.announce("herald", SOURCE, VALIDATORS, [make_announced()], NOON)
    known = store.announce("herald", SOURCE, VALIDATORS, [make_announced()], NOON)
    assert (known.new, len(known.waiting)) == ((), 1)
    assert len(store.pending("herald", NOON)) == 1


def test_links_of_one_outlet_are_not_owed_by_another(store):
    store.announce("herald", SOURCE, VALIDATORS, [make_announced()], NOON)
    assert store.pending("post", NOON) == []


def test_a_settled_link_is_never_owed_again(store):
    announced = make_announced()
    store.announce("herald", SOURCE, VALIDATORS, [announced], NOON)
    store.settle(announced.key, announced.link.url, "robots", NOON, None)
    known = store.announce("herald", SOURCE, VALIDATORS, [announced], NOON)
    assert known.settled == (announced.key,)
    assert store.pending("herald", NOON + timedelta(days=400)) == []


def test_a_failed_visit_is_owed_again_at_its_time_and_not_before(store):
    announced, later = make_announced(), NOON + timedelta(minutes=10)
    store.announce("herald", SOURCE, VALIDATORS, [announced], NOON)
    store.settle(announced.key, announced.link.url, "timeout", NOON, later)
    assert store.pending("herald", later - timedelta(seconds=1)) == []
    (owed,) = store.pending("herald", later)
    assert owed.attempts == 1


def test_a_rerouted_link_is_owed_at_its_new_address(store):
    twin = make_announced("https://herald.example/a/amp")
    full = make_announced("https://herald.example/a")
    store.announce("herald", SOURCE, VALIDATORS, [twin], NOON)
    assert store.reroute(twin.key, full, NOON)
    (owed,) = store.pending("herald", NOON)
    assert (owed.key, owed.link.url, owed.hops) == (full.key, full.link.url, 1)
    known = store.announce("herald", SOURCE, VALIDATORS, [twin], NOON)
    assert known.settled == (twin.key,)


def test_a_reroute_to_a_settled_article_owes_nothing(store):
    twin = make_announced("https://herald.example/a/amp")
    admit(store, make_candidate("https://herald.example/a"))
    store.announce("herald", SOURCE, VALIDATORS, [twin], NOON)
    assert not store.reroute(twin.key, make_announced("https://herald.example/a"), NOON)
    assert store.pending("herald", NOON) == []


def test_a_reroute_under_the_same_key_changes_the_address_only(store):
    announced = make_announced("https://herald.example/a/amp")
    store.announce("herald", SOURCE, VALIDATORS, [announced], NOON)
    full = make_announced("https://herald.example/a")
    moved = type(full)(key=announced.key, link=full.link)
    assert store.reroute(announced.key, moved, NOON)
    (owed,) = store.pending("herald", NOON)
    assert (owed.link.url, owed.hops) == (full.link.url, 1)


# -- articles


def test_a_matched_article_becomes_line_one(store):
    admission = store.admit(make_candidate(), None, MARK, line)
    assert (admission.outcome, admission.seq) == (Outcome.EMITTED, 1)
    (row,) = store.outbox_after(0, 10)
    assert row.line.startswith(b"1 ")
    assert row.observed_at == NOON


def test_an_unmatched_article_is_kept_without_a_line(store):
    assert admit(store, make_candidate(topics=())) is Outcome.OFF_TOPIC
    assert store.outbox_after(0, 10) == []
    # … and known: the same page is not taken in again.
    assert admit(store, make_candidate(topics=())) is Outcome.DUPLICATE


def test_admitting_settles_the_link_and_the_address_that_answered(store):
    announced = make_announced("https://herald.example/short")
    store.announce("herald", SOURCE, VALIDATORS, [announced], NOON)
    store.admit(make_candidate(), announced.key, MARK, line)
    assert store.pending("herald", NOON) == []
    names = [announced, make_announced("https://herald.example/a")]
    known = store.announce("herald", SOURCE, VALIDATORS, names, NOON)
    assert len(known.settled) == 2


CLAIMED = "https://herald.example/claimed"


@pytest.mark.parametrize("announced_first", [True, False])
def test_a_claim_on_an_unread_page_takes_nothing_from_it(store, announced_first: bool):
    """A wrong rel=canonical must not make the page it names disappear."""
    victim = make_announced(CLAIMED)
    if announced_first:
        store.announce("herald", SOURCE, VALIDATORS, [victim], NOON)
    assert admit(store, make_candidate(claims=(CLAIMED,))) is Outcome.EMITTED
    store.announce("herald", SOURCE, VALIDATORS, [victim], NOON)
    assert [owed.link.url for owed in store.pending("herald", NOON)] == [CLAIMED]
    page = make_candidate(CLAIMED, words="its own", headline="Its own headline")
    admission = store.admit(page, victim.key, MARK, line)
    assert admission.outcome is Outcome.EMITTED
    assert store.announce("herald", SOURCE, VALIDATORS, [victim], NOON).settled


def test_a_claim_that_was_right_ends_as_one_article(store):
    first = store.admit(make_candidate(claims=(CLAIMED,)), None, MARK, line)
    twin = store.admit(make_candidate(CLAIMED), None, MARK, line)
    assert (twin.outcome, twin.article_id) == (Outcome.DUPLICATE, first.article_id)
    victim = make_announced(CLAIMED)
    assert store.announce("herald", SOURCE, VALIDATORS, [victim], NOON).settled


def test_a_claimed_address_that_does_not_answer_is_settled_too(store):
    victim = make_announced(CLAIMED)
    admit(store, make_candidate(claims=(CLAIMED,)))
    store.announce("herald", SOURCE, VALIDATORS, [victim], NOON)
    store.settle(victim.key, CLAIMED, "http-404", NOON, None)
    assert store.announce("herald", SOURCE, VALIDATORS, [victim], NOON).settled


def test_a_claim_refuted_in_the_transaction_is_not_in_the_line(store):
    seen: list[Candidate] = []

    def noting(*arguments) -> bytes:
        seen.append(arguments[3])
        return line(*arguments)

    for number in (1, 2):
        page = make_candidate(
            f"https://herald.example/{number}",
            words=str(number),
            headline=str(number),
            claims=(CLAIMED,),
        )
        store.admit(page, None, MARK, noting)
    assert [bool(each.addresses.canonical) for each in seen] == [True, False]


def test_many_stubs_of_one_text_are_still_told_apart(store):
    for number in range(120):
        stub = make_candidate(
            f"https://herald.example/{number}",
            words="Subscribe to read on.",
            word_count=4,
            headline=f"Headline {number}",
        )
        assert admit(store, stub) is Outcome.EMITTED
    again = make_candidate(
        "https://herald.example/again", words="Subscribe to read on.", word_count=4,
        headline="Headline 119",
    )  # fmt: skip
    assert admit(store, again) is Outcome.DUPLICATE


def test_a_link_found_while_the_clock_was_ahead_does_not_wait(store):
    announced, ahead = make_announced(), NOON + timedelta(days=365)
    store.announce("herald", SOURCE, VALIDATORS, [announced], ahead)
    assert store.pending("herald", NOON)
    again = ahead + timedelta(hours=1)
    store.settle(announced.key, announced.link.url, "timeout", ahead, again)
    assert store.pending("herald", NOON)


def test_what_follows_a_failed_inner_step_is_undone_with_the_middle_one(store):
    def middle_step() -> None:
        with store.transaction():
            with pytest.raises(KeyError), store.transaction():
                raise KeyError
            admit(store, make_candidate())
            raise ValueError("middle")

    with store.transaction(), pytest.raises(ValueError, match="middle"):
        middle_step()
    assert store.last_seq() == 0


# -- when, what was done, and the feed


def test_due_times_survive(open_again):
    state = OutletState(next_due_at=NOON, failures=3)
    open_again().set_outlet_state("herald", state)
    assert open_again().outlet_states() == {"herald": state}


def test_what_was_learned_of_an_outlet_survives(open_again):
    hours = tuple(float(hour) for hour in range(24))
    rhythm = Rhythm(
        n=12.5,
        days=3.25,
        hours=hours,
        scrolled=0.5,
        lately=1.5,
        expected=0.25,
        fresh_s=600.0,
        learned_at=NOON,
    )
    state = OutletState(next_due_at=NOON, rhythm=rhythm)
    open_again().set_outlet_state("herald", state)
    assert open_again().outlet_states() == {"herald": state}


def test_that_our_network_is_down_survives_until_it_is_well(open_again):
    assert open_again().network_down_since() is None
    open_again().set_network_down_since(NOON)
    assert open_again().network_down_since() == NOON
    open_again().set_network_down_since(None)
    assert open_again().network_down_since() is None


def test_the_feed_position_survives(open_again):
    position = FeedPosition(file="newswatch-2026-11-23.jsonl", offset=10, last_seq=7)
    assert open_again().feed_position() is None
    open_again().set_feed_position(position)
    assert open_again().feed_position() == position
    assert open_again().last_seq() == 7


def test_a_run_may_be_recorded_twice(store):
    poll = Poll(run_id="r", outlet_id="herald", started_at=NOON)
    ledger = Ledger(discovered=1)
    ledger.settle(Outcome.FAILED, "timeout")
    store.record_run(poll, NOON, ledger, ["slow"])
    store.record_run(poll, NOON, ledger, ["slow"])


def test_outer_transactions_undo_inner_ones(store):
    with pytest.raises(KeyError), store.transaction():  # noqa: PT012
        admit(store, make_candidate())
        raise KeyError
    assert store.last_seq() == 0


def test_a_failed_inner_transaction_leaves_the_outer_one_alone(store):
    with store.transaction():
        admit(store, make_candidate())
        with pytest.raises(KeyError), store.transaction():  # noqa: PT012
            admit(store, make_candidate("https://herald.example/b", words="b"))
            raise KeyError
    assert store.last_seq() == 1


# -- articles of several pages


def article_with(*further: str) -> Candidate:
    """An article with the pages at these addresses after its first."""
    candidate = make_candidate(words="all pages")
    keys = tuple(make_announced(url).key for url in further)
    return replace(candidate, addresses=replace(candidate.addresses, further=keys))


def test_a_further_page_is_settled_with_its_article(store):
    second = make_announced("https://herald.example/a/2")
    store.announce("herald", SOURCE, VALIDATORS, [second], NOON)
    assert admit(store, article_with(second.link.url)) is Outcome.EMITTED
    assert store.pending("herald", NOON) == []
    known = store.announce("herald", SOURCE, VALIDATORS, [second], NOON)
    assert known.settled == (second.key,)


def test_a_further_page_that_is_known_makes_its_article_no_duplicate(store):
    second = "https://herald.example/a/2"
    assert admit(store, make_candidate(second, words="page two")) is Outcome.EMITTED
    assert admit(store, article_with(second)) is Outcome.EMITTED
