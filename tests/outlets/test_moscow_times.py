"""The Moscow Times: its pages of all periods, read with its shipped rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from moscow_times_page import (
    ADDRESS,
    APPEALS,
    INVENTED,
    JUST_IN,
    PLACES,
    STORIES,
    Story,
    block,
    column,
    html,
    in_two_blocks,
    p,
    seed,
)

from newswatch.clean import clean_article
from newswatch.extract import extract_article
from newswatch.model import (
    Article,
    FetchedPage,
    Link,
    Outlet,
    Precision,
    Refusal,
    RefusalReason,
    Via,
)
from newswatch.urls import address_key

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def outlet() -> Outlet:
    text = (ROOT / "newswatch/outlets/moscow_times.toml").read_text(encoding="utf-8")
    return Outlet.model_validate({"id": "moscow_times", **tomllib.loads(text)})


def read(
    markup: str, outlet: Outlet, url: str = ADDRESS, link: Link | None = None
) -> Article | Refusal:
    page = FetchedPage(
        requested_url=url,
        url=url,
        status=200,
        body=markup.encode(),
        fetched_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        content_type="text/html; charset=utf-8",
    )
    found = extract_article(page, outlet=outlet, link=link)
    return clean_article(found) if isinstance(found, Article) else found


def article(markup: str, outlet: Outlet, url: str = ADDRESS) -> Article:
    found = read(markup, outlet, url)
    assert isinstance(found, Article), found
    return found


@STORIES
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("period", APPEALS)
def test_text_is_the_story_and_nothing_else(
    story: Callable[[], Story],
    place: Callable[[Story, Sequence[str]], str],
    period: str,
    outlet: Outlet,
) -> None:
    told = story()

    found = article(html(told, place(told, APPEALS[period])), outlet)

    assert found.paragraphs == told.paragraphs
    assert found.warnings == ()
    assert found.extractor == "rules"


@pytest.mark.parametrize("place", PLACES)
def test_real_appeal_of_the_founding_page_is_cut_wherever_it_stands(
    place: Callable[[Story, Sequence[str]], str], outlet: Outlet
) -> None:
    told = seed()

    found = article(html(told, place(told, told.appeal)), outlet)

    assert found.text == "\n\n".join(told.paragraphs)
    assert found.text.startswith("Russian and U.S. diplomats held talks")
    assert found.text.endswith(
        "Arms control was at the top of the agenda at that exchange."
    )


@STORIES
def test_fields_are_the_articles_own(
    story: Callable[[], Story], outlet: Outlet
) -> None:
    told = story()

    found = article(html(told, in_two_blocks(told, APPEALS["2023"])), outlet)

    assert found.headline == told.headline
    assert [author.name for author in found.authors] == [
        "Ann Reporter",
        "Bo Writer",
        "Cy Author",
    ]
    assert found.published_at == datetime(2021, 9, 30, 11, 30, tzinfo=UTC)
    assert found.published_precision in (Precision.SECOND, Precision.MINUTE)
    assert found.modified_at == datetime(2021, 10, 4, 6, 0, tzinfo=UTC)
    assert found.language == "en"
    assert found.tags == ("Russia", "United States", "Diplomacy", "Geneva")
    assert found.section == "news"
    assert found.image == "https://static.themoscowtimes.com/image/1/talks.jpg"
    assert found.canonical_url == ADDRESS
    assert found.article_type == "NewsArticle"
    assert found.is_amp is False
    assert found.evidence["date_published"] == "json-ld:NewsArticle.datePublished"
    assert found.evidence["url"] == "link:canonical"


def test_bare_name_in_the_byline_is_an_author(outlet: Outlet) -> None:
    byline = '<div class="byline"><span class="byline__author">By AFP</span></div>'

    found = article(html(INVENTED, in_two_blocks(INVENTED, ()), byline=byline), outlet)

    assert [author.name for author in found.authors] == ["AFP"]


def test_paper_itself_is_no_author(outlet: Outlet) -> None:
    byline = '<div class="byline"><span class="byline__author"></span></div>'
    paper = '{"@type":"Organization","name":"The Moscow Times"}'

    page = html(INVENTED, in_two_blocks(INVENTED, ()), byline=byline, author=paper)
    found = article(page, outlet)

    assert found.authors == ()
    assert found.evidence["authors"] is None


def test_line_breaks_in_pairs_end_paragraphs(outlet: Outlet) -> None:
    bare = "<br>\n<br>".join(INVENTED.paragraphs)
    appeal = "<br><br>".join(APPEALS["2023"])

    found = article(html(INVENTED, column(block(f"{bare}<br><br>{appeal}"))), outlet)

    assert found.paragraphs == INVENTED.paragraphs


def test_lists_stay_in_their_order(outlet: Outlet) -> None:
    content = column(
        block("<p>First.</p><ul><li>One</li><li>Two</li></ul><p>Last.</p>")
    )

    found = article(html(INVENTED, content), outlet)

    assert found.paragraphs == ("First.", "One", "Two", "Last.")


def test_letter_to_dear_readers_is_kept(outlet: Outlet) -> None:
    letter = ("Dear readers,", "This week we moved house.", "It rained all day.")

    found = article(html(INVENTED, column(block(p(letter)))), outlet)

    assert found.paragraphs == letter


def test_summary_of_a_live_blog_is_its_text(outlet: Outlet) -> None:
    content = (
        '<div class="article__content"><div class="live-intro"><p>What is known.</p>'
        "<p>What is not.</p></div><!-- <div class='byline'>By Nobody</div> --></div>"
    )

    found = article(html(INVENTED, content), outlet)

    assert found.paragraphs == ("What is known.", "What is not.")


def test_captions_of_a_gallery_are_its_text(outlet: Outlet) -> None:
    content = column(
        '<div class="article__gallery__item"><img src="1.jpg"><p>A bridge.</p></div>'
        '<div class="article__gallery__item"><figure><img src="2.jpg">'
        "<figcaption>A boat.</figcaption></figure></div>"
    )

    found = article(html(INVENTED, content), outlet)

    assert found.paragraphs == ("A bridge.", "A boat.")
    assert "text-short" in found.warnings


def test_film_with_one_sentence_is_an_article(outlet: Outlet) -> None:
    content = column(
        block(
            '<iframe src="https://video.example/1"></iframe><p>A film of the lake.</p>'
        )
    )

    found = article(html(INVENTED, content), outlet)

    assert found.paragraphs == ("A film of the lake.",)


def test_amp_twin_names_the_article_it_is_a_form_of(outlet: Outlet) -> None:
    text = p(INVENTED.paragraphs)
    markup = (
        f'<!doctype html><html ⚡><head><link rel="canonical" href="{ADDRESS}"></head>'
        f"<body><article><h1>{INVENTED.headline}</h1>{text}</article></body></html>"
    )

    found = article(markup, outlet, url=f"{ADDRESS}/amp")

    assert found.is_amp is True
    assert found.canonical_url == ADDRESS
    assert found.paragraphs == INVENTED.paragraphs
    assert "selector-empty" in found.warnings


def test_page_that_was_not_found_is_refused_though_its_status_is_200(
    outlet: Outlet,
) -> None:
    markup = (
        "<html><head><title>The Moscow Times</title></head><body>"
        f"<h1>Oops! We couldn't find your page.</h1>{JUST_IN}"
        f"<div>{p(INVENTED.paragraphs)}</div></body></html>"
    )

    found = read(markup, outlet)

    assert isinstance(found, Refusal)
    assert found.reason is RefusalReason.SOFT_404


def test_listing_supplies_what_the_page_has_not(outlet: Outlet) -> None:
    announced = datetime(2021, 9, 30, 11, 30, tzinfo=UTC)
    link = Link(url=ADDRESS, via=Via.FEED, title="As Announced", published_at=announced)
    markup = f"<html><body>{column(block(p(INVENTED.paragraphs)))}</body></html>"

    found = read(markup, outlet, link=link)

    assert isinstance(found, Article)
    assert found.headline == "As Announced"
    assert found.published_at == announced
    assert found.evidence["title"] == found.evidence["date_published"] == "feed"
    assert found.language == "en"
    assert found.evidence["language"] == "outlet-default"
    assert "title-from-feed" in found.warnings


@pytest.mark.parametrize(
    "url",
    [
        ADDRESS,
        "https://www.themoscowtimes.com/2021/10/01/another-slug-b2-a75177",
        f"{ADDRESS}/amp",
        f"{ADDRESS}?amp=1",
        f"{ADDRESS}/pdf",
        f"{ADDRESS}?utm_source=rss#comments",
        "https://themoscowtimes.com/amp/2021/09/30/talks-in-geneva-a75177",
        "https://www.themoscowtimes.com/all/75177",
    ],
)
def test_number_in_the_address_is_the_article(url: str, outlet: Outlet) -> None:
    assert address_key(url, outlet.identity) == address_key(ADDRESS, outlet.identity)


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("2021/09/30/talks-in-geneva-a75177", True),
        ("plus/2021/09/30/sponsored-a75177", False),
        ("contribute", False),
        ("newsletters", False),
        ("news", False),
        ("page/about-a1", False),
    ],
)
def test_links_to_other_things_than_articles_are_left(
    path: str, taken: bool, outlet: Outlet
) -> None:
    url = f"https://www.themoscowtimes.com/{path}"
    allowed = any(re.search(pattern, url) for pattern in outlet.link_allow)
    denied = any(re.search(pattern, url) for pattern in outlet.link_deny)

    assert (allowed and not denied) is taken
