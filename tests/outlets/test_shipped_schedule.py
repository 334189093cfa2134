"""The schedule of the checkout: whom it watches, and what its topic takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from catalogue import ROOT

from newswatch.config import failed_tests, load
from newswatch.match import Document, Engine, Scorer

#: what the topic is written in
LANGUAGES = {"en", "ru", "uk", "de", "fr"}


def test_it_watches_who_covers_russia_and_the_united_states() -> None:
    watched = load(ROOT, {}).watched_outlets()
    groups = {group for outlet in watched for group in outlet.groups}

    assert {"russia", "ukraine", "wires", "us", "uk", "germany", "france"} <= groups
    assert 30 <= len(watched) <= 60


def test_every_watched_outlet_has_the_topics() -> None:
    configuration = load(ROOT, {})

    for outlet in configuration.watched_outlets():
        topics = [topic.id for topic in configuration.topics_for(outlet.id)]
        assert topics == [
            "air_and_sea_accidents",
            "central_bank_rates",
            "us_russia_talks",
        ]


def test_all_but_a_wire_publish_in_a_language_of_the_topic() -> None:
    watched = load(ROOT, {}).watched_outlets()

    mute = {outlet.id for outlet in watched if not LANGUAGES & set(outlet.languages)}
    assert mute == {"anadolu"}  # comes with group:wires


@pytest.mark.parametrize(
    ("headline", "lead", "on_topic"),
    [
        ("U.S., Russia Launch Discreet New Round of Talks in Geneva", "", True),
        ("Lavrov and Rubio hold phone call", "The two spoke on Monday.", True),
        ("Russia and China hold talks in Beijing", "Trade was discussed.", False),
        ("US senators meet on the budget", "They argued.", False),
    ],
)
def test_topic_of_the_checkout_tells_apart(
    headline: str, lead: str, on_topic: bool
) -> None:
    engine = Engine([load(ROOT, {}).topics["us_russia_talks"]])

    assert bool(engine.match(headline, lead)) is on_topic


def test_shipped_topics_do_what_their_own_tests_say() -> None:
    shipped = load(ROOT, {})

    assert [error.render() for error in failed_tests(shipped)] == []
    assert all(len(topic.tests) >= 6 for topic in shipped.topics.values())


def test_shipped_topics_find_what_people_labelled(shared_dir: Path) -> None:
    """Of the half of the labels that topics may be written with."""
    labelled = shared_dir / "corpus" / "labelled" / "dev" / "topics.jsonl"
    rows = [json.loads(line) for line in labelled.read_text("utf-8").splitlines()]
    scorers = {id_: Scorer(topic) for id_, topic in load(ROOT, {}).topics.items()}
    said = []
    for row in (row for row in rows if not row["border"]):
        scorer = scorers[row["topic"]]
        score = scorer.score(Document(row["title"], row["text"]))
        is_on = scorer.confidence(score) is not None
        said.append((row["topic"], bool(row["label"]), is_on))

    f1, recall = f1_and_recall([(true, is_on) for _, true, is_on in said])
    assert f1 >= 0.92
    assert recall >= 0.94
    talks = [(true, on) for topic, true, on in said if topic == "us_russia_talks"]
    assert f1_and_recall(talks)[0] >= 0.90


def f1_and_recall(said: list[tuple[bool, bool]]) -> tuple[float, float]:
    right = sum(true and is_on for true, is_on in said)
    wanted, found = (sum(column) for column in zip(*said, strict=True))
    return 2 * right / (wanted + found), right / wanted
