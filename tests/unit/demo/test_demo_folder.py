from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from newswatch.config import Configuration, load
from newswatch.demo.expectations import Expectations
from newswatch.demo.folder import Served, write_folder
from newswatch.demo.newsroom import Edition
from newswatch.demo.story import stories
from newswatch.discover.wanted import is_allowed
from newswatch.errors import ConfigError
from newswatch.match import Engine
from newswatch.model import Outlet


@pytest.fixture
def server(rooms: dict[str, Edition]) -> Served:
    return SimpleNamespace(bases={each: room.base for each, room in rooms.items()})


@pytest.fixture
def configuration(tmp_path: Path, server: Served) -> Configuration:
    write_folder(tmp_path, server)
    return load(tmp_path, {})


@pytest.fixture
def outlets(configuration: Configuration) -> dict[str, Outlet]:
    return {outlet.id: outlet for outlet in configuration.watched_outlets()}


def test_folder_is_a_configuration_without_a_warning(
    configuration: Configuration,
) -> None:
    assert configuration.warnings == ()


def test_watch_covers_the_three_outlets_and_their_listings(
    rooms: dict[str, Edition], outlets: dict[str, Outlet]
) -> None:
    assert set(outlets) == set(rooms)
    for outlet_id, edition in rooms.items():
        assert [(each.kind, each.url) for each in outlets[outlet_id].sources] == [
            (shown.kind, edition.base + shown.path)
            for shown in edition.newsroom.listings
        ]
        assert outlets[outlet_id].domain in edition.base


@pytest.mark.parametrize("story_id", list(stories()))
def test_queries_find_what_a_person_chose(
    configuration: Configuration, story_id: str
) -> None:
    story = stories()[story_id]
    engine = Engine(list(configuration.topics.values()))
    found = engine.match(story.headline, "\n\n".join(story.paragraphs))
    assert {match.topic_id for match in found} == story.topics


def test_link_rules_keep_out_what_is_no_article(
    outlets: dict[str, Outlet], expected: Expectations
) -> None:
    # The partner's page is dressed as an article; the section's own rule skips it.
    kept_in = {
        url.rpartition("/")[2]
        for outlet_id, outlet in outlets.items()
        for url in expected.unwanted
        if outlet.domain in url and is_allowed(url, outlet)
    }
    assert kept_in == {"northern-lights-cruise-p31010"}


def test_link_rules_let_every_article_in(
    outlets: dict[str, Outlet], expected: Expectations
) -> None:
    kept_out = [
        article.url
        for article in expected.articles
        if not is_allowed(article.url, outlets[article.outlet_id])
    ]
    assert kept_out == []


def test_options_are_the_ones_asked_for(tmp_path: Path, server: Served) -> None:
    write_folder(tmp_path, server, delay="0.05s", copies="drop")
    options = load(tmp_path, {}).options
    assert options.polite.delay_s == 0.05
    assert options.feed.copies == "drop"
    assert [str(each) for each in options.polite.allow_networks] == ["127.0.0.0/8"]


def test_second_demo_replaces_the_files_of_the_first(
    tmp_path: Path, server: Served
) -> None:
    write_folder(tmp_path, server, delay="0.05s")
    write_folder(tmp_path, server, delay="0.1s")
    assert load(tmp_path, {}).options.polite.delay_s == 0.1


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, server: Served) -> None:
    own = tmp_path / "newswatch.toml"
    own.write_bytes(b'[agent]\ncontact = "\xff"\n')
    with pytest.raises(ConfigError, match="did not write"):
        write_folder(tmp_path, server)
    assert own.read_bytes() == b'[agent]\ncontact = "\xff"\n'
    assert list(tmp_path.iterdir()) == [own]
