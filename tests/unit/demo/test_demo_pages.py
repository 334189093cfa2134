from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import pytest
from parsel import Selector

from newswatch.demo import render
from newswatch.demo.newsroom import Edition, Fate, Form, Page
from newswatch.demo.story import Story, stories
from newswatch.demo.world import WORLD

#: outlet id and story id of every page that prints a story
PRINTED = [
    (newsroom.id, page.story.id)
    for newsroom in WORLD
    for page in newsroom.pages
    if page.story and page.first == 1
]
BOXES = ("appeal.html", "letter.html")


def the_page(edition: Edition, story_id: str) -> Page:
    found = [
        page
        for page in edition.newsroom.pages
        if page.story and page.story.id == story_id
    ]
    assert len(found) == 1
    return found[0]


def tree_of(page: bytes, encoding: str = "utf-8") -> Selector:
    return Selector(text=page.decode(encoding))


def text_of(tree: Selector) -> str:
    """All text of a page as one line, scripts and styles left out."""
    texts = tree.xpath("//text()[not(ancestor::script or ancestor::style)]").getall()
    return " ".join("".join(texts).split())


def printed_text(edition: Edition, story_id: str) -> str:
    page = the_page(edition, story_id)
    return text_of(tree_of(render.article(edition, page), page.encoding))


def positions(text: str, paragraphs: tuple[str, ...]) -> list[int]:
    return [text.find(paragraph) for paragraph in paragraphs]


def json_blocks(tree: Selector) -> list[str]:
    return tree.xpath("//script[@type='application/ld+json']/text()").getall()


def parsed(block: str) -> dict[str, Any] | None:
    try:
        return dict(json.loads(block))
    except ValueError:
        return None


def news_article(tree: Selector) -> dict[str, Any]:
    objects = [data for block in json_blocks(tree) if (data := parsed(block))]
    flat = [each for data in objects for each in data.get("@graph", [data])]
    found = [each for each in flat if each["@type"] == "NewsArticle"]
    assert len(found) == 1
    return dict(found[0])


@pytest.mark.parametrize(("outlet_id", "story_id"), PRINTED)
def test_page_holds_the_paragraphs_of_its_story_in_order(
    rooms: dict[str, Edition], outlet_id: str, story_id: str
) -> None:
    edition = rooms[outlet_id]
    places = positions(printed_text(edition, story_id), stories()[story_id].paragraphs)
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(("outlet_id", "story_id"), PRINTED)
def test_boxes_stand_between_the_paragraphs(
    rooms: dict[str, Edition], outlet_id: str, story_id: str
) -> None:
    edition, paragraphs = rooms[outlet_id], stories()[story_id].paragraphs
    text = printed_text(edition, story_id)
    for after, box in edition.newsroom.inserts:
        if after < len(paragraphs):
            sentence = box_paragraphs(outlet_id, box)[0]
            before = text.index(paragraphs[after - 1])
            assert before < text.index(sentence) < text.index(paragraphs[after])


def box_paragraphs(outlet_id: str, name: str) -> list[str]:
    template = files("newswatch.demo") / "pages" / outlet_id / name
    tree = Selector(text=template.read_text(encoding="utf-8"))
    texts = (
        " ".join(each.xpath("string()").getall()).split() for each in tree.css("p")
    )
    return [" ".join(words) for words in texts if words]


@pytest.mark.parametrize("story", stories().values(), ids=lambda story: story.id)
def test_no_box_says_what_a_story_says(story: Story) -> None:
    body = " ".join(story.paragraphs)
    for newsroom in WORLD:
        for _, box in newsroom.inserts:
            for sentence in box_paragraphs(newsroom.id, box):
                assert sentence not in body


def test_amp_twin_has_the_text_and_names_its_canonical_page(
    rooms: dict[str, Edition],
) -> None:
    herald = rooms["demo_herald"]
    page = the_page(herald, "envoys_meet")
    twin = tree_of(render.amp_twin(herald, page))
    canonical = twin.xpath("//link[@rel='canonical']/@href").getall()
    assert canonical == [herald.url(page)]
    assert -1 not in positions(text_of(twin), stories()["envoys_meet"].paragraphs)
    assert json_blocks(twin) == []


