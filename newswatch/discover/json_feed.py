"""JSON Feed 1.0 and 1.1 (jsonfeed.org), salvaged item by item where it is torn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from newswatch.discover.feed_document import FeedDocument, FeedEntry
from newswatch.urls import absolute_url

#: objects and lists, which cost memory before one is looked at
MAX_MEMBERS = 2_000_000
#: as many as a sitemap may have; each costs 30 µs once it is a link
MAX_ITEMS = 50_000

# Line breaks within strings are wrong JSON, and common.
_DECODER = json.JSONDecoder(strict=False)
_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/(\d+(?:\.\d+)?)")
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")


def read_json_feed(text: str, url: str) -> FeedDocument:
    """The JSON Feed at *url*; `problem` where it is torn or none."""
    if text.count("{") + text.count("[") > MAX_MEMBERS:
        return FeedDocument(
            base=url, problem=f"more than {MAX_MEMBERS} objects and lists"
        )
    problem = None
    try:
        feed = _DECODER.decode(text)
    except (ValueError, RecursionError):
        problem = "ill-formed JSON"
        feed = _salvaged(text)
    items = feed.get("items") if isinstance(feed, dict) else None
    version = _VERSION.match(_text(feed, "version"))
    if not isinstance(items, list) or not version:
        return FeedDocument(base=url, problem=problem or "this is no feed")
    return FeedDocument(
        base=url,
        version=f"json{version[1].replace('.', '')}",
        id=_text(feed, "feed_url"),
        title=_text(feed, "title"),
        href=_text(feed, "home_page_url"),
        description=_text(feed, "description"),
        author=_authors(feed),
        language=_text(feed, "language"),
        entries=tuple(_entry(item) for item in items[:MAX_ITEMS]),
        problem=f"more than {MAX_ITEMS} items" if len(items) > MAX_ITEMS else problem,
    )


def _salvaged(text: str) -> dict[str, object]:
    """The version and the whole items of a feed that is cut off or broken."""
    version, items = _VERSION.search(text), _ITEMS.search(text)
    if not version or not items:
        return {}
    return {"version": version[0], "items": list(_whole_items(text, items.end()))}


def _whole_items(text: str, at: int) -> Iterator[object]:
    while (gap := _GAP.match(text, at)) and text.startswith("{", gap.end()):
        try:
            item, at = _DECODER.raw_decode(text, gap.end())
        except (ValueError, RecursionError):
            return
        yield item


def _entry(item: object) -> FeedEntry:
    return FeedEntry(
        href=_href(item),
        id=_text(item, "id"),
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=_text(item, "content_html") or _text(item, "content_text"),
        author=_authors(item),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        tags=tuple(tag for tag in _members(item, "tags") if isinstance(tag, str)),
        enclosures=tuple(
            filter(None, (_text(part, "url") for part in _members(item, "attachments")))
        ),
    )


def _href(item: object) -> str:
    """The item's page; an identifier ideally is its address (JSON Feed 1.1)."""
    permalink = absolute_url(_text(item, "id"), None) or ""
    return _text(item, "url") or permalink or _text(item, "external_url")


def _text(source: object, key: str) -> str:
    value = source.get(key) if isinstance(source, dict) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        # The standard asks readers to take an identifier that is a number as text.
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _members(source: object, key: str) -> list[object]:
    value = source.get(key) if isinstance(source, dict) else None
    return value if isinstance(value, list) else []


def _authors(source: object) -> str:
    """1.1 has a list of authors, 1.0 had one."""
    people = _members(source, "authors")
    if not people and isinstance(source, dict):
        people = [source.get("author")]
    return ", ".join(filter(None, (_text(person, "name") for person in people)))
