"""Reading: all that one hop through a lane finds out about a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from newswatch.model.article import Article, Refusal
from newswatch.model.furniture import PageBlocks, Removed
from newswatch.model.likeness import NO_PASSAGES, Passages
from newswatch.model.matching import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What an article's text is compared by."""

    #: 32 bytes: SHA-256 over NFKC-casefolded word tokens; None for a bodiless text
    words_hash: bytes | None
    #: `sha256:` + hex over title and paragraphs, NFC, white space folded, case kept
    content_hash: str
    #: words of the body
    word_count: int
    #: what copies of parts of it are found by
    passages: Passages = NO_PASSAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class PostReading:
    """A post of a live blog, read and matched by itself."""

    #: see LivePost
    names: tuple[str, ...]
    url: str | None
    article: Article
    fingerprint: Fingerprint
    matches: tuple[Match, ...] = ()
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveReading:
    """The posts of a live blog, the oldest first, and when it ends, if that is said."""

    posts: tuple[PostReading, ...]
    ends_at: datetime | None = None
    #: all that the page shows, in its order: its own text and the posts
    shown: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Either an article with its fingerprint and matches, or a refusal."""

    result: Article | Refusal
    fingerprint: Fingerprint | None = None
    matches: tuple[Match, ...] = ()
    #: the article's sentences before any was removed
    blocks: PageBlocks | None = None
    #: what the outlet repeats, and the article therefore lacks
    removed: tuple[Removed, ...] = ()
    #: if the page is a live blog; `result` is then the page without its posts
    live: LiveReading | None = None
    #: CPU seconds spent
    cpu_s: float = 0.0
    #: the article's pages one by one, where it goes on with another; `parts[-1].turn`
    parts: tuple[Article, ...] = ()
    #: whether the refused page is no page of the article that led to it
    is_stray: bool = False
