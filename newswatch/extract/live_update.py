"""One post of a live blog as its page has it, stated in JSON-LD or set in markup.

An id can stand in many places: in the fragment of an address, in `@id`, in attributes.
All are kept, for a post that is stated today may only be shown tomorrow, and must be
known by whatever both have in common.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

from newswatch.dates import Instant, parse_instant
from newswatch.extract.authors import authors_in
from newswatch.extract.jsonld import (
    Fields,
    Json,
    address,
    each,
    moment,
    paragraphs_in,
    plain_text,
    text,
)
from newswatch.extract.traits import letters_of
from newswatch.extract.view import Found, View
from newswatch.model import Author
from newswatch.urls import absolute_url

#: characters that may stand in a fragment as they are (RFC 3986 3.5), `%` not
_FRAGMENT = "!$&'()*+,;=:@/?-._~"
_LONGEST_NAME = 120
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
_UPDATE = "LiveBlogPosting.liveBlogUpdate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    #: its ids as fragments of an address, the surest first; may be none
    names: tuple[str, ...]
    #: those by which it is known from one day to the next: one from each place where
    #: it stands on the page
    ids: tuple[str, ...] = ()
    #: its address as stated, absolute
    url: str | None = None
    headline: Found[str] | None = None
    #: dates as written
    published: Found[str] | None = None
    modified: Found[str] | None = None
    paragraphs: tuple[str, ...] = ()
    text_evidence: str = ""
    authors: Found[tuple[Author, ...]] | None = None
    image: Found[str] | None = None
    #: letters of all that the page shows of it
    shown: str = ""

    @property
    def words(self) -> str:
        """The letters of its headline and text."""
        headline = self.headline.value if self.headline else ""
        return letters_of(headline + "".join(self.paragraphs))

    @property
    def nickname(self) -> str:
        """A name for a post without any: from what is least likely to be edited."""
        headline = self.headline.value if self.headline else self.words[:80]
        when = self.published.value if self.published else ""
        told = f"{when}\n{letters_of(headline)}".encode("utf-8", "replace")
        return "at-" + hashlib.blake2b(told, digest_size=8).hexdigest()


def stated_updates(view: View, blog: Fields, most: int) -> list[Update]:
    """What the JSON-LD node *blog* has as its posts, in its order."""
    found: list[Update] = []
    for item in each(blog.get("liveBlogUpdate")):
        fields = view.graph.resolved(item)
        if isinstance(fields, dict) and len(found) < most:
            found.append(_stated(view, fields))
    return [update for update in found if update.words]


def instant_of(view: View, value: str) -> Instant | None:
    """The day or moment that *value* states, by the outlet's zone and formats."""
    zone = view.outlet.timezone if view.outlet else "UTC"
    instant = parse_instant(value, zone, view.rules.date_formats)
    return None if instant is None or instant.coarse else instant


def time_of(view: View, update: Update) -> datetime:
    """When *update* was published; the earliest time there is if it does not say."""
    instant = instant_of(view, update.published.value) if update.published else None
    return instant.at if instant else _EARLIEST


def _stated(view: View, fields: Fields) -> Update:
    body = next((v for v in each(fields.get("articleBody")) if isinstance(v, str)), "")
    headline = text(fields.get("headline")) or text(fields.get("name"))
    authors = authors_in(view, fields.get("author"))
    image = absolute_url(address(fields.get("image")) or "", view.base)
    return Update(
        names=tuple(dict.fromkeys(_stated_names(view, fields))),
        url=absolute_url(address(fields.get("url")) or "", view.base),
        headline=_found(headline, "headline"),
        published=_found(moment(fields.get("datePublished")), "datePublished"),
        modified=_found(moment(fields.get("dateModified")), "dateModified"),
        paragraphs=paragraphs_in(body) or _described(fields),
        text_evidence=f"json-ld:{_UPDATE}.articleBody",
        authors=Found(authors, f"json-ld:{_UPDATE}.author") if authors else None,
        image=_found(image, "image"),
    )


def _found(value: str | None, key: str) -> Found[str] | None:
    return Found(value, f"json-ld:{_UPDATE}.{key}") if value else None


def _described(fields: Fields) -> tuple[str, ...]:
    """What a post without a body says of itself."""
    for name in ("text", "description"):
        for value in each(fields.get(name)):
            if isinstance(value, str) and (found := paragraphs_in(value)):
                return found
    return ()


def _stated_names(view: View, fields: Fields) -> Iterator[str]:
    places = [
        *(address(fields.get(name)) or "" for name in ("url", "@id")),
        *_plain_ids(fields.get("@id")),
    ]
    for place in places:
        yield from name_of(place.partition("#")[2])
    for value in _plain_ids(fields.get("identifier")):
        yield from name_of(value.rpartition("#")[2] or value)
    for place in places:
        yield from name_of(own_part(place, view.page.url))


def _plain_ids(value: Json) -> Iterator[str]:
    for item in each(value):
        plain = item.get("value") if isinstance(item, dict) else item
        if isinstance(plain, (str, int)) and not isinstance(plain, bool):
            yield str(plain)


def own_part(stated: str, page_url: str) -> str:
    """What tells an address apart from that of its page, but for a fragment; or ""."""
    if not (url := absolute_url(stated, page_url)):
        # A plain id, no address.
        return "" if "#" in stated else stated
    mine, pages = urlsplit(url), urlsplit(page_url)
    if mine.path.rstrip("/") != pages.path.rstrip("/"):
        return mine.path.rstrip("/").rpartition("/")[2]
    return mine.query.rpartition("=")[2] if mine.query != pages.query else ""


def name_of(raw: str) -> Iterator[str]:
    """*raw* as a fragment, spelled in one way; nothing if it names nothing.

    `main`, `post` and `live-blog` are places on a page. Ids are counted or drawn, and
    so have digits, or are made of several words.
    """
    plain = plain_text(unquote(raw))
    if not re.search(r"\d|[-_.:].*[-_.:]|.{16}", plain):
        return
    name = quote(plain, safe=_FRAGMENT)
    if len(name) > _LONGEST_NAME:
        name = hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
    yield name
