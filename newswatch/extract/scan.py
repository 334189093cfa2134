"""Is the markup built to hurt a parser? A look before it is parsed, and one after.

HTML parsers and what walks their trees take time that grows with the square of some
counts, and not one of them can be interrupted. Measured on lxml 6.1 and trafilatura
2.3: 20,000 attributes in one tag cost 1.7 s and 50,000 cost 16 s; 300,000 line breaks
97 s, 24,000 tables 42 s, 24,000 links in one paragraph 28 s. libxml2 drops what lies
deeper than 2,048 elements, and programs that recurse die before that.

The scan of the text is one pass that never goes back. It reads tags as the HTML
standard tokenises them (13.2.5), but need not agree with the parser in every corner:
the lane's CPU limit stands behind it.

Over 665 real pages the most were 99 attributes in one tag, 39 open elements, 19,600
tags, 704 line breaks and 363 children of one element; the limits leave room for pages
many times worse. A page takes 1.5 ms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from lxml.html import HtmlElement

from newswatch.extract.dom import elements, tag_names

MAX_ATTRIBUTES = 1_000
MAX_DEPTH = 1_000
MAX_TAGS = 100_000
#: of elements that cost trafilatura the square of their number
MAX_OF: Mapping[str, int] = {"br": 20_000, "table": 3_000}
#: links, spans, bold words and the like side by side in one element
MAX_INLINE = 2_000

# Possessive quantifiers keep every alternative from ever being tried twice. A quote
# opens a value only after "=": `<p don't>` has an attribute with an odd name.
_TAG = re.compile(
    r"""<(?:
      !--(?:>|->)?                                        # a comment, maybe over
    | (?P<close>/)?+(?P<name>[a-z][^\s/>]*+)
      (?P<attributes>(?:[^=>]++|=\s*+(?:"[^"]*+"?+|'[^']*+'?+)?+)*+)>?+
    )""",
    re.I | re.X,
)
_ATTRIBUTE = re.compile(
    r"""[^\s=>/"']++(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>]*+))?+"""
)
#: elements whose content is text to a tokeniser (13.2.5.1)
_RAW_TEXT = tag_names("script style textarea title xmp iframe noembed noframes")
#: elements that never hold others, or that end where the next of their kind begins:
#: leaving them unclosed is good HTML and makes nothing deeper
_SHALLOW = tag_names(
    "area base br col embed hr img input link meta param source track wbr frame "
    "html head body p li dt dd option optgroup tr td th thead tbody tfoot colgroup "
    "rt rp"
)
#: what may stand side by side in any number; measured to cost no more than it should
_CHEAP = tag_names(
    "br p div li tr td th option optgroup section article script style link meta dt dd "
    "h1 h2 h3 h4 h5 h6 ul ol table tbody path use"
)


def hostile_markup(text: str) -> str | None:
    """What in *text* no honest page has, as a short phrase; None for a normal page."""
    counts: Counter[str] = Counter()
    depth = tags = at = 0
    while tag := _TAG.search(text, at):
        at = tag.end()
        if tag["name"] is None:
            at = at if tag[0].endswith(">") else _after(text, "-->", at)
            continue
        tags += 1
        attributes, name = tag["attributes"], tag["name"].lower()
        if len(attributes) > 2 * MAX_ATTRIBUTES and _too_many(attributes):
            return f"a tag with more than {MAX_ATTRIBUTES} attributes"
        if tags > MAX_TAGS:
            return f"more than {MAX_TAGS} tags"
        if tag["close"]:
            depth -= name not in _SHALLOW and depth > 0
            continue
        if name in MAX_OF:
            counts[name] += 1
            if counts[name] > MAX_OF[name]:
                return f"more than {MAX_OF[name]} elements {name}"
        if name in _RAW_TEXT:
            at = _after_raw_text(text, name, at)
        elif name not in _SHALLOW and not attributes.endswith("/"):
            depth += 1
            if depth > MAX_DEPTH:
                return f"more than {MAX_DEPTH} elements inside one another"
    return None


def hostile_tree(root: HtmlElement, text: str) -> str | None:
    """The same of *text* once parsed: elements with a crowd of inline ones."""
    # No inline element without a tag that opens it.
    if text.count("<") - text.count("</") <= MAX_INLINE:
        return None
    for element in elements(root, f"//*[count(*) > {MAX_INLINE}]"):
        inline = sum(child.tag not in _CHEAP for child in element)
        if inline > MAX_INLINE:
            return f"more than {MAX_INLINE} inline elements side by side"
    return None


def _too_many(attributes: str) -> bool:
    found = _ATTRIBUTE.finditer(attributes)
    return any(count >= MAX_ATTRIBUTES for count, _ in enumerate(found))


def _after(text: str, needle: str, at: int) -> int:
    found = text.find(needle, at)
    return len(text) if found < 0 else found + len(needle)


def _after_raw_text(text: str, name: str, at: int) -> int:
    # Compiled patterns for eight names stay in re's cache.
    found = re.compile(f"</{name}[\\s/>]", re.I).search(text, at)
    return found.start() if found else len(text)
