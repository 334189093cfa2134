"""A part of the store port: telling of stored articles for a topic that came later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from newswatch.store.base import Tell
    from newswatch.store.lookup import PlannedLook, StoredArticle
    from newswatch.store.texts import StoredText, ToldCopy

#: from when an article's page was last had to the looks that are over, and the next
LooksLeft = Callable[[datetime], tuple[int, datetime | None]]


class Stored(Protocol):
    """What both sides of the store say of articles that were admitted."""

    def ids_between(self, since: datetime, until: datetime) -> Sequence[str]:
        """Articles admitted from *since* on and before *until*, the oldest first."""

    def text(self, article_id: str) -> StoredText | None:
        """The text of an admitted article, if it is kept."""

    def copies_of(self, article_id: str) -> Sequence[ToldCopy]:
        """The other articles of its story but for those that are withdrawn."""


class Rematching(Stored, Protocol):
    def article(self, article_id: str) -> StoredArticle | None: ...

    def planned_look(self, article_id: str) -> PlannedLook | None:
        """The next look at an article; None if it is not one that is looked at so."""

    def rematched(
        self, article_id: str, tell: Tell, looks_left: LooksLeft
    ) -> int | None:
        """Tell of a stored article once more; the seq of the line that it led to.

        *tell* is asked inside the transaction whether there is something to tell. An
        article that had no line is looked at again from now on, by *looks_left*.
        """
