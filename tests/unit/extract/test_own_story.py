"""What an address says of a page with many teasers, and what a feed has said."""

from __future__ import annotations

import pytest
from markup import view_of

from newswatch.extract.own_story import has_article_address, is_announced, section_path
from newswatch.extract.signs import signs_of
from newswatch.model import Link, Via


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("news/1000", True),
        ("a/talks-end-12345.html", True),
        ("world/talks-end-without-ceasefire", True),
        ("2026/11/25/talks", True),
        ("2026-11-25/talks", True),
        ("2026/nov/25/talks", True),
        ("news/10", False),
        ("business", False),
        ("local-news", False),
        ("harbour-dossier-2026", False),
        ("2026/11/25", False),
        ("2026", False),
        ("", False),
    ],
)
def test_an_articles_address_ends_with_a_number_or_slug_or_has_a_day(path, expected):
    assert has_article_address([part for part in path.split("/") if part]) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("world/page/3", ["world"]),
        ("world/3", ["world"]),
        ("world/1000", ["world", "1000"]),
        ("world/europe", ["world", "europe"]),
        ("", []),
    ],
)
def test_a_sections_path_is_without_its_page_number(path, expected):
    assert section_path([part for part in path.split("/") if part]) == expected


@pytest.mark.parametrize(
    ("via", "title", "expected"),
    [
        (Via.FEED, "Talks end", True),
        (Via.NEWS_SITEMAP, "TALKS END!", True),
        # The text of a link to a section is the section's name.
        (Via.SECTION, "Talks end", False),
        (Via.FEED, "Port shut", False),
        # The last part of a title is the site's.
        (Via.FEED, "The Herald", False),
        (Via.FEED, None, False),
    ],
)
def test_a_page_is_announced_if_a_feed_named_its_headline(via, title, expected):
    link = Link(url="https://herald.example/x", via=via, title=title)
    head = "<title>Talks end | The Herald</title>"
    signs = signs_of(view_of("<p>They left.</p>", head, link=link), None)
    assert is_announced(signs) is expected
