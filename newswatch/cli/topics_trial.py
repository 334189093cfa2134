"""A topic tried: on one article rule by rule, and on the articles that were kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newswatch.cli.terminal import count_of
from newswatch.cli.why_topics import document_of, near_lines, near_objects
from newswatch.match import Document, Scorer
from newswatch.match.nearest import near_misses
from newswatch.match.scoring import Met, Score

if TYPE_CHECKING:
    from newswatch.config import Configuration
    from newswatch.store.texts import StoredText

#: articles listed of those that an edit gains, and of those that it loses
MOST_LISTED = 10
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
    def verdict(self) -> str:
        confidence = self.scorer.confidence(self.score)
        points = f"{self.score.points:g} of {self.scorer.topic.least:g} points"
        if confidence is None:
            return f"no match: {points}"
        return f"match, {confidence.value} confidence: {points}"

    def lines(self) -> Iterator[str]:
        yield self.verdict
        for met in self.score.met:
            places = f"  at {count_of(met.places, 'place')}" if met.places > 1 else ""
            yield f"  {met.points:+g}  {met.rule.stated.when}{places}"
            yield from (f"      {line}" for line in self._found(met))
        if self.scorer.confidence(self.score) is None:
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
                    "found": list(self._found(met)),
                }
                for met in self.score.met
            ],
            "nearest": near_objects(self._near()) if confidence is None else [],
        }

    def _near(self) -> Iterable[Any]:
        return near_misses(self.scorer, self.document)[:_MOST_NEAR]

    def _found(self, met: Met) -> Iterator[str]:
        """`@russia: Lavrov in title`, in the order of the rule."""
        for part in met.found:
            group = f"@{part.group}: " if part.group else ""
            keys = ", ".join(dict.fromkeys(place.key for place in part.places))
            yield f"{group}{part.term.written} in {keys}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What an edit changes among the articles that were kept."""

    tried: int
    matched: int
    gained: tuple[StoredText, ...]
    lost: tuple[StoredText, ...]

    def lines(self) -> Iterator[str]:
        tried = count_of(self.tried, "kept article")
        gained, lost = len(self.gained), len(self.lost)
        yield f"{tried}: {self.matched} match, {gained} gained, {lost} lost"
        for sign, texts in (("+", self.gained), ("-", self.lost)):
            for text in texts[:MOST_LISTED]:
                yield f"  {sign} {text.title or '(no headline)'}  {text.url}"
            if len(texts) > MOST_LISTED:
                yield f"  {sign} and {len(texts) - MOST_LISTED} more"

    def as_object(self) -> dict[str, Any]:
        def named(texts: Iterable[StoredText]) -> list[dict[str, Any]]:
            return [{"id": t.id, "url": t.url, "title": t.title} for t in texts]

        return {
            "tried": self.tried,
            "matched": self.matched,
            "gained": named(self.gained),
            "lost": named(self.lost),
        }


def compare(
    texts: Iterable[StoredText],
    configuration: Configuration,
    scorer: Scorer,
    against: Scorer | None,
) -> Comparison:
    """The topic as the files have it, beside what was found when each article came.

    With *against* it is that query beside the topic of the files.
    """
    tried = matched = 0
    gained, lost = [], []
    for text in texts:
        document = document_of(text, configuration)
        was = scorer.topic.id in text.topics_matched
        is_on = _is_on(scorer, document)
        if against is not None:
            was, is_on = is_on, _is_on(against, document)
        tried += 1
        matched += is_on
        if is_on and not was:
            gained.append(text)
        elif was and not is_on:
            lost.append(text)
    return Comparison(
        tried=tried, matched=matched, gained=tuple(gained), lost=tuple(lost)
    )


def _is_on(scorer: Scorer, document: Document) -> bool:
    return scorer.confidence(scorer.score(document)) is not None
