"""An outlet's own selectors, applied to one page.

Of several selectors for one field the first that finds something counts.

A selector that starts with `/`, `./` or `(` is XPath (with `re:test()`); anything else
is CSS with parsel's `::attr(x)` and `::text`. A selector that cannot be read finds
nothing, like one whose elements are gone: the page must still be read without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from cssselect.parser import SelectorError
from lxml import etree
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from newswatch.extract.dom import compiled, folded, text_of

#: longest selector text that is repeated in a record's provenance
_SHOWN = 120


@lru_cache(maxsize=256)
def compiled_selector(selector: str) -> etree.XPath:
    """The XPath of a selector; ValueError says what is wrong with it."""
    try:
        if selector.startswith(("/", "./", "(")):
            return compiled(selector)
        return compiled(HTMLTranslator().css_to_xpath(selector))
    except (etree.XPathError, SelectorError) as error:
        raise ValueError(f"bad selector: {error}") from error


def select(root: HtmlElement, selector: str) -> list[HtmlElement | str]:
    """What *selector* finds, in page order: elements, or texts and attribute values."""
    try:
        found = compiled_selector(selector)(root)
    except (ValueError, etree.XPathError):
        return []
    if isinstance(found, str):
        return [found] if found else []
    if not isinstance(found, list):
        return []
    return [item for item in found if isinstance(item, (HtmlElement, str))]


def text_in(item: HtmlElement | str, *attributes: str) -> str:
    """The first of *attributes* that *item* has, else its own text."""
    if isinstance(item, str):
        return folded(item)
    for name in attributes:
        if stated := folded(item.get(name) or ""):
            return stated
    return text_of(item)


def first_texts(
    root: HtmlElement,
    selectors: Iterable[str],
    *attributes: str,
    usable: Callable[[str], object] = bool,
) -> tuple[str, list[str]]:
    """The first of *selectors* that finds *usable* texts, and these; else none.

    A text is the first of *attributes* that an element has, else its own text.
    """
    for selector in selectors:
        texts = (text_in(item, *attributes) for item in select(root, selector))
        if found := [text for text in texts if text and usable(text)]:
            return selector, found
    return "", []


def shown(selector: str) -> str:
    """A selector as it stands in a record's provenance."""
    return f"selector:{folded(selector)[:_SHOWN]}"


def cut(root: HtmlElement, selectors: Iterable[str]) -> None:
    """Take what *selectors* find out of the tree: elements, or pieces of text."""
    for selector in selectors:
        for item in select(root, selector):
            if isinstance(item, HtmlElement):
                if item.getparent() is not None:
                    item.drop_tree()
            else:
                _blank(item)


def _blank(piece: str) -> None:
    # lxml's strings know where they stand; an attribute's value is nobody's text.
    parent = getattr(piece, "getparent", lambda: None)()
    if parent is None:
        return
    if getattr(piece, "is_tail", False):
        parent.tail = None
    elif getattr(piece, "is_text", False):
        parent.text = None


def outermost(found: Sequence[HtmlElement | str]) -> list[HtmlElement]:
    """The elements among *found*, each once."""
    return list(dict.fromkeys(item for item in found if isinstance(item, HtmlElement)))
