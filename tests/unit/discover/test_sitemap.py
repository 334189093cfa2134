"""Sitemaps: pages with their dates, further sitemaps, and what damage leaves."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newswatch.discover import Listing, discover
from newswatch.discover.decoding import unpacked
from newswatch.discover.sitemap import MAX_TAGS
from newswatch.model import Link, SourceKind, Via

URL = "https://news.example/sitemap.xml"


def read(body: str | bytes, kind: SourceKind = SourceKind.SITEMAP) -> Listing:
    raw = body.encode() if isinstance(body, str) else body
    return discover(raw, kind=kind, url=URL)


def urls(listing: Listing) -> list[str]:
    return [link.url for link in listing.links]


def test_news_sitemap_gives_titles_and_dates() -> None:
    listing = read(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        "<url><loc> https://news.example/a </loc>"
        "<lastmod>2026-11-23T12:00:00Z</lastmod>"
        "<news:news><news:publication><news:name>News</news:name></news:publication>"
        "<news:publication_date>2026-11-23T14:05:06+03:00</news:publication_date>"
        "<news:title>Talks &amp; walks</news:title></news:news>"
        "<image:image><image:loc>https://news.example/a.jpg</image:loc>"
        "<image:title>A picture</image:title></image:image></url></urlset>",
        SourceKind.NEWS_SITEMAP,
    )
    assert listing == Listing(
        links=(
            Link(
                url="https://news.example/a",
                via=Via.NEWS_SITEMAP,
                title="Talks & walks",
                published_at=datetime(2026, 11, 23, 11, 5, 6, tzinfo=UTC),
                modified_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
            ),
        )
    )


def test_plain_sitemap_gives_its_day_of_change() -> None:
    listing = read(
        "<urlset><url><loc>https://news.example/a</loc><lastmod>2026-11-23</lastmod>"
        "</url><url><lastmod/><loc><![CDATA[/b]]></loc></url></urlset>"
    )
    assert listing.links == (
        Link(
            url="https://news.example/a",
            via=Via.SITEMAP,
            modified_at=datetime(2026, 11, 23, tzinfo=UTC),
        ),
        Link(url="https://news.example/b", via=Via.SITEMAP),
    )


def test_entry_with_news_is_news_whatever_the_source_is_called() -> None:
    listing = read(
        '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        "<url><loc>/a</loc><n:news/></url><url><loc>/b</loc></url></urlset>"
    )
    assert [link.via for link in listing.links] == [Via.NEWS_SITEMAP, Via.SITEMAP]


def test_index_names_further_sitemaps() -> None:
    listing = read(
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>https://static.news.example/2026-9.xml</loc></sitemap>"
        "<sitemap><loc>/2026-11.xml</loc></sitemap>"
        "<sitemap><loc>/2026-11.xml</loc></sitemap>"
        "<sitemap><loc>file:///etc/passwd</loc></sitemap></sitemapindex>"
    )
    assert listing == Listing(
        more=(
            "https://static.news.example/2026-9.xml",
            "https://news.example/2026-11.xml",
        ),
        refused_by=Counter({"scheme": 1}),
    )


def test_robots_txt_names_its_sitemaps() -> None:
    listing = read(
        "User-agent: *\nDisallow: /x\nSITEMAP : /a.xml\n sitemap: b.xml #c\n"
    )
    assert listing.more == ("https://news.example/a.xml", "https://news.example/b.xml")


def test_the_part_of_an_index_that_changed_last_is_first():
    parts = [("old", "2019-01-01"), ("undated", None), ("new", "2026-11-25")]
    entries = "".join(
        f"<sitemap><loc>https://news.example/{name}.xml</loc>"
        + (f"<lastmod>{day}</lastmod></sitemap>" if day else "</sitemap>")
        for name, day in parts
    )
    listing = read(f"<sitemapindex>{entries}</sitemapindex>")
    names = [url.rpartition("/")[2] for url in listing.newest_first()]
    assert names == ["new.xml", "old.xml", "undated.xml"]
    assert len(listing.more) == 3
    assert listing.problem is None


def test_text_sitemap_has_an_address_in_each_line() -> None:
    listing = read("https://news.example/a\r\nhttps://news.example/b\n\n")
    assert urls(listing) == ["https://news.example/a", "https://news.example/b"]


def test_feed_may_stand_for_a_sitemap() -> None:
    listing = read(
        '<rss version="2.0"><channel><item><link>/a</link></item></channel></rss>'
    )
    assert urls(listing) == ["https://news.example/a"]
    assert listing.links[0].via is Via.FEED
    assert listing.problem is None


def test_bare_ampersands_are_repaired_and_named() -> None:
    listing = read(
        "<urlset><url><loc>https://news.example/?a=1&b=2</loc></url>"
        "<url><loc>https://news.example/?c&#61;1&amp;d=2</loc></url></urlset>"
    )
    assert urls(listing) == [
        "https://news.example/?a=1&b=2",
        "https://news.example/?c=1&d=2",
    ]
    assert listing.problem == "ill-formed XML in line 1"


@pytest.mark.parametrize(
    "body",
    [
        "<urlset><url><loc>/a</loc></url><url><loc>/b",
        "<urlset><url><loc>/a</loc></url><url><loc>/b</lo",
        "<urlset><url><loc>/a</loc></url><url><loc>/b</loc>",
        "Warning: x\n<urlset><url><loc>/a</loc></url></urlset>",
        "<br />Warning\n<urlset><url><loc>/a</loc></url></urlset>",
        "<urlset><url><loc>/a</loc></url></wrong>",
        "<urlset><url><loc>/a\x0b</loc></url></urlset>",
    ],
)
def test_damage_costs_no_whole_entry_and_makes_no_half_one(body: str) -> None:
    listing = read(body)
    assert urls(listing) == ["https://news.example/a"]
    assert listing.problem is not None


def test_entry_that_is_never_closed_does_not_swallow_the_next() -> None:
    listing = read(
        "<urlset><url><loc>/a</loc><url><loc>/b</loc></url><url><loc>/c</loc></url>"
        "</urlset>"
    )
    assert urls(listing)[:2] == ["https://news.example/a", "https://news.example/b"]


def test_every_entry_is_taken() -> None:
    entries = "".join(f"<url><loc>/{n}</loc></url>" for n in range(3000))
    assert len(read(f"<urlset>{entries}</urlset>").links) == 3000


def test_refused_addresses_are_counted() -> None:
    listing = read(
        "<urlset><url><loc>file:///etc/passwd</loc></url><url><loc/></url>"
        "<url><lastmod>2026-11-23</lastmod></url><url><loc>/a</loc></url></urlset>"
    )
    assert (urls(listing), listing.refused) == (["https://news.example/a"], 3)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "the answer is empty"),
        ("<!doctype html><html><p>Sorry", "an HTML page instead of a sitemap"),
        ("<root><loc>/a</loc></root>", "this is no sitemap"),
        ("User-agent: *\nDisallow: /", "this is no sitemap"),
        ("no addresses in here", "this is no sitemap"),
    ],
)
def test_what_is_no_sitemap_is_named(body: str, problem: str) -> None:
    assert read(body) == Listing(problem=problem)


def test_empty_sitemap_is_no_trouble() -> None:
    assert read('<urlset xmlns="x"/>') == Listing()


def test_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    listing = read(
        f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        "<urlset><url><loc>https://news.example/&x;</loc></url></urlset>"
    )
    assert urls(listing) == ["https://news.example/"]


def test_entities_that_multiply_are_stopped() -> None:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 20}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    listing = read(
        f"<!DOCTYPE urlset [{entities}]><urlset><url><loc>/1</loc></url>"
        "<url><loc>/&i;</loc></url></urlset>"
    )
    assert all(len(link.url) < 2100 for link in listing.links)
    assert listing.problem is not None


def test_tags_without_end_are_stopped() -> None:
    listing = read("<urlset>" + "<a/>" * (MAX_TAGS + 1))
    assert listing == Listing(problem=f"more than {MAX_TAGS} tags")


PLAIN = b"<urlset><url><loc>/a</loc></url></urlset>"


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(PLAIN),
        gzip.compress(PLAIN[:20]) + gzip.compress(PLAIN[20:]),
        gzip.compress(PLAIN) + b"\x00" * 100,
    ],
    ids=["one", "two members", "padded"],
)
def test_gzip_is_known_by_its_bytes(body: bytes) -> None:
    assert read(body) == Listing(
        links=(Link(url="https://news.example/a", via=Via.SITEMAP),)
    )


def test_gzip_that_is_cut_short_is_named_and_saved() -> None:
    entries = b"".join(b"<url><loc>/%d</loc></url>" % n for n in range(5000))
    packed = gzip.compress(b"<urlset>" + entries + b"</urlset>")
    listing = read(packed[: len(packed) // 2])
    assert 0 < len(listing.links) < 5000
    assert listing.problem == "the gzip data is cut short"


def test_gzip_that_is_damaged_is_named() -> None:
    assert read(b"\x1f\x8b\xff\xff\xff").problem == "the gzip data is damaged"


def test_bomb_is_refused_by_its_size() -> None:
    packed = gzip.compress(bytes(3 << 20))
    assert unpacked(packed, 2 << 20) == (
        b"",
        "too-large: more than 2 MiB when unpacked",
    )
    assert len(unpacked(packed, 4 << 20)[0]) == 3 << 20


def test_many_members_are_not_followed_for_ever() -> None:
    assert unpacked(gzip.compress(b"") * 5000)[1] == "too many gzip members"


def test_an_address_that_is_never_closed_costs_no_other() -> None:
    listing = read(
        "<urlset>\n<url><loc>https://news.example/a</loc></url>\n"
        "<url><loc>https://news.example/b\n"
        "<url>\n<loc>https://news.example/c</loc>\n</url></urlset>"
    )
    assert "https://news.example/a" in urls(listing)
    assert "https://news.example/c" in urls(listing)
    assert listing.problem
