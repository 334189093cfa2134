"""What is taken for a hole, and which parts of an index are asked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from builders import NOON, make_link

from newswatch.discover.sitemap import named_by_robots
from newswatch.model import SourceKind
from newswatch.spiders.filling import MOST_LINKS, likely_parts, lost_among
from newswatch.store.hole_book import Hole

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def hole(since: datetime = NOON, until: datetime = NOON + 4 * HOUR) -> Hole:
    return Hole(
        id=1,
        outlet_id="herald",
        source_url="https://herald.example/rss",
        run_id="run",
        found_at=until,
        since=since,
        until=until,
    )


@pytest.mark.parametrize(
    ("hours", "kind", "taken"),
    [
        (1, SourceKind.SITEMAP, True),
        (-2, SourceKind.SITEMAP, True),
        (6, SourceKind.SITEMAP, True),
        (-2.1, SourceKind.SITEMAP, False),
        (6.1, SourceKind.SITEMAP, False),
        (-9000, SourceKind.SECTION, False),
        (None, SourceKind.SECTION, True),
        # It may be the archive of many years.
        (None, SourceKind.SITEMAP, False),
    ],
)
def test_what_is_dated_within_the_hole_is_taken(hours, kind, taken):
    at = None if hours is None else NOON + hours * HOUR
    link = make_link(published_at=at)
    assert bool(lost_among([link], [hole()], kind)) is taken


def test_a_change_of_an_old_article_stands_in_for_a_date_that_is_missing():
    changed = make_link(modified_at=NOON + HOUR)
    old = make_link(published_at=NOON - 99 * DAY, modified_at=NOON + HOUR)
    assert lost_among([changed, old], [hole()], SourceKind.SITEMAP) == [changed]


def test_no_listing_gives_more_links_than_a_few_hundred():
    links = [make_link(f"https://herald.example/{n}") for n in range(5000)]
    assert len(lost_among(links, [hole()], SourceKind.SECTION)) == MOST_LINKS


BASE = "https://herald.example/"


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["a", "b", "c", "d"], ["a", "b", "c"]),
        (["2009", "2026-10", "2026-11", "news"], ["2026-11", "news", "2009"]),
        (["old", "2026/11/22", "2026/11/23", "x"], ["2026/11/22", "2026/11/23", "old"]),
        (["20261123", "20261201"], ["20261123", "20261201"]),
    ],
)
def test_the_likeliest_parts_of_an_index_are_asked(names, chosen):
    urls = [BASE + name for name in names]
    parts = likely_parts(urls, [hole(until=NOON)], ["herald.example"])
    assert parts == [BASE + name for name in chosen]


def test_parts_on_other_sites_are_not_asked():
    urls = ["https://other.example/2026-11", "https://www.herald.example/2026-11"]
    assert likely_parts(urls, [hole()], ["herald.example"]) == urls[1:]


def test_sitemaps_are_named_in_any_case_among_other_lines():
    body = b"\xef\xbb\xbfSitemap: /a.xml\nDisallow: /<x>\n SITEMAP :\t/b.xml"
    assert named_by_robots(body) == ["/a.xml", "/b.xml"]
