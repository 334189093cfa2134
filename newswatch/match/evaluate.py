"""Whether an article meets a node of a query, by what, and what it lacks if not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from newswatch.match.document import Document, Place
from newswatch.match.near import nearest_miss, stretches
from newswatch.match.tree import (
    And,
    Everything,
    Field,
    Group,
    Near,
    Node,
    Not,
    Or,
    Scoped,
    Term,
)


class Found(NamedTuple):
    """A term of a query that was met, and where."""

    term: Term
    #: the field in which it was looked for
    field: Field
    places: Sequence[Place]
    #: the word group that it belongs to
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """By what a node is met."""

    #: in the order of the query
    found: tuple[Found, ...] = ()
    #: how often it is met: of a term its places, of OR those of all branches, of AND
    #: those of its rarest part, of NEAR the stretches that do not overlap; 1 of what
    #: stands nowhere, such as a NOT
    count: int = 1


class Lack(StrEnum):
    #: the part stands nowhere in its field
    ABSENT = "absent"
    #: the parts of a NEAR are there, but too far apart
    DISTANCE = "distance"
    #: what a NOT leaves out is there
    UNWANTED = "unwanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One part of a query that keeps an article from meeting it."""

    lack: Lack
    #: the part as the tree prints it; of a distance the two sides with their NEAR
    part: str
    field: Field
    #: the group that is absent, or that is unwanted
    group: str | None = None
    #: of a distance: the most that is allowed, and the least that there is; None if no
    #: text holds both sides, 0 if all that stands there is the same words
    allowed: int | None = None
    apart: int | None = None
    #: the terms that are there, though unwanted
    terms: tuple[str, ...] = ()


def evaluate(
    node: Node, document: Document, field: Field = Field.BODY
) -> Evidence | None:
    """By what *node* is met; None if it is not.

    Terms of a branch that is not met, and terms under a NOT, are left out; of a NEAR
    only the places in its stretches are told.
    """
    match node:
        case Term():
            places = document.find(node, field)
            return (
                Evidence((Found(node, field, places),), len(places)) if places else None
            )
        case And(parts=parts):
            return _all_met(parts, document, field)
        case Or(parts=parts):
            return _any_met(parts, document, field)
        case Not(part=part):
            return Evidence() if evaluate(part, document, field) is None else None
        case Scoped(field=narrower, part=part):
            return evaluate(part, document, narrower)
        case Group(name=name, part=part):
            evidence = evaluate(part, document, field)
            return evidence and _named(evidence, name)
        case Near():
            return _near(node, document, field)
        case Everything():
            return Evidence()


def _named(evidence: Evidence, group: str) -> Evidence:
    return Evidence(
        tuple(found._replace(group=group) for found in evidence.found), evidence.count
    )


def _all_met(
    parts: Iterable[Node], document: Document, field: Field
) -> Evidence | None:
    met: list[Evidence] = []
    for part in parts:
        evidence = evaluate(part, document, field)
        if evidence is None:
            return None
        met.append(evidence)
    counts = [evidence.count for evidence in met if evidence.found]
    return Evidence(_joined(met), min(counts, default=1))


def _any_met(
    parts: Iterable[Node], document: Document, field: Field
) -> Evidence | None:
    branches = [evaluate(part, document, field) for part in parts]
    met = [evidence for evidence in branches if evidence is not None]
    if not met:
        return None
    counts = [evidence.count for evidence in met if evidence.found]
    return Evidence(_joined(met), sum(counts) or 1)


def _joined(met: Iterable[Evidence]) -> tuple[Found, ...]:
    return tuple(found for evidence in met for found in evidence.found)


def _near(node: Near, document: Document, field: Field) -> Evidence | None:
    sides = [evaluate(part, document, field) for part in node.parts]
    met = [side for side in sides if side is not None]
    if len(met) < len(sides):
        return None
    found = stretches([_places(side) for side in met], node.distances)
    if not found:
        return None
    chains = zip(*(stretch.chain for stretch in found), strict=True)
    parts = [
        part._replace(places=kept)
        for side, places in zip(met, map(frozenset, chains), strict=True)
        for part in side.found
        if (kept := tuple(place for place in part.places if place in places))
    ]
    return Evidence(tuple(parts), len(found))


def _places(evidence: Evidence) -> list[Place]:
    return [place for found in evidence.found for place in found.places]


def explain_miss(
    node: Node, document: Document, field: Field = Field.BODY
) -> tuple[Miss, ...]:
    """What keeps the article from meeting *node*, in its order; empty if it is met.

    Of AND every part that is not met is told; of OR the branch that lacks least, or,
    if all are absent, the whole.
    """
    if evaluate(node, document, field) is not None:
        return ()
    match node:
        case And(parts=parts):
            return tuple(
                miss for part in parts for miss in explain_miss(part, document, field)
            )
        case Or(parts=parts):
            return _least(node, parts, document, field)
        case Scoped(field=narrower, part=part):
            return explain_miss(part, document, narrower)
        case Near():
            return tuple(_near_misses(node, document, field))
        case Not(part=part):
            return (_unwanted(part, document, field),)
        case _:
            return (_absent(node, field),)


def _unwanted(part: Node, document: Document, field: Field) -> Miss:
    if isinstance(part, Scoped):
        return _unwanted(part.part, document, part.field)
    evidence = evaluate(part, document, field)
    found = evidence.found if evidence else ()
    return Miss(
        lack=Lack.UNWANTED,
        part=str(part),
        field=field,
        group=part.name if isinstance(part, Group) else None,
        terms=tuple(dict.fromkeys(each.term.written for each in found)),
    )


def _absent(node: Node, field: Field) -> Miss:
    group = node.name if isinstance(node, Group) else None
    return Miss(lack=Lack.ABSENT, part=str(node), field=field, group=group)


def _least(
    node: Or, parts: Iterable[Node], document: Document, field: Field
) -> tuple[Miss, ...]:
    branches = [explain_miss(part, document, field) for part in parts]
    if all(isinstance(part, Term | Group) for part in node.parts):
        return (_absent(node, field),)
    return min(branches, key=_weight)


def _weight(misses: Sequence[Miss]) -> tuple[int, int]:
    """How much is lacking: a distance is less than a word."""
    absent = sum(miss.lack is Lack.ABSENT for miss in misses)
    return len(misses) + absent, absent


def _near_misses(node: Near, document: Document, field: Field) -> Iterator[Miss]:
    sides = [evaluate(part, document, field) for part in node.parts]
    for part, side in zip(node.parts, sides, strict=True):
        if side is None:
            yield _absent(part, field)
    met = [side for side in sides if side is not None]
    if len(met) == len(sides):
        link, apart = nearest_miss([_places(side) for side in met], node.distances)
        allowed = node.distances[link]
        yield Miss(
            lack=Lack.DISTANCE,
            part=f"{node.parts[link]} NEAR/{allowed} {node.parts[link + 1]}",
            field=field,
            allowed=allowed,
            apart=apart,
        )
