"""Pages that stand where an article should: not found, or a server in trouble.

Both are answered with status 200. A heading must say so; a longer one ("page not found,
says minister") counts only where the page has no running text, or where it asks search
engines to leave it out or its body element is marked as an error as well.
"""

from __future__ import annotations

from newswatch.extract.dom import elements, tag_names, text_of
from newswatch.extract.service_words import APOLOGY, GONE
from newswatch.extract.signs import Heading, Signs, marked, named, quoted
from newswatch.extract.wordings import BARE_404, NOT_FOUND, OOPS, SERVER_ERROR
from newswatch.model import Refusal, RefusalReason

#: of the body element, as WordPress, Drupal, Joomla and many themes mark it
_ERROR_MARKS = tag_names(
    "error404 error-404 page-404 page404 404 not-found page-not-found notfound"
    " error-page errorpage path-404 page--404 page-error template-404"
)
#: of elements that only error pages have: Cloudflare's, WordPress's, Next.js's, nginx's
_ERROR_ELEMENTS = {
    "cf-error-details": "//*[@id='cf-error-details']"
    " | //*[contains(@class, 'cf-error-details')]",
    "error-page": "//body[@id='error-page']",
    "wp-die-message": "//*[contains(@class, 'wp-die-message')]",
    "next-error-h1": "//*[contains(@class, 'next-error-h1')]",
    "<center": "//center[h1]/following-sibling::hr",
}
_SHORT_TEXTS = "//p[position() <= 10] | //h2 | //h3"
_MOST = 20
#: characters of a notice and where to go instead
_A_NOTICE = 200


def missing(signs: Signs) -> Refusal | None:
    """The page says that it was not found, or that something broke; else None."""
    return _not_found(signs) or _broken(signs)


def _not_found(signs: Signs) -> Refusal | None:
    more = signs.marked(_ERROR_MARKS)
    if signs.is_noindex():
        more.append("meta:robots noindex")
    is_bare = not signs.has_running_text
    for heading in signs.headings:
        is_head = heading in signs.heads
        said = (
            NOT_FOUND.search(heading.text)
            or GONE.search(heading.text)
            or (is_head and _is_bare_404(heading, signs))
        )
        if said and (is_bare or more):
            return _refusal(
                RefusalReason.SOFT_404,
                "the heading says: not found",
                [heading.evidence, *more],
            )
    if "error404" in signs.body_marks and is_bare:
        return _refusal(RefusalReason.SOFT_404, "marked as an error page", more)
    return _sorry(signs, more) if is_bare else None


def _is_bare_404(heading: Heading, signs: Signs) -> bool:
    """Whether the heading says "404" or "not found" alone.

    A part of a title does so only if it comes first: the rest may be a site's name.
    """
    if heading.where == "title" and heading is not signs.at("title")[0]:
        first = signs.at("title")[0].text
        if not first.startswith(heading.text):
            return False
    return BARE_404.fullmatch(heading.text) is not None


def _sorry(signs: Signs, more: list[str]) -> Refusal | None:
    """Headed "Oops!", with what is missing said below, or with nothing else below."""
    heads = [
        each
        for each in signs.headings
        if OOPS.fullmatch(each.text) or APOLOGY.fullmatch(each.text)
    ]
    if not heads:
        return _gone(signs, more)
    for element in elements(signs.view.root, _SHORT_TEXTS)[:_MOST]:
        text = text_of(element)[:300]
        if NOT_FOUND.search(text) or GONE.search(text):
            evidence = [heads[0].evidence, f"html:{element.tag} {quoted(text)}", *more]
            return _refusal(
                RefusalReason.SOFT_404, "the page says: not found", evidence
            )
    return None


def _gone(signs: Signs, more: list[str]) -> Refusal | None:
    """All that is told below the heading is that the article is gone."""
    told = signs.cards.told[:2]
    if len(told) != 1 or len(told[0]) > _A_NOTICE or not GONE.search(told[0]):
        return None
    return _refusal(
        RefusalReason.SOFT_404,
        "the page says: not found",
        [f"text: {quoted(told[0])}", *more],
    )


def _broken(signs: Signs) -> Refusal | None:
    if signs.has_running_text:
        return None
    marks = marked(signs.view, _ERROR_ELEMENTS)[:1]
    evidence = [f"html:{named(mark)}" for mark in marks]
    for heading in signs.heads:
        if SERVER_ERROR.fullmatch(heading.text):
            evidence.insert(0, heading.evidence)
            break
    else:
        # An <hr> below a centred heading is nginx's, and anybody's.
        if not marks or marks[0].tag == "hr":
            return None
    return _refusal(
        RefusalReason.ERROR_PAGE, "an error of the server, sent as a page", evidence
    )


def _refusal(reason: RefusalReason, detail: str, evidence: list[str]) -> Refusal:
    return Refusal(reason=reason, detail=detail, evidence=tuple(evidence))
