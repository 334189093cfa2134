"""Story and Telling: a text in all the outlets that carried it (a `cluster`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One article of a story, and what it was found to be like when it came."""

    article_id: str
    outlet_id: str
    url: str
    headline: str | None
    observed_at: datetime
    word_count: int
    #: a Role
    role: str
    #: the article it copies, or is similar to
    like: str | None = None
    #: how alike both are, 0 to 1
    score: float | None = None
    #: share of its text that the other has
    copied: float | None = None
    #: what lowered the score
    guards: tuple[str, ...] = ()
    #: the wires it credits
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    id: str
    #: the first is the one that was seen first
    tellings: tuple[Telling, ...]

    @property
    def first_seen_at(self) -> datetime:
        return self.tellings[0].observed_at

    @property
    def size(self) -> int:
        return len(self.tellings)

    @property
    def outlet_ids(self) -> tuple[str, ...]:
        """The outlets that carried it, each once, in the order they came."""
        return tuple(dict.fromkeys(each.outlet_id for each in self.tellings))

    @property
    def copied(self) -> float | None:
        """Share of the later tellings' words that was copied; None without any."""
        later = [each for each in self.tellings[1:] if each.copied is not None]
        words = sum(each.word_count for each in later)
        if not words:
            return None
        return sum((each.copied or 0.0) * each.word_count for each in later) / words
