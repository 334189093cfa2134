"""Lists, quotes and details of a story: each is kept or left out whole.

One entry by itself shows little, a word or two, and half a list is worse than none:
"The three parts are:" and then two of them. So where a list stands beside text that was
kept, in the same column, the mean chance of its entries decides for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from newswatch.extract.sight import Sight
from newswatch.extract.traits import AGAINST

_LISTS = frozenset({"ul", "ol", "dl"})
_UNITS = _LISTS | {"blockquote", "details"}
#: mean chance from which one is kept between two kept texts, right after the last one,
#: and after a line that ends in a colon; chosen by hand, for what is told in passing
#: is seldom long enough to be sure of
_AMID = {"list": 0.3, "other": 0.15}
_AFTER = {"list": 0.3, "other": 0.55}
_ANNOUNCED = 0.15
#: share of links from which a list leads elsewhere
_LINKS = 0.3


@dataclass(frozen=True, slots=True)
class _Unit:
    tag: str
    #: the element around it, and its blocks
    column: int
    first: int
    end: int


def with_whole_units(
    sight: Sight, chances: Sequence[float], kept: Sequence[int]
) -> list[int]:
    """The places in *kept*, with all of each list or none of it."""
    found = {*kept}
    around = _units_of(sight)
    columns = [
        unit.column if unit else sight.outline.parents[node]
        for unit, node in zip(around, sight.outline.nodes, strict=True)
    ]
    for unit in _told_apart(around):
        places = range(unit.first, unit.end)
        least = _least(sight, unit, columns, found)
        if least is None or not _is_prose(sight, chances, places):
            continue
        mean = sum(chances[at] for at in places) / len(places)
        if mean >= least:
            found.update(places)
        elif unit.tag in _LISTS and all(sight.groups[at] == "li" for at in places):
            found.difference_update(places)
    return sorted(found)


def _units_of(sight: Sight) -> list[_Unit | None]:
    """For each block the outermost list, quote or details around it."""
    parents, tags = sight.outline.parents, sight.outline.tags
    outermost: list[int] = []
    # Parents are numbered before their children.
    for node, parent in enumerate(parents):
        above = outermost[parent] if parent >= 0 else -1
        outermost.append(above if above >= 0 else node if tags[node] in _UNITS else -1)
    found: list[_Unit | None] = []
    numbers = [outermost[node] for node in sight.outline.nodes]
    for number, run in groupby(numbers):
        first, count = len(found), sum(1 for _ in run)
        unit = None
        if number >= 0:
            unit = _Unit(tags[number], parents[number], first, first + count)
        found += [unit] * count
    return found


def _told_apart(around: Sequence[_Unit | None]) -> Iterator[_Unit]:
    for before, unit in pairwise([None, *around]):
        if unit is not None and unit is not before:
            yield unit


def _least(
    sight: Sight, unit: _Unit, columns: Sequence[int], kept: set[int]
) -> float | None:
    """The mean chance that keeps *unit*; None where it stands by itself."""
    kind = "list" if unit.tag in _LISTS else "other"
    before = unit.first - 1
    if before in kept and columns[before] == unit.column:
        if sight.blocks[before].text.endswith((":", "：")):
            return _ANNOUNCED
        if unit.end in kept and columns[unit.end] == unit.column:
            return _AMID[kind]
        return _AFTER[kind]
    return None


def _is_prose(sight: Sight, chances: Sequence[float], places: range) -> bool:
    """Whether all at *places* may belong to the story, and little of it is links."""
    if any(not chances[at] or not AGAINST.isdisjoint(sight.own[at]) for at in places):
        return False
    blocks = sight.blocks[places.start : places.stop]
    linked = sum(block.linked for block in blocks)
    return linked <= _LINKS * sum(len(block.text) for block in blocks)
