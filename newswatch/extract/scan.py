"""A look at the markup before any parser sees it: is it built to hurt one?

HTML parsers take time that grows with the square of some counts, and not one of them
can be interrupted. Measured on lxml 6.1: 20,000 attributes in one tag cost 1.7 s,
50,000 cost 16 s; libxml2 drops what lies deeper than 2,048 elements and programs that
walk a tree by recursion die before that. The scan below is one pass that never goes
back. It reads tags as the HTML standard tokenises them (13.2.5), but need not agree
with the parser in every corner: the lane's CPU limit stands behind it.

Over 665 real pages the most were 99 attributes in one tag, 39 open elements and 19,600
tags; the limits leave room for pages ten times worse. One page takes 1.5 ms.
"""

from __future__ import annotations

import re

from newswatch.extract.dom import tag_names

MAX_ATTRIBUTES = 1_000
MAX_DEPTH = 1_000
MAX_TAGS = 400_000

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
_RAW_TEXT = frozenset(
    {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}
)
#: elements that never hold others, or that end where the next of their kind begins:
#: leaving them unclosed is good HTML and makes nothing deeper
_SHALLOW = tag_names(
    "area base br col embed hr img input link meta param source track wbr frame "
    "html head body p li dt dd option optgroup tr td th thead tbody tfoot colgroup "
    "rt rp"
)


def hostile_markup(text: str) -> str | None:
    """What in *text* no honest page has, as a short phrase; None for a normal page."""
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
        elif name in _RAW_TEXT:
            at = _after_raw_text(text, name, at)
        elif name not in _SHALLOW and not attributes.endswith("/"):
            depth += 1
            if depth > MAX_DEPTH:
                return f"more than {MAX_DEPTH} elements inside one another"
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
