"""The headline: any two of JSON-LD, og:title and h1 that agree.

Each of the three is wrong somewhere: JSON-LD is cut at 110 characters, og:title is
written for search engines and carries the site's name, the first h1 can be the site's
logo. Two that agree are right more evenly than any fixed order: 0.85 of the titles of
124 labelled pages, where the best library finds 0.80. Where no two agree the listing
that announced the page has a vote too, and where it agrees with none the order is
JSON-LD, og:title, h1, `<title>`, listing, with the warning `title-conflict`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from lxml.html import HtmlElement

from newswatch.extract.dom import elements, text_of
from newswatch.extract.jsonld import plain_text, text
from newswatch.extract.meta import method
from newswatch.extract.nearby import belonging
from newswatch.extract.view import Found, View, key
from newswatch.model import Caution, Via

#: what stands between a title and the name of its site
_SEPARATOR = re.compile(r"\s+[|–—·•»«:/-]{1,2}\s+|\s*[|｜│ㅣ]\s*|:\s+")
_MOST_HEADINGS = 30
#: longer ones are no titles; they are cut, not searched for the site's name
_LONGEST_TITLE = 500
#: JSON-LD headlines are cut at 110 characters (Google's limit of 2022); a shorter
#: beginning proves nothing
_CUT_AT_LEAST = 40


def title_of(view: View) -> Found[str] | None:
    """The page's headline, without the name of the site."""
    if ruled := view.ruled("title", "content"):
        return ruled[0]
    stated, headings = list(_stated(view)), list(_headings(view))
    announced = _announced(view)
    if agreed := _agreed(stated, headings) or _confirmed(stated, headings, announced):
        return agreed
    if len([*stated, *headings[:1]]) > 1:
        view.doubt(Caution.TITLE_CONFLICT)
    return next(iter([*stated, *headings[:1], *_window_title(view)]), announced)


def _agreed(stated: list[Found[str]], headings: list[Found[str]]) -> Found[str] | None:
    for one in stated:
        for heading in headings:
            if same_title(one.value, heading.value):
                return heading if _is_cut(one.value) else one
    if len(stated) > 1 and same_title(stated[0].value, stated[1].value):
        return stated[1] if _is_cut(stated[0].value) else stated[0]
    return None


def _confirmed(
    stated: list[Found[str]], headings: list[Found[str]], listed: Found[str] | None
) -> Found[str] | None:
    """The one that the listing has too, where the page's own are at odds."""
    if listed is None or len(stated) + len(headings) < 2:
        return None
    own = (*stated, *headings)
    return next((item for item in own if same_title(item.value, listed.value)), None)


def same_title(one: str, other: str) -> bool:
    """Whether two titles are equal to a reader, or one is the other cut short."""
    first, second = key(one), key(other)
    if first == second:
        return bool(first)
    shorter, longer = sorted((first, second), key=len)
    cut = _is_cut(one if first == shorter else other)
    return cut and len(shorter) >= _CUT_AT_LEAST and longer.startswith(shorter)


def _is_cut(title: str) -> bool:
    return title.endswith(("…", "...")) or 100 <= len(title) <= 115


def _stated(view: View) -> Iterator[Found[str]]:
    for found in view.stated("headline", "name"):
        if title := text(found.value):
            yield Found(without_site(title, view.site_names), found.evidence)
            break
    # twitter:title is a copy of og:title: a witness only where that is missing.
    for name, value in view.meta.each("og:title", "twitter:title"):
        title = without_site(plain_text(value), view.site_names)
        if key(title) not in view.site_names:
            yield Found(title, method(name))
            break


def _headings(view: View) -> Iterator[Found[str]]:
    for found in (
        view.microdata.stating("headline"),
        elements(view.root, "//article//h1 | //main//h1"),
        elements(view.root, "//h1"),
    ):
        for heading in found[:_MOST_HEADINGS]:
            title = text_of(heading)
            if key(title) in view.site_names | {""} or not _is_own(view, heading):
                continue
            is_h1 = heading.tag == "h1"
            yield Found(title, "html:h1" if is_h1 else "microdata:headline")


def _is_own(view: View, heading: HtmlElement) -> bool:
    """Whether *heading* is no teaser's, as far as the page's markup says."""
    if "headline" not in heading.get("itemprop", "").split():
        return not view.scopes.is_foreign(heading)
    if not view.scopes.owns(heading):
        return False
    # Without a scope of its own a headline is only as good as its place.
    return view.scopes.is_story(heading) or bool(belonging(view.root, [heading]))


def _window_title(view: View) -> Iterator[Found[str]]:
    for heading in elements(view.root, "//title[not(ancestor::svg)]")[:1]:
        title = without_site(text_of(heading), view.site_names)
        if key(title) not in view.site_names | {""}:
            yield Found(title, "html:title")


def _announced(view: View) -> Found[str] | None:
    link = view.link
    if not link or not link.title or not key(link.title):
        return None
    return Found(plain_text(link.title), listing(link.via))


def listing(via: Via) -> str:
    """How a listing stands in a record's provenance."""
    if via is Via.FEED:
        return "feed"
    if via in (Via.NEWS_SITEMAP, Via.SITEMAP):
        return "sitemap"
    return "link"


def without_site(title: str, site_names: Set[str]) -> str:
    """*title* without the site's name at either end, and what separated them.

    >>> without_site("Talks end | The Herald", {"theherald"})
    'Talks end'
    """
    if len(title) > _LONGEST_TITLE:
        return title[:_LONGEST_TITLE]
    for separator in reversed(list(_SEPARATOR.finditer(title))):
        if key(title[separator.end() :]) in site_names and separator.start() > 0:
            title = title[: separator.start()].rstrip()
    for separator in _SEPARATOR.finditer(title):
        head, tail = title[: separator.start()], title[separator.end() :]
        if key(head) in site_names and key(tail):
            return tail.strip()
    return title
