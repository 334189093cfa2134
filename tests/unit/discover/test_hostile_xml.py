"""XML that was written to hurt: no secret, no network, no minutes, and a name for it.

Each attack is given to every reader of listings. CPU is bounded generously: the worst
of these take 2 s, and hours where nothing bounds them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from canary import Canary, canary

from newswatch.discover import Listing, discover, feed_document
from newswatch.model import SourceKind

MOST_CPU_S = 20.0
SECRET = "a secret of this machine"
KINDS = (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.NEWS_SITEMAP)
GOOD = "https://news.example/a-good-story"

FEED = (
    "<rss version='2.0'><channel><item><link>{}</link><title>{}</title></item>"
    "</channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{}'/>"
    "<title>{}</title></entry></feed>"
)
MAP = "<urlset><url><loc>{}</loc><news><title>{}</title></news></url></urlset>"
SHAPES = {"rss": FEED, "atom": ATOM, "sitemap": MAP}

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def doctype(subset: str) -> str:
    return f"<!DOCTYPE rss [{subset}]>"


@pytest.fixture
def bird() -> Iterator[Canary]:
    with canary() as bird:
        yield bird


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, "utf-8")
    return path


def read(body: bytes, kind: SourceKind, content_type: str | None = None) -> Listing:
    return discover(
        body, kind=kind, url="https://news.example/list", content_type=content_type
    )


def read_within_bounds(body: bytes, kind: SourceKind) -> Listing:
    before = time.process_time()
    listing = read(body, kind)
    assert time.process_time() - before < MOST_CPU_S
    return listing


def said(listing: Listing) -> str:
    return repr([(link.url, link.title, link.guid) for link in listing.links])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("prolog", "use"),
    [
        (doctype('<!ENTITY l0 "lol">' + LAUGHS), "&l11;"),
        (doctype(f'<!ENTITY q "{"q" * 100_000}">'), "&q;" * 20_000),
        (doctype('<!ENTITY a "&b;"><!ENTITY b "&a;">'), "&a;"),
        (doctype("<!ENTITY % p \"<!ENTITY &#37; p2 'x'>\">%p;%p2;"), "&p2;"),
        (doctype("".join(f'<!ENTITY e{n} "x">' for n in range(100_000))), "&e9;"),
    ],
    ids=["laughs", "quadratic", "circle", "parameters", "many"],
)
def test_entities_that_grow_are_stopped(
    prolog: str, use: str, shape: str, kind: SourceKind
):
    body = (prolog + SHAPES[shape].format(GOOD, use)).encode()
    listing = read_within_bounds(body, kind)
    assert len(said(listing)) < 10_000
    assert listing.problem or [link.url for link in listing.links] == [GOOD]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("scheme", ["file", "http", "ftp"])
@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "{place}">]>',
        '<!DOCTYPE rss [<!ENTITY x PUBLIC "-//x" "{place}">]>',
        '<!DOCTYPE rss SYSTEM "{place}">',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "{place}">%p;]>',
        '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{place}"?>',
    ],
    ids=["entity", "public", "dtd", "parameter", "stylesheet"],
)
def test_nothing_outside_is_read(
    prolog: str, scheme: str, shape: str, kind: SourceKind, secret: Path, bird: Canary
):
    place = f"file://{secret}"
    if scheme != "file":
        place = f"{scheme}://127.0.0.1:{bird.port}/dtd"
    body = (prolog.format(place=place) + SHAPES[shape].format(GOOD, "&x;")).encode()
    assert SECRET not in said(read(body, kind))
    assert SECRET not in repr(feed_document(body, url="https://news.example/list"))
    assert bird.hits == 0


@pytest.mark.parametrize("kind", KINDS)
def test_inclusion_is_not_followed(kind: SourceKind, secret: Path, bird: Canary):
    for place in (f"file://{secret}", f"http://127.0.0.1:{bird.port}/x"):
        include = (
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude"'
            f' href="{place}" parse="text"/>'
        )
        for shape in SHAPES.values():
            assert SECRET not in said(read(shape.format(GOOD, include).encode(), kind))
    assert bird.hits == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "body",
    [
        FEED.format(GOOD, "<b>" * 10_000 + "x" + "</b>" * 10_000),
        "<rss><channel>" + "<item>" * 20_000,
        "<urlset>" + "<url>" * 50_000,
        "<a>" * 10_000 + "</a>" * 10_000,
        "<!DOCTYPE " * 10_000,
        "<!--" * 100_000,
        "<![CDATA[" * 100_000,
        "<" * 199_000,
        "<rss><channel><item><title>" + "]]>" * 500_000,
        FEED.format(GOOD, "x" * (12 << 20)),
        FEED.format("https://news.example/" + "a" * (1 << 20), "x" * (1 << 20)),
        MAP.format(GOOD, "x" * (12 << 20)),
        MAP.format("https://news.example/" + "a" * (1 << 20), "t"),
        "<rss " + "a" * (2 << 20) + "='x'>",
        f"<?xml version='1.0' encoding='{'u' * 1_000_000}'?>" + FEED.format(GOOD, "t"),
        "<rss><channel>" + " " * (8 << 20) + "</channel></rss>",
        '{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 500_000,
        '{"a":' * 100_000,
    ],
    ids=[
        "deep title", "deep items", "deep urls", "deep", "doctypes", "comments",
        "cdata", "angles", "ends", "long title", "long address", "long map title",
        "long map address", "long name", "long encoding", "spaces", "deep json",
        "deep objects",
    ],
)  # fmt: skip
def test_markup_that_goes_on_for_ever_ends(body: str, kind: SourceKind):
    listing = read_within_bounds(body.encode(), kind)
    assert len(said(listing)) < 10_000
    assert listing.problem or listing.links or listing.refused or "channel" in body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("codec", ["utf-7", "utf-16", "utf-16-be", "utf-32-le", "idna"])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_encoding_hides_an_entity(
    shape: str, codec: str, kind: SourceKind, secret: Path
):
    text = (
        f'<?xml version="1.0" encoding="{codec}"?>'
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>'
        + SHAPES[shape].format(GOOD, "&x;")
    )
    body = text.encode("ascii" if codec == "idna" else codec)
    for content_type in (None, f"text/xml; charset={codec}", "text/xml; charset=utf-8"):
        listing = read(body, kind, content_type)
        assert SECRET not in said(listing)
        assert listing.links or listing.problem


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 60_000,
        "<a href=/a-b-c-d-1>" * 50_000,
        "<h2>" * 50_000 + "<a href='/some-words-in-a-slug-1'>Words of a headline</a>",
        "<!--" * 200_000,
        "<p " + "a" * (8 << 20) + ">",
        "<a href='/x" + "y" * (8 << 20) + "'>A headline with some words</a>",
        "<base href='file:///etc/'><h2><a href='passwd-of-machines-1'>Words</a></h2>",
    ],
    ids=["deep", "links", "headings", "comments", "name", "address", "base"],
)
def test_a_section_page_ends_too(body: str):
    listing = read_within_bounds(body.encode(), SourceKind.SECTION)
    assert not [link for link in listing.links if not link.url.startswith("http")]
    assert len(said(listing)) < 10_000
