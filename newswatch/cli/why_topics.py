"""What `newswatch why` and `newswatch topics test` say of a topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newswatch.cli.why_case import Case
    from newswatch.match import Miss
    from newswatch.match.nearest import NearMiss

#: rules that were nearly met, of one topic
_MOST_NEAR = 2


def matched_lines(match: Mapping[str, Any]) -> Iterator[str]:
    """A match of the record: points, then each rule with what met each part of it."""
    if "rules" not in match:  # a line from before there were points
        yield match["topic"]
        yield from (f"  {term}" for term in _terms(match["terms"]))
        return
    low = ", low confidence" if match["confidence"] == "low" else ""
    points = f"{match['score']:g} of {match['threshold']:g} points"
    yield f"{match['topic']}  {points}{low}"
    for rule in match["rules"]:
        places = f"  at {rule['places']} places" if rule["places"] > 1 else ""
        yield f"  {rule['add']:+g}  {rule['rule']}{places}"
        for clause in rule["clauses"]:
            met = [match["terms"][number] for number in clause["terms"]]
            if met:
                yield f"      {clause['clause']}: {', '.join(_terms(met))}"


def _terms(terms: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """`Lavrov in title`, `Putin in content_text x2`."""
    for term in terms:
        times = f" x{term['count']}" if term["count"] > 1 else ""
        yield f"{term['term']} in {term['field']}{times}"


def nearest_facts(case: Case) -> tuple[list[str], dict[str, Any]] | None:
    """Of an article on no topic: the nearest one, and what the article lacks."""
    from newswatch.feed.stored import document_of, said_of
    from newswatch.match import Scorer
    from newswatch.match.nearest import nearest_topic

    if case.article is None or case.lookup is None or case.article.topics_matched:
        return None
    stored = case.lookup.text(case.article.id)
    if stored is None:
        return None
    known = case.configuration.topics
    asked = case.configuration.topic_ids_for(stored.outlet_id)
    scorers = [Scorer(known[topic_id]) for topic_id in sorted(asked)]
    outlet = case.configuration.outlets.get(stored.outlet_id)
    found = nearest_topic(scorers, document_of(stored, said_of(stored), outlet))
    if found is None:
        return None
    topic, points = found.scorer.topic, found.score.points
    near = found.near[:_MOST_NEAR]
    lines = [f"{topic.id}  {points:g} of {topic.least:g} points"]
    lines += near_lines(near)
    return lines, {
        "topic": topic.id,
        "score": points,
        "needed": topic.least,
        "near": near_objects(near),
    }


def near_lines(near: Iterable[NearMiss]) -> Iterator[str]:
    """Rules that were not met, each with what it lacked."""
    from newswatch.match.clauses import shortened

    for missed in near:
        yield f"  {missed.rule.stated.add:+g}  {shortened(missed.rule.stated.when)}"
        yield from (f"      {miss_words(miss)}" for miss in missed.misses)


def near_objects(near: Iterable[NearMiss]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "rule": missed.rule.stated.when,
            "add": missed.rule.stated.add,
            "missing": [
                {
                    "lack": miss.lack.value,
                    "part": miss.part,
                    "field": miss.field.value,
                    "allowed": miss.allowed,
                    "apart": miss.apart,
                    "terms": list(miss.terms),
                }
                for miss in missed.misses
            ],
        }
        for missed in near
    ]


def miss_words(miss: Miss) -> str:
    """`missing in title: @talk`, `12 words apart, 8 allowed: @russia NEAR/8 @usa`."""
    from newswatch.match import Lack
    from newswatch.match.clauses import shortened

    part = shortened(miss.part)
    if miss.lack is Lack.UNWANTED:
        by = ", ".join(term for term in miss.terms if term != miss.part)
        return f"unwanted in {miss.field}: {part}" + (
            f" ({shortened(by)})" if by else ""
        )
    if miss.lack is Lack.ABSENT:
        return f"missing in {miss.field}: {part}"
    if miss.apart is None:
        return f"in different texts of {miss.field}: {part}"
    if miss.apart == 0:
        return f"the same words in {miss.field}: {part}"
    return f"{miss.apart} words apart in {miss.field}, {miss.allowed} allowed: {part}"
