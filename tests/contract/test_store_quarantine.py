"""What is kept out can be read later: what, why, what was seen, and when again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from builders import NOON, make_announced, make_candidate

from newswatch.dedup.classify import classify
from newswatch.store.base import KeptOut
from newswatch.store.states import SourceState

PAGE = "https://herald.example/a"
LATER = NOON + timedelta(hours=1)
DROP = partial(classify, drop_copies=True)


@pytest.fixture
def announced(store):
    link = make_announced(PAGE)
    store.announce("herald", f"{PAGE}.rss", SourceState(), [link], NOON)
    return link


def kept_out(key: bytes, **changes: object) -> KeptOut:
    out = KeptOut(
        key=key,
        outlet_id="herald",
        url=PAGE,
        answered_by=f"{PAGE}?wall=1",
        reason="consent-wall",
        detail="a question for consent, no page",
        evidence=('html:h1 "Ми цінуємо"', "html:div#didomi-host"),
        found_at=NOON,
        visits=1,
        last_at=NOON,
        next_at=LATER,
    )
    return replace(out, **changes)


def test_what_is_kept_out_reads_back_whole(store, announced):
    out = kept_out(announced.key)
    store.keep_out(out)
    assert store.kept_out(announced.key) == out
    assert store.quarantine() == store.quarantine("herald") == [out]
    assert store.quarantine("post") == []


def test_what_is_kept_out_for_now_is_owed_at_its_time(store, announced):
    store.keep_out(kept_out(announced.key))
    assert store.pending("herald", NOON) == []
    (owed,) = store.pending("herald", LATER)
    assert (owed.key, owed.attempts) == (announced.key, 1)


def test_what_is_kept_out_for_good_is_never_owed_and_still_known(store, announced):
    out = kept_out(announced.key, reason="tag-page", next_at=None)
    store.keep_out(out)
    assert store.pending("herald", NOON + timedelta(days=400)) == []
    assert store.kept_out(announced.key) == out


def test_the_last_visit_replaces_the_one_before(store, announced):
    store.keep_out(kept_out(announced.key))
    last = kept_out(announced.key, reason="http-503", evidence=(), visits=2)
    store.keep_out(last)
    assert store.quarantine() == [last]


def test_the_latest_visit_comes_first(store):
    early, late = make_announced(PAGE), make_announced(f"{PAGE}2")
    store.keep_out(kept_out(early.key, next_at=None))
    store.keep_out(kept_out(late.key, last_at=LATER, next_at=None))
    assert [out.key for out in store.quarantine()] == [late.key, early.key]


def test_an_article_that_comes_at_last_is_kept_out_no_more(store, announced):
    store.keep_out(kept_out(announced.key))
    store.admit(make_candidate(PAGE), announced.key, DROP, lambda *_: b"{}\n")
    assert store.quarantine() == []


def test_an_address_that_leads_to_another_is_kept_out_no_more(store, announced):
    store.keep_out(kept_out(announced.key))
    store.reroute(announced.key, make_announced(f"{PAGE}/full"), LATER)
    assert store.kept_out(announced.key) is None
