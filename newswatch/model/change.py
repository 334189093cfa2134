"""Version and Change: what an article said at one time, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from newswatch.model.article import Article


class ChangeClass(StrEnum):
    """What kind of change it is, the weightiest kind that fits."""

    #: the outlet says that it corrects, clarifies or amends
    CORRECTION = "correction"
    #: words of the text were added, taken out or replaced
    UPDATE = "update"
    #: only the headline, the summary or the byline is another one
    HEADLINE = "headline"
    #: words were only respelled
    TYPO = "typo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The fields by which two versions of an article are compared."""

    title: str | None
    paragraphs: tuple[str, ...] = field(repr=False)
    summary: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None

    @classmethod
    def of(cls, article: Article) -> Version:
        return cls(
            title=article.headline,
            paragraphs=article.paragraphs,
            summary=article.summary,
            authors=tuple(author.name for author in article.authors),
            published_at=article.published_at,
            modified_at=article.modified_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a later version differs from an earlier one."""

    kind: ChangeClass
    #: keys of the feed record that differ
    fields: tuple[str, ...]
    #: words of the body
    words_added: int
    words_removed: int
    #: share of words that both bodies have in the same order, 0 to 1
    similarity: float
    #: unified diff of the body by paragraph; None where the body is the same
    diff: str | None = field(repr=False)
    #: whether it is enough for a line of its own in the feed
    is_revision: bool
