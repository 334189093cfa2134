"""Matcher: all topics over one article, those with rules and points among them.

The article is tokenised once and wakes few topics; only of those are the rules asked,
points counted and the explanation made.
"""

from __future__ import annotations

from collections.abc import Sequence

from newswatch.match.document import Document
from newswatch.match.explain import explain
from newswatch.match.percolator import Percolator
from newswatch.match.scoring import Scorer
from newswatch.model import Match, Topic


class Matcher:
    """Matches articles against topics. An answer depends on no earlier article."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Raises QueryError, a TopicError, for the first query that cannot be read."""
        self.scorers = tuple(Scorer(topic) for topic in topics)
        self._percolator = Percolator([scorer.waking for scorer in self.scorers])

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
        """The topics that the article is on, in the order they were given in.

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
        awake = (self.scorers[number] for number in self._percolator.woken(document))
        judged = (judge(scorer, document) for scorer in awake)
        return tuple(match for match in judged if match is not None)


def judge(scorer: Scorer, document: Document) -> Match | None:
    """The match of an article with one topic; None if it is not on it."""
    score = scorer.score(document)
    confidence = scorer.confidence(score)
    if confidence is None:
        return None
    return explain(scorer, document, score, confidence)
