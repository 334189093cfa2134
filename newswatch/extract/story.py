"""The story of a page, read from its blocks: paragraphs, and how sure they are.

Cross-heads, quotes, lists and tables stay where they stand. A heading with nothing
under it goes, and so does a paragraph that the page has twice.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml.html import HtmlElement

from newswatch.extract.blocks import Block, blocks_of
from newswatch.extract.looks import chances_of
from newswatch.extract.others import others_of
from newswatch.extract.sight import Sight, sight_of
from newswatch.extract.traits import Hints, letters_of
from newswatch.extract.units import with_whole_units
from newswatch.extract.unseen import without_unseen

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
#: a text with this share of it in links is no text of the story
_ALL_LINK = 0.9
#: what stands below such a line tells of another story
_TEASED = frozenset({"below linked heading", "below hint"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    paragraphs: tuple[str, ...]
    #: Latin characters that were kept
    size: int
    #: text that may be wrongly kept or left out, as a share of what was kept
    doubt: float
    #: letters of each text that tells of another story or leads to one
    others: frozenset[str]


class Told(NamedTuple):
    chances: Sequence[float]
    others: frozenset[str]


def story_of(root: HtmlElement, hints: Hints) -> Story:
    """What *root* tells by its blocks; no paragraphs if none looks like a story."""
    sight = sight_of(blocks_of(root), hints)
    chances, others = _told(sight, chances_of(sight))
    kept = unsure = 0.0
    for size, chance in zip(sight.sizes, chances, strict=True):
        weight = min(size, _LONGEST)
        kept += weight if chance > _EVEN else 0
        unsure += weight * min(chance, 1 - chance)
    return Story(
        paragraphs=tuple(_paragraphs(sight, chances)),
        size=int(kept),
        doubt=unsure / (kept + 100),
        others=others,
    )


def paragraphs_from(sight: Sight, chances: Sequence[float]) -> list[str]:
    """The texts of the blocks that are likely enough, in page order."""
    return _paragraphs(sight, _told(sight, chances).chances)


def _paragraphs(sight: Sight, chances: Sequence[float]) -> list[str]:
    kept = without_unseen(sight, _kept(sight, chances))
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
    # A heading alone tells nothing.
    texts = (c for c, group in zip(chances, sight.groups, strict=True) if group != "h")
    best = max(texts, default=0)
    if best <= _EVEN:
        return _faintly_kept(sight, chances, best)
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
    return with_whole_units(sight, chances, kept)


def _faintly_kept(sight: Sight, chances: Sequence[float], best: float) -> list[int]:
    # A flash of one sentence has nothing around it that speaks for it.
    least = max(best / 2, _FAINT)
    return [
        at
        for at, chance in enumerate(chances)
        if chance > least and "below linked heading" not in sight.own[at]
    ]


def _told(sight: Sight, chances: Sequence[float]) -> Told:
    """*chances* without those of other stories, and the texts of these."""
    top = _top(sight)
    lead = _lead(sight, chances, top + 1 if top is not None else 0)
    if lead is None:
        return Told(chances, frozenset())
    others = others_of(sight, top, lead)
    texts = {letters_of(sight.blocks[at].text) for at in others}
    for block, chance in zip(sight.blocks, chances, strict=True):
        if chance < _NEXT and block.linked > _ALL_LINK * len(block.text):
            texts.add(letters_of(block.text))
    return Told(
        [0.0 if at in others else chance for at, chance in enumerate(chances)],
        frozenset(texts),
    )


def _lead(sight: Sight, chances: Sequence[float], first: int) -> int | None:
    """The first text from *first* on that is likely, as far as any there is."""
    likely = {
        at: chances[at]
        for at in range(first, len(chances))
        if sight.groups[at] != "h" and _TEASED.isdisjoint(sight.own[at])
    }
    best = max(likely.values(), default=0)
    least = _EVEN if best > _EVEN else max(best / 2, _FAINT)
    return next((at for at, chance in likely.items() if chance > least), None)


def _top(sight: Sight) -> int | None:
    """The page's main heading: the one with its title, else the first."""
    named = (at for at in sight.tops if "title again" in sight.own[at])
    return next(named, next(iter(sight.tops), None))


def _is_quoted(block: Block) -> bool:
    parent = block.element.getparent()
    return "blockquote" in (block.tag, parent.tag if parent is not None else None)
