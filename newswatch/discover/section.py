"""Section pages: the links that a selector names, or those that look like articles.

Without a selector, links in `nav` and `footer`, in a `header` that is not an article's
own, and in elements with a role or a class of these are left out; of the rest, those
that stay on the site and look like articles (likeness.py) are taken.

A link that the page repeats (picture, headline, "more") is one link with the first
text that it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import parsel
from cssselect import SelectorError
from lxml import etree

from newswatch.discover.likeness import looks_like_article, reads_like_headline
from newswatch.discover.listing import Gathering, Listing
from newswatch.model import Via
from newswatch.urls import absolute_url, host_of

#: tags, their ends included: each may be a link, at 50 µs; the fullest of 665 real
#: pages has 20,000
MAX_TAGS = 150_000
#: attributes in one tag; lxml's tree takes quadratic time (100,000: 11 s)
MAX_ATTRIBUTES = 500
#: nodes and characters looked at for the text of one link
_MAX_NODES = 100
_MAX_TEXT = 400

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FURNITURE = frozenset(("nav", "footer"))
_ROLES = frozenset(("navigation", "contentinfo", "search", "menu", "menubar", "banner"))
# Whole class names only: `page-with-footer` is the page, not its foot.
_CLASS_NAMES = (
    "nav navbar navigation menu breadcrumb breadcrumbs footer pagination site-footer "
    "site-header main-menu main-nav"
)
_CLASSES = frozenset(_CLASS_NAMES.split())
_UNREAD = frozenset(("script", "style", "noscript", "template", "svg"))


def read_section(text: str, url: str, link: str = "") -> Listing:
    """The articles that the page at *url* links to.

    *link* is a selector of links, of elements with a link in or around them, or of
    addresses (`a::attr(href)`): XPath if it starts with `/`, `./` or `(`, else CSS.
    """
    if text.count("<") > MAX_TAGS:
        return Listing(problem=f"more than {MAX_TAGS} tags")
    if _most_attributes(text) > MAX_ATTRIBUTES:
        return Listing(problem=f"a tag with more than {MAX_ATTRIBUTES} attributes")
    page = parsel.Selector(text=text, type="html")
    gathering = Gathering(base=_base_of(page, url))
    if link:
        problem = _add_selected(gathering, page, link)
    else:
        problem = _add_likely(gathering, page, url)
    return gathering.listing(problem)


class _Attributes:
    """A parser target (lxml) that counts; the tag stream has no quadratic cost."""

    def __init__(self) -> None:
        self.most = 0

    def start(self, tag: str | bytes, attrib: dict[Any, Any]) -> None:  # noqa: ARG002
        self.most = max(self.most, len(attrib))

    def end(self, tag: str | bytes) -> None:
        """Ends have no attributes."""

    def data(self, data: str | bytes) -> None:
        """Text has none."""

    def comment(self, text: str | bytes) -> None:
        """Comments have none."""

    def close(self) -> None:
        """The count stands in `most`."""


def _most_attributes(text: str) -> int:
    target = _Attributes()
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    try:
        etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return target.most
    return target.most


def _base_of(page: parsel.Selector, url: str) -> str:
    """The document base URL (WHATWG HTML 4.2.3): the first `base` with an href."""
    # Not by XPath: libxml2 gives up on trees of ten million nodes, with an error.
    bases = (base.get("href") for base in page.root.iter("base"))
    named = next(filter(None, bases), None)
    return (absolute_url(named, url) if named else None) or url


def _add_selected(gathering: Gathering, page: parsel.Selector, link: str) -> str | None:
    try:
        is_path = link.startswith(("/", "./", "("))
        found = page.xpath(link) if is_path else page.css(link)
    except (ValueError, SelectorError) as error:
        return f"the selector cannot be applied: {error}"
    for result in found:
        node = result.root
        anchor = _anchor_of(node) if isinstance(node, etree._Element) else None
        if anchor is None:
            gathering.add(str(node) if isinstance(node, str) else "", Via.SECTION)
        else:
            gathering.add(anchor.get("href", ""), Via.SECTION, title=_text_of(anchor))
    return None if gathering.links else "the selector finds no link"


def _anchor_of(node: etree._Element) -> etree._Element | None:
    if node.get("href"):
        return node
    for inner in islice(node.iter("a"), _MAX_NODES):
        if inner.get("href"):
            return inner
    return next((up for up in node.iterancestors("a") if up.get("href")), None)


def _add_likely(gathering: Gathering, page: parsel.Selector, url: str) -> str | None:
    site = host_of(url).removeprefix("www.")
    for anchor, in_heading in _outside_furniture(page.root):
        target = absolute_url(anchor.get("href", ""), gathering.base)
        # What may not be asked for is no article: nothing is refused, nothing counted.
        if target is None or not _is_same_site(host_of(target), site):
            continue
        text = _text_of(anchor)
        heading = in_heading or anchor.find(".//h2") is not None
        if looks_like_article(target, text, in_heading=heading):
            is_title = heading or reads_like_headline(text)
            gathering.add(target, Via.SECTION, title=text if is_title else None)
    return None if gathering.links else "no link looks like an article"


def _is_same_site(host: str, site: str) -> bool:
    host = host.removeprefix("www.")
    return host == site or host.endswith(f".{site}") or site.endswith(f".{host}")


def _outside_furniture(
    root: etree._Element,
) -> Iterator[tuple[etree._Element, bool]]:
    """Links in document order, each with whether it stands in a heading."""
    furniture = headings = articles = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        name = element.tag
        if name == "article":
            articles += step
        elif name in _HEADINGS:
            headings += step
        elif _is_furniture(element, within_article=articles > 0):
            furniture += step
        elif name == "a" and step > 0 and not furniture and element.get("href"):
            yield element, headings > 0


def _is_furniture(element: etree._Element, *, within_article: bool) -> bool:
    if element.tag in ("html", "body", "main", "a"):
        return False
    if element.tag in _FURNITURE or element.get("role") in _ROLES:
        return True
    if element.tag == "header" and not within_article:
        return True
    return not _CLASSES.isdisjoint((element.get("class") or "").lower().split())


def _text_of(anchor: etree._Element) -> str:
    """What a link reads: its heading if it holds one, as cards do, else all of it."""
    within = next(
        (node for node in islice(anchor.iter(), _MAX_NODES) if node.tag in _HEADINGS),
        anchor,
    )
    pieces: list[str] = []
    length = 0
    for node in islice(within.iter(), _MAX_NODES):
        own = (node.text or "") if isinstance(node.tag, str) else ""
        if node.tag in _UNREAD:
            own = ""
        tail = (node.tail or "") if node is not within else ""
        pieces += (own, tail)
        length += len(own) + len(tail)
        if length > _MAX_TEXT:
            break
    return " ".join(" ".join(pieces).split())[:_MAX_TEXT]
