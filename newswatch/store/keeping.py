"""The store port, continued: keeping feed and state in step, and what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from newswatch.model.record import FeedRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A line of the feed that the state does not know."""

    record: FeedRecord = field(repr=False)
    #: as it stands in the feed, line end included
    line: bytes = field(repr=False)
    #: the addresses under which its outlet's article is known; the first is asked
    keys: tuple[bytes, ...]
    #: looks of the ladder that are over, and when the next one is due
    step: int
    due_at: datetime | None


class Kept(StrEnum):
    """What is kept for a time."""

    #: what a line of an article without one would say; goes before its text
    UNTOLD = "untold"
    #: bodies of articles; of what was told, all but the newest
    TEXTS = "texts"
    OLD_WORDINGS = "old-wordings"
    #: why an address brought no article, where it is not asked any more
    KEPT_OUT = "kept-out"
    RUNS = "runs"
    RUN_DAYS = "run-days"
    #: how hosts that nobody asks any more are to be asked, and their robots.txt
    HOSTS = "hosts"
    ROBOTS = "robots"
    #: holes that are over, with what was found for them
    HOLES = "holes"
    #: what sources have named that name nothing any more
    NAMED = "named"


class Keeping(Protocol):
    """Each method is one transaction, as in Store."""

    def outbox_reach(self, last_seq: int, size: int) -> tuple[int, int]:
        """How far back from *last_seq* lines of at least *size* bytes reach.

        Gives the seq before the first of them and their bytes; fewer than *size* if
        the outbox has no more.
        """

    def take_back(self, lines: Sequence[TakenBack]) -> None:
        """Know again what lines of the feed tell; in their order, each once."""

    def forget(self, kept: Kept, before: datetime, most: int) -> int:
        """Forget up to *most* of what is older than *before*; how many it were.

        Addresses stay known, and so does what the feed was told last: nothing comes
        twice for being forgotten.
        """

    def forget_lines(self, last_seq: int, before: datetime, most: int) -> int:
        """Take up to *most* lines out of the outbox whose feed file is to go.

        Those up to *last_seq* that are older than *before*: what a file says of itself
        alone could be somebody else's number.
        """

    def upkept_at(self, name: str) -> datetime | None:
        """When the work *name* was last done."""

    def note_upkeep(self, name: str, at: datetime) -> None: ...
