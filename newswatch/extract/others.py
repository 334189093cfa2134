"""Other stories on a page: lists of teasers.

They are seen by their headings and by the elements that hold them, and only where the
page's own story is known to stand elsewhere: its main heading and its first text never
lie in such an element. What a teaser is:

- linked headings of one kind, two or more of them, all below the first text,
- each with little text in its own part of the list.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence

from newswatch.extract.sight import Sight

#: more text than this under each heading, and it heads a part of the story
_TEASER = 300


def others_of(sight: Sight, top: int | None, lead: int) -> set[int]:
    """Places of the blocks that belong to other stories than the page's own.

    *top* is the page's main heading, *lead* the first text of its story.
    """
    parents, nodes = sight.outline.parents, sight.outline.nodes
    own = {*_way(nodes[lead], parents)}
    if top is not None:
        own |= {*_way(nodes[top], parents)}
    holders = _teasers(sight, own, lead)
    if not holders:
        return set()
    inside = _inside(parents, holders)
    return {at for at, node in enumerate(nodes) if inside[node]}


def _way(node: int, parents: Sequence[int]) -> Iterable[int]:
    while node >= 0:
        yield node
        node = parents[node]


def _teasers(sight: Sight, own: set[int], lead: int) -> set[int]:
    """The elements that hold teasers."""
    alike: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at in range(lead + 1, len(sight.blocks)):
        block = sight.blocks[at]
        if sight.groups[at] == "h" and block.linked > 0.5 * len(block.text):
            alike[sight.kinds[at]].append(sight.outline.nodes[at])
    found: set[int] = set()
    for headings in alike.values():
        if len(headings) > 1:
            holders = _parts(sight.outline.parents, headings, own)
            if _is_short(sight, holders, len(headings)):
                found |= holders
    return found


def _parts(parents: Sequence[int], headings: Sequence[int], own: set[int]) -> set[int]:
    """For each heading the largest element around it that holds no other of them."""
    counts = Counter(node for heading in headings for node in _way(heading, parents))
    found = set()
    for heading in headings:
        part = heading
        for node in _way(heading, parents):
            if counts[node] > 1 or node in own:
                break
            part = node
        if part == heading and parents[part] not in own:
            part = parents[part]
        found.add(part)
    return found


def _is_short(sight: Sight, holders: set[int], count: int) -> bool:
    inside = _inside(sight.outline.parents, holders)
    size = sum(
        size
        for node, group, size in zip(
            sight.outline.nodes, sight.groups, sight.sizes, strict=True
        )
        if group != "h" and inside[node]
    )
    return size <= _TEASER * count


def _inside(parents: Sequence[int], holders: set[int]) -> list[bool]:
    """For each element whether one of *holders* is around it or is it."""
    inside: list[bool] = []
    # Parents are numbered before their children.
    for node, parent in enumerate(parents):
        inside.append(node in holders or (parent >= 0 and inside[parent]))
    return inside
