"""RSS, RDF, Atom and CDF, read by feedparser.

feedparser is given a stream of bytes and nothing else: a `bytes` argument it would
take for the name of a file, a string for an address to fetch. The text is handed over
as UTF-8, so that no odd codec of Python's can be named by a feed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

import feedparser

from newswatch.discover.feed_bounds import excess_of, without_many_tags
from newswatch.discover.feed_document import FeedDocument, FeedEntry
from newswatch.discover.root import root_of
from newswatch.urls import absolute_url, host_of

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def read_xml_feed(text: str, url: str) -> FeedDocument:
    """The feed at *url*; `problem` where it is ill-formed, hostile or none."""
    if excess := excess_of(text):
        return FeedDocument(base=url, problem=excess)
    try:
        read = feedparser.parse(
            io.BytesIO(without_many_tags(text.lstrip()).encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except MemoryError:
        raise  # the caller's limit, not the feed's fault alone
    except Exception as error:  # a tolerant parser meets what nobody thought of
        return FeedDocument(
            base=url, problem=f"feedparser gave up: {type(error).__name__}"
        )
    feed = read.get("feed", {})
    base, version = _base_of(feed, url), _version_of(read, text)
    is_atom = version.startswith("atom")
    return FeedDocument(
        base=base,
        version=version,
        id=_identifier(feed, base, is_atom=is_atom),
        title=_text(feed, "title"),
        href=_text(feed, "link"),
        description=_text(feed, "subtitle") or _text(feed, "summary"),
        author=_author(feed),
        language=_text(feed, "language"),
        tags=_tags(feed),
        entries=tuple(
            _entry(entry, base, is_atom=is_atom) for entry in read.get("entries", ())
        ),
        ttl=_text(feed, "ttl"),
        update_period=_text(feed, "sy_updateperiod"),
        update_frequency=_text(feed, "sy_updatefrequency"),
        problem=_trouble(read, version),
    )


def _version_of(read: Mapping[str, object], text: str) -> str:
    """feedparser's word for the format, which has none for CDF, the oldest."""
    version = read.get("version")
    return str(version) if version else "cdf" if root_of(text) == "channel" else ""


def _base_of(channel: Mapping[str, object], url: str) -> str:
    """What relative links mean: the feed's own address, as RFC 3986 section 5.1 says.

    A feed that a service publishes for a site (FeedBurner) means the site instead.
    """
    site = channel.get("link")
    home = absolute_url(site, None) if isinstance(site, str) else None
    return home if home and host_of(home) != host_of(url) else url


def _entry(entry: Mapping[str, object], base: str, *, is_atom: bool) -> FeedEntry:
    detail = entry.get("title_detail")
    kind = detail.get("type", "") if isinstance(detail, Mapping) else ""
    return FeedEntry(
        href=_href(entry),
        id=_identifier(entry, base, is_atom=is_atom),
        title=_text(entry, "title"),
        title_is_html="html" in str(kind),
        summary=_text(entry, "summary"),
        content=next(_each(entry, "content", "value"), ""),
        author=_author(entry),
        published=_text(entry, "published") or _text(entry, "created"),
        updated=_text(entry, "updated"),
        tags=_tags(entry),
        enclosures=tuple(_each(entry, "enclosures", "href")),
    )


def _href(entry: Mapping[str, object]) -> str:
    href = _text(entry, "feedburner_origlink") or _text(entry, "link")
    alternates = _alternates(entry)
    if href and (href in alternates or href != _text(entry, "id")):
        return href
    # feedparser offers the identifier as link: believed if it is an address, and
    # nothing else is named.
    return next(filter(None, alternates), "") or absolute_url(href, None) or ""


def _alternates(entry: Mapping[str, object]) -> list[str]:
    links = entry.get("links")
    return [
        str(link.get("href") or "")
        for link in (links if isinstance(links, list) else ())
        if isinstance(link, Mapping) and link.get("rel") == "alternate"
    ]


def _identifier(source: Mapping[str, object], base: str, *, is_atom: bool) -> str:
    """An Atom id is an IRI, to which `xml:base` applies (RFC 4287 section 2).

    One that is whole stays as it is, letter by letter (section 4.2.6.1).
    """
    guid = _text(source, "id")
    if not is_atom or "/" not in guid or _SCHEME.match(guid):
        return guid
    return absolute_url(guid, base) or guid


def _text(source: Mapping[str, object], key: str) -> str:
    # Past feedparser's own look-up, which answers for one date with another.
    value = dict.get(source, key) if isinstance(source, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _each(source: Mapping[str, object], key: str, part: str) -> Iterator[str]:
    members = source.get(key)
    for member in members if isinstance(members, list) else ():
        value = member.get(part) if isinstance(member, Mapping) else None
        if isinstance(value, str) and value.strip():
            yield value.strip()


def _tags(source: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_each(source, "tags", "term")))


def _author(source: Mapping[str, object]) -> str:
    names = list(dict.fromkeys(_each(source, "authors", "name")))
    return ", ".join(names) if len(names) > 1 else _text(source, "author")


def _trouble(read: Mapping[str, object], version: str) -> str | None:
    error = read.get("bozo_exception")
    if not version and not read.get("entries"):
        return "this is no feed"
    if not read.get("bozo") or isinstance(error, feedparser.CharacterEncodingOverride):
        return None
    number = getattr(error, "getLineNumber", lambda: None)()
    where = f" in line {number}" if isinstance(number, int) else ""
    return f"ill-formed XML{where}"
