"""A page as a tree, and the small questions every reader of it asks."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree
from lxml.html import (
    HtmlComment,
    HtmlElement,
    HtmlEntity,
    HtmlProcessingInstruction,
    document_fromstring,
)

from newswatch.urls import absolute_url

#: characters that no XML tree takes back, and NUL, which ends libxml2's reading
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: the prefixes that parsel knows, by which a configuration's selectors are checked
_EXSLT = {
    "re": "http://exslt.org/regular-expressions",
    "set": "http://exslt.org/sets",
}
_SEEN = ".//text()[not(parent::script or parent::style or parent::noscript)]"
_UNSEEN = frozenset({"script", "style", "noscript"})
_MOST_PIECES = 1000
_LONGEST_LINE = 4000
# lxml.html's own lookup asks Python for each element's class, to tell forms and their
# fields from the rest: an eighth of all that a page costs. Nobody here fills in forms.
_CLASSES = etree.ElementDefaultClassLookup(
    element=HtmlElement,
    comment=HtmlComment,
    pi=HtmlProcessingInstruction,
    entity=HtmlEntity,
)


def parse(text: str) -> HtmlElement | None:
    """The tree of *text* without comments; None where there is no element at all."""
    # lxml refuses text that names an encoding of its own, hence the bytes.
    source = _CONTROLS.sub(" ", text)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        return document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


@lru_cache(maxsize=256)
def compiled(expression: str) -> etree.XPath:
    """The XPath *expression*, with `re:test`, `set:distinct` and the like (EXSLT)."""
    return etree.XPath(expression, namespaces=_EXSLT)


def elements(root: HtmlElement, expression: str) -> list[HtmlElement]:
    """What *expression* (our own, known to be valid) finds, elements only."""
    found = compiled(expression)(root)
    members = found if isinstance(found, list) else []
    return [item for item in members if isinstance(item, HtmlElement)]


def text_of(element: HtmlElement) -> str:
    """What a reader sees inside *element* as one line, at most 4,000 characters."""
    if not len(element):
        text = "" if element.tag in _UNSEEN else element.text or ""
        return folded(text)[:_LONGEST_LINE]
    found = compiled(_SEEN)(element)
    pieces = found[:_MOST_PIECES] if isinstance(found, list) else []
    return folded("".join(p for p in pieces if isinstance(p, str)))[:_LONGEST_LINE]


def folded(text: str) -> str:
    """*text* with each run of white space as one space, and none at the ends."""
    return " ".join(text.split())


def tag_names(names: str) -> frozenset[str]:
    """The set of *names*, which are written with spaces between them."""
    return frozenset(names.split())


def base_address(root: HtmlElement, page_url: str) -> str:
    """What relative addresses of the page are relative to: `<base href>` or itself."""
    for base in elements(root, "//base[@href]")[:1]:
        return absolute_url(base.get("href", ""), page_url) or page_url
    return page_url
