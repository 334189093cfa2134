"""Standing: whose page it is that answered a look, by what the store knows of it.

An old address may lead to a new one of the same article, and that is worth to remember;
or to a notice, to the article that took its place, to any other. What answers at an
address that never brought the article must have its headline, or part of its text.
"""

from __future__ import annotations

from dataclasses import dataclass

from newswatch.dedup.classify import SHARED
from newswatch.dedup.resemblance import resemblance
from newswatch.feed.retold import told_record
from newswatch.model.revision import (
    Candidate,
    Cluster,
    Known,
    Novelty,
    Role,
    Signal,
    Verdict,
    cluster_id,
)
from newswatch.store.base import Revisit, Store, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    #: the page is not the article's
    is_another: bool
    #: the address that it calls its own is another article's
    claims_refuted: bool
    #: what is near it in the store, but for the article itself
    others: tuple[Known, ...]


def standing_of(
    store: Store, revisit: Revisit, candidate: Candidate, told: Told | None
) -> Standing:
    others = tuple(
        known
        for known in store.relatives(candidate)
        if known.article_id != revisit.article_id
    )
    return Standing(
        is_another=_is_another(store, revisit, candidate, told),
        claims_refuted=any(
            known.signal is Signal.CANONICAL and known.outlet_id == candidate.outlet_id
            for known in others
        ),
        others=others,
    )


def cluster_by(verdict: Verdict, article_id: str, before: Cluster) -> Cluster:
    """The cluster of what has no line yet: its own, once it is no copy any more."""
    is_copy = before.role in (Role.EXACT_COPY, Role.NEAR_COPY)
    if is_copy and verdict.novelty is Novelty.NEW:
        return Cluster(id=cluster_id(article_id), role=Role.FIRST)
    return before


def _is_another(
    store: Store, revisit: Revisit, candidate: Candidate, told: Told | None
) -> bool:
    if candidate.post_id is not None:
        return False
    key = candidate.addresses.own[0]
    if holder := store.articles_at([key]).get(key):
        return holder.article_id != revisit.article_id
    if told is None:
        return False
    before = told_record(told.record)
    if before.title == candidate.article.headline:
        return False
    found = resemblance(told.text, candidate.article.text)
    return found is None or found.contained < SHARED
