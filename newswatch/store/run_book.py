"""The book of polls: what a store promises about accounts that are open or closed.

    open_run ─▶ note_links (with the announcement that found them) ─▶ record_run

A poll whose process was killed stays open. Its links are in the store as ever; what
became of each by then is read from there, link by link, when the book is closed: by
the crawler that takes the poll over, or by the outlet's next poll. So whatever is
killed, each line of the feed is in exactly one account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from newswatch.model import Ledger, Outcome, Poll
from newswatch.store.hole_book import Hole


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of one link of a poll that was cut short."""

    key: bytes
    #: None: the store knows nothing of it, which must not be
    outcome: Outcome | None
    reason: str | None = None
    carried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What there was of a poll when it was opened."""

    #: its account, if it is closed: it is not to be done again
    ledger: Ledger | None = None
    problems: tuple[str, ...] = ()
    #: the links that a crawler that died had noted in it
    fates: tuple[Fate, ...] = ()
    #: of its outlet, that nobody has ended
    holes: tuple[Hole, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedLink:
    """A link that a poll owes an outcome."""

    key: bytes
    carried: bool = False
    #: visits that brought something before
    looks: int = 0
    #: set where it is another look at this article
    article_id: str | None = None


class RunBook(Protocol):
    def open_run(self, poll: Poll, now: datetime) -> Opened:
        """Begin the account of *poll*, or take it up again.

        Polls of the same outlet that were cut short are closed.
        """

    def note_links(self, run_id: str, links: Sequence[NotedLink]) -> None:
        """Remember that the open poll *run_id* owes each of *links* an outcome."""

    def record_run(
        self,
        poll: Poll,
        ended_at: datetime,
        ledger: Ledger,
        problems: Sequence[str],
    ) -> None:
        """Keep the account of one round; its book is closed."""

    def close_run(
        self,
        poll: Poll,
        ended_at: datetime,
        ledger: Ledger,
        problems: Sequence[str],
    ) -> None:
        """Close the book of *poll* if nobody has: a closed one stays as it is.

        Of a poll that noted more links than *ledger* has, the account is made from the
        state: whoever gives it up knows nothing of them.
        """
