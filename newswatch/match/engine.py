"""All topics over one article: it is tokenised once, and wakes few of them.

    article ─▶ Document ─▶ Percolator: which topics could it be on?
            ─▶ Scorer of each of these: points, and are they enough? ─▶ explain

Only of topics that wake are the rules asked, points counted, the explanation made.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from newswatch.match.document import Document
from newswatch.match.explain import explain
from newswatch.match.forms import learn_forms
from newswatch.match.percolator import Percolator
from newswatch.match.scoring import Scorer
from newswatch.model import Match, Topic


class Engine:
    """Matches articles against topics. An answer depends on no earlier article."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Raises QueryError, a TopicError, for the first query that cannot be read."""
        learn_forms(text for topic in topics for text in topic.texts)
        with _no_collection():
            scorers = [*map(Scorer, topics)]
            self._percolator = Percolator([scorer.waking for scorer in scorers])
        self._scorers = dict(enumerate(scorers))
        self._written: Sequence[bytes] = ()

    @classmethod
    def restored(cls, written: Sequence[bytes], percolator: Percolator) -> Self:
        """An engine of topics that were read before, by *percolator*'s maker.

        They come as JSON: each is read again when an article first wakes it.
        """
        engine = cls.__new__(cls)
        engine._scorers = {}
        engine._written = written
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
        judged = (
            _judged(self._scorer(number), document)
            for number in self._percolator.woken(document)
        )
        return tuple(match for match in judged if match is not None)

    def _scorer(self, number: int) -> Scorer:
        scorer = self._scorers.get(number)
        if scorer is None:
            topic = Topic.model_validate_json(self._written[number])
            scorer = self._scorers[number] = Scorer(topic)
        return scorer


def _judged(scorer: Scorer, document: Document) -> Match | None:
    """The match of an article with one topic; None if it is not on it."""
    score = scorer.score(document)
    confidence = scorer.confidence(score)
    if confidence is None:
        return None
    return explain(scorer, document, score, confidence)


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
