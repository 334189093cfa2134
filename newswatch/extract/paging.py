"""Where an article that is split over pages goes on.

`rel=next` means the next page of the article on few sites only: on most it is the next
article, the next page of an archive, or the next page of the comments. So two signs
have to agree, of these three:

    rule    the outlet's `next_page_link` names the address
    form    it is this page's address with the next number: `…/2`, `?page=2`, `-2.html`
    story   what answers there has the same headline or canonical address (joining.py)

`rel=next` itself is only looked at where the form fits. What guards against the rest:
the same host and outlet; an article begins at no number, or at 1, so that
`/story-1234` does not go on with `/story-1235`; links among comments are not looked
at; AMP forms and live blogs, whose further pages are older posts, have no next page.

Numbers beside `rel=next` ("1 2 3") are not read: nothing tells them from a gallery's
or a comment section's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newswatch.extract.dom import elements, tag_names
from newswatch.extract.fields import says_amp
from newswatch.extract.rules import select
from newswatch.extract.view import View
from newswatch.model import Turn
from newswatch.urls import AddressError, absolute_url, canonical_url, in_domains

#: what comes before a page's number in an address; chosen by hand: the word for
#: "page" in the languages of the catalogue, and its short forms
_WORD = (
    r"(?:page|pages|pg|p|seite|pagina|pagine|p%C3%A1gina|sida|side|sivu|strona|strana"
    r"|stranica|str|sayfa|oldal)"
)
_QUERY_NAMES = tag_names(
    "page p pg pn pag paged pageno page_no pagenum page_num pagenumber page_number "
    "pageindex currentpage curpage pagewanted artpage pagina seite sida side sivu "
    "strona strana sayfa oldal"
)
_EXTENSION = r"(?:\.(?:s?html?|php\d?|aspx?|jsp|cms|ece))"
#: `…/2`, `…/page/2`, `…/seite-2.html`
_SEGMENT = re.compile(
    rf"(.+?)/(?:{_WORD}[-_/]?)?(\d{{1,2}}){_EXTENSION}?", re.IGNORECASE
)
#: `…-2.html`, `…,page2`, `…/index2.html`; not `…-2` alone: that is what many systems
#: call the next article of the same headline
_SUFFIX = re.compile(
    rf"(.+?)(?:[-_,.~]{_WORD}[-_]?(\d{{1,2}}){_EXTENSION}?"
    rf"|(?:[-_,.~]|(?<=/index))(\d{{1,2}}){_EXTENSION})",
    re.IGNORECASE,
)
_ENDING = re.compile(rf"{_EXTENSION}$", re.IGNORECASE)
_AMONG_COMMENTS = (
    "ancestor-or-self::*[contains(@class, 'comment') or contains(@id, 'comment')"
    " or contains(@class, 'Comment') or contains(@id, 'Comment')]"
)
_NEXT = (
    "//a[@rel][@href and contains(concat(' ', normalize-space(@rel), ' '), ' next ')]"
)
#: links of one kind that are looked at
_MOST_LINKS = 5

#: host, path and query without what numbers the page
Stem = tuple[str, str, str]


class _Form(Enum):
    """Where an address has its page's number."""

    QUERY = auto()
    SEGMENT = auto()
    SUFFIX = auto()


def turn_of(view: View, number: int = 1) -> Turn | str:
    """The page to read after *view*, the article's page *number*; or why there is none.

    The reason is a few words for a person.
    """
    if says_amp(view):
        return "an AMP form"
    if view.subject and "LiveBlogPosting" in view.subject.types:
        return "a live blog"
    following = _following(view, number)
    if number == 1:
        for href in _ruled(view, view.rules.single_page_link):
            if isinstance(turn := _checked(view, href, number, by_rule=True), Turn):
                otherwise = following if isinstance(following, Turn) else None
                return replace(turn, by_form=False, is_whole=True, otherwise=otherwise)
    return following


def _following(view: View, number: int) -> Turn | str:
    reason = "it names no next page"
    for href in _ruled(view, view.rules.next_page_link):
        if isinstance(turn := _checked(view, href, number, by_rule=True), Turn):
            return turn
        reason = turn
    for href in _next_links(view):
        if isinstance(turn := _checked(view, href, number, by_rule=False), Turn):
            return turn
        reason = turn
    return reason


