"""The account that a round on an invented outlet must come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from newswatch.demo import render
from newswatch.demo.newsroom import Edition, Fate, Form, Page
from newswatch.model import Outcome, RefusalReason

#: what becomes of an announced page that is no article, and by what name
_FATES = {
    Fate.GONE: (Outcome.FAILED, "http-404"),
    Fate.GONE_SOFTLY: (Outcome.QUARANTINED, RefusalReason.SOFT_404),
    Fate.FORBIDDEN: (Outcome.QUARANTINED, RefusalReason.ROBOTS),
    Fate.CONSENT: (Outcome.QUARANTINED, RefusalReason.CONSENT_WALL),
    Fate.CHALLENGE: (Outcome.QUARANTINED, RefusalReason.ROBOT_CHECK),
}
#: those that are owed another visit, though not within the minutes of a demo
_WAITING = frozenset(_FATES) - {Fate.GONE_SOFTLY}
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


def tally(edition: Edition, before: Edition | None = None) -> Tally:
    """The account of a round on *edition*, after one on the edition *before*."""
    known = {} if before is None else _links(before)
    found = Tally()
    told: set[str] = set()
    for link, page in _links(edition, before).items():
        found.discovered += 1
        if link in known:
            waits = known[link].fate in _WAITING
            found.outcomes[Outcome.PENDING if waits else Outcome.UNCHANGED] += 1
        elif page.fate in _FATES:
            outcome, reason = _FATES[page.fate]
            found.outcomes[outcome] += 1
            found.reasons[reason] += 1
        elif page.pattern in told:
            found.outcomes[Outcome.DUPLICATE] += 1
        else:
            told.add(page.pattern)
            on_topic = page.story is not None and page.story.topics
            found.outcomes[Outcome.EMITTED if on_topic else Outcome.OFF_TOPIC] += 1
    return found


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
