"""A topic tried on one article, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newswatch.cli.terminal import count_of
from newswatch.cli.why_topics import near_lines, near_objects
from newswatch.match.nearest import near_misses

if TYPE_CHECKING:
    from newswatch.match import Document, Scorer
    from newswatch.match.scoring import Met, Score

_MOST_NEAR = 2


def tree_lines(scorer: Scorer) -> Iterator[str]:
    """The topic as it was understood: its rules with all their brackets."""
    topic = scorer.topic
    low = "" if topic.low is None else f", low confidence from {topic.low:g}"
    yield f"{topic.id}  {topic.display_name}  threshold {topic.threshold:g}{low}"
    for rule in scorer.rules:
        most = (
            "" if rule.stated.max is None else f" a place, at most {rule.stated.max:g}"
        )
        yield f"  {rule.stated.add:+g}{most}  {rule.query}"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a topic makes of one article."""

    scorer: Scorer
    document: Document
    score: Score

    @classmethod
    def of(cls, scorer: Scorer, document: Document) -> Trial:
        return cls(scorer=scorer, document=document, score=scorer.score(document))

    @property
    def is_on(self) -> bool:
        return self.scorer.confidence(self.score) is not None

    @property
    def verdict(self) -> str:
        confidence = self.scorer.confidence(self.score)
        points, topic = f"{self.score.points:g}", self.scorer.topic
        if confidence is None:
            return f"no match: {points} of {topic.least:g} points"
        # As the record says it: of the threshold, also below it.
        of = f"{points} of {topic.threshold:g} points"
        return f"match, {confidence.value} confidence: {of}"

    def lines(self) -> Iterator[str]:
        yield self.verdict
        for met in self.score.met:
            places = f"  at {count_of(met.places, 'place')}" if met.places > 1 else ""
            yield f"  {met.points:+g}  {met.rule.stated.when}{places}"
            yield from (f"      {line}" for line in found_in(met))
        if not self.is_on:
            yield "nearest:"
            yield from near_lines(self._near())

    def as_object(self) -> dict[str, Any]:
        confidence = self.scorer.confidence(self.score)
        return {
            "topic": self.scorer.topic.id,
            "match": confidence is not None,
            "confidence": confidence and confidence.value,
            "score": self.score.points,
            "needed": self.scorer.topic.least,
            "rules": [
                {
                    "rule": met.rule.stated.when,
                    "add": met.points,
                    "places": met.places,
                    "found": list(found_in(met)),
                }
                for met in self.score.met
            ],
            "nearest": near_objects(self._near()) if confidence is None else [],
        }

    def _near(self) -> Iterable[Any]:
        return near_misses(self.scorer, self.document)[:_MOST_NEAR]


def found_in(met: Met) -> Iterator[str]:
    """`@russia: Lavrov in title`, in the order of the rule."""
    for part in met.found:
        group = f"@{part.group}: " if part.group else ""
        keys = ", ".join(dict.fromkeys(place.key for place in part.places))
        yield f"{group}{part.term.written} in {keys}"
