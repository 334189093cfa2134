"""Is this page an article at all? Only clear evidence keeps one out.

Asked in this order, before the text is looked for: is it missing or broken, a wall in
the page's place, an offer of something else, a listing. Then, of the text that was
found: is there none, nothing but a prompt to pay, hardly a line beside a film or a
picture series. A flash of one sentence is an article, and so is a teaser.

Guards against false alarms, which lose articles and are the worse error: whatever
describes itself as an article in JSON-LD or with a date is asked nothing of its
headings; a heading that a listing announced as the article's is no evidence; what a
page says of itself must show twice, each verdict's file says how.
"""

from __future__ import annotations

from collections.abc import Sequence

from newswatch.extract.cards import weight
from newswatch.extract.listings import listing
from newswatch.extract.missing import missing
from newswatch.extract.offers import media_page, offer
from newswatch.extract.signs import claims_article, signs_of, states_article
from newswatch.extract.view import View
from newswatch.extract.walls import (
    consent_wall,
    is_browser_notice,
    paywall_stub,
    stub,
    walled,
)
from newswatch.model import Refusal, RefusalReason

#: Latin characters: a film's or gallery's text beyond this is a text of its own, and a
#: longer one than that no consent platform's
_A_CAPTION = 240
MOST_DOUBTED = 1200


def refusal_of(view: View, title: str | None) -> Refusal | None:
    """Why the page is no article, by all but its text; None if it may be one."""
    if states_article(view):
        return None
    signs = signs_of(view, title)
    if refusal := missing(signs) or walled(signs) or offer(signs):
        return refusal
    return None if claims_article(view) else listing(signs)


def suspicion_of(view: View, title: str | None) -> Refusal | None:
    """What the page is should hardly any text be found on it."""
    if states_article(view):
        return consent_wall(signs_of(view, title))
    return media_page(view, title)


def refusal_of_text(
    paragraphs: Sequence[str],
    suspicion: Refusal | None,
    *,
    is_paid: bool,
    is_visible: bool,
) -> Refusal | None:
    """Why the text that was found is no article's; None if it may be one.

    *paragraphs* are without the headline. *is_paid*: the page says that it is not free,
    or has a paywall's marks. *is_visible*: its text stands outside of scripts.
    """
    if is_browser_notice(paragraphs):
        return Refusal(
            reason=RefusalReason.EMPTY_BODY, detail="only a word to the browser"
        )
    if refusal := paywall_stub(paragraphs, is_marked=is_paid):
        return refusal
    if suspicion and suspicion.reason is RefusalReason.CONSENT_WALL:
        if is_visible or not paragraphs:
            return suspicion
    elif suspicion and text_weight(paragraphs) < _A_CAPTION:
        return suspicion
    if not paragraphs and is_paid:
        return stub(["states: not free"])
    return None


def text_weight(paragraphs: Sequence[str]) -> int:
    """The length of a text in Latin characters."""
    return sum(map(weight, paragraphs))
