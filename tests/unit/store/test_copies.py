"""The copy index on its own: texts that change, and how they are packed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from builders import NOON
from story_texts import STORY, candidate_of, words

from newswatch.dedup.classify import classify
from newswatch.model.likeness import Passages
from newswatch.store import copies, packing
from newswatch.store.sqlite import SqliteStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path / "state.db")) as opened:
        yield opened


def passages_of(text: list[str]) -> Passages:
    return candidate_of(text).fingerprint.passages


def found(store: SqliteStore, text: list[str]) -> list[str]:
    kin = copies.alike(
        store._db,
        passages_of(text),
        outlet_id="post",
        headline=None,
        since=NOON - timedelta(days=1),
    )
    return list(kin)


def test_an_article_whose_text_changed_is_found_by_the_new_one_only(store):
    decide = partial(classify, drop_copies=False)
    admission = store.admit(candidate_of(STORY), None, decide, lambda *_: b"\n")
    article = admission.article_id
    assert found(store, STORY[:200]) == [article]
    edited = words(300, 7)
    copies.index(store._db, article, passages_of(edited).print, NOON)
    assert found(store, STORY[:200]) == []
    assert found(store, edited[:200]) == [article]


def test_numbers_come_out_of_a_blob_as_they_went_in():
    numbers = (0, 1, (1 << 47) - 1)
    assert packing.unpacked(packing.packed(numbers)) == numbers
    assert packing.unpacked(b"") == ()


def test_counts_beyond_a_byte_are_kept_as_its_greatest():
    counts = {7: 1, (1 << 32) - 1: 255, 9: 300}
    told = packing.unpacked_counts(packing.packed_counts(counts))
    assert told == {**counts, 9: 255}


@pytest.mark.parametrize("flags", [[], [False], [True], [False] * 9 + [True, False]])
def test_bits_choose_what_they_chose(flags: list[bool]):
    chosen = packing.where_set(packing.packed_bits(flags), range(len(flags)))
    assert list(chosen) == [place for place, flag in enumerate(flags) if flag]
