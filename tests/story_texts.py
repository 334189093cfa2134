"""Texts made of invented words, and candidates that carry them."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from builders import make_article, make_candidate

from newswatch.dedup.fingerprint import fingerprint
from newswatch.model.revision import Candidate


def words(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("aeioudtnrs", k=7)) for _ in range(count)]


STORY = words(400, 1)


def candidate_of(
    text: list[str], outlet_id: str = "wire", page: str = "a", **changes: Any
) -> Candidate:
    """An article of *outlet_id* at *page* whose body is *text*."""
    headline = changes.pop("headline", "Envoys meet by the lake")
    paragraphs = (" ".join(text),)
    candidate = make_candidate(
        f"https://{outlet_id}.example/{page}",
        outlet_id=outlet_id,
        article=make_article(headline, paragraphs=paragraphs),
        **changes,
    )
    return replace(candidate, fingerprint=fingerprint(headline, paragraphs))
