"""Find: the bytes of a listing become the links that it announces.

    bytes ─▶ unpack (gzip) ─▶ decode ─▶ feed | sitemap | section ─▶ Listing

A source's kind says what its listing should be. A feed where a sitemap was expected
is read all the same, since sitemaps.org allows that; a sitemap where a feed was
expected is read and named as trouble, so that somebody mends the configuration.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, tzinfo

from newswatch.discover.decoding import html_text, unpacked, xml_text
from newswatch.discover.feed import parse_feed, read_feed
from newswatch.discover.feed_document import FeedDocument, FeedEntry
from newswatch.discover.listing import Listing
from newswatch.discover.root import root_of
from newswatch.discover.section import read_section
from newswatch.discover.sitemap import read_sitemap
from newswatch.model import SourceKind

__all__ = ["FeedDocument", "FeedEntry", "Listing", "discover", "feed_document"]

_FEEDS = frozenset(("rss", "rdf", "feed", "channel"))
_SITEMAPS = frozenset(("urlset", "sitemapindex"))


def discover(
    body: bytes,
    *,
    kind: SourceKind,
    url: str,
    content_type: str | None = None,
    link: str = "",
    zone: tzinfo | str = UTC,
) -> Listing:
    """What the listing at *url* announces. Any bytes give a Listing, none an error.

    *content_type* is the HTTP header as sent, *link* the selector of a section page,
    *zone* that of dates which name none. Reads nothing but *body*.
    """
    plain, damage = unpacked(body)
    if not plain.strip():
        return Listing(problem=damage or "the answer is empty")
    if kind is SourceKind.SECTION:
        listing = read_section(html_text(plain, content_type), url, link)
    else:
        listing = _read_xml(xml_text(plain, content_type), kind, url, zone)
    return replace(listing, problem=damage) if damage else listing


def feed_document(
    body: bytes, *, url: str, content_type: str | None = None
) -> FeedDocument:
    """The feed at *url* with all that it says, read as `discover` reads it."""
    plain, damage = unpacked(body)
    if not plain.strip():
        return FeedDocument(base=url, problem=damage or "the answer is empty")
    text = xml_text(plain, content_type)
    if root_of(text) == "html":
        return FeedDocument(base=url, problem="an HTML page instead of a feed")
    feed = parse_feed(text, url)
    return replace(feed, problem=damage) if damage else feed


def _read_xml(text: str, kind: SourceKind, url: str, zone: tzinfo | str) -> Listing:
    root = root_of(text)
    if root == "html":
        wanted = "a feed" if kind is SourceKind.FEED else "a sitemap"
        return Listing(problem=f"an HTML page instead of {wanted}")
    if kind is not SourceKind.FEED:
        if root in _FEEDS or text.lstrip().startswith("{"):
            return read_feed(text, url, zone)
        return read_sitemap(text, url, zone, kind)
    if root in _SITEMAPS:
        listing = read_sitemap(text, url, zone)
        return replace(listing, problem=listing.problem or "a sitemap, not a feed")
    return read_feed(text, url, zone)
