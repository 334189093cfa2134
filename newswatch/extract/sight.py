"""All that is seen of a page's blocks before anything is weighed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from newswatch.extract.blocks import Block
from newswatch.extract.layout import Outline, layout_of
from newswatch.extract.marks import STORY, Marks
from newswatch.extract.traits import (
    AGAINST,
    Hints,
    Reader,
    Traits,
    group_of,
    marked,
    marks_of,
    size_of,
    worth_of,
)

_NEAR = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The blocks of a page, and lists of the same length that describe them."""

    blocks: Sequence[Block]
    outline: Outline
    groups: Sequence[str]
    sizes: Sequence[int]
    #: blocks that stand in elements alike
    kinds: Sequence[Hashable]
    #: places of the main headings
    tops: Sequence[int]
    #: of each block by itself, and of its place at a first look
    own: Sequence[Traits]
    place: Sequence[Traits]


def sight_of(blocks: Sequence[Block], hints: Hints) -> Sight:
    groups = [group_of(block) for block in blocks]
    sizes = [size_of(block.text) for block in blocks]
    worths = [worth_of(*three) for three in zip(blocks, groups, sizes, strict=True)]
    marks = marks_of(blocks, worths)
    kinds = [_kind(*two) for two in zip(blocks, marks, strict=True)]
    reader = Reader(hints, blocks)
    own = []
    for at, block in enumerate(blocks):
        traits = marked(marks[at])
        # Two blocks in three are settled by where they stand.
        if AGAINST.isdisjoint(traits):
            traits |= reader.seen(block, groups[at], sizes[at])
        own.append(traits)
    # A teaser's text must not make its own column the story.
    worths = [
        worth * (0.2 if mark & ~STORY else 1.0) if worth > 0 else worth
        for worth, mark in zip(worths, marks, strict=True)
    ]
    for at in range(len(own)):
        if AGAINST.isdisjoint(own[at]):
            own[at] |= _heading_above(at, blocks, own)
    outline = Outline(blocks)
    live = [AGAINST.isdisjoint(traits) for traits in own]
    tops = [at for at, block in enumerate(blocks) if block.tag == "h1"]
    return Sight(
        blocks=blocks,
        outline=outline,
        groups=groups,
        sizes=sizes,
        kinds=kinds,
        tops=tops,
        own=own,
        place=layout_of(outline, kinds, groups, tops, worths, live),
    )


def _kind(block: Block, marks: Marks) -> Hashable:
    element, parent = block.element, block.element.getparent()
    names = (block.tag, element.get("class", ""), marks)
    if parent is None:
        return names
    return (*names, parent.tag, parent.get("class", ""))


def _heading_above(at: int, blocks: Sequence[Block], own: Sequence[Traits]) -> Traits:
    """What the lines just above say: a linked heading makes what follows a teaser."""
    for step in range(1, min(_NEAR, at) + 1):
        traits = own[at - step]
        if "hint" in traits and len(blocks[at - step].text) < 80:
            return {"below hint": 1.0}
        if "h" in traits:
            name = "linked heading" if "h linked" in traits else "heading"
            return {f"below {name}": 1.0, f"{name} {min(step, 3)} above": 1.0}
    return {}
