"""Every file of the catalogue: it loads, it is what its name says, it is well made."""

from __future__ import annotations

import re
from pathlib import Path

import ada_url
import pytest

from newswatch.config import load
from newswatch.config.document import Document, parse
from newswatch.config.outlet_table import outlet_mistakes, outlet_warnings
from newswatch.config.shapes import outlet_data
from newswatch.config.validation import validated
from newswatch.match import Engine
from newswatch.model import Outlet

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "newswatch" / "outlets").glob("*.toml"))


def document(path: Path) -> Document:
    return parse(path.read_text(encoding="utf-8"), file=path.name)


def outlet(path: Path) -> Outlet:
    found = document(path)
    made, mistakes = validated(Outlet, found, outlet_data(found.data, path.stem))
    assert made, [str(mistake) for mistake in mistakes]
    return made


def test_there_is_a_catalogue() -> None:
    assert len(FILES) >= 5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_has_no_mistake_and_no_oddity(path: Path) -> None:
    found = document(path)

    assert [str(mistake) for mistake in outlet_mistakes(found)] == []
    assert [str(warning) for warning in outlet_warnings(found)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_name_of_the_file_is_the_id(path: Path) -> None:
    assert re.fullmatch(r"[a-z0-9_]{1,64}", path.stem)
    assert outlet(path).id == path.stem


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_entry_says_who_publishes_and_where_it_announces(path: Path) -> None:
    made = outlet(path)

    assert "name" in document(path).data
    assert made.homepage
    assert made.domains
    assert made.country
    assert made.languages
    assert made.groups
    assert made.sources


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_addresses_are_well_formed_and_the_outlets_own(path: Path) -> None:
    made = outlet(path)
    addresses = [made.homepage or "", *(source.url for source in made.sources)]

    for address in addresses:
        url = ada_url.URL(address)
        assert url.protocol == "https:", address
        # As they stand, so that nothing has to be normalised before it is compared.
        assert url.href == address
        assert not url.hash
        host = f".{url.hostname}"
        assert any(host.endswith(f".{domain}") for domain in made.domains), address
    assert len(set(addresses)) == len(addresses)


def test_schedule_of_the_checkout_watches_five_outlets() -> None:
    configuration = load(ROOT, {})

    assert len(configuration.watched_outlets()) == 5
    for made in configuration.watched_outlets():
        assert [topic.id for topic in configuration.topics_for(made.id)] == [
            "us_russia_talks"
        ]


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
