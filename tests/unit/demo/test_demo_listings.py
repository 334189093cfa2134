from __future__ import annotations

import feedparser
from lxml import etree
from parsel import Selector
from protego import Protego

from newswatch.demo import render
from newswatch.demo.expectations import Expectations
from newswatch.demo.newsroom import Edition, Form
from newswatch.urls import absolute_url

NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def listing(edition: Edition, path: str) -> bytes:
    shown = [each for each in edition.newsroom.listings if each.path == path]
    return render.listing(edition, shown[0])


def written(edition: Edition, path: str) -> list[str]:
    """The addresses that a listing's entries have, in order."""
    return [
        edition.url(entry.page, entry.form)
        for shown in edition.newsroom.listings
        if shown.path == path
        for entry in shown.entries
    ]


def test_feed_is_good_rss_with_its_links_in_order(rooms: dict[str, Edition]) -> None:
    herald = rooms["demo_herald"]
    feed = feedparser.parse(listing(herald, "/rss.xml"))
    assert not feed.bozo
    assert feed.version == "rss20"
    assert [entry.link for entry in feed.entries] == written(herald, "/rss.xml")


def test_feed_announces_one_article_under_four_addresses(
    rooms: dict[str, Edition],
) -> None:
    herald = rooms["demo_herald"]
    page = herald.newsroom.pages[0]
    links = [
        entry.link for entry in feedparser.parse(listing(herald, "/rss.xml")).entries
    ]
    forms = (Form.PLAIN, Form.TRACKED, Form.SHORT, Form.AMP)
    assert [links.count(herald.url(page, form)) for form in forms] == [1, 1, 1, 1]


def test_feed_gives_no_date_for_the_undated_page(rooms: dict[str, Edition]) -> None:
    feed = feedparser.parse(listing(rooms["demo_herald"], "/rss.xml"))
    undated = [entry.link for entry in feed.entries if "published" not in entry]
    assert [link.rpartition("/")[2] for link in undated] == [
        "what-washington-and-moscow-want"
    ]


def test_news_sitemap_is_well_formed_and_complete(rooms: dict[str, Edition]) -> None:
    wire = rooms["demo_wire"]
    root = etree.fromstring(listing(wire, "/news-sitemap.xml"))
    assert [each.text for each in root.iter(f"{SITEMAP}loc")] == written(
        wire, "/news-sitemap.xml"
    )
    titles = [each.text for each in root.iter(f"{NEWS}title")]
    assert titles == [page.headline for page in wire.newsroom.pages]


def test_section_rule_finds_its_articles_and_not_the_advertisement(
    rooms: dict[str, Edition],
) -> None:
    post = rooms["demo_post"]
    content = listing(post, "/world").decode()
    links = Selector(text=content).css("article h2 a::attr(href)").getall()
    assert [absolute_url(link, post.base + "/world") for link in links] == written(
        post, "/world"
    )
    assert "northern-lights-cruise" in content


def test_section_page_writes_cyrillic_addresses_in_letters(
    rooms: dict[str, Edition],
) -> None:
    assert 'href="/мир/' in listing(rooms["demo_post"], "/world").decode()


def test_second_section_page_links_its_articles(rooms: dict[str, Edition]) -> None:
    post = rooms["demo_post"]
    tree = Selector(text=listing(post, "/arctic").decode())
    links = tree.css("a::attr(href)").getall()
    found = {absolute_url(link, post.base + "/arctic") for link in links}
    assert set(written(post, "/arctic")) < found


def test_robots_txt_forbids_exactly_what_is_expected(
    rooms: dict[str, Edition], expected: Expectations
) -> None:
    refused = set()
    for outlet_id, edition in rooms.items():
        rules = Protego.parse(render.robots_txt(edition).decode())
        refused |= {
            url
            for url in expected.announced[outlet_id]
            if not rules.can_fetch(url, "newswatch")
        }
    assert refused == expected.forbidden
