"""Article and Refusal: what a page turned out to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from newswatch.model.paging import Turn


class Precision(StrEnum):
    """How exact a stated date was."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


class RefusalReason(StrEnum):
    """Why a page is kept out of the feed. Stable words: they stand in the ledger.

    docs/quarantine.md says what each means and when it is visited again.
    """

    EMPTY_BODY = "empty-body"
    #: another kind of page than those below, by its own word
    NOT_ARTICLE = "not-article"
    #: a front page, a section, a list of articles
    INDEX_PAGE = "index-page"
    #: all there is under one tag, topic, category or author
    TAG_PAGE = "tag-page"
    SEARCH_PAGE = "search-page"
    #: a film, or pictures, without a text
    VIDEO_PAGE = "video-page"
    GALLERY_PAGE = "gallery-page"
    DONATION_PAGE = "donation-page"
    NEWSLETTER_PAGE = "newsletter-page"
    #: a question for consent stands in the place of the page
    CONSENT_WALL = "consent-wall"
    #: a check whether the visitor is a robot does
    ROBOT_CHECK = "robot-check"
    #: a word that the page is not shown in our part of the world does
    REGION_BLOCK = "region-block"
    #: a paywall does, with no sentence of the story before it
    PAYWALL_STUB = "paywall-stub"
    #: a page that says it was not found, answered with 200
    SOFT_404 = "soft-404"
    #: an error of the server, answered with 200
    ERROR_PAGE = "error-page"
    NOT_HTML = "not-html"
    HOSTILE_MARKUP = "hostile-markup"
    PAGE_CPU = "page-cpu-limit"
    PAGE_MEMORY = "page-memory-limit"
    PAGE_WALL = "page-time-limit"
    LANE_DIED = "lane-died"
    EXTRACTOR_FAILED = "extractor-failed"
    ROBOTS = "robots"
    FOREIGN_HOST = "foreign-host"
    TOO_LARGE = "too-large"
    BAD_ADDRESS = "bad-address"
    #: it leads to a machine that an outlet must not lead us to
    REFUSED_ADDRESS = "refused-address"
    UNDECODABLE = "undecodable"
    REDIRECTED_HOME = "redirected-home"
    #: so many addresses lead to the page that it is hardly an article of theirs
    CROWDED_ADDRESS = "crowded-address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A page that is kept out, with the reason and what was seen."""

    reason: RefusalReason
    #: one short sentence for a person; no text of the page
    detail: str = ""
    #: what on the page said so, as METHOD:DETAIL with the words of the page quoted:
    #: `html:h1 "Page not found"`
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as its page states it (schema.org NewsArticle). Dates are aware UTC.

    `evidence` has one entry for each key of the record's `provenance`, and for
    `article_type` and `is_accessible_for_free`: METHOD or METHOD:DETAIL, None where the
    field is unknown.
    """

    headline: str | None
    #: the body: plain text, one string a paragraph, no empty ones
    paragraphs: tuple[str, ...] = field(repr=False)
    authors: tuple[Author, ...] = ()
    published_at: datetime | None = None
    published_precision: Precision | None = None
    modified_at: datetime | None = None
    language: str | None = None
    summary: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    #: rel=canonical or og:url as the page states it, absolute; may lie
    canonical_url: str | None = None
    #: the original's address at another outlet, as the page names it; a mere hint
    syndicated_from: str | None = None
    #: whether the page says that it is the AMP form of its canonical address
    is_amp: bool = False
    article_type: str | None = None
    free: bool | None = None
    evidence: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    #: codes of RECORD `warnings`
    warnings: tuple[str, ...] = ()
    #: name and version of the program that found the body
    extractor: str = ""
    #: the posts of a live blog; `paragraphs` are then the page's own text without them
    live: LiveBlog | None = field(default=None, repr=False)
    #: the page that this one's text goes on with, if it says so credibly
    turn: Turn | None = None
    #: the page that it is itself the continuation of, as it says of itself
    first_page: str | None = None

    @property
    def text(self) -> str:
        """The body as the record's `content_text`: paragraphs split by a blank line."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePost:
    """A post of a live blog; what it does not say itself, it has from its page."""

    #: every id that the page gives it, as fragments of an address; the first names it
    names: tuple[str, ...]
    #: an address of its own, where it is more than a fragment of the page's
    url: str | None = None
    #: its headline is None where it has none of its own
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveBlog:
    #: each once, the oldest first
    posts: tuple[LivePost, ...]
    #: when the outlet means to end it, or has (schema.org coverageEndTime)
    ends_at: datetime | None = None
    #: all that the page shows, in its order: its own text and the posts
    shown: tuple[str, ...] = field(default=(), repr=False)
