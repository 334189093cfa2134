"""Is this page an article at all? Only clear evidence keeps one out.

Kept out are, in this order: a page that says it was not found although its status says
otherwise, a check for robots, a question for consent in the page's place, a page
without text, a front page or listing. A flash of one sentence, a gallery or a film with
a line of text is an article.

Guards against false alarms: whatever calls itself an article in JSON-LD, microdata or
Open Graph is one, whatever its heading (a story may be titled "Page not found"), and a
listing must show itself twice, by its address or type and by what stands on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from newswatch.extract.dom import elements, text_of
from newswatch.extract.subject import ARTICLE_TYPES, LISTING_TYPES, place, places
from newswatch.extract.view import View
from newswatch.model import Refusal, RefusalReason

_NOT_FOUND = re.compile(
    r"^\W*(?:(?:error|erreur|fehler|errore|ошибка)\W*)?404\b"
    r"|\bpage (?:you['’]re looking for |you requested |you are looking for )?"
    r"(?:could not be|can(?:no|['’])?t be|was not|wasn['’]t|is not|isn['’]t|not) found"
    r"|(?:couldn['’]t|could not|can['’]?t|cannot|unable to) find "
    r"(?:your|the|that|this) (?:page|article|story)"
    r"|\b(?:page|article|story) (?:no longer exists|does(?:n['’]t| not) exist)"
    r"|seite (?:wurde )?(?:leider )?nicht gefunden|seite existiert nicht"
    r"|page (?:introuvable|non trouvée)|página no encontrada|página não encontrada"
    r"|pagina non trovata|pagina niet gevonden"
    r"|sid(?:an|en) (?:hittades inte|finnes ikke|blev ikke fundet)"
    r"|страница не найдена|сторінку не знайдено|nie znaleziono strony"
    r"|strona nie istnieje|sayfa bulunamadı|页面不存在|ページが見つかりません",
    re.I,
)
_ROBOT_CHECK = re.compile(
    r"^(?:just a moment\W*|attention required! \| cloudflare|access denied|"
    r"are you a (?:robot|human)\W*|robot check|ddos-guard|pardon our interruption\W*|"
    r"(?:please )?(?:verify|confirm|prove|verifying)(?: that)? you(?:['’]re| are) "
    r"(?:(?:a )?human|not a (?:robot|bot))\W*|"
    r"checking (?:your browser|if the site connection is secure)\b.{0,40})$",
    re.I,
)
#: what a consent wall is headed with, in the words of the usual consent platforms
_CONSENT = re.compile(
    r"^(?:we (?:value|care about|respect) your privacy|before you continue\b.{0,30}|"
    r"your privacy (?:choices|matters|is important to us)|"
    r"(?:manage )?(?:your )?cookie (?:consent|preferences|settings)|"
    r"(?:wir (?:schätzen|respektieren) ihre privatsphäre|ihre privatsphäre ist uns "
    r"wichtig)|(?:nous respectons|le respect de) votre vie privée\b.{0,30}|"
    r"(?:valoramos|respetamos) (?:tu|su) privacidad|"
    r"(?:il rispetto della|teniamo alla) (?:tua|vostra) privacy\b.{0,30}|"
    r"мы (?:ценим|уважаем) вашу (?:конфиденциальность|приватность))\W*$",
    re.I,
)
_FRONT = re.compile(r"/?(?:(?:index|home|default)(?:\.\w{3,5})?)?/?", re.I)
#: a heading longer than this is a sentence of a story
_SHORT_HEADING = 90
#: linked headings that a listing has and a story with its sidebars need not
_MANY_HEADINGS = 12
_SOME = 4
#: articles that stand elsewhere, described by one page
_MANY_ARTICLES = 5
#: one or two plain words, as in /world/europe/: no number, no slug
_SECTION = re.compile(r"(?:/[a-z]{2,15}){1,2}/?", re.I)
#: paragraphs of a sentence or more, side by side: stories have them, listings do not
_SENTENCES = "//p[string-length(normalize-space(.)) > 80]"
_RUNNING_TEXT = 4
_HEADINGS = "//h1 | //h2 | //title[not(ancestor::svg)]"
_LINKED_HEADINGS = "//h2[.//a] | //h3[.//a] | //a[.//h2 or .//h3]"
_PAYWALL = (
    "//*[contains(@class, 'paywall') or contains(@id, 'paywall')"
    " or contains(@class, 'subscriber-only')]"
)
_MOST = 20
_DATED_META = ("article:published_time", "og:published_time")


def refusal_of(view: View, title: str | None) -> Refusal | None:
    """Why the page is no article, by all but its text; None if it may be one."""
    if _states_article(view):
        return None
    headings = [text_of(item) for item in elements(view.root, _HEADINGS)[:_MOST]]
    for heading in [*headings, title or ""]:
        if len(heading) <= _SHORT_HEADING and _NOT_FOUND.search(heading):
            return Refusal(
                reason=RefusalReason.SOFT_404, detail="the heading says: not found"
            )
    if any(_ROBOT_CHECK.match(heading) for heading in headings):
        return Refusal(
            reason=RefusalReason.ROBOT_CHECK, detail="a check for robots, not a page"
        )
    if _is_consent_wall(view):
        return Refusal(
            reason=RefusalReason.CONSENT_WALL, detail="a question for consent, no page"
        )
    if not _claims_article(view) and (why := _listing(view)):
        return Refusal(reason=RefusalReason.NOT_ARTICLE, detail=why)
    return None


def _is_consent_wall(view: View) -> bool:
    """Whether what heads the page asks for consent, and nothing else does.

    A banner over an article has a heading as well, but the article's stands beside it.
    """
    heads = elements(view.root, "//h1") or elements(view.root, "//title")
    asks = [_CONSENT.match(text_of(item)) for item in heads[:_MOST]]
    return bool(asks) and all(asks) and not _has_running_text(view)


def _states_article(view: View) -> bool:
    """Whether the page describes itself as an article: in JSON-LD, or with a date."""
    if view.subject and ARTICLE_TYPES & {*view.subject.types}:
        stands_elsewhere = _is_front(view) and places(view.subject) - _own_places(view)
        return not stands_elsewhere and not _lists_others(view)
    return view.meta.first(*_DATED_META) is not None


def _claims_article(view: View) -> bool:
    """Whether a single word of the page calls it an article."""
    kinds = [value.lower() for _, value in view.meta.each("og:type")]
    return any(kind.endswith("article") for kind in kinds) or any(
        element.get("itemtype", "").rstrip("/").endswith(("Article", "BlogPosting"))
        for element in elements(view.root, "//*[@itemtype]")[:_MOST]
    )


def _lists_others(view: View) -> bool:
    """Whether the page describes many articles and all of them stand elsewhere."""
    elsewhere = {
        item
        for node in view.graph.nodes
        if ARTICLE_TYPES & {*node.types}
        for item in places(node)
    }
    return len(elsewhere) >= _MANY_ARTICLES and not elsewhere & _own_places(view)


def _own_places(view: View) -> set[str]:
    known = (view.page.url, view.page.requested_url, view.meta.links.get("canonical"))
    return {place(item) for item in known if item}


def _is_front(view: View) -> bool:
    address = urlsplit(view.page.url)
    return bool(_FRONT.fullmatch(address.path)) and not address.query


def _listing(view: View) -> str | None:
    types = {name for node in view.graph.nodes if node.top for name in node.types}
    if types & LISTING_TYPES and not types & ARTICLE_TYPES:
        return "the page calls itself a listing"
    if _lists_others(view):
        return "the page describes articles that stand elsewhere"
    linked = len(elements(view.root, _LINKED_HEADINGS))
    runs = _has_running_text(view)
    if _is_front(view) and (linked >= _MANY_HEADINGS or (linked >= _SOME and not runs)):
        return "a site's front page"
    is_section = _SECTION.fullmatch(urlsplit(view.page.url).path)
    if is_section and linked >= _MANY_HEADINGS and not runs:
        return "a section's address, and a page of linked headings"
    return None


def _has_running_text(view: View) -> bool:
    inside = Counter(item.getparent() for item in elements(view.root, _SENTENCES))
    return max(inside.values(), default=0) >= _RUNNING_TEXT


def has_paywall_mark(view: View) -> bool:
    """Whether an element of the page is named after a paywall."""
    return bool(elements(view.root, _PAYWALL))


def text_weight(paragraphs: Sequence[str]) -> int:
    """The length of a text in Latin characters.

    A character of Chinese, Japanese or Korean says about what three Latin ones do.
    """
    return sum(
        len(text) + 2 * sum("\u3040" <= char <= "\ud7af" for char in text)
        for text in paragraphs
    )
