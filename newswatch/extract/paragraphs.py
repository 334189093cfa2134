"""Elements → the paragraphs that a reader sees in them.

A paragraph ends where a block begins or ends, and at two `<br>` with only white space
between them; one `<br>` is a space. Lists stay in order, one paragraph an entry; a
table row is one paragraph. What is empty or only `&nbsp;` is no paragraph. What is
never prose (scripts, forms, frames, navigation, pictures with their captions) is
passed over, unless it was asked for by itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement

from newswatch.extract.dom import folded, tag_names

_BLOCKS = tag_names(
    "address article aside blockquote body center dd details dialog div dl dt fieldset "
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr html li main nav ol p "
    "pre section summary table tbody tfoot thead tr ul "
    # and the names that trafilatura gives them
    "head item list quote row code"
)
_CELLS = frozenset({"td", "th", "cell"})
_BREAKS = frozenset({"br", "lb"})
_NO_PROSE = tag_names(
    "script style noscript template iframe object embed svg canvas math audio video "
    "map button select option textarea input form nav menu dialog figure picture "
    "graphic"
)


class _Paragraphs:
    """The paragraph under way and those that are done."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._pieces: list[str] = []
        self._breaks = 0

    def add(self, text: str | None) -> None:
        if text:
            if not text.isspace():
                self._breaks = 0
            self._pieces.append(text)

    def line_break(self) -> None:
        self._breaks += 1
        self._pieces.append(" ")
        if self._breaks > 1:
            self.end()

    def end(self) -> None:
        if self._pieces:
            if text := folded("".join(self._pieces)):
                self.done.append(text)
            self._pieces.clear()
        self._breaks = 0


def paragraphs_of(roots: Iterable[etree._Element]) -> list[str]:
    """The paragraphs inside *roots*, in their order, each element read once."""
    paragraphs = _Paragraphs()
    seen: set[etree._Element] = set()
    for root in roots:
        if root not in seen:
            _read(root, paragraphs, seen)
            paragraphs.end()
    return paragraphs.done


def _read(
    root: etree._Element, paragraphs: _Paragraphs, seen: set[etree._Element]
) -> None:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if (tag in _NO_PROSE and element is not root) or is_hidden(element):
                walk.skip_subtree()
                continue
            seen.add(element)
            if tag in _BLOCKS:
                paragraphs.end()
            elif tag in _BREAKS:
                paragraphs.line_break()
            paragraphs.add(element.text)
            continue
        if tag in _BLOCKS:
            paragraphs.end()
        elif tag in _CELLS:
            paragraphs.add(" ")
        if element is not root:
            paragraphs.add(element.tail)


def is_hidden(element: etree._Element) -> bool:
    """Whether the markup itself, without scripts or style sheets, hides *element*."""
    if not isinstance(element, HtmlElement):
        return False
    style = element.get("style", "").replace(" ", "").lower()
    return "hidden" in element.attrib or "display:none" in style
