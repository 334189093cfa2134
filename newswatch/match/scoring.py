"""A topic's rules over one article: points, and whether they are enough.

    title: @russia AND @usa AND @talk      add = 3            once
    lede: @russia NEAR/14 @usa             add = 1, max = 3   for each place, at most 3
    title: @noise                          add = -2

A rule with a `max` counts its places as `Evidence.count` does: of NEAR the stretches
that do not overlap, of AND the places of its rarest part. A topic with one query is a
topic with one rule, which gives the one point that is needed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from newswatch.match.clauses import Clause, clauses_of
from newswatch.match.document import Document
from newswatch.match.evaluate import Found, evaluate
from newswatch.match.groups import read_group
from newswatch.match.mistakes import QueryError
from newswatch.match.query import Query, parse_query
from newswatch.match.tree import Node, any_of
from newswatch.model import Confidence, ScoreRule, Topic


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule, ready to be asked."""

    stated: ScoreRule
    query: Query

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return clauses_of(self.query.root)

    def ask(self, document: Document) -> Met | None:
        """What an article gets for this rule; None if it does not meet it."""
        evidence = evaluate(self.query.root, document)
        if evidence is None:
            return None
        add, most = self.stated.add, self.stated.max
        return Met(
            rule=self,
            found=evidence.found,
            places=1 if most is None else evidence.count,
            points=add if most is None else min(add * evidence.count, most),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A rule that an article met."""

    rule: Rule
    found: Sequence[Found]
    places: int
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one topic makes of one article."""

    points: float
    met: tuple[Met, ...]


class Scorer:
    """One topic, ready to judge articles."""

    def __init__(self, topic: Topic) -> None:
        """Raises QueryError, a TopicError, for the first rule that cannot be read."""
        self.topic = topic
        try:
            groups = {name: read_group(words) for name, words in topic.words.items()}
            self.rules = tuple(_rule(stated, groups) for stated in topic.rules)
        except QueryError as error:
            raise error.of_topic(topic.id) from None

    def score(self, document: Document) -> Score:
        """The points of an article, enough or not."""
        met = tuple(met for rule in self.rules if (met := rule.ask(document)))
        return Score(points=sum(each.points for each in met), met=met)

    def confidence(self, score: Score) -> Confidence | None:
        """How sure the topic is of the article; None if it is not on the topic."""
        if score.points >= self.topic.threshold:
            return Confidence.HIGH
        return Confidence.LOW if score.points >= self.topic.least else None

    @cached_property
    def waking(self) -> Node:
        """What every article with a point meets."""
        return any_of([r.query.root for r in self.rules if r.stated.add > 0])

    @cached_property
    def query_hash(self) -> str:
        """`sha256:` and 64 hex digits of the topic's normal form."""
        if not self.topic.score:
            return self.rules[0].query.hash
        form = [
            [
                (rule.query.hash, rule.stated.add, rule.stated.max)
                for rule in self.rules
            ],
            self.topic.threshold,
            self.topic.low,
        ]
        return f"sha256:{sha256(json.dumps(form).encode('ascii')).hexdigest()}"


def _rule(stated: ScoreRule, groups: dict[str, Node]) -> Rule:
    return Rule(stated=stated, query=parse_query(stated.when, groups))
