from __future__ import annotations

from newswatch.demo import render
from newswatch.demo.expectations import Expectations
from newswatch.demo.newsroom import Edition, Fate
from newswatch.demo.site import build_site
from newswatch.match import Engine
from newswatch.model import Topic
from newswatch.urls import canonical_url


def test_feed_has_a_line_for_each_article_on_a_topic(expected: Expectations) -> None:
    on_topic = {record.url for record in expected.records}
    every = {article.url for article in expected.articles}
    assert on_topic | expected.off_topic == every
    assert not on_topic & expected.off_topic
    assert len(expected.articles) == len(every) == 19
    assert expected.line_count("mark") == 13


def test_each_outlet_has_articles_on_and_off_topic(expected: Expectations) -> None:
    for outlet_id in expected.announced:
        own = [each for each in expected.articles if each.outlet_id == outlet_id]
        assert {bool(each.topics) for each in own} == {True, False}


def test_copies_are_one_story_at_different_outlets(expected: Expectations) -> None:
    by_url = {article.url: article for article in expected.articles}
    assert len(expected.copies) == 2
    for group in expected.copies:
        members = [by_url[url] for url in group]
        assert len({each.story.of or each.story.id for each in members}) == 1
        assert len({each.outlet_id for each in members}) == len(members)


def test_dropping_copies_leaves_one_line_a_group(expected: Expectations) -> None:
    assert expected.line_count("drop") == expected.line_count("mark") - 3


def test_every_announced_address_has_one_fate(expected: Expectations) -> None:
    articles = {article.url for article in expected.articles}
    fates = (
        articles | set(expected.aliases),
        expected.gone,
        expected.gone_softly,
        expected.walled,
        expected.challenged,
        expected.unwanted,
        # Campaign links are aliases as well: they are cleaned, not asked.
        expected.forbidden - set(expected.aliases),
    )
    for urls in expected.announced.values():
        for url in urls:
            assert sum(url in fate for fate in fates) == 1, url


def test_aliases_lead_to_articles(expected: Expectations) -> None:
    articles = {article.url for article in expected.articles}
    assert set(expected.aliases.values()) <= articles
    assert not set(expected.aliases) & articles


def test_every_article_is_announced_by_some_address(expected: Expectations) -> None:
    announced = frozenset().union(*expected.announced.values())
    for article in expected.articles:
        names = {each for each, url in expected.aliases.items() if url == article.url}
        assert announced & (names | {article.url})


def test_addresses_of_articles_are_canonical(expected: Expectations) -> None:
    for article in expected.articles:
        assert canonical_url(article.url) == article.url


def test_addresses_that_must_not_be_asked_would_answer(
    rooms: dict[str, Edition], expected: Expectations
) -> None:
    served = {
        edition.base + target
        for edition in rooms.values()
        for target in build_site(edition)
    }
    assert expected.never_asked
    assert expected.never_asked <= served
    assert not expected.gone & served


def test_undated_article_is_expected_without_a_date(expected: Expectations) -> None:
    undated = [each for each in expected.articles if each.published_at is None]
    assert [each.story.id for each in undated] == ["what_both_want"]


def test_agency_is_an_author_elsewhere_and_not_at_home(
    expected: Expectations,
) -> None:
    authors = {
        each.outlet_id: each.authors
        for each in expected.articles
        if each.story.id == "talks_timetable"
    }
    assert authors == {"demo_herald": ("Demo Wire",), "demo_wire": ()}


def test_furniture_of_an_off_topic_page_would_match(
    rooms: dict[str, Edition],
) -> None:
    """The world is only worth its crawl if text left on a page does harm."""
    topic = Topic(id="talks", query="Washington AND Moscow AND talks")
    herald = rooms["demo_herald"]
    library = next(
        page
        for page in herald.newsroom.having(Fate.STORY)
        if page.story and page.story.id == "library_reopens"
    )
    engine = Engine([topic])
    assert engine.match(library.headline, render.article(herald, library).decode())
    assert library.story
    assert not engine.match(library.headline, "\n\n".join(library.story.paragraphs))
