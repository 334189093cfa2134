"""JSON-LD as pages really carry it → a flat list of schema.org nodes.

Each `<script type="application/ld+json">` is read on its own, so one that is broken
costs nothing but itself. What breaks them in the wild is mended: comment and CDATA
marks around the text, several values in a row, trailing commas, raw line breaks in
strings, text escaped as HTML. `@graph` and nested nodes are laid out flat in the order
of the page; a reference such as `{"@id": …}` is looked up among them.

Nothing here recurses, and size, depth and number of nodes are limited: 5,000 nested
arrays end Python's own reader with a RecursionError.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from lxml.html import HtmlElement

from newswatch.extract.dom import elements, folded

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Fields: TypeAlias = Mapping[str, Json]

MAX_SCRIPTS = 100
MAX_CHARACTERS = 4_000_000
MAX_DEPTH = 60
MAX_NODES = 5_000

_SCRIPTS = (
    "//script[starts-with(translate(normalize-space(@type), "
    "'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), "
    "'application/ld+json')]"
)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)"
    r"|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
# The closing quote is optional: a pattern that can fail at the end of the text would
# be tried again from every escaped quote before it.
_STRING = r'"(?:[^"\\]++|\\.)*+"?'
_TRAILING_COMMA = re.compile(rf"({_STRING})|,(?=\s*+[}}\]])", re.S)
_STRING_OR_BRACKET = re.compile(rf"{_STRING}|([\[{{])|([\]}}])", re.S)
_BETWEEN_VALUES = re.compile(r"[\s,;]*")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6])\b[^<>]{0,200}>", re.I)
#: seconds or milliseconds since 1970 (ten and thirteen digits from 2001 on)
_COUNTED = re.compile(r"[1-9]\d{8,9}(?:\d{3})?")
#: 1990 to May 2033: from there on seconds look like the day and hour 2000010100
_EPOCH_S = (631_152_000, 2_000_000_000)
#: where a nested node is still about the page itself
_OPEN_KEYS = frozenset({"@graph", "mainEntity"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One schema.org thing as the page states it."""

    fields: Fields
    #: type names without prefix or address, e.g. `("NewsArticle",)`
    types: tuple[str, ...]
    #: stands for itself, not inside another thing (`@graph`, `mainEntity` apart)
    top: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """All nodes of a page, in its order."""

    nodes: tuple[Node, ...]
    by_id: Mapping[str, Node]

    def resolved(self, value: Json) -> Json:
        """*value*, or the node it refers to if it is a bare `{"@id": …}`."""
        if isinstance(value, dict) and "name" not in value and "url" not in value:
            known = self.by_id.get(str(value.get("@id")))
            return dict(known.fields) if known else value
        return value


def read_graph(root: HtmlElement) -> Graph:
    """The JSON-LD of the page, as far as it can be read and is of a sane size."""
    nodes: list[Node] = []
    budget = MAX_CHARACTERS
    for script in elements(root, _SCRIPTS)[:MAX_SCRIPTS]:
        text = script.text or ""
        if len(text) > budget:
            continue
        budget -= len(text)
        for value in _values(text):
            nodes += _flat(value, MAX_NODES - len(nodes))
    by_id: dict[str, Node] = {}
    for node in nodes:
        name = node.fields.get("@id")
        if isinstance(name, str) and len(node.fields) > 1:
            by_id.setdefault(name, node)
    return Graph(nodes=tuple(nodes), by_id=by_id)


def _values(text: str) -> list[Json]:
    for attempt in _mended(_WRAPPING.sub("", text)):
        if values := _decoded(attempt):
            return values
    return []


def _mended(text: str) -> Iterator[str]:
    yield text
    yield _TRAILING_COMMA.sub(r"\1", text)
    if "&quot;" in text:
        yield html.unescape(text)


def _decoded(text: str) -> list[Json]:
    if _deeper_than(MAX_DEPTH, text):
        return []
    decoder = json.JSONDecoder(strict=False)
    values: list[Json] = []
    at = _skipped(text, 0)
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        at = _skipped(text, at)
    return values


def _skipped(text: str, at: int) -> int:
    found = _BETWEEN_VALUES.match(text, at)
    return found.end() if found else at


def _deeper_than(limit: int, text: str) -> bool:
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        if found[1]:
            depth += 1
            if depth > limit:
                return True
        elif found[2]:
            depth -= 1
    return False


def _flat(value: Json, most: int) -> list[Node]:
    """The nodes inside *value*, outer before inner, in order; at most *most*."""
    nodes: list[Node] = []
    rest: list[tuple[Json, bool]] = [(value, True)]
    while rest and len(nodes) < most:
        value, top = rest.pop()
        if isinstance(value, list):
            rest += [(item, top) for item in reversed(value)]
        elif isinstance(value, dict):
            nodes.append(Node(fields=value, types=_types(value), top=top))
            rest += [
                (inner, top and key in _OPEN_KEYS)
                for key, inner in reversed(value.items())
                if isinstance(inner, (dict, list))
            ]
    return nodes


def _types(fields: Fields) -> tuple[str, ...]:
    stated = fields.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return tuple(
        re.split(r"[/#:]", name.strip())[-1] for name in names if isinstance(name, str)
    )


def each(value: Json) -> Iterator[Json]:
    """The members of a list, or the one value that stands for a list of one."""
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value


def text(value: Json) -> str | None:
    """The first text that *value* holds, without tags and entities; None if none."""
    for item in each(value):
        stated = (
            item.get("@value", item.get("name")) if isinstance(item, dict) else item
        )
        if isinstance(stated, str) and (plain := plain_text(stated)):
            return plain
    return None


def moment(value: Json) -> str | None:
    """The first time that *value* holds, as text: of a number, the instant it counts.

    What counts neither seconds nor milliseconds since 1970 stays as it is.
    """
    for item in each(value):
        is_number = isinstance(item, (int, float)) and not isinstance(item, bool)
        stated = str(item)[:40] if is_number else text(item)
        if stated is None:
            continue
        digits = stated.strip().removesuffix(".0")
        if not _COUNTED.fullmatch(digits):
            return stated
        seconds = int(digits) / (1000 if len(digits) > 10 else 1)
        if not _EPOCH_S[0] <= seconds < _EPOCH_S[1]:
            return stated
        return datetime.fromtimestamp(int(seconds), UTC).isoformat()
    return None


def plain_text(value: str) -> str:
    """*value* as one line of text: JSON-LD often carries entities and even tags."""
    return folded(_TAG.sub("", html.unescape(value)))


def paragraphs_in(value: str) -> tuple[str, ...]:
    """The lines and HTML blocks of *value* as paragraphs of plain text."""
    lines = _BREAK.sub("\n", value).splitlines()
    return tuple(line for raw in lines if (line := plain_text(raw)))


def address(value: Json) -> str | None:
    """The first address that *value* holds, as written: of itself or its `url`."""
    for item in each(value):
        stated = item
        if isinstance(item, dict):
            named = item.get("url", item.get("contentUrl", item.get("@id")))
            stated = next(each(named), None)
        if isinstance(stated, str) and stated.strip():
            return stated.strip()
    return None
