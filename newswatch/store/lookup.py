"""The reading side of the store: what it can be asked afterwards.

For people who want to know why, while the daemon runs: nothing is written, no writer
waits, and all answers of one Lookup are of one moment, the one at which it was opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from newswatch.model import Furniture, Removed
from newswatch.model.story import Story
from newswatch.model.variant import LearnedParameter
from newswatch.store.base import KeptOut, OutboxRow, PendingLink
from newswatch.store.books import Books
from newswatch.store.states import RobotsState
from newswatch.store.texts import StoredText, ToldCopy


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAddress:
    """What an address that is settled led to."""

    url: str
    #: None: it was kept out
    article_id: str | None
    #: it never answered, a page merely named it
    claimed: bool
    #: why it was kept out, or how it was known to be the article's
    reason: str | None
    detail: str | None
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedVisit:
    """A visit that is still to be made, and why the last one brought nothing."""

    pending: PendingLink
    #: not before this instant; None: with the next round
    due_at: datetime | None
    reason: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HowRead:
    """How an article was found and read."""

    #: words of the record's `discovered_via`; None if no listing announced it
    via: str | None
    source_url: str | None
    found_at: datetime | None
    fetched_at: datetime | None
    #: the program that found the body
    extractor: str
    #: METHOD or METHOD:DETAIL of each field that was found
    provenance: Mapping[str, str]
    warnings: tuple[str, ...]
    #: ids of the topics that it was matched with
    topics_asked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An admitted article, with or without a line."""

    id: str
    outlet_id: str
    url: str
    title: str | None
    word_count: int
    content_hash: str
    language: str | None
    published_at: datetime | None
    observed_at: datetime
    cluster_id: str
    #: articles of its cluster, itself included
    cluster_size: int
    role: str
    copy_of: str | None
    #: emitted, off_topic or duplicate
    outcome: str
    reason: str | None
    topics_matched: tuple[str, ...]
    how_read: HowRead | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """One event about an article, with the whole body that it told of."""

    seq: int
    event: str
    revision: int
    observed_at: datetime
    #: the line, as bytes of JSON
    line: bytes = field(repr=False)
    #: None: there was none, or the state of an older version kept none
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLook:
    """When an admitted article is looked at again."""

    #: None: only if a listing says that it changed
    due_at: datetime | None
    #: when its page was last had
    read_at: datetime
    #: looks of the ladder that are over
    steps: int
    #: looks in a row that failed, and answers in a row that it is gone
    failed: int
    gone: int
    #: whether a change was seen that may be the site's, and is told if seen again
    is_doubted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A link that is passed over: a known one differs in ignored parameters only."""

    #: None: that one was forgotten since
    behind_url: str | None
    #: names of those parameters in this link
    ignored: tuple[str, ...]
    #: when it is visited to check; None: another one of its kind is, or was
    check_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRound:
    """The newest account of an outlet."""

    ended_at: datetime
    discovered: int
    problems: tuple[str, ...]


class Lookup(Books, Protocol):
    def close(self) -> None: ...

    def seen(self, key: bytes) -> SeenAddress | None:
        """What the address remembered as *key* led to; None if it is not settled."""

    def owed(self, key: bytes) -> OwedVisit | None:
        """The visit that is owed to the address, if one is."""

    def article(self, article_id: str) -> StoredArticle | None: ...

    def article_ids(self, prefix: str, limit: int) -> list[str]:
        """Ids that begin with *prefix*, at most *limit*, in order."""

    def line(self, seq: int) -> OutboxRow | None:
        """The line *seq* of the feed, whether it stands in a file yet or not."""

    def lines_of(self, article_id: str) -> list[OutboxRow]:
        """Every line of an article, the oldest first."""

    def told_lines(self, article_id: str) -> list[ToldLine]:
        """Every event about an article with its whole text, the oldest first."""

    def planned_look(self, article_id: str) -> PlannedLook | None:
        """The next look at an article; None if it is not one that is looked at so."""

    def kept_out(self, key: bytes) -> KeptOut | None:
        """As Store.kept_out."""

    def waiting(self, key: bytes) -> Waiting | None:
        """What the link under *key* waits behind; None if it does not."""

    def learned_parameters(self, outlet_id: str) -> list[LearnedParameter]:
        """As Store.learned_parameters."""

    def story(self, article_id: str) -> Story | None:
        """The article with all its copies, first seen first; None if it is unknown."""

    def removed_from(self, article_id: str) -> list[Removed]:
        """What was cut from an admitted article as furniture, in order."""

    def furniture(self, outlet_id: str, key: bytes, now: datetime) -> Furniture:
        """As Store.furniture."""

    def outlet_ids(self) -> list[str]:
        """Every outlet that was ever polled, configured still or not."""

    def last_round(self, outlet_id: str) -> LastRound | None: ...

    def robots(self, origin: str) -> RobotsState | None:
        """As Store.robots."""

    def text(self, article_id: str) -> StoredText | None:
        """The text of an admitted article, if it is kept."""

    def ids_between(self, since: datetime, until: datetime) -> Sequence[str]:
        """Articles admitted from *since* on and before *until*, the oldest first."""

    def copies_of(self, article_id: str) -> Sequence[ToldCopy]:
        """The other articles of its story but for those that are withdrawn."""

    def topic_counts(self, since: Sequence[datetime]) -> Mapping[str, Sequence[int]]:
        """Topic → how many articles were on it since each instant."""
