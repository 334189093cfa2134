"""What an article lacks to be on a topic: the rule that it missed by least."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from newswatch.match.document import Document
from newswatch.match.evaluate import Lack, Miss, explain_miss
from newswatch.match.scoring import Rule, Score, Scorer


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A rule that gives points and was not met, and what kept the article from it."""

    rule: Rule
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The topic that an article is nearest to without being on it."""

    scorer: Scorer
    score: Score
    near: tuple[NearMiss, ...]


def near_misses(scorer: Scorer, document: Document) -> tuple[NearMiss, ...]:
    """The rules that would have given points, the one that lacks least first."""
    found = [
        NearMiss(rule=rule, misses=misses)
        for rule in scorer.rules
        if rule.stated.add > 0 and (misses := explain_miss(rule.query.root, document))
    ]
    return tuple(sorted(found, key=_lack))


def nearest_topic(scorers: Iterable[Scorer], document: Document) -> Nearest | None:
    """Of topics that the article is not on, the one with the greatest share of points.

    Of equals the one of which a rule lacks least. None if it is on all of them.
    """
    missed = [
        Nearest(scorer=scorer, score=score, near=near_misses(scorer, document))
        for scorer in scorers
        if scorer.confidence(score := scorer.score(document)) is None
    ]
    return min(missed, key=_distance, default=None)


def _distance(missed: Nearest) -> tuple[float, tuple[int, int]]:
    lack = _lack(missed.near[0]) if missed.near else (0, 0)
    return -missed.score.points / missed.scorer.topic.least, lack


def _lack(missed: NearMiss) -> tuple[int, int]:
    """How many words are absent; then how much else is wrong."""
    absent = sum(miss.lack is Lack.ABSENT for miss in missed.misses)
    return absent, len(missed.misses)
