"""All topics over one article: it is tokenised once, and wakes few of them."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from newswatch.match.document import MAX_PLACES, Document
from newswatch.match.evaluate import Found, evaluate
from newswatch.match.mistakes import QueryError
from newswatch.match.percolator import Percolator
from newswatch.match.query import Query, parse_query
from newswatch.match.snippet import snippet
from newswatch.model import Hit, Match, Topic


class Engine:
    """Matches articles against topics. An answer depends on no earlier article."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Raises QueryError, a TopicError, for the first query that cannot be read."""
        with _no_collection():
            self._queries: list[Query | None] = [*map(_parsed, topics)]
            roots = [query.root for query in self._queries if query is not None]
            self._percolator = Percolator(roots)
        self._topics = tuple(topics)

    @classmethod
    def restored(cls, topics: Sequence[Topic], percolator: Percolator) -> Self:
        """An engine of topics whose queries were read before, by *percolator*'s maker.

        Each is read again when an article first wakes it.
        """
        engine = cls.__new__(cls)
        engine._topics = tuple(topics)
        engine._queries = [None] * len(topics)
        engine._percolator = percolator
        return engine

    @property
    def percolator(self) -> Percolator:
        return self._percolator

    def match(
        self,
        title: str | None,
        content_text: str,
        *,
        url: str | None = None,
        section: str | None = None,
        outlet: str | Sequence[str] = (),
        authors: Sequence[str] = (),
        language: str | None = None,
        tags: Sequence[str] = (),
    ) -> tuple[Match, ...]:
        """The topics that the article is on, in the order given to the engine.

        Spans point into *title* and *content_text* exactly as given. *outlet* is the
        outlet's id, or its id and its names.
        """
        document = Document(
            title,
            content_text,
            url=url,
            section=section,
            outlet=outlet,
            authors=authors,
            language=language,
            tags=tags,
        )
        return self.match_document(document)

    def match_document(self, document: Document) -> tuple[Match, ...]:
        """As `match`, of an article that is already tokenised."""
        matches = []
        for number in self._percolator.woken(document):
            topic, query = self._topics[number], self._query(number)
            evidence = evaluate(query.root, document)
            if evidence is not None:
                matches.append(_match(topic, query, document, evidence.found))
        return tuple(matches)

    def _query(self, number: int) -> Query:
        query = self._queries[number]
        if query is None:
            query = self._queries[number] = _parsed(self._topics[number])
        return query


def reloaded(
    engine: Engine, topics: Sequence[Topic]
) -> tuple[Engine, QueryError | None]:
    """An engine for *topics*; if one of them cannot be read, *engine* and the mistake.

    There is no moment without an engine, nor one with a part of the topics.
    """
    try:
        return Engine(topics), None
    except QueryError as mistake:
        return engine, mistake


@contextmanager
def _no_collection() -> Iterator[None]:
    """Loading makes a million objects and no garbage; to look for it costs a fifth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _parsed(topic: Topic) -> Query:
    try:
        return parse_query(topic.query)
    except QueryError as error:
        raise error.of_topic(topic.id) from None


def _match(
    topic: Topic, query: Query, document: Document, found: Sequence[Found]
) -> Match:
    hits = hits_of(document, found)
    return Match(
        topic_id=topic.id,
        topic_name=topic.display_name,
        query_hash=query.hash,
        hits=hits,
        snippet=snippet_of(document, hits),
    )


def hits_of(document: Document, found: Iterable[Found]) -> tuple[Hit, ...]:
    """One hit a term and key, in the order of the query, MAX_PLACES spans at most.

    A hit beside the text (url, outlet, tags …) has no spans.
    """
    spans: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for part in found:
        for place in part.places:
            of_term = spans.setdefault((part.term.written, place.key), set())
            if span := document.span(place):
                of_term.add(span)
    return tuple(
        Hit(term=written, field=key, spans=tuple(sorted(of_term)[:MAX_PLACES]))
        for (written, key), of_term in spans.items()
    )


def snippet_of(document: Document, hits: Sequence[Hit]) -> str | None:
    """From the body if a hit stands there, else from the title."""
    for key in ("content_text", "title"):
        if in_text := [hit for hit in hits if hit.field == key]:
            return snippet(document.texts[key].text, in_text)
    return None
