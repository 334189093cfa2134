"""Other stories on a page: lists of teasers, and whole ones after the page's own.

Both are seen by their headings and by the elements that hold them, and only where the
page's own story is known to stand elsewhere: its main heading and its first text never
lie in such an element. What a teaser is:

- linked headings of one kind, two or more of them, all below the first text,
- each with little text in its own part of the list.

Another whole story begins with a heading that is not the page's own:

- a main heading of the same kind, or in an `article` of its own,
- the first heading of an `article` beside the one with the page's main heading,
- any heading in an element that is named the next story.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from newswatch.extract.layout import Outline
from newswatch.extract.sight import Sight
from newswatch.extract.traits import letters_of

#: more text than this under each heading, and it heads a part of the story
_TEASER = 300
_NEXT = re.compile(r"(?:^|[\s_-])next-?(?:article|story|post)(?=$|[\s_-])", re.I)


def others_of(sight: Sight, top: int | None, lead: int) -> set[int]:
    """Places of the blocks that belong to other stories than the page's own.

    *top* is the page's main heading, *lead* the first text of its story.
    """
    parents, nodes = sight.outline.parents, sight.outline.nodes
    own = {*_way(nodes[lead], parents)}
    if top is not None:
        own |= {*_way(nodes[top], parents)}
    holders = _teasers(sight, own, lead)
    if top is not None:
        holders |= _stories(sight, own, top, lead)
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


def _stories(sight: Sight, own: set[int], top: int, lead: int) -> set[int]:
    """The elements that hold another whole story, with its heading."""
    outline, blocks = sight.outline, sight.blocks
    headline = letters_of(blocks[top].text)
    home = _article(_way(outline.nodes[top], outline.parents), outline)
    found: set[int] = set()
    headed: set[int] = set()
    for at in range(lead + 1, len(blocks)):
        way = [*_way(outline.nodes[at], outline.parents)]
        apart = [*takewhile(lambda node: node not in own, way)]
        article = _article(apart, outline)
        first = article not in headed
        headed.add(article)
        if sight.groups[at] != "h" or letters_of(blocks[at].text) == headline:
            continue
        alike = sight.kinds[at] == sight.kinds[top]
        named = [node for node in apart if _is_next(outline.elements[node])]
        if named:
            found.add(named[-1])
        elif blocks[at].tag == "h1" and len(apart) > 1 and (alike or article >= 0):
            found.add(apart[-1])
        elif first and article >= 0 and home >= 0 and home not in way:
            found.add(article)
    return found


def _article(way: Iterable[int], outline: Outline) -> int:
    """The first `article` on the *way* out of a block; -1 where there is none."""
    return next((node for node in way if outline.tags[node] == "article"), -1)


def _is_next(element: HtmlElement) -> bool:
    return bool(_NEXT.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _inside(parents: Sequence[int], holders: set[int]) -> list[bool]:
    """For each element whether one of *holders* is around it or is it."""
    inside: list[bool] = []
    # Parents are numbered before their children.
    for node, parent in enumerate(parents):
        inside.append(node in holders or (parent >= 0 and inside[parent]))
    return inside
