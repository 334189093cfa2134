"""Feeds: RSS, RDF and Atom through feedparser, JSON Feed by its own rules.

feedparser is given a stream of bytes and nothing else: a `bytes` argument it would
take for the name of a file, a string for an address to fetch. Text is decoded here
and handed over as UTF-8, so that no odd codec of Python's can be named by a feed.

Two shapes cost feedparser 6 quadratic time, measured: 20,000 attributes in one tag
(4 s) and 20,000 nested `xml:base` (30 s). And each tag costs 30 to 50 µs, so that
16 MiB of them would take minutes. Hence bounds far above any feed that was seen; they
limit markup, not entries.
"""

from __future__ import annotations

import contextlib
import html
import io
import json
import re
from collections.abc import Mapping
from datetime import tzinfo
from xml.parsers import expat

import feedparser

from newswatch.discover.listing import MAX_TITLE, Gathering, Listing, stated_at
from newswatch.model import Via
from newswatch.urls import absolute_url, host_of

#: tags, their ends included: 12,000 entries of usual size
MAX_TAGS = 200_000
#: entities and bare ampersands; 1.5 µs each where the XML is ill-formed
MAX_AMPERSANDS = 2_000_000
MAX_ATTRIBUTES = 500
MAX_BASES = 2_000

#: characters of a title with its markup
_MAX_MARKUP = 8 * MAX_TITLE

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_BASE = re.compile(r"xml:base", re.IGNORECASE)
_JSON_FEED = "https://jsonfeed.org/version/"


def read_feed(text: str, url: str, zone: tzinfo | str) -> Listing:
    """The entries of the feed at *url*; *zone* is for dates that name none."""
    if text.lstrip().startswith("{"):
        return _json_feed(text, url, zone)
    if trouble := _hostile(text):
        return Listing(problem=trouble)
    try:
        feed = feedparser.parse(
            io.BytesIO(text.lstrip().encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except MemoryError:
        raise  # the caller's limit, not the feed's fault alone
    except Exception as error:  # a tolerant parser meets what nobody thought of
        return Listing(problem=f"feedparser gave up: {type(error).__name__}")
    gathering = Gathering(base=_base_of(feed.get("feed", {}), url))
    is_atom = str(feed.get("version", "")).startswith("atom")
    for entry in feed.get("entries", ()):
        _add_entry(gathering, entry, zone, is_atom)
    return gathering.listing(_trouble(feed, gathering))


def _hostile(text: str) -> str | None:
    if text.count("<") > MAX_TAGS:
        return f"more than {MAX_TAGS} tags"
    if text.count("&") > MAX_AMPERSANDS:
        return f"more than {MAX_AMPERSANDS} entities"
    if len(_BASE.findall(text)) > MAX_BASES:
        return f"more than {MAX_BASES} xml:base"
    if _most_attributes(text) > MAX_ATTRIBUTES:
        return f"a tag with more than {MAX_ATTRIBUTES} attributes"
    return None


def _most_attributes(text: str) -> int:
    """Attributes of the fullest tag, as far as expat reads, feedparser's parser."""
    most = 0

    def started(_name: str, attributes: list[str]) -> None:
        nonlocal most
        most = max(most, len(attributes) // 2)

    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.StartElementHandler = started
    # Behind an error feedparser reads on with a parser that has no such weakness.
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(text.lstrip().encode("utf-8", "replace"), True)
    return most


def _base_of(channel: Mapping[str, object], url: str) -> str:
    """What relative links mean: the feed's own address, as RFC 3986 section 5.1 says.

    A feed that a service publishes for a site (FeedBurner) means the site instead.
    """
    site = channel.get("link")
    home = absolute_url(site, None) if isinstance(site, str) else None
    return home if home and host_of(home) != host_of(url) else url


def _add_entry(
    gathering: Gathering, entry: Mapping[str, object], zone: tzinfo | str, is_atom: bool
) -> None:
    guid = _text(entry, "id")
    href = _text(entry, "feedburner_origlink") or _text(entry, "link")
    if href == guid and not _has_alternate(entry):
        # feedparser offers the identifier as link: believed if it is an address.
        href = absolute_url(guid, None) or ""
    published, updated = _text(entry, "published"), _text(entry, "updated")
    if not is_atom and not published:
        # RSS 1.0 and Dublin Core have one date, and mean the publication.
        published, updated = updated or _text(entry, "created"), ""
    gathering.add(
        href,
        Via.FEED,
        title=_title(entry),
        published_at=stated_at(published, zone),
        modified_at=stated_at(updated, zone),
        guid=guid,
    )


def _text(entry: Mapping[str, object], key: str) -> str:
    # Past feedparser's own look-up, which answers for one date with another.
    value = dict.get(entry, key) if isinstance(entry, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _has_alternate(entry: Mapping[str, object]) -> bool:
    links = entry.get("links")
    return isinstance(links, list) and any(
        isinstance(link, Mapping) and link.get("rel") == "alternate" for link in links
    )


def _title(entry: Mapping[str, object]) -> str:
    # Cut before the tags go: an unclosed comment would be searched for to the end.
    title, detail = _text(entry, "title")[:_MAX_MARKUP], entry.get("title_detail")
    kind = detail.get("type", "") if isinstance(detail, Mapping) else ""
    return html.unescape(_TAG.sub("", title)) if "html" in str(kind) else title


def _trouble(feed: Mapping[str, object], gathering: Gathering) -> str | None:
    error = feed.get("bozo_exception")
    if not feed.get("version") and not gathering.links:
        return "this is no feed"
    if not feed.get("bozo") or isinstance(error, feedparser.CharacterEncodingOverride):
        return None
    where = f" in line {line}" if (line := _line_of(error)) else ""
    return f"ill-formed XML{where}"


def _line_of(error: object) -> int | None:
    number = getattr(error, "getLineNumber", lambda: None)()
    return number if isinstance(number, int) else None


def _json_feed(text: str, url: str, zone: tzinfo | str) -> Listing:
    """JSON Feed 1.0 and 1.1."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return Listing(problem="ill-formed JSON")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not str(feed.get("version")).startswith(
        _JSON_FEED
    ):
        return Listing(problem="this is no feed")
    gathering = Gathering(base=url)
    for item in items:
        entry = item if isinstance(item, dict) else {}
        gathering.add(
            _text(entry, "url"),
            Via.FEED,
            title=_text(entry, "title"),
            published_at=stated_at(_text(entry, "date_published"), zone),
            modified_at=stated_at(_text(entry, "date_modified"), zone),
            guid=_text(entry, "id"),
        )
    return gathering.listing()
