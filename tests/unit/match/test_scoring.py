"""Points: rules, places, thresholds; and what a match says of them."""

from __future__ import annotations

import pytest

from newswatch.match import Engine, QueryError, Scorer
from newswatch.match.document import Document
from newswatch.model import Confidence, ScoreRule, Topic

WORDS = {
    "russia": ("Lavrov", "Putin", "Russia*"),
    "usa": ("=US", "Rubio", "United States"),
    "noise": ('"special counsel"',),
}


def topic(*rules: ScoreRule, threshold: float = 1.0, low: float | None = None) -> Topic:
    return Topic(id="talks", words=WORDS, score=rules, threshold=threshold, low=low)


def points(when: str, title: str, text: str = "", max: float | None = None) -> float:
    scorer = Scorer(topic(ScoreRule(when=when, add=1, max=max)))
    return scorer.score(Document(title, text)).points


@pytest.mark.parametrize(
    ("when", "title", "text", "most", "expected"),
    [
        # once, however often
        ("@russia", "Putin, Putin, Putin", "", None, 1),
        # for each place
        ("@russia", "Putin, Putin, Putin", "", 5, 3),
        ("@russia", "Putin, Putin, Putin", "", 2, 2),
        # of AND as often as its rarest part
        ("@russia AND @usa", "Putin Rubio", "Putin Putin Rubio", 5, 2),
        ("@russia AND @usa", "Putin Putin Rubio", "", 5, 1),
        ("@russia AND @usa", "Putin Rubio Rubio Lavrov", "", 5, 2),
        ("@russia AND @usa", "Putin", "Rubio", 5, 1),
        # of NEAR its stretches
        ("@russia NEAR/2 @usa", "Putin and Rubio", "Rubio. Lavrov said US", 5, 2),
        ("@russia NEAR/2 @usa", "Putin has met Rubio", "", 5, 0),
        ("@russia AND NOT @usa", "Putin Putin", "", 5, 2),
        ("@russia AND NOT @usa", "Putin Rubio", "", 5, 0),
        ("@usa", "they told us", "", None, 0),
        ("title: @russia", "Rubio", "Putin", None, 0),
        ("*", "", "", 5, 1),
    ],
)
def test_rule_gives_points(
    when: str, title: str, text: str, most: float | None, expected: float
) -> None:
    assert points(when, title, text, most) == expected


@pytest.mark.parametrize(
    ("title", "text", "confidence", "score"),
    [
        ("Lavrov calls Rubio", "", Confidence.HIGH, 3),
        ("Diplomacy", "Lavrov and Rubio. Putin and Rubio.", Confidence.LOW, 2),
        ("Diplomacy", "Lavrov and Rubio.", None, 1),
        ("Special counsel on Lavrov and Rubio", "", None, 1),
        ("Special counsel", "", None, -2),
        ("Weather", "", None, 0),
    ],
)
def test_threshold_and_low_part_high_low_and_none(
    title: str, text: str, confidence: Confidence | None, score: float
) -> None:
    watched = topic(
        ScoreRule(when="title: @russia AND @usa", add=3),
        ScoreRule(
            when="@russia AND @usa AND NOT title:(@russia AND @usa)", add=1, max=3
        ),
        ScoreRule(when="title: @noise", add=-2),
        threshold=3,
        low=2,
    )
    scorer = Scorer(watched)

    found = scorer.score(Document(title, text))

    assert (scorer.confidence(found), found.points) == (confidence, score)
    matches = Engine([watched]).match(title, text)
    assert [match.confidence for match in matches] == [confidence] * bool(confidence)


