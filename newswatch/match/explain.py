"""Why an article is on a topic: rules and clauses met, terms with their spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from newswatch.match.clauses import Clause, shortened
from newswatch.match.document import MAX_PLACES, Document
from newswatch.match.engine import snippet_of
from newswatch.match.evaluate import Found
from newswatch.match.scoring import Met, Score, Scorer
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
        snippet=snippet_of(document, found),
    )


class _Hits:
    """The hits of all rules: one a term and key, with all its spans."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.spans: dict[_Key, set[tuple[int, int]]] = {}

    def add(self, part: Found) -> Iterator[_Key]:
        for place in part.places:
            key = (part.group, part.term.written, place.key)
            spans = self.spans.setdefault(key, set())
            # What stands beside the text (url, tags …) has none.
            if span := self.document.span(place):
                spans.add(span)
            yield key

    def numbers(self, keys: Iterable[_Key]) -> tuple[int, ...]:
        order = {key: number for number, key in enumerate(self.spans)}
        return tuple(sorted({order[key] for key in keys}))

    def all(self) -> tuple[Hit, ...]:
        """In the order of the rules, MAX_PLACES spans at most."""
        return tuple(
            Hit(
                term=term,
                field=key,
                spans=tuple(sorted(spans)[:MAX_PLACES]),
                group=group,
            )
            for (group, term, key), spans in self.spans.items()
        )


def _rule(met: Met, hits: _Hits) -> RuleMet:
    keys = [(part, list(hits.add(part))) for part in met.found]
    return RuleMet(
        rule=shortened(met.rule.stated.when),
        add=met.points,
        places=met.places,
        clauses=tuple(_clause(each, keys, hits) for each in met.rule.clauses),
    )


def _clause(
    clause: Clause, keys: Sequence[tuple[Found, list[_Key]]], hits: _Hits
) -> ClauseMet:
    # A term that stands in two clauses counts for both.
    mine = [key for part, of in keys if part.term in clause.terms for key in of]
    return ClauseMet(
        clause=clause.label, hits=() if clause.is_negative else hits.numbers(mine)
    )
