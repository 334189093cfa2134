"""The `[[topic.test]]` tables of a configuration, tried."""

from __future__ import annotations

from collections.abc import Iterator

from newswatch.config.configuration import Configuration
from newswatch.errors import ConfigError, TopicError
from newswatch.match import Scorer
from newswatch.match.document import Document


def failed_tests(configuration: Configuration) -> Iterator[ConfigError]:
    """NW224 for each article that a topic gets wrong, in the order of the topics."""
    for topic in configuration.topics.values():
        if not topic.tests:
            continue
        scorer = Scorer(topic)
        for number, test in enumerate(topic.tests):
            score = scorer.score(Document(*test.article))
            if (scorer.confidence(score) is not None) is test.match:
                continue
            document, path = configuration.topic_sources[topic.id]
            should = "should match" if test.match else "should not match"
            yield TopicError(
                f'topic "{topic.id}": this test {should} and has '
                f"{score.points:g} of {topic.least:g} points",
                code="NW224",
                place=document.place((*path[:-1], "test", number, "match")),
                help=f"newswatch topics test {topic.id} --text … says which parts hit",
            )
