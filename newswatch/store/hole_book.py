"""The book of holes: what a store promises about gaps between readings of a listing.

    open_hole (with the announcement) ─▶ note_filling ─▶ try_over | end_hole

A hole stays open over restarts until somebody has ended it: each poll of its outlet is
told of it (RunBook.open_run).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from newswatch.store.base import Announced, Sorted


class HoleEnd(StrEnum):
    """How a hole ended."""

    #: a listing that reaches back to what was known has said what lay between
    FILLED = "filled"
    #: something was found, and nothing tells that it was all
    PARTLY = "partly"
    #: nobody who was asked knew anything of that time
    NOT_FILLED = "not-filled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """What a source may have named between two readings, and nobody has read."""

    id: int
    outlet_id: str
    source_url: str
    #: the poll that found it
    run_id: str
    found_at: datetime
    #: from the newest entry that was known to the oldest one of the new reading
    since: datetime
    until: datetime
    #: polls that have asked elsewhere to the end
    tries: int = 0
    #: listings that were asked for it, in order
    asked: tuple[str, ...] = ()
    #: None: it is open
    outcome: HoleEnd | None = None
    ended_at: datetime | None = None


class HoleBook(Protocol):
    def open_hole(
        self,
        outlet_id: str,
        source_url: str,
        run_id: str,
        since: datetime,
        until: datetime,
        now: datetime,
    ) -> Hole:
        """Write a hole down; the one that is there if this poll has done so before."""

    def open_holes(self, outlet_id: str) -> list[Hole]:
        """The holes of an outlet that nobody has ended, the oldest first."""

    def count_holes(self, outlet_id: str, since: datetime) -> int:
        """How many holes of an outlet were found from *since* on."""

    def latest_listings(
        self, outlet_id: str, but: Sequence[str], limit: int
    ) -> list[tuple[str, datetime]]:
        """Listings of an outlet but for *but*, those that answered last first.

        Each with the date of the newest entry that it had then, or when it answered.
        """

    def note_filling(self, hole_id: int, place: str, keys: Sequence[bytes]) -> None:
        """*place* was asked for a hole, and of what it named *keys* were lost."""

    def fill(
        self,
        outlet_id: str,
        place: str,
        links: Sequence[Announced],
        now: datetime,
    ) -> Sorted:
        """Remember links that a listing which is no source has named for a hole."""

    def try_over(self, hole_id: int) -> None:
        """Everybody there is was asked once more, and it stays open."""

    def end_hole(self, hole_id: int, now: datetime, *, filled: bool) -> None:
        """Nobody is asked any more; unless it is *filled*, what was found tells how."""
