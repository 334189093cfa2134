"""What the state knows of an outlet's addresses on the whole."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from builders import NOON, make_announced, make_candidate

from newswatch.dedup.classify import classify
from newswatch.model import PageBlocks
from newswatch.store.base import KeptOut
from newswatch.store.states import SourceState

HERALD = "https://herald.example"
DROP = partial(classify, drop_copies=True)


def announce(store, *urls: str, outlet_id: str = "herald"):
    links = [make_announced(url) for url in urls]
    store.announce(outlet_id, f"{HERALD}/rss", SourceState(), links, NOON)
    return links


def keep_out(store, link, reason: str) -> None:
    store.keep_out(
        KeptOut(
            key=link.key,
            outlet_id="herald",
            url=link.link.url,
            answered_by=None,
            reason=reason,
            detail="",
            evidence=(),
            found_at=NOON,
            visits=1,
            last_at=NOON,
            next_at=None,
        )
    )


def test_nothing_is_known_of_a_new_outlet(store):
    ground = store.ground("herald")
    assert (ground.owed, ground.owed_in_all, ground.articles, ground.barren) == (
        (),
        0,
        (),
        (),
    )


def test_keys_are_unknown_until_they_are_owed_or_settled(store):
    keys = [bytes([n // 256, n % 256]) * 8 for n in range(1_200)]
    one, two = announce(store, f"{HERALD}/1", f"{HERALD}/2")
    keep_out(store, two, "index-page")
    assert store.unknown([*keys, one.key, two.key]) == frozenset(keys)
    assert store.unknown([]) == frozenset()


def test_only_links_of_the_outlet_are_owed_by_it(store):
    announce(store, f"{HERALD}/1", f"{HERALD}/2")
    announce(store, "https://other.example/1", outlet_id="other")
    assert store.owed("herald") == 2
    assert sorted(store.ground("herald").owed) == [f"{HERALD}/1", f"{HERALD}/2"]


def test_a_page_that_was_not_had_is_not_barren(store):
    links = announce(store, *(f"{HERALD}/{n}" for n in range(5)))
    reasons = ("index-page", "http-404", "timeout", "consent-wall", "robots")
    for link, reason in zip(links, reasons, strict=True):
        keep_out(store, link, reason)
    assert sorted(store.ground("herald").barren) == [f"{HERALD}/0", f"{HERALD}/1"]


def test_articles_come_with_the_addresses_that_answered(store):
    (link,) = announce(store, f"{HERALD}/1")
    made = replace(
        make_candidate(f"{HERALD}/1", claims=(f"{HERALD}/claimed",)),
        blocks=PageBlocks(seen_at=NOON, blocks=frozenset({1}), subject=frozenset()),
    )
    store.admit(made, link.key, DROP, lambda *_: b"line\n")
    (addresses,) = store.ground("herald").articles
    assert addresses == (f"{HERALD}/1",)
    assert store.ground("other").articles == ()
