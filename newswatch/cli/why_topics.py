"""What `newswatch why` and `newswatch topics test` say of a topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def matched_lines(match: Mapping[str, Any]) -> Iterator[str]:
    """A match of the record: points, then each rule with what met each part of it."""
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
