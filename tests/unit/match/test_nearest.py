"""What an article lacks to be on a topic."""

from __future__ import annotations

import pytest

from newswatch.match import Document, Lack, Scorer
from newswatch.match.nearest import near_misses, nearest_topic
from newswatch.model import ScoreRule, Topic

WORDS = {"russia": ("Lavrov", "Putin"), "usa": ("Rubio",), "talk": ("talks", "met")}
TALKS = Topic(
    id="talks",
    words=WORDS,
    threshold=3,
    score=(
        ScoreRule(when="title: @russia AND @usa AND @talk", add=3),
        ScoreRule(when="lede: @russia NEAR/3 @usa", add=1, max=3),
        ScoreRule(when="title: @russia NOT @usa", add=-1),
    ),
)


def test_rule_that_lacks_least_comes_first_with_what_it_lacks() -> None:
    document = Document("Lavrov speaks", "Putin said that in the end all met Rubio.")

    near = near_misses(Scorer(TALKS), document)

    assert [
        [(miss.lack, miss.group or miss.part, miss.apart) for miss in missed.misses]
        for missed in near
    ] == [
        [(Lack.DISTANCE, "@russia NEAR/3 @usa", 8)],
        [(Lack.ABSENT, "usa", None), (Lack.ABSENT, "talk", None)],
    ]


@pytest.mark.parametrize(
    ("title", "nearest"),
    [
        ("Lavrov and Rubio", "talks"),  # two of three words, though no point
        ("Rates", "rates"),
        ("Rates of the bank", "talks"),  # on the other one
    ],
)
def test_nearest_topic_is_the_one_with_most_of_its_points(
    title: str, nearest: str
) -> None:
    rates = Topic(id="rates", query="rates AND bank")

    found = nearest_topic([Scorer(TALKS), Scorer(rates)], Document(title, ""))

    assert found is not None
    assert found.scorer.topic.id == nearest


def test_article_on_every_topic_is_near_none() -> None:
    anything = Scorer(Topic(id="all", query="*"))

    assert nearest_topic([anything], Document("x", "")) is None
