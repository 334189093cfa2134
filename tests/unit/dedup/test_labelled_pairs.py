"""Pairs of real texts that people labelled: what must not get worse.

The documents are compared two by two here; benchmarks/dedup.py judges the same pairs
by way of the index, beside the peers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from newswatch.dedup.fingerprint import fingerprint
from newswatch.dedup.likeness import COPY, SIMILAR, likeness


@dataclass(frozen=True)
class Judged:
    kind: str
    same: bool
    by_hand: bool
    score: float


@pytest.fixture(scope="module")
def judged(shared_dir: Path) -> list[Judged]:
    folder = shared_dir / "corpus" / "labelled"
    if not (folder / "dedup_docs.jsonl").exists():
        pytest.skip("the labelled pairs are not here")
    pairs = [
        pair
        for pair in rows(folder / "dev" / "dedup_pairs.jsonl")
        if not pair["border"]
    ]
    asked = {pair[side] for pair in pairs for side in "ab"}
    texts = {
        row["id"]: row
        for row in rows(folder / "dedup_docs.jsonl")
        if row["id"] in asked
    }
    passages = {
        name: fingerprint(None, row["text"].split("\n\n")).passages
        for name, row in texts.items()
    }
    return [
        Judged(
            kind=pair["kind"],
            same=bool(pair["label"]),
            by_hand=pair["src"].startswith("hand"),
            score=likeness(
                passages[pair["b"]],
                passages[pair["a"]].print,
                headlines=(texts[pair["b"]]["title"], texts[pair["a"]]["title"]),
                same_outlet=texts[pair["a"]]["source"] == texts[pair["b"]]["source"],
            ).score,
        )
        for pair in pairs
    ]


def rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def precision_and_recall(pairs: list[Judged], least: float) -> tuple[float, float]:
    found = [pair for pair in pairs if pair.score >= least]
    right = sum(pair.same for pair in found)
    return right / len(found), right / sum(pair.same for pair in pairs)


def f1(pairs: list[Judged]) -> float:
    precision, recall = precision_and_recall(pairs, SIMILAR)
    return 2 * precision * recall / (precision + recall)


def joined(pairs: list[Judged], *kinds: str) -> list[bool]:
    return [pair.score >= SIMILAR for pair in pairs if pair.kind in kinds]


def test_copies_and_similar_texts_are_told_from_others(judged):
    assert f1(judged) >= 0.97
    assert f1([pair for pair in judged if pair.by_hand]) >= 0.92


def test_what_keeps_a_line_out_is_nearly_always_a_copy(judged):
    precision, recall = precision_and_recall(judged, COPY)
    assert precision >= 0.99
    assert recall >= 0.85


def test_templates_and_site_blocks_join_nothing(judged):
    templates = joined(judged, "template")
    blocks = joined(judged, "shared-boilerplate")
    assert sum(templates) <= 0.25 * len(templates)
    assert sum(blocks) <= 0.03 * len(blocks)


def test_cut_and_extended_copies_are_found(judged):
    found = joined(
        [pair for pair in judged if pair.same],
        *("truncated", "contained-copy", "new-lede", "tail-added"),
    )
    assert len(found) > 60
    assert found.count(False) <= 1
