"""What a store remembers of an outlet's furniture, on every implementation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from builders import NOON, make_candidate

from newswatch.dedup.classify import classify
from newswatch.model import NO_FURNITURE, Outcome, PageBlocks, Removed
from newswatch.model.revision import seen_key
from newswatch.store import Store

APPEAL = frozenset({1, 2, 2**64 - 1})
MARK = partial(classify, drop_copies=False)
ELSEWHERE = seen_key("herald", "https://herald.example/elsewhere")


def candidate(number: int, *, outlet_id: str = "herald", seen_at: datetime = NOON):
    """An article with the appeal, its own sentence and its own subject."""
    made = make_candidate(
        f"https://{outlet_id}.example/{number}",
        outlet_id=outlet_id,
        words=f"{outlet_id} {number}",
        headline=f"{outlet_id} {number}",
    )
    blocks = PageBlocks(
        seen_at=seen_at,
        blocks=APPEAL | {1000 + number},
        subject=frozenset({number, 2**32 - 1}),
    )
    return replace(made, blocks=blocks)


def admit(store: Store, made) -> str:
    return store.admit(made, None, MARK, lambda *_: b"line\n").article_id


def known(store: Store, key: bytes = ELSEWHERE, now: datetime = NOON) -> frozenset[int]:
    return frozenset(store.furniture("herald", key, now).blocks)


def test_nothing_is_furniture_at_first(store):
    assert store.furniture("herald", ELSEWHERE, NOON) == NO_FURNITURE


def test_what_admitted_articles_share_is_furniture_of_their_outlet(open_again):
    first = open_again()
    for number in range(3):
        admit(first, candidate(number))
    again = open_again()
    assert dict(again.furniture("herald", ELSEWHERE, NOON).blocks) == dict.fromkeys(
        APPEAL, 3
    )
    assert again.furniture("post", ELSEWHERE, NOON) == NO_FURNITURE


def test_an_article_is_no_witness_against_itself(store):
    for number in range(3):
        admit(store, candidate(number))
    key = seen_key("herald", "https://herald.example/1")
    assert known(store, key) == frozenset()
    admit(store, candidate(3))
    assert known(store, key) == APPEAL


def test_another_address_of_a_known_article_teaches_nothing(store):
    for number in range(2):
        admit(store, candidate(number))
    again = replace(candidate(5), fingerprint=candidate(1).fingerprint)
    assert (
        store.admit(again, None, MARK, lambda *_: b"line\n").outcome
        is Outcome.DUPLICATE
    )
    assert known(store) == frozenset()


@pytest.mark.parametrize(
    ("now", "remembered"),
    [
        (NOON + timedelta(days=29), True),
        (NOON + timedelta(days=31), False),
        # an archive's page from long before, and one replayed out of order
        (NOON - timedelta(days=400), False),
        (NOON - timedelta(hours=1), True),
    ],
)
def test_only_what_was_seen_near_in_time_counts(store, now, remembered: bool):
    for number in range(3):
        admit(store, candidate(number))
    assert known(store, now=now) == (APPEAL if remembered else frozenset())


def test_pages_of_one_instant_count_in_the_order_they_were_read(store):
    for number in range(20):
        admit(store, candidate(number))
    for number in range(20, 23):
        made = candidate(number)
        anew = PageBlocks(
            seen_at=NOON,
            blocks=frozenset({7, 8, 1000 + number}),
            subject=frozenset({number}),
        )
        assert not known(store) & {7, 8}
        admit(store, replace(made, blocks=anew))
    assert known(store) >= {7, 8}


def test_old_pages_make_room_for_new_ones_and_archived_ones_keep_theirs(store):
    past = NOON - timedelta(days=400)
    with store.transaction():
        for number in range(320):
            seen_at = NOON + timedelta(minutes=number)
            admit(store, candidate(number, seen_at=seen_at))
        for number in range(400, 403):
            seen_at = past + timedelta(minutes=number)
            admit(store, candidate(number, seen_at=seen_at))
    now = NOON + timedelta(minutes=320)
    assert set(store.furniture("herald", ELSEWHERE, now).blocks.values()) == {200}
    assert known(store, now=past + timedelta(minutes=403)) == APPEAL


def test_blocks_are_undone_with_the_article_they_came_from(store):
    for number in range(2):
        admit(store, candidate(number))

    def no_line(*_: object) -> bytes:
        raise ValueError("no line")

    with pytest.raises(ValueError, match="no line"):
        store.admit(candidate(2), None, MARK, no_line)
    assert known(store) == frozenset()


def test_what_was_cut_from_an_article_can_be_told_later(store, look):
    removed = (
        Removed(block=2**64 - 1, text="Please give.", seen_on=7),
        Removed(block=1, text="Remind me later.", seen_on=5),
        Removed(block=2**64 - 1, text="Please give.", seen_on=7),
    )
    made = replace(candidate(1), removed=removed)
    article_id = admit(store, made)
    assert look().removed_from(article_id) == list(removed)
    assert look().removed_from("nw:unknown") == []


def test_a_lookup_knows_the_furniture_that_the_store_knows(store, look):
    for number in range(3):
        admit(store, candidate(number))
    furniture = store.furniture("herald", ELSEWHERE, NOON)
    assert furniture.blocks
    assert look().furniture("herald", ELSEWHERE, NOON) == furniture
