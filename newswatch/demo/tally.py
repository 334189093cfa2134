"""The account that a round on an invented outlet must come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from newswatch.demo import render
from newswatch.demo.newsroom import Edition, Fate, Form, Page
from newswatch.model import LOOKED_AT, Outcome, RefusalReason

#: what becomes of an announced page that is no article, and by what name
_FATES = {
    Fate.GONE: (Outcome.FAILED, "http-404"),
    Fate.GONE_SOFTLY: (Outcome.QUARANTINED, RefusalReason.SOFT_404),
    Fate.FORBIDDEN: (Outcome.QUARANTINED, RefusalReason.ROBOTS),
    Fate.CONSENT: (Outcome.QUARANTINED, RefusalReason.CONSENT_WALL),
    Fate.CHALLENGE: (Outcome.QUARANTINED, RefusalReason.ROBOT_CHECK),
}
#: those that are owed another visit, though not within the minutes of a demo
_WAITING = frozenset(_FATES)
#: forms that are one address after cleaning, or by the outlet's rule of identity
_SAME_ADDRESS = frozenset({Form.TRACKED, Form.FORMER})

_Link = tuple[str, Form]


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a Ledger must hold.

    Reasons by which an article was known are left out: they depend on which of its
    addresses, or of two outlets, was first.
    """

    discovered: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def settle(self, outcome: Outcome, reason: str | None = None) -> None:
        self.discovered += 1
        self.outcomes[outcome] += 1
        if reason is not None:
            self.reasons[reason] += 1


def tally(edition: Edition, before: Edition | None = None) -> Tally:
    """The account of a round on *edition*, after one on the edition *before*.

    Each line of the earlier round is due for a look in the later one.
    """
    known = {} if before is None else _links(before)
    looks = _looks(edition, known)
    found = Tally()
    told: set[str] = set()
    for link, page in (_links(edition, before) | looks).items():
        if link in looks:
            found.settle(*_news_of(page))
        elif link in known:
            waits = known[link].fate in _WAITING
            found.settle(Outcome.PENDING if waits else Outcome.UNCHANGED)
        elif page.fate in _FATES:
            found.settle(*_FATES[page.fate])
        elif page.pattern in told:
            found.settle(Outcome.DUPLICATE)
        else:
            told.add(page.pattern)
            found.settle(Outcome.EMITTED if _is_told(page) else Outcome.OFF_TOPIC)
    return found


def _is_told(page: Page) -> bool:
    """Whether the article at *page* is a line of the feed with `copies = "mark"`."""
    return bool(page.fate is Fate.STORY and page.story and page.story.topics)


def _looks(edition: Edition, known: Mapping[_Link, Page]) -> dict[_Link, Page]:
    """What stands now at one address of each article with a line."""
    now = {page.pattern: page for page in edition.newsroom.pages}
    address = {link[0]: link for link, page in known.items() if _is_told(page)}
    return {link: now[pattern] for pattern, link in address.items()}


def _news_of(page: Page) -> tuple[Outcome, str]:
    """What a second look at *page* comes to."""
    if page.fate is Fate.TAKEN_DOWN:
        return Outcome.EMITTED, "withdrawn"
    if page.is_edited:
        return Outcome.EMITTED, "revised"
    return Outcome.UNCHANGED, LOOKED_AT


def _links(edition: Edition, before: Edition | None = None) -> dict[_Link, Page]:
    """Each address once that listings announce, but for those unlike *before*'s."""
    links: dict[_Link, Page] = {}
    for number, shown in enumerate(edition.newsroom.listings):
        if before is not None and render.listing(edition, shown) == render.listing(
            before, before.newsroom.listings[number]
        ):
            continue
        for entry in shown.entries:
            if entry.page.fate is not Fate.UNWANTED:
                form = Form.PLAIN if entry.form in _SAME_ADDRESS else entry.form
                links[entry.page.pattern, form] = entry.page
    return links
