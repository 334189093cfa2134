"""Topic: what somebody wants to hear about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints

from newswatch.model.units import Slug

_Written = Annotated[str, StringConstraints(min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ScoreRule(_Table):
    """One `[[topic.score]]`: points for what its query finds."""

    when: _Written
    #: may be negative
    add: FiniteFloat
    #: with it each place counts, up to so many points; without it the rule counts once
    max: FiniteFloat | None = None


class TopicTest(_Table):
    """One `[[topic.test]]`: an article that must match, or must not.

    Without a title the first line of the text is the headline, as where a text is
    pasted into one field.
    """

    title: str = ""
    text: str = ""
    match: bool

    @property
    def article(self) -> tuple[str, str]:
        """Headline and body."""
        return (self.title, self.text) if self.title else headline_and_body(self.text)


def headline_and_body(pasted: str) -> tuple[str, str]:
    """The first line of a pasted text, and what follows it."""
    headline, _, body = pasted.strip().partition("\n")
    return headline.strip(), body.strip()


class Topic(_Table):
    """One `[[topic]]` table: a query, or rules that give points.

    The query language is `newswatch.match.parse_query`'s.
    """

    id: Slug
    name: str = ""
    #: empty where rules stand in its place
    query: str = ""
    #: what `@name` stands for in a query: any of these words and phrases
    words: Mapping[str, tuple[_Written, ...]] = {}
    score: tuple[ScoreRule, ...] = ()
    #: points from which on an article is on the topic
    threshold: FiniteFloat = 1.0
    #: points from which on it is on the topic with low confidence
    low: FiniteFloat | None = None
    tests: tuple[TopicTest, ...] = Field(default=(), alias="test")

    @property
    def display_name(self) -> str:
        return self.name or self.id

    @property
    def rules(self) -> tuple[ScoreRule, ...]:
        """A query is one rule, worth the one point that is needed."""
        return self.score or (ScoreRule(when=self.query, add=1.0),)

    @property
    def texts(self) -> Iterator[str]:
        """All that is written in the query language: queries, words of groups."""
        yield self.query
        yield from (rule.when for rule in self.score)
        for words in self.words.values():
            yield from words

    @property
    def least(self) -> float:
        """Points under which an article is not on the topic."""
        return self.threshold if self.low is None else self.low
