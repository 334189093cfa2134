"""Two looks at the blocks of a page: how likely is each one a part of the story?

Both are weighted sums of what was seen, turned into a chance by the logistic function.
The first knows a block and its place; the second knows also what the first made of its
neighbours and of the blocks in its column and of its kind. Marks that speak against a
block in nearly all pages are a verdict by themselves in both.

The weights were fitted by `benchmarks/fit_body.py` on 665 labelled pages. Measured
across publishers (fitted on four fifths of them, tried on the last fifth, five times)
boosted trees in the place of the sums were no better: decision 0005.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from newswatch.extract.layout import layout_of
from newswatch.extract.sight import Sight
from newswatch.extract.traits import AGAINST, Traits

_WEIGHTS = Path(__file__).with_name("weights.json")
_HARDLY = 0.02
#: below this the second look would not change the verdict
NOT_WORTH = 0.01
#: a block longer than this says no more about its fellows than one of this length
_LONG = 400
_LONGEST = 600
_AROUND = 5
_NEIGHBOURS = (
    (-3, "3 up"),
    (-2, "2 up"),
    (-1, "up"),
    (1, "down"),
    (2, "2 down"),
    (3, "3 down"),
)


@lru_cache(maxsize=1)
def fitted() -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The weights of the first and the second look; "" names what is added to all."""
    first, second = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return first, second


def chances_of(sight: Sight) -> list[float]:
    """For each block the chance that it is a part of the story, 0 to 1."""
    first, second = fitted()
    return second_look(sight, first_look(sight, first), second)


def first_look(sight: Sight, weights: Mapping[str, float]) -> list[float]:
    return [
        _HARDLY if is_against(own, place) else _chance(own | place, weights)
        for own, place in zip(sight.own, sight.place, strict=True)
    ]


def second_look(
    sight: Sight, glance: Sequence[float], weights: Mapping[str, float]
) -> list[float]:
    traits = second_traits(sight, glance)
    return [
        chance if seen is None else _chance(seen, weights)
        for chance, seen in zip(glance, traits, strict=True)
    ]


def is_against(own: Traits, place: Traits) -> bool:
    return not AGAINST.isdisjoint(own) or "above heading" in place


def _chance(traits: Traits, weights: Mapping[str, float]) -> float:
    total = weights.get("", 0.0)
    for name, value in traits.items():
        if name in weights:
            total += weights[name] * value
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def second_traits(sight: Sight, glance: Sequence[float]) -> list[Traits | None]:
    """What the second look weighs; None for blocks that the first one settled."""
    sizes = sight.sizes
    worths = [
        min(size, _LONGEST) * chance - (3 if chance < 0.1 else 0)
        for size, chance in zip(sizes, glance, strict=True)
    ]
    live = [
        chance >= NOT_WORTH and not is_against(own, place)
        for chance, own, place in zip(glance, sight.own, sight.place, strict=True)
    ]
    place = layout_of(
        sight.outline, sight.kinds, sight.groups, sight.tops, worths, live
    )
    parents = [sight.outline.parents[node] for node in sight.outline.nodes]
    weights = [min(size, _LONG) + 10.0 for size in sizes]
    columns = _Fellows(parents, glance, weights)
    kinds = _Fellows(sight.kinds, glance, weights)
    before = _shares(
        min(size, _LONGEST) * c for size, c in zip(sizes, glance, strict=True)
    )
    found: list[Traits | None] = []
    for at, chance in enumerate(glance):
        own = sight.own[at]
        if not live[at]:
            found.append(None)
            continue
        traits = dict(own)
        traits |= {f"again {name}": value for name, value in place[at].items()}
        traits |= _surroundings(at, glance, marked="in any" in own)
        traits |= _glanced(chance, own, sight.groups[at])
        traits |= columns.seen("column", at) | kinds.seen("kind", at)
        ahead, behind = before[at], 1 - before[at + 1]
        traits |= {"ahead": ahead, "behind": behind, "edge": min(ahead, behind)}
        if ahead < 0.02:
            traits["at head"] = 1.0
        if behind < 0.02:
            traits["at tail"] = 1.0
        found.append(traits)
    return found


def _glanced(chance: float, own: Traits, group: str) -> Traits:
    bounded = min(max(chance, 1e-4), 1 - 1e-4)
    odds = math.log(bounded / (1 - bounded))
    traits = {f"odds {name}": odds for name in own if name.startswith("in ")}
    return traits | {"odds": odds, f"odds {group}": odds}


def _surroundings(at: int, glance: Sequence[float], *, marked: bool) -> Traits:
    traits: Traits = {}
    for step, name in _NEIGHBOURS:
        if 0 <= at + step < len(glance):
            traits[name] = glance[at + step]
    around = glance[max(0, at - _AROUND) : at + _AROUND + 1]
    traits["around"] = sum(around) / len(around)
    if marked:
        traits |= {f"marked {name}": value for name, value in traits.items()}
    return traits


def _shares(amounts: Iterable[float]) -> list[float]:
    """The share of the whole that stands before each place, and after the last."""
    sums = [0.0]
    for amount in amounts:
        sums.append(sums[-1] + amount)
    whole = sums[-1] or 1.0
    return [amount / whole for amount in sums]


class _Fellows:
    """What the first look made of the other blocks that share something."""

    def __init__(
        self,
        shared: Sequence[Hashable],
        glance: Sequence[float],
        weights: Sequence[float],
    ) -> None:
        self._shared, self._glance, self._weights = shared, glance, weights
        self._good: defaultdict[Hashable, float] = defaultdict(float)
        self._all: defaultdict[Hashable, float] = defaultdict(float)
        for name, chance, weight in zip(shared, glance, weights, strict=True):
            self._good[name] += chance * weight
            self._all[name] += weight

    def seen(self, name: str, at: int) -> Traits:
        shared, weight = self._shared[at], self._weights[at]
        others = self._all[shared] - weight
        if others < 1:
            return {}
        mean = (self._good[shared] - self._glance[at] * weight) / others
        return {name: mean, f"{name} shared": 1.0}
