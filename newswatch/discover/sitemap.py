"""Sitemaps: the protocol of sitemaps.org with Google's news extension.

Read as a stream of tags with a few fields kept, never as a tree: a hostile file of
64 MiB costs time in proportion and no memory. Namespaces are not looked at, since
sites get them wrong; what counts is the local name and the parent's, so that
`image:loc` is not taken for a page.

A file that is not well-formed is read a second time with bare ampersands repaired and
the parser told to go on, which saves what stands around the damage.

Three relatives are taken too: a sitemap index names further listings, and so do the
`Sitemap:` lines of a robots.txt; a plain text has one address in each line.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from lxml import etree

from newswatch.discover.listing import Gathering, Listing, stated_at
from newswatch.model import SourceKind, Via

#: the 50,000 addresses that a file may have (sitemaps.org) need half a million tags
#: with all that news and pictures add; four million take 3 s
MAX_TAGS = 4_000_000
#: characters kept of one field; addresses end at 2,048
_MAX_FIELD = 4096
_CHUNK = 1 << 16

_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,10};)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROOT = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
_ROBOTS_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.M)
_ENTRIES = ("url", "sitemap")
#: field → the parent it must stand in
_FIELDS = {
    "loc": _ENTRIES,
    "lastmod": _ENTRIES,
    "publication_date": ("news",),
    "title": ("news",),
}


def read_sitemap(
    text: str, url: str, zone: tzinfo | str, kind: SourceKind = SourceKind.SITEMAP
) -> Listing:
    """The pages, or the further sitemaps, that the text at *url* names."""
    gathering = Gathering(base=url)
    if "<" not in text:
        return _plain_list(text, gathering)
    target = _Entries(gathering, zone, kind)
    try:
        _feed(target, text, recover=False)
    except etree.XMLSyntaxError as error:
        line = error.lineno
    except _TooManyTagsError:
        return gathering.listing(f"more than {MAX_TAGS} tags")
    else:
        return gathering.listing(target.trouble)
    return _salvaged(text, url, zone, kind, line)


def named_by_robots(body: bytes) -> list[str]:
    """What the `Sitemap:` lines of a robots.txt name, as they stand there."""
    return _ROBOTS_LINE.findall(body.decode("utf-8-sig", "replace"))


def _salvaged(
    text: str, url: str, zone: tzinfo | str, kind: SourceKind, line: int | None
) -> Listing:
    # Warnings of a script stand in front of the root as often as not.
    text = text[found.start() :] if (found := _ROOT.search(text)) else text
    gathering = Gathering(base=url)
    target = _Entries(gathering, zone, kind)
    try:
        _feed(target, _BARE_AMPERSAND.sub("&amp;", text), recover=True)
    except etree.XMLSyntaxError:
        pass  # what came before it stays
    except _TooManyTagsError:
        return gathering.listing(f"more than {MAX_TAGS} tags")
    return gathering.listing(target.trouble or f"ill-formed XML in line {line}")


def _feed(target: _Entries, text: str, *, recover: bool) -> None:
    parser = etree.XMLParser(
        target=target,
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    plain = _DECLARATION.sub("", text.lstrip()).encode("utf-8", "replace")
    for start in range(0, len(plain), _CHUNK):
        parser.feed(plain[start : start + _CHUNK])
    parser.close()


class _TooManyTagsError(Exception):
    """Raised inside the parser to end it."""


class _Entries:
    """A parser target (lxml) that hands each entry to the gathering as it ends."""

    def __init__(
        self, gathering: Gathering, zone: tzinfo | str, kind: SourceKind
    ) -> None:
        self._gathering = gathering
        self._zone = zone
        self._kind = kind
        self._tags = 0
        self._open: list[str] = []
        #: "url" or "sitemap" while one is open, with what it has said so far
        self._within: str | None = None
        self._entry: dict[str, str] = {}
        self._is_news = False
        self._field: str | None = None
        self._root: str | None = None

    @property
    def trouble(self) -> str | None:
        if self._root in ("urlset", "sitemapindex") or self._gathering.links:
            return None
        if self._root == "html":
            return "an HTML page instead of a sitemap"
        return "this is no sitemap"

    def start(self, tag: str | bytes, attrib: object) -> None:  # noqa: ARG002 (lxml's)
        self._tags += 1
        if self._tags > MAX_TAGS:
            raise _TooManyTagsError
        name = _local(tag)
        parent = self._open[-1] if self._open else ""
        self._open.append(name)
        self._root = self._root or name
        if name in _ENTRIES:
            if "loc" in self._entry:
                self._close_entry()  # one that was never closed
            self._within = name
        self._is_news = self._is_news or name == "news"
        if self._within and parent in _FIELDS.get(name, ()):
            self._field = name
            self._entry[name] = ""

    def data(self, data: str | bytes) -> None:
        if self._field and len(self._entry[self._field]) < _MAX_FIELD:
            self._entry[self._field] += str(data)[:_MAX_FIELD]

    def end(self, tag: str | bytes) -> None:
        name = _local(tag)
        if self._open:
            self._open.pop()
        self._field = None
        if name in _ENTRIES:
            self._close_entry()

    def comment(self, text: str | bytes) -> None:
        """Comments say nothing of pages."""

    def close(self) -> None:
        """An entry that is still open was cut off, perhaps within its address."""

    def _close_entry(self) -> None:
        within, entry, is_news = self._within, self._entry, self._is_news
        self._within, self._entry, self._is_news = None, {}, False
        self._field = None  # one that was never closed ends with its entry
        href = entry.get("loc", "").strip()
        if within == "sitemap":
            changed_at = stated_at(entry.get("lastmod"), self._zone)
            self._gathering.add_listing(href, changed_at)
        if within != "url":
            return
        is_news = is_news or self._kind is SourceKind.NEWS_SITEMAP
        self._gathering.add(
            href,
            Via.NEWS_SITEMAP if is_news else Via.SITEMAP,
            title=entry.get("title"),
            published_at=stated_at(entry.get("publication_date"), self._zone),
            modified_at=stated_at(entry.get("lastmod"), self._zone),
        )


def _local(tag: str | bytes) -> str:
    return str(tag).rpartition("}")[2].lower()


def _plain_list(text: str, gathering: Gathering) -> Listing:
    named = _ROBOTS_LINE.findall(text)
    for href in named:
        gathering.add_listing(href)
    lines = [] if named else text.split()
    # The protocol wants whole addresses; a text without any is no list of them.
    for line in lines:
        if re.match(r"https?://", line, re.IGNORECASE):
            gathering.add(line, Via.SITEMAP)
    found = gathering.links or gathering.more
    return gathering.listing(None if found else "this is no sitemap")
