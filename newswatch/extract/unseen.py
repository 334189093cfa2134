"""Paragraphs that a page holds but shows to nobody: text for robots, old wordings.

`hidden` and `display:none` alone prove little: on some pages they hold the whole story
until a script shows it, on others what stands behind "read more". So only one or two
texts that are hidden by themselves go, and only from a story that is mostly shown.
`aria-hidden` hides nothing from the eye: two labelled pages set it on paragraphs that
belong to their story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from newswatch.extract.paragraphs import is_hidden
from newswatch.extract.sight import Sight

#: more texts than this in one hidden element are a part of the story; chosen by hand,
#: with a view to 3 of 665 pages that hide text of their story
_FEW = 2


def without_unseen(sight: Sight, kept: Sequence[int]) -> list[int]:
    """The places in *kept* less those that no reader of the page sees."""
    hidden: defaultdict[int, list[int]] = defaultdict(list)
    for at in kept:
        if (holder := _holder(sight, sight.outline.nodes[at])) >= 0:
            hidden[holder].append(at)
    if not hidden:
        return [*kept]
    unseen = {at for places in hidden.values() for at in places}
    few = {at for places in hidden.values() if len(places) <= _FEW for at in places}
    shown = sum(sight.sizes[at] for at in kept if at not in unseen)
    if shown <= sum(sight.sizes[at] for at in unseen):
        return [*kept]
    return [at for at in kept if at not in few]


def _holder(sight: Sight, node: int) -> int:
    """The outermost hidden element around a text; -1 where it is shown."""
    outline, found = sight.outline, -1
    while node >= 0:
        if is_hidden(outline.elements[node]):
            found = node
        node = outline.parents[node]
    return found
