"""The story of a page that only a script paints: text in the state it was built from.

Frameworks leave that state as JSON in the page, each in a form of its own: as a script
of type application/json, as an assignment, as an argument, as JSON inside a string.
What they share is `"key": "text"`. So the pairs are read without understanding the
rest: of all keys whose name is one for a body, the one with most running text has the
story. Texts of other articles stand under keys for summaries and titles: left out.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from lxml.html import HtmlElement

from newswatch.extract.dom import elements
from newswatch.extract.jsonld import plain_text

#: scripts beyond these hold no story
MAX_SCRIPTS = 200
MAX_CHARACTERS = 4_000_000
#: characters from which a value without markup is a sentence or two, not a label
_SENTENCE = 80
_SCRIPTS = "//script[not(@src)][not(contains(@type, 'ld+json'))]"
# Possessive, so that no quote is tried as the beginning of two strings.
_PAIR = re.compile(r'"([A-Za-z_]{2,30})"\s*+:\s*+"((?:[^"\\]++|\\.)*+)"', re.S)
_INSIDE_STRING = re.compile(r'\\"[A-Za-z_]{2,30}\\"\s*+:\s*+\\"')
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.S)
_BODY = re.compile(r"body|content|text|html|paragraph|story|markup|value", re.I)
_NO_BODY = re.compile(
    r"summary|descri|title|caption|alt|excerpt|teaser|lead|url|type|label|context", re.I
)
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6])\b[^<>]{0,200}>", re.I)
_MARKUP = re.compile(r"<[a-z/][^<>]{0,2000}>", re.I)
_FIGURE = re.compile(r"<(figure|figcaption|script|style)\b.*?</\1>", re.I | re.S)


def paragraphs_in_scripts(root: HtmlElement) -> tuple[str, ...]:
    """The paragraphs of the longest running text in the page's scripts; maybe none."""
    texts: defaultdict[str, dict[str, None]] = defaultdict(dict)
    budget = MAX_CHARACTERS
    for script in elements(root, _SCRIPTS)[:MAX_SCRIPTS]:
        source = script.text or ""
        if len(source) <= budget:
            budget -= len(source)
            for name, value in _pairs(source):
                for paragraph in _paragraphs(value):
                    texts[name].setdefault(paragraph)
    best = max(texts.values(), key=lambda found: sum(map(len, found)), default={})
    return tuple(best)


def _pairs(source: str) -> Iterator[tuple[str, str]]:
    sources = [source]
    if _INSIDE_STRING.search(source):
        inside = (_decoded(found[1]) for found in _STRING.finditer(source))
        sources += [text for text in inside if '"' in text]
    for text in sources:
        for found in _PAIR.finditer(text):
            name = found[1]
            if _BODY.search(name) and not _NO_BODY.search(name):
                yield name, _decoded(found[2])


def _decoded(literal: str) -> str:
    try:
        value = json.loads(f'"{literal}"', strict=False)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""


def _paragraphs(value: str) -> Iterator[str]:
    if len(value) < _SENTENCE or "{" in value:
        return
    marked = _MARKUP.search(value) is not None
    lines = _BREAK.sub("\n", _FIGURE.sub("\n", value)).splitlines()
    for line in lines:
        text = plain_text(_MARKUP.sub("", line))
        if text and (marked or len(text) >= _SENTENCE):
            yield text
