"""Why an article is on a topic: rules and clauses met, terms with their spans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from newswatch.match.clauses import Asked, Clause, shortened
from newswatch.match.document import MAX_PLACES, Document, Place
from newswatch.match.evaluate import Found
from newswatch.match.scoring import Met, Score, Scorer
from newswatch.match.snippet import snippet
from newswatch.model import ClauseMet, Confidence, Hit, Match, RuleMet

#: word group, term, the record's key: what a hit is one of
_Key: TypeAlias = tuple[str | None, str, str]


def explain(
    scorer: Scorer, document: Document, score: Score, confidence: Confidence
) -> Match:
    """The match of an article that is on the topic."""
    hits = _Hits(document)
    rules = tuple(_rule(met, hits) for met in score.met)
    found = hits.all()
    return Match(
        topic_id=scorer.topic.id,
        topic_name=scorer.topic.display_name,
        query_hash=scorer.query_hash,
        score=score.points,
        threshold=scorer.topic.threshold,
        confidence=confidence,
        rules=rules,
        hits=found,
        snippet=_snippet(document, found),
    )


class _Hits:
    """The hits of all rules: one a term and key, with all its spans."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._numbers: dict[_Key, int] = {}
        self._places: list[set[Place]] = []

    def add(self, part: Found) -> frozenset[int]:
        """The numbers of the hits that *part* is told in."""
        return frozenset(self._add(part, place) for place in part.places)

    def _add(self, part: Found, place: Place) -> int:
        key = (part.group, part.term.written, place.key)
        number = self._numbers.setdefault(key, len(self._places))
        if number == len(self._places):
            self._places.append(set())
        self._places[number].add(place)
        return number

    def all(self) -> tuple[Hit, ...]:
        """In the order of the rules, MAX_PLACES spans at most."""
        return tuple(
            Hit(
                term=term,
                field=key,
                spans=self._spans(places),
                count=len(places),
                group=group,
            )
            for (group, term, key), places in zip(
                self._numbers, self._places, strict=True
            )
        )

    def _spans(self, places: set[Place]) -> tuple[tuple[int, int], ...]:
        # What stands beside the text (url, tags …) has none.
        spans = filter(None, map(self._document.span, places))
        return tuple(sorted(set(spans))[:MAX_PLACES])


def _rule(met: Met, hits: _Hits) -> RuleMet:
    numbers = [
        ((part.group, part.term.written, part.field), hits.add(part))
        for part in met.found
    ]
    return RuleMet(
        rule=shortened(met.rule.stated.when),
        add=met.points,
        places=met.places,
        clauses=tuple(_clause(each, numbers) for each in met.rule.clauses),
    )


def _clause(
    clause: Clause, numbers: Sequence[tuple[Asked, frozenset[int]]]
) -> ClauseMet:
    # What two clauses ask for counts for both.
    mine = [of for asked, of in numbers if asked in clause.asked]
    is_told = bool(mine) and not clause.is_negative
    hits = tuple(sorted(frozenset().union(*mine))) if is_told else ()
    return ClauseMet(clause=clause.label, hits=hits)


def _snippet(document: Document, hits: Sequence[Hit]) -> str | None:
    """From the body if a hit stands there, else from the title."""
    for key in ("content_text", "title"):
        if in_text := [hit for hit in hits if hit.field == key]:
            return snippet(document.texts[key].text, in_text)
    return None
