"""Feeds: what a feed's entries announce, as links.

text ─▶ xml_feed (RSS, RDF, Atom, CDF) | json_feed ─▶ FeedDocument ─▶ [Link]
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import tzinfo

from newswatch.discover.feed_document import FeedDocument, FeedEntry
from newswatch.discover.feed_freshness import stated_freshness
from newswatch.discover.json_feed import read_json_feed
from newswatch.discover.listing import MAX_TITLE, Gathering, Listing, stated_at
from newswatch.discover.xml_feed import read_xml_feed
from newswatch.model import Via

#: characters of a title with its markup
_MAX_MARKUP = 8 * MAX_TITLE

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)


def read_feed(text: str, url: str, zone: tzinfo | str) -> Listing:
    """The entries of the feed at *url*; *zone* is for dates that name none."""
    feed = parse_feed(text, url)
    gathering = Gathering(base=feed.base)
    for entry in feed.entries:
        _add_entry(gathering, entry, zone, is_atom=feed.version.startswith("atom"))
    return replace(gathering.listing(feed.problem), fresh_s=stated_freshness(feed))


def parse_feed(text: str, url: str) -> FeedDocument:
    """The feed at *url* with all its fields, whatever its format."""
    if text.lstrip().startswith("{"):
        return read_json_feed(text, url)
    return read_xml_feed(text, url)


def _add_entry(
    gathering: Gathering, entry: FeedEntry, zone: tzinfo | str, *, is_atom: bool
) -> None:
    published, updated = entry.published, entry.updated
    if not is_atom and not published:
        # RSS 1.0 and Dublin Core have one date, and mean the publication.
        published, updated = updated, ""
    gathering.add(
        entry.href,
        Via.FEED,
        title=_title(entry),
        published_at=stated_at(published, zone),
        modified_at=stated_at(updated, zone),
        guid=entry.id,
    )


def _title(entry: FeedEntry) -> str:
    # Cut before the tags go: an unclosed comment would be searched for to the end.
    title = entry.title[:_MAX_MARKUP]
    return html.unescape(_TAG.sub("", title)) if entry.title_is_html else title
