"""Which parts of an index are asked, and which links of a listing are taken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOON, make_announced

from newswatch import clock
from newswatch.discover import Listing
from newswatch.discover.traps import FIRST
from newswatch.model import Outlet, Poll, Source, SourceKind, Via
from newswatch.rounds import MOST_PARTS, Round
from newswatch.spiders.listed import parts_of
from newswatch.spiders.sifting import Sieve
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import SourceState

INDEX = Source(kind=SourceKind.SITEMAP, url="https://herald.example/index.xml")


@pytest.fixture
def round_() -> Round:
    poll = Poll.starting("herald", NOON, "aaaa")
    return Round(poll, Outlet(id="herald", name="The Herald"), frozenset())


def test_both_ends_of_a_long_index_are_asked(round_: Round):
    urls = tuple(f"https://herald.example/{n}.xml" for n in range(5_000))
    parts = [part.url for part in parts_of(round_, INDEX, Listing(more=urls), 0)]
    assert len(parts) == MOST_PARTS
    assert {urls[0], urls[-1]} <= set(parts)
    assert parts_of(round_, INDEX, Listing(more=urls), 0) == []


def test_the_newest_of_a_long_sitemap_are_taken_first(tmp_path: Path, round_: Round):
    links = tuple(
        make_announced(
            f"https://herald.example/news/{n}",
            via=Via.SITEMAP,
            modified_at=NOON - timedelta(days=2_000 - n),
        )
        for n in range(2_000)
    )
    store = SqliteStore(tmp_path / "state.db")
    sifted = Sieve().sift(store, round_, links)
    store.close()
    assert sifted.links == links[-FIRST:]
    assert sifted.refused == 2_000 - FIRST


def test_a_feed_is_taken_whole_beside_an_archive(tmp_path: Path, round_: Round):
    store = SqliteStore(tmp_path / "state.db")
    archive = [
        make_announced(f"https://herald.example/news/{n}", via=Via.SITEMAP)
        for n in range(FIRST)
    ]
    store.announce("herald", INDEX.url, SourceState(), archive, clock.now())
    feed = tuple(
        make_announced(f"https://herald.example/news/{n}")
        for n in range(FIRST, FIRST + 50)
    )
    sifted = Sieve().sift(store, round_, feed)
    store.close()
    assert sifted.links == feed