def first_page_of(view: View) -> str | None:
    """The address of the article's first page, if the page says that it is a later one.

    Its canonical address, or of a second page what `rel=prev` names, has to be its own
    address without the number. `rel=prev` is as doubtful as `rel=next`: `…-2.html`
    after `….html` can be another article.
    """
    for relation in ("canonical", "prev"):
        address = absolute_url(view.meta.links.get(relation, ""), view.base)
        if not address or not _is_near(view, address):
            continue
        start = _stem(address)
        for stem, number, form in _numbered(view.page.url):
            is_sure = relation == "canonical" or (
                number == 2 and form is not _Form.SUFFIX
            )
            if is_sure and number >= 2 and start == stem and stem[1]:
                return address
    return None


def continues(here: str, there: str, number: int) -> bool:
    """Whether *there* is the address of page *number* of an article, *here*, plus one.

    The first page may carry no number; counting may begin at 0 in a query.
    """
    wanted = {
        (stem, named + 1)
        for stem, named, _ in _numbered(here)
        if named in (number, number - 1)
    }
    start = _stem(here) if number == 1 else None
    for stem, named, form in _numbered(there):
        if (stem, named) in wanted:
            return True
        if stem == start and (named == 2 or (named == 1 and form is _Form.QUERY)):
            return True
    return False


def _checked(view: View, href: str, number: int, *, by_rule: bool) -> Turn | str:
    here, address = view.page.url, absolute_url(href, view.base)
    if address is None:
        return "the link cannot be asked"
    if not _is_near(view, address):
        return "it leads to another site"
    if canonical_url(address) == canonical_url(here):
        return "it leads to the page itself"
    by_form = continues(here, address, number)
    if not by_rule and not by_form:
        return "its address is not that of a next page"
    return Turn(url=address, here=here, by_rule=by_rule, by_form=by_form)


def _is_near(view: View, address: str) -> bool:
    """Whether *address* is on the page's own host, and the outlet's."""
    if not is_same_host(view.page.url, address):
        return False
    domains = view.outlet.domains if view.outlet else ()
    return not domains or in_domains(address, domains)


def is_same_host(one: str, other: str) -> bool:
    """Whether two addresses are on one host; `www.` and the scheme do not matter."""
    return _host(one) == _host(other) != ""


def _host(url: str) -> str:
    try:
        return urlsplit(canonical_url(url)).netloc.removeprefix("www.")
    except AddressError:
        return ""


def _ruled(view: View, selectors: tuple[str, ...]) -> Iterator[str]:
    for selector in selectors:
        for item in select(view.root, selector)[:_MOST_LINKS]:
            if isinstance(item, HtmlElement):
                # A link's words would be an address as well, relative to the page.
                yield item.get("href") or item.get("src") or ""
            else:
                yield item


def _next_links(view: View) -> Iterator[str]:
    if href := view.meta.links.get("next"):
        yield href
    for link in elements(view.root, _NEXT)[:_MOST_LINKS]:
        if not link.xpath(_AMONG_COMMENTS):
            yield link.get("href", "")


def _numbered(url: str) -> Iterator[tuple[Stem, int, _Form]]:
    """Each way to read *url* as a numbered page.

    Pages are numbered up to 99: a longer number is an article's.
    """
    host, path, query = _parts(url)
    pieces = query.split("&") if query else []
    for index, piece in enumerate(pieces):
        name, _, value = piece.partition("=")
        if name.lower() in _QUERY_NAMES and re.fullmatch(r"\d{1,2}", value):
            rest = "&".join(pieces[:index] + pieces[index + 1 :])
            yield (host, _bare(path), rest), int(value), _Form.QUERY
    if found := _SEGMENT.fullmatch(path):
        yield (host, _bare(found[1]), query), int(found[2]), _Form.SEGMENT
    if found := _SUFFIX.fullmatch(path):
        yield (host, _bare(found[1]), query), int(found[2] or found[3]), _Form.SUFFIX


def _stem(url: str) -> Stem:
    host, path, query = _parts(url)
    return host, _bare(path), query


def _parts(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(canonical_url(url))
    except AddressError:
        return "", "", ""
    return parts.netloc.removeprefix("www."), parts.path.rstrip("/"), parts.query


def _bare(path: str) -> str:
    """*path* with `…/story`, `…/story.html` and `…/story/index.html` made equal."""
    return _ENDING.sub("", path.rstrip("/")).removesuffix("/index")
