"""Feeds: RSS, Atom, RDF and JSON Feed become links, ill-formed ones in part."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newswatch.discover import Listing, discover, feed_document
from newswatch.model import Link, SourceKind, Via

URL = "https://news.example/rss/news"


def read(body: str | bytes, **options: str | None) -> Listing:
    raw = body.encode() if isinstance(body, str) else body
    given = {"url": URL, **options}
    return discover(raw, kind=SourceKind.FEED, **given)  # type: ignore[arg-type]


def rss(items: str, channel: str = "", attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<rss version="2.0" {attributes}><channel>{channel}{items}</channel></rss>'
    )


def only(listing: Listing) -> Link:
    assert listing.problem is None
    assert len(listing.links) == 1
    return listing.links[0]


def test_item_of_rss_is_a_link() -> None:
    link = only(
        read(
            rss(
                "<item><title>\n  Talks\tbegin </title>"
                "<link>https://news.example/a</link>"
                '<guid isPermaLink="false">n-81234</guid>'
                "<pubDate>Mon, 23 Nov 2026 14:05:06 +0300</pubDate></item>"
            )
        )
    )
    assert link == Link(
        url="https://news.example/a",
        via=Via.FEED,
        title="Talks begin",
        published_at=datetime(2026, 11, 23, 11, 5, 6, tzinfo=UTC),
        guid="n-81234",
    )


def test_entry_of_atom_is_a_link() -> None:
    link = only(
        read(
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
            "<id>tag:news.example,2026:81234</id>"
            '<link rel="self" href="https://news.example/api/81234"/>'
            '<link href="https://news.example/a"/>'
            '<link rel="enclosure" href="https://news.example/a.mp3"/>'
            '<title type="html">Ink &amp;amp; &lt;em&gt;paper&lt;/em&gt;</title>'
            "<published>2026-11-23T11:05:06Z</published>"
            "<updated>2026-11-23T12:00:00Z</updated></entry></feed>"
        )
    )
    assert link == Link(
        url="https://news.example/a",
        via=Via.FEED,
        title="Ink & paper",
        published_at=datetime(2026, 11, 23, 11, 5, 6, tzinfo=UTC),
        modified_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        guid="tag:news.example,2026:81234",
    )


def test_item_of_rdf_is_a_link() -> None:
    link = only(
        read(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://purl.org/rss/1.0/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '<item rdf:about="https://news.example/a"><title>Talks</title>'
            "<link>https://news.example/a</link>"
            "<dc:date>2026-11-23T11:05:06Z</dc:date></item></rdf:RDF>"
        )
    )
    assert link.url == "https://news.example/a"
    assert link.published_at == datetime(2026, 11, 23, 11, 5, 6, tzinfo=UTC)
    assert link.modified_at is None


def test_item_of_json_feed_is_a_link() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "81234",
                "url": "/a",
                "title": "Talks",
                "date_published": "2026-11-23T14:05:06+03:00",
                "date_modified": "2026-11-23T12:00:00Z",
            },
            {"id": "no address"},
            "no item",
        ],
    }
    listing = read(json.dumps(feed))
    assert listing.refused == 2
    assert only(listing) == Link(
        url="https://news.example/a",
        via=Via.FEED,
        title="Talks",
        published_at=datetime(2026, 11, 23, 11, 5, 6, tzinfo=UTC),
        modified_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        guid="81234",
    )


def test_atom_that_was_only_updated_has_no_date_of_publication() -> None:
    link = only(
        read(
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
            '<link href="https://news.example/a"/>'
            "<updated>2026-11-23T12:00:00Z</updated></entry></feed>"
        )
    )
    assert link.published_at is None
    assert link.modified_at == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_every_entry_is_taken_in_its_order() -> None:
    items = "".join(
        f"<item><link>https://news.example/{n}</link></item>" for n in range(1200)
    )
    listing = read(rss(items))
    assert [link.url for link in listing.links] == [
        f"https://news.example/{n}" for n in range(1200)
    ]


def test_address_that_comes_twice_is_one_link_with_all_that_was_said() -> None:
    link = only(
        read(
            rss(
                "<item><link>https://news.example/a?utm_source=rss</link></item>"
                "<item><link>https://news.example/a</link><title>Talks</title></item>"
            )
        )
    )
    assert link.url == "https://news.example/a?utm_source=rss"
    assert link.title == "Talks"


@pytest.mark.parametrize(
    ("guid", "kept"),
    [
        ("https://news.example/a", None),
        ("http://www.news.example/a/?utm_source=x", None),
        ("https://news.example/?p=7", "https://news.example/?p=7"),
        ("x" * 5000, None),
        ("", None),
    ],
)
def test_guid_is_kept_unless_it_is_the_address(guid: str, kept: str | None) -> None:
    item = f"<item><link>https://news.example/a</link><guid>{guid}</guid></item>"
    assert only(read(rss(item))).guid == kept


def test_permalink_serves_where_the_link_is_missing() -> None:
    link = only(read(rss("<item><guid>https://news.example/a</guid></item>")))
    assert link.url == "https://news.example/a"
    assert link.guid is None


@pytest.mark.parametrize(
    "guid",
    [
        "<guid>81234</guid>",
        '<guid isPermaLink="false">https://news.example/a</guid>',
        "",
    ],
)
def test_item_without_an_address_is_counted_as_refused(guid: str) -> None:
    listing = read(rss(f"<item>{guid}<title>Talks</title></item>"))
    assert (listing.links, listing.refused) == ((), 1)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://news.example/a",
        "data:text/html,x",
        "https://user:pass@news.example/a",
        "https://news.example\\@evil.example/",
        "https://news.example/" + "a" * 3000,
    ],
)
def test_address_that_must_not_be_asked_is_refused_and_counted(address: str) -> None:
    listing = read(
        rss(
            f"<item><link>{address}</link></item>"
            "<item><link>https://news.example/good</link></item>"
        )
    )
    assert listing.refused == 1
    assert only(listing).url == "https://news.example/good"


def test_original_address_is_preferred_to_the_one_that_counts_clicks() -> None:
    names = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    item = (
        "<item><link>https://feeds.example/~r/1</link>"
        "<feedburner:origLink>https://news.example/a</feedburner:origLink></item>"
    )
    assert only(read(rss(item, attributes=names))).url == "https://news.example/a"


@pytest.mark.parametrize(
    ("channel", "item", "url"),
    [
        ("", "<item><link>/a</link></item>", "https://news.example/a"),
        ("", "<item><link>a</link></item>", "https://news.example/rss/a"),
        (
            "<link>https://news.example/sport/</link>",
            "<item><link>a</link></item>",
            "https://news.example/rss/a",
        ),
        (
            "<link>https://other.example/</link>",
            "<item><link>/a</link></item>",
            "https://other.example/a",
        ),
        (
            "",
            '<item xml:base="https://base.example/x/"><link>a</link></item>',
            "https://base.example/x/a",
        ),
        (
            "",
            '<item xml:base="/x/"><link>a</link></item>',
            "https://news.example/x/a",
        ),
    ],
)
def test_relative_link_is_resolved(channel: str, item: str, url: str) -> None:
    assert only(read(rss(item, channel))).url == url


def test_naive_date_is_in_the_zone_of_the_outlet() -> None:
    item = (
        "<item><link>https://news.example/a</link>"
        "<pubDate>2026-11-23 14:05:06</pubDate></item>"
    )
    link = only(read(rss(item), zone="Europe/Moscow"))
    assert link.published_at == datetime(2026, 11, 23, 11, 5, 6, tzinfo=UTC)


def test_date_that_says_nothing_is_no_date() -> None:
    item = "<item><link>https://news.example/a</link><pubDate>soon</pubDate></item>"
    assert only(read(rss(item))).published_at is None


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("AT&amp;T wins", "AT&T wins"),
        ("Q&amp;amp;A", "Q&A"),
        ("<![CDATA[Talks &amp; <b>walks</b>]]>", "Talks & walks"),
        ("5 &lt; 7", "5 < 7"),
        ("a\u2028b\u009dc", "a bc"),
        ("…", None),
        ("", None),
        ("t" * 2000, "t" * 1000),
    ],
)
def test_title_is_plain_text(title: str, read_as: str | None) -> None:
    item = f"<item><link>https://news.example/a</link><title>{title}</title></item>"
    assert only(read(rss(item))).title == read_as


def test_ill_formed_feed_gives_what_can_be_saved_and_says_so() -> None:
    listing = read(
        rss(
            "<item><title>A &nbsp; B &copy</title>"
            "<link>https://news.example/a?x=1&y=2</link></item>"
            "<item><link>https://news.example/b</link>"
        )
    )
    assert [link.url for link in listing.links] == [
        "https://news.example/a?x=1&y=2",
        "https://news.example/b",
    ]
    assert listing.problem is not None
    assert "ill-formed XML" in listing.problem


def test_warning_in_front_of_a_feed_does_not_hide_it() -> None:
    item = "<item><link>https://news.example/a</link></item>"
    listing = read("<br />\nWarning: disk full in /x.php\n" + rss(item))
    assert [link.url for link in listing.links] == ["https://news.example/a"]


def test_document_type_of_html_in_front_of_a_feed_does_not_hide_it() -> None:
    item = "<item><link>https://news.example/a</link></item>"
    feed = f"<!doctype html><rss version='2.0'><channel>{item}</channel></rss>"
    assert [link.url for link in read(feed).links] == ["https://news.example/a"]


def test_white_space_in_front_of_a_feed_is_no_trouble() -> None:
    only(read("\n\n " + rss("<item><link>https://news.example/a</link></item>")))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"<!DOCTYPE html><html><body>Sorry</body></html>", "HTML page instead"),
        (b"<!-- <rss> --><HTML><title>403</title>", "HTML page instead"),
        (b"\n<!doctype html>\n<title>Log in</title><form></form>", "HTML page instead"),
        (b"<!DOCTYPE html PUBLIC '-//W3C'><div>Wait</div>", "HTML page instead"),
        (b"nothing of the kind", "no feed"),
        (b"{}", "no feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 7}', "no feed"),
        (b"{", "ill-formed JSON"),
        (b'{"a":' + b"[" * 100_000, "ill-formed JSON"),
        (b"\x00" * 100, "no feed"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, problem: str) -> None:
    listing = read(body)
    assert listing.links == ()
    assert listing.problem is not None
    assert problem in listing.problem


def test_empty_feed_is_no_trouble() -> None:
    assert read(rss("")) == Listing()


def test_sitemap_in_place_of_a_feed_is_read_and_named() -> None:
    listing = read("<urlset><url><loc>https://news.example/a</loc></url></urlset>")
    assert [link.url for link in listing.links] == ["https://news.example/a"]
    assert listing.problem == "a sitemap, not a feed"


def test_bytes_that_name_a_file_are_not_opened(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(rss("<item><link>https://news.example/a</link></item>"))
    assert read(str(feed).encode()).links == ()
    assert read(feed.as_uri().encode()).links == ()


def test_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    listing = read(
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<rss version="2.0"><channel><item><title>t &x;</title>'
        "<link>https://news.example/a</link></item></channel></rss>"
    )
    assert "hunter2" not in repr(listing)


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        (
            "Прага".encode("cp1251"),
            "application/rss+xml; charset=windows-1251",
            "Прага",
        ),
        ("Прага".encode(), "text/xml", "Прага"),
        (b"caf\xe9", "text/xml", "café"),
        (b"caf\xe9", "text/xml; charset=utf-8", "café"),
        ("Прага".encode(), "text/xml; charset=punycode", "Прага"),
        ("Прага".encode(), "text/xml; charset=nonsense", "Прага"),
    ],
)
def test_encoding_is_found(body: bytes, content_type: str, title: str) -> None:
    feed = (
        b'<rss version="2.0"><channel><item><link>https://news.example/a</link><title>'
        + body
        + b"</title></item></channel></rss>"
    )
    assert only(read(feed, content_type=content_type)).title == title


@pytest.mark.parametrize(
    "codec", ["utf-16", "utf-16-be", "utf-16-le", "utf-32", "cp037"]
)
def test_wide_encodings_need_no_header(codec: str) -> None:
    feed = rss("<item><link>https://news.example/a</link><title>Talks</title></item>")
    body = feed.replace('encoding="utf-8"', f'encoding="{codec}"').encode(codec)
    assert only(read(body)).title == "Talks"


def test_gzip_is_unpacked() -> None:
    feed = rss("<item><link>https://news.example/a</link></item>")
    assert only(read(gzip.compress(feed.encode()))).url == "https://news.example/a"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (rss("<a>" * 200_001), "more than 200000 tags"),
        (rss("&a" * 2_000_001), "more than 2000000 entities"),
        (rss('<a xml:base="x/">' * 2001), "more than 2000 xml:base"),
        (
            rss("<item " + " ".join(f'a{n}=""' for n in range(501)) + "/>"),
            "a tag with more than 500 attributes",
        ),
    ],
    ids=["tags", "entities", "bases", "attributes"],
)
def test_hostile_markup_is_refused_by_its_name(body: str, problem: str) -> None:
    assert read(body) == Listing(problem=problem)


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        # a summary cut within a character must not turn the feed into noise
        ("Прага …".encode()[:-1], "text/xml; charset=utf-8", "Прага \ufffd"),
        ("Прага".encode("cp1251") + b"\x98", "text/xml; charset=cp1251", "Прага\ufffd"),
        ("Прага".encode(), "text/xml; charset=utf-16", "Прага"),
    ],
)
def test_broken_character_costs_no_other(
    body: bytes, content_type: str, title: str
) -> None:
    feed = (
        b'<rss version="2.0"><channel><item><link>https://news.example/a</link><title>'
        + body
        + b"</title></item></channel></rss>"
    )
    assert only(read(feed, content_type=content_type)).title == title


@pytest.mark.parametrize("padding", ["", " "])
def test_declaration_of_utf_16_in_single_bytes_is_wrong(padding: str) -> None:
    item = "<item><link>https://news.example/a</link></item>"
    feed = rss(item).replace("utf-8", "utf-16") + padding
    assert only(read(feed)).url == "https://news.example/a"


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("03-12-31", datetime(2003, 12, 31, tzinfo=UTC)),
        ("991231", datetime(1999, 12, 31, tzinfo=UTC)),
        ("-0312", datetime(2003, 12, 1, tzinfo=UTC)),
        ("-03-12", datetime(2003, 12, 1, tzinfo=UTC)),
        ("31-13-03", None),
        ("0312-31", None),
        ("12345", None),
    ],
)
def test_short_year_of_iso_8601_comes_first(date: str, day: datetime | None) -> None:
    item = f"<item><link>https://news.example/a</link><pubDate>{date}</pubDate></item>"
    assert only(read(rss(item))).published_at == day


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ({"url": "https://news.example/a", "external_url": "https://b.example/"}, "a"),
        ({"id": "https://news.example/a", "external_url": "https://b.example/"}, "a"),
        ({"id": 7, "external_url": "https://news.example/b"}, "b"),
    ],
)
def test_item_of_json_feed_names_its_page(entry: dict[str, object], url: str) -> None:
    feed = {"version": "https://jsonfeed.org/version/1", "items": [entry]}
    assert only(read(json.dumps(feed))).url == f"https://news.example/{url}"


def test_identifier_that_is_a_number_is_kept_as_text() -> None:
    entry = {"id": 7, "url": "https://news.example/a"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [entry]}
    assert only(read(json.dumps(feed))).guid == "7"


def test_torn_json_feed_gives_its_whole_items_and_says_so() -> None:
    items = [{"url": f"https://news.example/{n}", "title": "a"} for n in range(3)]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})
    listing = read(feed[:-20])
    assert [link.url for link in listing.links] == [
        "https://news.example/0",
        "https://news.example/1",
    ]
    assert listing.problem == "ill-formed JSON"


def test_line_break_within_a_string_of_json_is_forgiven() -> None:
    feed = (
        '{"version": "https://jsonfeed.org/version/1.1", "items":'
        ' [{"url": "https://news.example/a", "title": "Talks\nbegin"}]}'
    )
    assert only(read(feed)).title == "Talks begin"


def test_json_feed_has_bounds() -> None:
    head = '{"version": "https://jsonfeed.org/version/1", "items": ['
    assert read(head + "{}," * 2_000_000).problem == (
        "more than 2000000 objects and lists"
    )
    listing = read(head + ",".join(["{}"] * 50_001) + "]}")
    assert (listing.problem, listing.refused) == ("more than 50000 items", 50_000)


def test_channel_of_cdf_is_a_feed() -> None:
    assert read("<CHANNEL><TITLE>Herald</TITLE></CHANNEL>") == Listing()
    link = only(
        read(
            '<CHANNEL><ITEM HREF="https://news.example/a"><TITLE>Talks</TITLE></ITEM>'
            "</CHANNEL>"
        )
    )
    assert (link.url, link.title) == ("https://news.example/a", "Talks")


def test_alternate_that_is_no_html_serves_where_there_is_no_other() -> None:
    link = only(
        read(
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
            "<id>https://news.example/id</id>"
            '<link rel="alternate" type="application/pdf" href="/a"/>'
            "</entry></feed>"
        )
    )
    assert link.url == "https://news.example/a"


@pytest.mark.parametrize(
    ("guid", "read_as"),
    [
        ("HTTP://news.EXAMPLE/x", "HTTP://news.EXAMPLE/x"),
        ("tag:news.example,2026:/x", "tag:news.example,2026:/x"),
        ("/x", "https://news.example/x"),
        ("81234", "81234"),
    ],
)
def test_identifier_of_atom_is_whole(guid: str, read_as: str) -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
        f'<id>{guid}</id><link href="/a"/></entry></feed>'
    ).encode()
    assert feed_document(body, url=URL).entries[0].id == read_as


def test_document_holds_what_the_feed_says() -> None:
    item = (
        "<item><link>/a</link><description>Words</description><author>Ada</author>"
        '<category>War</category><enclosure url="/a.mp3"/></item>'
    )
    feed = feed_document(
        rss(item, "<title>Herald</title><link>/home</link>").encode(), url=URL
    )
    entry = feed.entries[0]
    assert (feed.title, feed.href, feed.problem) == ("Herald", "/home", None)
    assert (entry.summary, entry.author, entry.tags, entry.enclosures) == (
        "Words",
        "Ada",
        ("War",),
        ("/a.mp3",),
    )


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"nothing", b"\x1f\x8bx"])
def test_document_of_no_feed_has_a_problem(body: bytes) -> None:
    feed = feed_document(body, url=URL)
    assert feed.entries == ()
    assert feed.problem


@pytest.mark.parametrize(
    "tags",
    [
        "".join(f"<category>{n}</category>" for n in range(40_001)),
        f"<itunes:keywords>{' '.join(map(str, range(60_000)))}</itunes:keywords>",
    ],
    ids=["categories", "keywords"],
)
def test_many_tags_are_left_out_and_the_link_is_kept(tags: str) -> None:
    names = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    item = f"<item><link>https://news.example/a</link>{tags}</item>"
    feed = feed_document(rss(item, attributes=names).encode(), url=URL)
    assert (feed.problem, feed.entries[0].tags) == (None, ())
    assert feed.entries[0].href == "https://news.example/a"
