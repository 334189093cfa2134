"""Pages that stand between the reader and the article: consent, robots, regions, pay.

Checks for robots are known by the elements and scripts that only the challenge itself
has; what the same vendors put on every page does not count. Consent platforms leave
their marks on every page too: theirs is a wall only where nothing else is readable. A
banner over an article has a heading as well, but the article's stands beside it.

A page that shows one sentence of its story before it asks for money is an article; one
that shows none is a paywall's stub.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml.html import HtmlElement

from newswatch.extract.dom import elements, text_of
from newswatch.extract.signs import Heading, Signs, marked, named, quoted
from newswatch.extract.view import View
from newswatch.extract.wordings import (
    BROWSER_NOTICE,
    CONSENT,
    PAYWALL_PROMPT,
    REGION_BLOCK,
    ROBOT_CHECK,
)
from newswatch.model import Refusal, RefusalReason


def _script(word: str) -> str:
    return f"//script[contains(., '{word}') or contains(@src, '{word}')]"


#: what only a challenge has, by vendor: a word of it, and where the word has to stand
_CHALLENGES = {
    "Cloudflare": {
        "_cf_chl_opt": _script("_cf_chl_opt"),
        "challenge-": "//*[@id='challenge-form' or @id='challenge-running'"
        " or @id='cf-challenge-running' or @id='challenge-error-text']",
    },
    "DataDome": {
        "captcha-delivery.com": "//iframe[contains(@src, 'captcha-delivery.com')]"
        " | //script[contains(., 'captcha-delivery.com')]"
        " | //script[contains(@src, 'ct.captcha-delivery.com')]"
    },
    "PerimeterX": {"px-captcha": "//*[starts-with(@id, 'px-captcha')]"},
    "Akamai": {
        "sec-": "//*[@id='sec-if-cpt-container' or @id='sec-cpt-if']",
        "/_sec/cp_challenge/": "//script[contains(@src, '/_sec/cp_challenge/')]",
        "errors.edgesuite.net": "//*[contains(text(), 'errors.edgesuite.net')]",
    },
    "Imperva": {"_Incapsula_": "//iframe[contains(@src, '_Incapsula_Resource')]"},
    "AWS WAF": {"gokuProps": _script("gokuProps")},
    "Anubis": {"anubis_": "//*[@id='anubis_challenge' or @id='anubis_version']"},
    "Kasada": {"window.KPSDK": _script("window.KPSDK")},
    "Qrator": {"/__qrator/": _script("/__qrator/")},
    "Sucuri": {"sucuri_cloudproxy_js": _script("sucuri_cloudproxy_js")},
    "DDoS-Guard": {"/js-challenge": _script("/.well-known/ddos-guard/js-challenge")},
    "Yandex": {"/checkcaptcha": "//form[contains(@action, '/checkcaptcha')]"},
}
#: where consent platforms put their dialog: an id, an id's beginning, a class
_DIALOG_IDS = (
    *("onetrust-consent-sdk", "onetrust-banner-sdk", "didomi-host", "cmpbox"),
    *("CybotCookiebotDialog", "usercentrics-root", "cmpwrapper", "qc-cmp2-container"),
    *("qc-cmp2-ui", "truste-consent-track", "uc-cmp-container", "axeptio_overlay"),
    *("iubenda-cs-banner", "cookiescript_injected", "tarteaucitronRoot"),
)
_DIALOG_CLASSES = (
    *("fc-consent-root", "osano-cm-window", "cky-consent", "cmp-root"),
    *("consent-wall", "consent-form", "cookie-wall", "cookiewall"),
)
_DIALOGS = {
    "sp_message_container": "//*[starts-with(@id, 'sp_message_container')]",
    **{name: f"//*[@id='{name}']" for name in _DIALOG_IDS},
    **{name: f"//*[contains(@class, '{name}')]" for name in _DIALOG_CLASSES},
}
#: elements with a text of their own that is more than a label
_READABLE = (
    "//body//*[text()[string-length(normalize-space(.)) > 25]]"
    "[not(self::script or self::style or self::option)]"
)
_AROUND = frozenset(
    {"a", "nav", "header", "footer", "aside", "noscript", "form", "dialog", "button"}
)
#: characters in which nothing is told
_A_LABEL = 25
_MOST = 200
_LONG_PROMPT = 400
_PAYWALL_WORDS = ("paywall", "subscriber-only")
_PAYWALL = (
    "//*[contains(@class, 'paywall') or contains(@id, 'paywall')"
    " or contains(@class, 'subscriber-only')]"
)


def walled(signs: Signs) -> Refusal | None:
    """What stands in the article's place, if it is a wall; None if nothing does."""
    return _robot_check(signs) or _region_block(signs) or consent_wall(signs)


