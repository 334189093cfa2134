"""Keeping traps out of a poll: what discover/traps.py says of the links of a round.

A round is judged by what the state knew when the first of its links had to be, and
most rounds never are. All methods are called on the store's thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary

from newswatch import clock
from newswatch.discover.traps import FEW, MANY, Traps
from newswatch.model import Link, Via
from newswatch.rounds import Round
from newswatch.store.base import Announced, PendingLink, Store

#: what an archive dates later than this is news
_NEWS = timedelta(days=2)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sifted:
    links: tuple[Announced, ...]
    #: how many more there were
    refused: int = 0
    #: for people: what was refused, and why
    told: tuple[str, ...] = ()


class Sieve:
    def __init__(self) -> None:
        self._traps: WeakKeyDictionary[Round, Traps] = WeakKeyDictionary()

    def sift(self, store: Store, round_: Round, links: tuple[Announced, ...]) -> Sifted:
        """The links of a listing that may be announced."""
        if len(links) <= FEW and store.owed(round_.outlet.id) <= MANY:
            return Sifted(links)
        unknown = store.unknown([link.key for link in links])
        if len(unknown) <= FEW and store.owed(round_.outlet.id) <= MANY:
            return Sifted(links)
        traps, since = self._of(store, round_), clock.now() - _NEWS
        # As in `pending`, the newest first: many sitemaps begin with the oldest.
        new = sorted((link for link in links if link.key in unknown), key=_age)
        late = {
            link.key
            for link in new
            if not traps.admits(link.link.url, is_news=_is_news(link.link, since))
        }
        kept = tuple(link for link in links if link.key not in late)
        refused = len(links) - len(kept)
        return Sifted(kept, refused, tuple(traps.told()) if refused else ())

    def due(
        self, store: Store, round_: Round, owed: Sequence[PendingLink]
    ) -> list[PendingLink]:
        """Those of *owed* that this round may visit."""
        if len(owed) <= FEW:
            return list(owed)
        traps = self._of(store, round_)
        return [link for link in owed if traps.lets_visit(link.link.url)]

    def _of(self, store: Store, round_: Round) -> Traps:
        traps = self._traps.get(round_)
        if traps is None:
            traps = self._traps[round_] = Traps(store.ground(round_.outlet.id))
        return traps


def _age(link: Announced) -> float:
    at = link.link.published_at or link.link.modified_at or _LONG_AGO
    return -at.timestamp()


def _is_news(link: Link, since: datetime) -> bool:
    at = link.published_at or link.modified_at
    return link.via is not Via.SITEMAP or (at is not None and at >= since)
