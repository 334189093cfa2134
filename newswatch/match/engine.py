"""All topics over one article. The article is tokenised once; each topic asks it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newswatch.match.document import MAX_PLACES, Document, Place
from newswatch.match.mistakes import QueryError
from newswatch.match.query import Query, parse_query
from newswatch.match.snippet import snippet
from newswatch.match.tree import And, Everything, Field, Node, Not, Or, Scoped, Term
from newswatch.model import Hit, Match, Topic


@dataclass(frozen=True, slots=True)
class Found:
    """A term of a query that was met, and where."""

    term: Term
    places: Sequence[Place]


class Engine:
    """Matches articles against topics. Holds no state between two articles."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Raises QueryError, a TopicError, for the first query that cannot be read."""
        self._watched = tuple((topic, _parsed(topic)) for topic in topics)

    def match(self, title: str | None, content_text: str) -> tuple[Match, ...]:
        """The topics that the article is on, in the order given to the engine.

        Spans point into *title* and *content_text* exactly as given.
        """
        document = Document(title, content_text)
        matches = []
        for topic, query in self._watched:
            found = evaluate(query.root, document)
            if found is not None:
                matches.append(_match(topic, query, document, found))
        return tuple(matches)


def evaluate(
    node: Node, document: Document, field: Field = Field.BODY
) -> list[Found] | None:
    """The terms by which *node* is met, in the order of the query; None if it is not.

    Terms of a branch that is not met, and terms under a NOT, are left out.
    """
    match node:
        case Term():
            places = document.find(node, field)
            return [Found(node, places)] if places else None
        case And(parts=parts):
            return _all_met(parts, document, field)
        case Or(parts=parts):
            return _any_met(parts, document, field)
        case Not(part=part):
            return [] if evaluate(part, document, field) is None else None
        case Scoped(field=narrower, part=part):
            return evaluate(part, document, narrower)
        case Everything():
            return []


def _all_met(
    parts: Iterable[Node], document: Document, field: Field
) -> list[Found] | None:
    met: list[Found] = []
    for part in parts:
        found = evaluate(part, document, field)
        if found is None:
            return None
        met += found
    return met


def _any_met(
    parts: Iterable[Node], document: Document, field: Field
) -> list[Found] | None:
    branches = [evaluate(part, document, field) for part in parts]
    met = [found for found in branches if found is not None]
    return [term for found in met for term in found] if met else None


def _parsed(topic: Topic) -> Query:
    try:
        return parse_query(topic.query)
    except QueryError as error:
        raise error.of_topic(topic.id) from None


def _match(
    topic: Topic, query: Query, document: Document, found: Sequence[Found]
) -> Match:
    hits = _hits(document, found)
    return Match(
        topic_id=topic.id,
        topic_name=topic.display_name,
        query_hash=query.hash,
        hits=hits,
        snippet=_snippet(document, hits),
    )


def _hits(document: Document, found: Sequence[Found]) -> tuple[Hit, ...]:
    """One hit a term and text, in the order of the query, MAX_PLACES spans at most."""
    spans: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for part in found:
        for key, first, last in part.places:
            of_term = spans.setdefault((part.term.written, key), set())
            of_term.add(document.texts[key].span(first, last))
    return tuple(
        Hit(term=written, field=key, spans=tuple(sorted(of_term)[:MAX_PLACES]))
        for (written, key), of_term in spans.items()
    )


def _snippet(document: Document, hits: Sequence[Hit]) -> str | None:
    """From the body if a hit stands there, else from the title."""
    for key in ("content_text", "title"):
        if in_text := [hit for hit in hits if hit.field == key]:
            return snippet(document.texts[key].text, in_text)
    return None
