"""Queries of words, phrases, AND, OR and brackets, which most of thousands are, read
some five times as fast as by the grammar.

What holds anything else, or any mistake, is left to the grammar: a tree that comes from
here is the one that it makes.
"""

from __future__ import annotations

import re

from newswatch.match.mistakes import QueryError
from newswatch.match.terms import read_phrase, read_word, refuse_keyword
from newswatch.match.tree import Node, all_of, any_of

# As in grammar.lark, and what it has no name for.
_TOKEN = re.compile(
    '(=?["“”„«»][^"“”„«»]*["“”„«»])'
    r'|([^\s()"“”„«»]+)'
    r"|(\()|(\))|(\S)"
)
_PHRASE, _WORD, _OPEN, _CLOSE = 1, 2, 3, 4
#: fields and word groups
_LEFT_TO_GRAMMAR = re.compile("[:@]")
# A bracket as written is two as printed at most: far from `query.MAX_DEPTH`.
_MAX_BRACKETS = 20


def read_plain(text: str) -> Node | None:
    """The tree of *text*; None if the grammar has to read it."""
    if text.count("(") > _MAX_BRACKETS or _LEFT_TO_GRAMMAR.search(text):
        return None
    try:
        return _read(text)
    except QueryError:
        # There may be another mistake before it.
        return None


def _read(text: str) -> Node | None:
    outer: list[list[list[Node]]] = []
    #: what OR joins, of that what AND joins
    either: list[list[Node]] = [[]]
    is_joined = False
    for found in _TOKEN.finditer(text):
        kind, written = found.lastindex, found[0]
        if kind == _OPEN:
            outer.append(either)
            either, is_joined = [[]], False
            continue
        is_complete = bool(either[-1]) and not is_joined
        if written in ("AND", "OR") or kind == _CLOSE:
            if not is_complete:
                return None
            is_joined = written == "AND"
            if written == "OR":
                either.append([])
            elif kind == _CLOSE:
                if not outer:
                    return None
                inner, either = either, outer.pop()
                either[-1].append(_joined(inner))
            continue
        node = _operand(kind, written, found.start())
        if node is None:
            return None
        either[-1].append(node)
        is_joined = False
    is_complete = bool(either[-1]) and not (is_joined or outer)
    return _joined(either) if is_complete else None


def _operand(kind: int | None, written: str, offset: int) -> Node | None:
    if kind == _PHRASE:
        return read_phrase(written, offset)
    if kind != _WORD or written == "NOT" or written.startswith("NEAR"):
        return None
    refuse_keyword(written, offset)
    return read_word(written, offset)


def _joined(either: list[list[Node]]) -> Node:
    return any_of([all_of(parts) for parts in either])
