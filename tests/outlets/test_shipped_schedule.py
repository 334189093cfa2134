"""The schedule of the checkout: whom it watches, and what its topic takes."""

from __future__ import annotations

import pytest
from catalogue import ROOT

from newswatch.config import load
from newswatch.match import Engine

#: what the topic is written in
LANGUAGES = {"en", "ru", "uk", "de", "fr"}


def test_it_watches_who_covers_russia_and_the_united_states() -> None:
    watched = load(ROOT, {}).watched_outlets()
    groups = {group for outlet in watched for group in outlet.groups}

    assert {"russia", "ukraine", "wires", "us", "uk", "germany", "france"} <= groups
    assert 30 <= len(watched) <= 60


def test_every_watched_outlet_has_the_topic() -> None:
    configuration = load(ROOT, {})

    for outlet in configuration.watched_outlets():
        topics = [topic.id for topic in configuration.topics_for(outlet.id)]
        assert topics == ["us_russia_talks"]


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
    topics = load(ROOT, {}).topics.values()

    assert bool(Engine(list(topics)).match(headline, lead)) is on_topic
