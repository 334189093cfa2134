"""Link and FetchedPage: an entry of a listing, and the page that answered for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Via(StrEnum):
    """How an article was found; the words of the feed record's `discovered_via`."""

    FEED = "feed"
    NEWS_SITEMAP = "news-sitemap"
    SITEMAP = "sitemap"
    SECTION = "section"
    LINK = "link"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a listing says of one article. Every date is aware UTC."""

    #: absolute http(s) address, resolved against the listing
    url: str
    via: Via
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    #: the feed's own identifier of the entry, if it is not just the address
    guid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """One HTTP answer, after redirects and content decoding (RFC 9110)."""

    requested_url: str
    #: the address that answered
    url: str
    status: int
    body: bytes = field(repr=False)
    fetched_at: datetime
    duration_ms: int = 0
    #: the Content-Type header as sent, charset included
    content_type: str | None = None
    etag: str | None = None
    #: the Last-Modified header as sent
    last_modified: str | None = None
    #: Cache-Control and Vary as sent; they say whether a validator may be kept
    cache_control: str | None = None
    vary: str | None = None
    #: the Expires and Date headers as sent
    expires: str | None = None
    date: str | None = None
    attempts: int = 1
    #: every address on the way, the requested one first, the last one not included
    redirects: tuple[str, ...] = ()
    warc_file: str | None = None
    warc_record_id: str | None = None