def test_match_names_rules_clauses_groups_and_places() -> None:
    watched = topic(
        ScoreRule(when="title: @russia AND @usa AND NOT @noise", add=3),
        ScoreRule(when="lede: @russia AND (met OR meet*)", add=1, max=3),
        threshold=3,
    )
    title, text = "Lavrov and Rubio", "Putin met Lavrov. Lavrov will meet Rubio."

    (match,) = Engine([watched]).match(title, text)

    assert (match.score, match.threshold) == (5, 3)
    assert [(rule.rule, rule.add, rule.places) for rule in match.rules] == [
        ("title: @russia AND @usa AND NOT @noise", 3, 1),
        ("lede: @russia AND (met OR meet*)", 2, 2),
    ]
    hits = [(hit.group, hit.term, hit.field) for hit in match.hits]
    assert [
        [(clause.clause, [hits[number] for number in clause.hits]) for clause in rule]
        for rule in (rule.clauses for rule in match.rules)
    ] == [
        [
            ("@russia", [("russia", "Lavrov", "title")]),
            ("@usa", [("usa", "Rubio", "title")]),
            ("NOT @noise", []),
        ],
        [
            (
                "@russia",
                [
                    ("russia", "Lavrov", "title"),
                    ("russia", "Lavrov", "content_text"),
                    ("russia", "Putin", "content_text"),
                ],
            ),
            (
                "(met OR meet*)",
                [(None, "met", "content_text"), (None, "meet*", "content_text")],
            ),
        ],
    ]
    texts = {"title": title, "content_text": text}
    assert {
        (hit.term, texts[hit.field][start:end])
        for hit in match.hits
        for start, end in hit.spans
    } == {
        ("Lavrov", "Lavrov"),
        ("Rubio", "Rubio"),
        ("Putin", "Putin"),
        ("met", "met"),
        ("meet*", "meet"),
    }


def test_plain_query_is_one_rule_worth_the_one_point_that_is_needed() -> None:
    (match,) = Engine(
        [Topic(id="t", query="talk* AND @a", words={"a": ("x y",)})]
    ).match("talks", "x y")

    assert (match.score, match.threshold, match.confidence) == (1, 1, "high")
    assert [(rule.rule, rule.add) for rule in match.rules] == [("talk* AND @a", 1)]


def test_long_query_is_cut_in_the_match() -> None:
    query = " OR ".join(f"word{number}" for number in range(100))

    (match,) = Engine([Topic(id="t", query=query)]).match("word7", "")

    assert len(match.rules[0].rule) == 200
    assert match.rules[0].rule.endswith("…")


def test_query_hash_is_another_when_anything_that_counts_is() -> None:
    base = topic(ScoreRule(when="@russia", add=1))
    others = [
        base.model_copy(update={"threshold": 0.5}),
        base.model_copy(update={"low": 0.5}),
        base.model_copy(update={"words": {**WORDS, "russia": ("Lavrov",)}}),
        topic(ScoreRule(when="@russia", add=2)),
        topic(ScoreRule(when="@russia", add=1, max=1)),
    ]
    same = base.model_copy(update={"name": "other"})

    hashes = {Scorer(each).query_hash for each in (base, *others)}

    assert len(hashes) == 1 + len(others)
    assert Scorer(same).query_hash == Scorer(base).query_hash


def test_mistake_in_a_rule_names_the_topic() -> None:
    with pytest.raises(QueryError, match='query of topic "talks": unknown group'):
        Engine([topic(ScoreRule(when="@nobody", add=1))])


@pytest.mark.parametrize(
    ("query", "met"),
    [
        ("title:US AND tag:US", [["US in title"], ["US in tags"]]),
        (
            "title:@usa AND body:@both",
            [["usa: US in title"], ["both: US in title", "both: Russia in title"]],
        ),
        ("title:US AND lede:US", [["US in title"], ["US in title"]]),
        ("@usa NEAR/2 @both", [["usa: US in title"], ["both: Russia in title"]]),
    ],
)
def test_a_clause_names_only_what_it_asks_for(query: str, met: list[list[str]]) -> None:
    words = {"usa": ("US",), "both": ("US", "Russia")}
    topic = Topic(id="t", query=query, words=words)
    (match,) = Engine([topic]).match("US and Russia", "", tags=["US"])
    named = [
        f"{hit.group}: {hit.term} in {hit.field}"
        if hit.group
        else f"{hit.term} in {hit.field}"
        for hit in match.hits
    ]
    (rule,) = match.rules
    told = [[named[number] for number in clause.hits] for clause in rule.clauses]
    assert told == met