def _robot_check(signs: Signs) -> Refusal | None:
    if signs.has_running_text:
        return None
    evidence = challenge_marks(signs.view)
    heading = _headed(signs, ROBOT_CHECK.fullmatch)
    if heading:
        evidence.insert(0, heading.evidence)
    if not evidence:
        return None
    return Refusal(
        reason=RefusalReason.ROBOT_CHECK,
        detail="a check for robots, not a page",
        evidence=tuple(evidence),
    )


def challenge_marks(view: View) -> list[str]:
    """Evidence of a vendor's challenge."""
    return [
        f"html:{named(found[0])} ({vendor})"
        for vendor, marks in _CHALLENGES.items()
        if (found := marked(view, marks))
    ]


def _region_block(signs: Signs) -> Refusal | None:
    heading = _headed(signs, REGION_BLOCK.fullmatch)
    if heading is None or signs.has_running_text:
        return None
    return Refusal(
        reason=RefusalReason.REGION_BLOCK,
        detail="not shown to readers in our part of the world",
        evidence=(heading.evidence,),
    )


def _headed(signs: Signs, says: Callable[[str], object]) -> Heading | None:
    return next((each for each in signs.heads if says(each.text)), None)


def consent_wall(signs: Signs) -> Refusal | None:
    dialogs = marked(signs.view, _DIALOGS)[:_MOST]
    marks = [f"html:{named(dialog)}" for dialog in dialogs[:2]]
    heads = _asking_heads(signs)
    if heads and (not signs.has_running_text or dialogs):
        return _consent([heads[0].evidence, *marks])
    asks = any(len(text_of(dialog)) > _A_LABEL for dialog in dialogs)
    if asks and _nothing_but(signs.view, dialogs):
        return _consent(marks)
    return None


def _asking_heads(signs: Signs) -> list[Heading]:
    """The headings that head the page, if all of them ask for consent."""
    tops = elements(signs.view.root, "//h1")
    heads = signs.at("h1") if tops else signs.at("title")
    asking = [each for each in heads if CONSENT.fullmatch(each.text)]
    if tops:
        texts = {text_of(item) for item in tops[:_MOST]}
        return asking if texts <= {each.text for each in asking} else []
    return asking


def _nothing_but(view: View, dialogs: Sequence[HtmlElement]) -> bool:
    """Whether nothing can be read outside *dialogs* and what surrounds a text."""
    inside = {*dialogs}
    return all(
        any(
            each in inside or each.tag in _AROUND
            for each in (element, *element.iterancestors())
        )
        for element in elements(view.root, _READABLE)[:_MOST]
    )


def _consent(evidence: Sequence[str]) -> Refusal:
    return Refusal(
        reason=RefusalReason.CONSENT_WALL,
        detail="a question for consent, no page",
        evidence=tuple(evidence),
    )


def has_paywall_mark(view: View) -> bool:
    """Whether an element of the page is named after a paywall."""
    return view.holds(*_PAYWALL_WORDS) and bool(elements(view.root, _PAYWALL))


def paywall_stub(paragraphs: Sequence[str], *, is_marked: bool) -> Refusal | None:
    """All of the text asks for a subscription, twice or under a paywall's mark."""
    if not paragraphs or not all(
        len(text) <= _LONG_PROMPT and PAYWALL_PROMPT.search(text) for text in paragraphs
    ):
        return None
    if len(paragraphs) < 2 and not is_marked:
        return None
    return stub([f"text: {quoted(paragraphs[0])}"])


def stub(evidence: Sequence[str] = ()) -> Refusal:
    return Refusal(
        reason=RefusalReason.PAYWALL_STUB,
        detail="no sentence of the story before the paywall",
        evidence=tuple(evidence),
    )


def is_browser_notice(paragraphs: Sequence[str]) -> bool:
    """Whether all of the text asks for JavaScript, cookies or no ad blocker."""
    return bool(paragraphs) and all(
        len(text) <= _LONG_PROMPT and BROWSER_NOTICE.search(text) for text in paragraphs
    )
