"""A page → its blocks of text: what a reader sees as paragraphs, entries, headings.

One pass over the tree, without recursion and without a copy. A block ends where an
element that is set as a block begins or ends, and at two line breaks. Regions are the
elements around it that say by their tag, role, class or id what stands in them; what
they are worth as evidence is for others to judge.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from newswatch.extract.dom import folded, tag_names
from newswatch.extract.marks import HIDDEN, Marks, marks_of_names, marks_of_tag

_BLOCKS = tag_names(
    "address article aside blockquote body center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p "
    "pre section summary table tbody td tfoot th thead tr ul"
)
#: blocks that hold running text and nothing that is set as a block
_LEAVES = tag_names("p h1 h2 h3 h4 h5 h6 li dd dt pre blockquote td th summary")
_DROPPED = tag_names(
    "script style noscript template iframe object embed svg canvas math audio video "
    "map button select option textarea input menu dialog picture head title datalist "
    "rt rp amp-ad "
    # 82 and 106 of 134 publishers use these, none for a word of a story
    "nav footer"
)
_EMPHASIS = tag_names("b strong i em u")
_NAMING = ("class", "id", "itemprop", "role")
_LONGEST_NAMES = 300


@dataclass(slots=True, eq=False)
class Region:
    """An element that says something about the text in it."""

    #: regions of one kind (tag and class) share their fate
    kind: tuple[str, str]
    marks: Marks
    around: Region | None


@dataclass(slots=True, eq=False, kw_only=True)
class Block:
    """One run of text, and where it stands."""

    element: HtmlElement
    tag: str
    region: Region | None
    pieces: list[str] = field(default_factory=list)
    text: str = ""
    #: characters inside links, and inside bold or slanted type
    linked: int = 0
    emphasised: int = 0


@dataclass(slots=True, frozen=True)
class _Place:
    """What an element hands down to all that it holds."""

    block: HtmlElement
    region: Region | None
    linked: bool
    emphasised: bool


class _Collector:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._open: Block | None = None
        self._breaks = 0

    def add(self, text: str | None, place: _Place) -> None:
        if not text:
            return
        current = self._open
        if text.isspace():
            if current is not None:
                current.pieces.append(" ")
            return
        self._breaks = 0
        if (
            current is None
            or current.element is not place.block
            or current.region is not place.region
        ):
            tag = str(place.block.tag)
            current = Block(element=place.block, tag=tag, region=place.region)
            self._open = current
            self.blocks.append(current)
        current.pieces.append(text)
        if place.linked:
            current.linked += len(text.strip())
        if place.emphasised:
            current.emphasised += len(text.strip())

    def line_break(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self._open = None
        elif self._open is not None:
            self._open.pieces.append(" ")

    def end(self) -> None:
        self._open = None
        self._breaks = 0


def blocks_of(root: HtmlElement) -> list[Block]:
    """The blocks of *root* in page order, none of them empty."""
    collector = _Collector()
    start = _Place(block=root, region=None, linked=False, emphasised=False)
    # What is still to be done: an element with its surroundings, or the text after one.
    rest: list[tuple[HtmlElement | str | None, _Place]] = [(root, start)]
    while rest:
        item, place = rest.pop()
        if item is None:
            collector.end()
            continue
        if isinstance(item, str):
            collector.add(item, place)
            continue
        tag = item.tag
        if not isinstance(tag, str):
            continue
        if tag == "br":
            collector.line_break()
            continue
        is_block = tag in _BLOCKS or "-" in tag
        inner = _entered(item, tag, is_block, place)
        if inner is None:
            continue
        if is_block:
            collector.end()
        rest += _content(item, inner, is_block)
        collector.add(item.text, inner)
    return _finished(collector.blocks)


def _content(
    item: HtmlElement, inner: _Place, is_block: bool
) -> list[tuple[HtmlElement | str | None, _Place]]:
    """What stands inside *item*, last first: it goes on a stack."""
    found: list[tuple[HtmlElement | str | None, _Place]] = []
    if is_block:
        found.append((None, inner))
    for child in item.iterchildren(reversed=True):
        if tail := child.tail:
            found.append((tail, inner))
        if child.tag not in _DROPPED:
            found.append((child, inner))
    return found


def _entered(
    item: HtmlElement, tag: str, is_block: bool, place: _Place
) -> _Place | None:
    """What *item* hands down; None where nobody sees what it holds."""
    region = place.region
    block = item if is_block else place.block
    stated = dict(item.items())
    marks = marks_of_tag(tag)
    names = ""
    if stated:
        style = stated.get("style")
        if "hidden" in stated or (style and "display:none" in style.replace(" ", "")):
            marks |= HIDDEN
        if tag != "body":
            names = " ".join([stated[name] for name in _NAMING if name in stated])
            marks |= marks_of_names(names[:_LONGEST_NAMES])
    if marks & HIDDEN and not is_block:
        return None
    # A marked word inside a paragraph says nothing about the paragraph.
    if marks and tag != "a" and (is_block or str(place.block.tag) not in _LEAVES):
        region = Region((tag, names), marks, place.region)
    linked = place.linked or tag == "a"
    emphasised = place.emphasised or tag in _EMPHASIS
    if (
        block is place.block
        and region is place.region
        and linked == place.linked
        and emphasised == place.emphasised
    ):
        return place
    return _Place(block, region, linked, emphasised)


def _finished(blocks: list[Block]) -> list[Block]:
    kept = []
    for block in blocks:
        block.text = folded("".join(block.pieces))
        if block.text:
            kept.append(block)
    return kept
