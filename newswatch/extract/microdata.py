"""Microdata as it stands in a page: found in one search, for all who ask for it.

A search over all elements costs the same whatever it looks for, and the readers of the
fields ask for half a dozen properties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newswatch.extract.dom import elements


@dataclass(frozen=True, slots=True, kw_only=True)
class Microdata:
    #: `itemprop` as written → the elements that have it, in page order
    by_property: Mapping[str, Sequence[HtmlElement]]
    #: the elements that have an `itemtype`, in page order
    typed: Sequence[HtmlElement]

    def stating(self, name: str) -> list[HtmlElement]:
        """The elements whose property is *name* and nothing else."""
        return list(self.by_property.get(name, ()))


def microdata_of(root: HtmlElement) -> Microdata:
    by_property: defaultdict[str, list[HtmlElement]] = defaultdict(list)
    typed = []
    for element in elements(root, "//*[@itemprop or @itemtype]"):
        attributes = element.attrib
        if "itemprop" in attributes:
            by_property[attributes["itemprop"]].append(element)
        if "itemtype" in attributes:
            typed.append(element)
    return Microdata(by_property=dict(by_property), typed=typed)