def test_page_with_a_twin_names_it(rooms: dict[str, Edition]) -> None:
    herald = rooms["demo_herald"]
    page = the_page(herald, "envoys_meet")
    tree = tree_of(render.article(herald, page))
    assert tree.xpath("//link[@rel='amphtml']/@href").getall() == [
        herald.url(page, Form.AMP)
    ]


def test_one_of_the_heralds_json_blocks_is_broken(rooms: dict[str, Edition]) -> None:
    herald = rooms["demo_herald"]
    tree = tree_of(render.article(herald, the_page(herald, "envoys_meet")))
    broken = [block for block in json_blocks(tree) if parsed(block) is None]
    assert len(broken) == 1
    assert '"WebSite"' in broken[0]
    assert news_article(tree)["headline"] == stories()["envoys_meet"].headline


def test_undated_page_says_no_date_of_its_own(rooms: dict[str, Edition]) -> None:
    herald = rooms["demo_herald"]
    tree = tree_of(render.article(herald, the_page(herald, "what_both_want")))
    assert "datePublished" not in news_article(tree)
    assert not tree.xpath("//meta[contains(@property, 'time')]")
    assert not tree.xpath("//article[@class='story']//time")
    # The trap: the times in the side column belong to other stories.
    assert len(tree.xpath("//aside//time")) > 1


def test_dated_page_states_one_instant_everywhere(rooms: dict[str, Edition]) -> None:
    post = rooms["demo_post"]
    page = the_page(post, "sanctions_signal")
    tree = tree_of(render.article(post, page))
    stamps = {
        news_article(tree)["datePublished"],
        *tree.xpath("//p[@class='by']/time/@datetime").getall(),
    }
    assert {datetime.fromisoformat(each) for each in stamps} == {
        page.published_at(post.now)
    }
    assert all(each.endswith("+01:00") for each in stamps)


def test_cyrillic_page_is_in_the_encoding_that_it_names(
    rooms: dict[str, Edition],
) -> None:
    post = rooms["demo_post"]
    page = render.article(post, the_page(post, "cyrillic_round"))
    assert b"charset=windows-1251" in page
    assert stories()["cyrillic_round"].headline in page.decode("windows-1251")
    with pytest.raises(UnicodeDecodeError):
        page.decode("utf-8")


def test_paywalled_page_declares_it(rooms: dict[str, Edition]) -> None:
    post = rooms["demo_post"]
    tree = tree_of(render.article(post, the_page(post, "insurers_ice")))
    assert news_article(tree)["isAccessibleForFree"] is False
    assert "end of the free part" in text_of(tree)


def test_apology_holds_no_story_and_no_news_article(rooms: dict[str, Edition]) -> None:
    tree = tree_of(render.apology(rooms["demo_herald"]))
    assert json_blocks(tree) == []
    assert "Page not found" in text_of(tree)


def test_pages_are_the_same_bytes_within_a_minute(rooms: dict[str, Edition]) -> None:
    for edition in rooms.values():
        later = replace(edition, now=edition.now + timedelta(seconds=30))
        for page in edition.newsroom.having(Fate.STORY):
            assert render.article(edition, page) == render.article(later, page)


def test_dates_move_with_now(rooms: dict[str, Edition]) -> None:
    herald = rooms["demo_herald"]
    page = the_page(herald, "envoys_meet")
    tomorrow = herald.now + timedelta(days=1)
    assert page.path(herald.now).startswith("/2026/11/23/")
    assert page.path(tomorrow).startswith("/2026/11/24/")


def test_tracking_is_joined_to_a_query_that_is_there() -> None:
    page = Page(pattern="/report?id=7")
    now = datetime.fromisoformat("2026-11-23T00:00:00Z")
    assert page.path(now, Form.TRACKED).startswith("/report?id=7&utm_source=")
