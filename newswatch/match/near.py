"""NEAR: chains of places of which each stands close to the one before it.

A chain is met if there is a place of the first part, one of the second at most its
distance away, one of the third that close to the second, and so on. Places of
neighbours never share a word. The shortest stretch that ends in a place is found from
its nearest neighbours on either side, so the time is P log P in the places.

The count of a chain is that of the stretches that do not overlap, taken by their ends
from the left: a sentence that names all parts three times over is one place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from newswatch.match.document import Place

#: parts of one chain
MAX_CHAINED = 16
#: neighbours on either side that are tried for a shorter stretch
_TRIED = 3
Places = Sequence[Place]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A chain that is met: words first … last of one text, and the places in it."""

    first: int
    last: int
    chain: tuple[Place, ...]


def distance(one: Place, other: Place) -> int | None:
    """Steps between two places of one text: 1 side by side; None if they overlap."""
    if one.last < other.first:
        return other.first - one.last
    if other.last < one.first:
        return one.first - other.last
    return None


def stretches(parts: Sequence[Places], distances: Sequence[int]) -> list[Stretch]:
    """Stretches in which the chain is met and that do not overlap; empty if unmet."""
    found: list[Stretch] = []
    by_text = [_by_text(places) for places in parts]
    for text in by_text[0]:
        in_text = [places.get(text, ()) for places in by_text]
        if all(in_text):
            found += _apart(_chained(in_text, distances))
    return found


def nearest_miss(
    parts: Sequence[Places], distances: Sequence[int]
) -> tuple[int, int | None]:
    """Which link of an unmet chain fails, from 0, and how far it is apart.

    It is the link that fails latest over all texts, the closest of equals; None if no
    text holds both of its sides, 0 if they are the same words wherever they stand.
    """
    by_text = [_by_text(places) for places in parts]
    best: tuple[int, int | None] = (0, None)
    for text in by_text[0]:
        reached = _starts(by_text[0][text])
        for link, allowed in enumerate(distances):
            there = by_text[link + 1].get(text, ())
            reachable = _step(reached, there, allowed)
            if not reachable:
                best = _later(best, (link, _closest(reached, there)))
                break
            reached = reachable
    return best


def _later(
    best: tuple[int, int | None], other: tuple[int, int | None]
) -> tuple[int, int | None]:
    if other[0] != best[0]:
        return max(best, other, key=lambda link: link[0])
    return min(best, other, key=_farness)


def _farness(link: tuple[int, int | None]) -> tuple[bool, bool, int]:
    apart = link[1]
    return apart is None, apart == 0, apart or 0


def _by_text(places: Places) -> dict[str, list[Place]]:
    texts: defaultdict[str, list[Place]] = defaultdict(list)
    for place in sorted(set(places)):
        texts[place.key].append(place)
    return texts


def _starts(places: Places) -> list[Stretch]:
    return [Stretch(place.first, place.last, (place,)) for place in places]


def _chained(in_text: Sequence[Places], distances: Sequence[int]) -> list[Stretch]:
    """The shortest stretch that ends in each place of the last part."""
    reached = _starts(in_text[0])
    for places, allowed in zip(in_text[1:], distances, strict=True):
        reached = _step(reached, places, allowed)
    return reached


def _step(reached: Sequence[Stretch], places: Places, allowed: int) -> list[Stretch]:
    """The shortest stretch to each of *places* that is close to the end of one."""
    sides = _Sides(reached)
    found = []
    for place in places:
        longer = [
            _extended(stretch, place)
            for stretch in sides.beside(place)
            if (distance(stretch.chain[-1], place) or allowed + 1) <= allowed
        ]
        if longer:
            found.append(min(longer, key=lambda s: (s.last - s.first, s.first)))
    return found


def _extended(stretch: Stretch, place: Place) -> Stretch:
    return Stretch(
        min(stretch.first, place.first),
        max(stretch.last, place.last),
        (*stretch.chain, place),
    )


class _Sides:
    """Stretches by where the last place of their chain begins, and by where it ends."""

    def __init__(self, reached: Iterable[Stretch]) -> None:
        self._by_first = sorted(reached, key=lambda s: s.chain[-1].first)
        self._by_last = sorted(self._by_first, key=lambda s: s.chain[-1].last)
        self._firsts = [stretch.chain[-1].first for stretch in self._by_first]
        self._lasts = [stretch.chain[-1].last for stretch in self._by_last]

    def beside(self, place: Place) -> list[Stretch]:
        """The nearest on either side that share no word with *place*."""
        left = bisect_left(self._lasts, place.first)
        right = bisect_right(self._firsts, place.last)
        return [
            *self._by_last[max(0, left - _TRIED) : left],
            *self._by_first[right : right + _TRIED],
        ]


def _closest(reached: Sequence[Stretch], places: Places) -> int | None:
    sides = _Sides(reached)
    apart = [
        steps
        for place in places
        for stretch in sides.beside(place)
        if (steps := distance(stretch.chain[-1], place)) is not None
    ]
    return min(apart, default=0 if reached and places else None)


def _apart(found: Iterable[Stretch]) -> list[Stretch]:
    """Those that do not overlap, by their ends from the left."""
    kept: list[Stretch] = []
    for stretch in sorted(found, key=attrgetter("last", "first")):
        if not kept or stretch.first > kept[-1].last:
            kept.append(stretch)
    return kept
