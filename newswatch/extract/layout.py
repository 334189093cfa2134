"""Where blocks stand: in which element, of what kind, among which neighbours.

All of it follows from one figure for each block, how much of the story it seems to
hold; so the same look can be taken twice, first with a rough figure, then with one that
knows what the first look found.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

from lxml.html import HtmlElement

from newswatch.extract.blocks import Block

Traits = dict[str, float]

#: an element hands its rank as the story's holder down to the part that has this much
_HEIR = 0.75
_NO_HOLDERS = frozenset({"p", "li", "td", "blockquote", "h2", "h3"})
#: a block with as much of the story as a short sentence
_STRONG = 60
_STEPS = ((-2, "2 before"), (-1, "before"), (1, "after"), (2, "2 after"))


class Outline:
    """The elements that hold blocks, as numbers: each with that of its parent."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.parents: list[int] = []
        self.tags: list[str] = []
        self.elements: list[HtmlElement] = []
        self._known: dict[HtmlElement, int] = {}
        self.nodes = [self._number(block.element) for block in blocks]

    def _number(self, element: HtmlElement) -> int:
        way: list[HtmlElement] = []
        item: HtmlElement | None = element
        while item is not None and item not in self._known:
            way.append(item)
            item = item.getparent()
        number = self._known[item] if item is not None else -1
        for step in reversed(way):
            self.parents.append(number)
            self.tags.append(str(step.tag))
            self.elements.append(step)
            number = len(self.parents) - 1
            self._known[step] = number
        return number

    def holder(self, worths: Sequence[float]) -> int:
        """The smallest element with nearly all the worth of the one worth most."""
        totals = [0.0] * len(self.parents)
        for node, worth in zip(self.nodes, worths, strict=True):
            totals[node] += worth
        heirs = [-1] * len(self.parents)
        # Parents are numbered before their children.
        for node in range(len(totals) - 1, 0, -1):
            parent = self.parents[node]
            totals[parent] += totals[node]
            if heirs[parent] < 0 or totals[node] >= totals[heirs[parent]]:
                heirs[parent] = node
        best = max(range(len(totals)), key=totals.__getitem__)
        while (heir := heirs[best]) >= 0:
            if totals[heir] < _HEIR * totals[best] or self.tags[heir] in _NO_HOLDERS:
                break
            best = heir
        return best

    def steps_away(self, holder: int) -> list[int]:
        """For each block, how far up from *holder* their common element is."""
        known: dict[int, int] = {}
        steps = 0
        while holder >= 0:
            known[holder] = steps
            holder, steps = self.parents[holder], steps + 1
        for node, parent in enumerate(self.parents):
            if node not in known:
                known[node] = known[parent]
        return [known[node] for node in self.nodes]


def layout_of(
    outline: Outline,
    kinds: Sequence[Hashable],
    groups: Sequence[str],
    tops: Sequence[int],
    worths: Sequence[float],
    live: Sequence[bool],
) -> list[Traits]:
    """What the places of blocks show, given what each is worth.

    *tops* are the blocks that are main headings. Those that are not *live* are nobody's
    concern and get nothing.
    """
    if not worths:
        return []
    total = sum(worth for worth in worths if worth > 0) or 1.0
    parents = [outline.parents[node] for node in outline.nodes]
    by_parent: defaultdict[int, float] = defaultdict(float)
    by_kind: defaultdict[Hashable, float] = defaultdict(float)
    for parent, kind, worth in zip(parents, kinds, worths, strict=True):
        if worth > 0:
            by_parent[parent] += worth
            by_kind[kind] += worth
    count = Counter(kinds)
    away = outline.steps_away(outline.holder(worths))
    order = _order(worths, away, tops)
    found: list[Traits] = []
    for at in range(len(worths)):
        if not live[at]:
            found.append({})
            continue
        column, alike = by_parent[parents[at]] / total, by_kind[kinds[at]] / total
        traits = _held(column, alike, away[at], groups[at])
        others = count[kinds[at]] - 1
        if others:
            mean = (by_kind[kinds[at]] - max(worths[at], 0.0)) / others
            traits["worth of kind"] = min(1.0, mean / 200)
        found.append(traits | order[at] | _neighbours(at, worths, groups))
    return found


def _held(column: float, alike: float, away: int, group: str) -> Traits:
    return {
        "share of parent": column,
        "share of kind": alike,
        f"parent {_share(column)}": 1.0,
        f"kind {_share(alike)}": 1.0,
        f"away {min(away, 4)}": 1.0,
        f"{group} away {min(away, 2)}": 1.0,
    }


def _share(share: float) -> str:
    if share >= 0.5:
        return "most"
    if share >= 0.2:
        return "much"
    return "some" if share >= 0.05 else "little"


def _neighbours(at: int, worths: Sequence[float], groups: Sequence[str]) -> Traits:
    # That a page ends is no trait: labelled pages end in menus, small sites in a story.
    traits: Traits = {}
    for step, name in _STEPS:
        if 0 <= at + step < len(worths):
            worth = worths[at + step]
            state = "good" if worth > 40 else "bad" if worth < 0 else "dull"
            traits[f"{state} {name}"] = 1.0
            if abs(step) == 1:
                traits[f"{groups[at + step]} {name}"] = 1.0
    return traits


def _order(
    worths: Sequence[float], away: Sequence[int], tops: Sequence[int]
) -> list[Traits]:
    """Before the story's first sentence, after its last, or between two."""
    strong = [at for at, w in enumerate(worths) if w > _STRONG and away[at] == 0]
    count = len(worths)
    first, last = (strong[0], strong[-1]) if strong else (0, -1)
    top = max((at for at in tops if at <= first), default=-1)
    before, after = _nearest(strong, count)
    found: list[Traits] = []
    for at in range(count):
        if at < first:
            traits = {"early": 1.0, "early by": math.log1p(first - at) / 3}
            if at < top:
                traits["above heading"] = 1.0
        elif at > last:
            traits = {"late": 1.0, "late by": math.log1p(at - last) / 3}
        else:
            traits = {"amid": 1.0, "gap": math.log1p(after[at] - before[at]) / 3}
        found.append(traits)
    return found


def _nearest(strong: Sequence[int], count: int) -> tuple[list[int], list[int]]:
    """For each block the nearest strong one at or before it, and at or after it."""
    marks = set(strong)
    before, after = [0] * count, [count] * count
    last, following = 0, count
    for at in range(count):
        last = at if at in marks else last
        before[at] = last
        back = count - 1 - at
        following = back if back in marks else following
        after[back] = following
    return before, after
