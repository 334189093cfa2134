"""`<meta>` and `<link>` elements → their values, by lower-case name, in page order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newswatch.extract.dom import elements, folded
from newswatch.extract.scopes import Scopes

#: more than any honest head holds; the rest is not read
MAX_TAGS = 2_000
MAX_VALUE = 10_000
_NAMES_ALONE = ("property", "name", "http-equiv")
_NAMES = (*_NAMES_ALONE, "itemprop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the head of a page says of it."""

    #: `property`, `name`, `itemprop` or `http-equiv`, lower-cased → contents
    values: Mapping[str, Sequence[str]]
    #: `rel`, one word, lower-cased → href as written
    links: Mapping[str, str]

    def first(self, *names: str) -> tuple[str, str] | None:
        """The first of *names* that has a value, with that value."""
        for name in names:
            if found := self.values.get(name):
                return name, found[0]
        return None

    def each(self, *names: str) -> Iterator[tuple[str, str]]:
        """Every value of every one of *names*, in the order of *names*."""
        for name in names:
            for value in self.values.get(name, ()):
                yield name, value


def read_meta(root: HtmlElement, scopes: Scopes | None = None) -> Meta:
    """All named metadata and the first link of each relation.

    With *scopes*, properties of other things on the page are left out.
    """
    values: dict[str, list[str]] = {}
    for tag in elements(root, "//meta[@content]")[:MAX_TAGS]:
        content = folded(tag.get("content", "")[:MAX_VALUE])
        if content:
            foreign = "itemprop" in tag.attrib and scopes and not scopes.owns(tag)
            names = _NAMES_ALONE if foreign else _NAMES
            for name in {tag.get(attribute) for attribute in names}:
                if name:
                    values.setdefault(name.strip().lower(), []).append(content)
    links: dict[str, str] = {}
    for link in elements(root, "//link[@rel and @href]")[:MAX_TAGS]:
        for relation in link.get("rel", "").lower().split()[:10]:
            links.setdefault(relation, link.get("href", ""))
    return Meta(values=values, links=links)


def method(name: str) -> str:
    """How a `<meta>` called *name* stands in a record's provenance."""
    return f"{'opengraph' if name.startswith(('og:', 'article:')) else 'meta'}:{name}"
