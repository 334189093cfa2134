"""The story of a page, read from its blocks: paragraphs, and how sure they are.

Cross-heads, quotes, lists and tables stay where they stand. A heading with nothing
under it goes, and so does a paragraph that the page has twice.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newswatch.extract.blocks import Block, blocks_of
from newswatch.extract.looks import chances_of
from newswatch.extract.sight import Sight, sight_of
from newswatch.extract.traits import Hints, letters_of

#: letters from which a text that stands twice is one text, not a refrain
_ONE_TEXT = 30
#: a block longer than this weighs no more in doubt than one of this length
_LONGEST = 600
#: chance from which a block is taken: fewer pages carry foreign text than at 0.5
#: (15.5 for 18 in a hundred, across publishers), for 0.5 % of the words of stories
_EVEN = 0.75
#: the same right after a taken one for headings, quotes and what is set like others
_NEXT = 0.55
#: where no block is likely, the best ones are taken down to this
_FAINT = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    paragraphs: tuple[str, ...]
    #: Latin characters that were kept
    size: int
    #: text that may be wrongly kept or left out, as a share of what was kept
    doubt: float


def story_of(root: HtmlElement, hints: Hints) -> Story:
    """What *root* tells by its blocks; no paragraphs if none looks like a story."""
    sight = sight_of(blocks_of(root), hints)
    chances = chances_of(sight)
    kept = unsure = 0.0
    for size, chance in zip(sight.sizes, chances, strict=True):
        weight = min(size, _LONGEST)
        kept += weight if chance > _EVEN else 0
        unsure += weight * min(chance, 1 - chance)
    return Story(
        paragraphs=tuple(paragraphs_from(sight, chances)),
        size=int(kept),
        doubt=unsure / (kept + 100),
    )


def paragraphs_from(sight: Sight, chances: Sequence[float]) -> list[str]:
    """The texts of the blocks that are likely enough, in page order."""
    kept = _kept(sight, chances)
    while kept and sight.groups[kept[-1]] == "h":
        kept.pop()
    paragraphs: list[str] = []
    seen: set[str] = set()
    row: HtmlElement | None = None
    for at in kept:
        block = sight.blocks[at]
        letters = letters_of(block.text)
        if len(letters) > _ONE_TEXT:
            if letters in seen:
                continue
            seen.add(letters)
        parent = block.element.getparent() if block.tag in ("td", "th") else None
        if parent is not None and parent is row:
            paragraphs[-1] += f" {block.text}"
        else:
            paragraphs.append(block.text)
        row = parent
    return paragraphs


def _kept(sight: Sight, chances: Sequence[float]) -> list[int]:
    best = max(chances, default=0)
    if best <= _EVEN:
        # A flash of one sentence has nothing around it that speaks for it.
        least = max(best / 2, _FAINT)
        return [at for at, chance in enumerate(chances) if chance > least]
    kept: list[int] = []
    kinds: set[Hashable] = set()
    for at, chance in enumerate(chances):
        follows = kept and kept[-1] == at - 1
        fits = follows and (
            sight.groups[at] == "h"
            or sight.kinds[at] in kinds
            or _is_quoted(sight.blocks[at])
        )
        if chance > (_NEXT if fits else _EVEN):
            kept.append(at)
            kinds.add(sight.kinds[at])
    return kept


def _is_quoted(block: Block) -> bool:
    parent = block.element.getparent()
    return "blockquote" in (block.tag, parent.tag if parent is not None else None)
