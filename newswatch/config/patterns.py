"""Patterns that could take for ever: a repeat inside a repeat, without a seam.

A backtracking engine tries every way in which a text can be shared out between the
rounds of the outer repeat and those of the inner one. In `(a+)+` any letter may belong
to either, so there are 2ⁿ ways. In `(?:/[^/]+)+` each round must begin with a slash
that the inner repeat cannot take: one way only. What counts as a seam here is a part of
the round that must take a character and repeats nothing; whether the inner repeat could
take that character too is not asked, nor are alternatives compared that begin alike.
So this finds the common slip, not every slow pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

# The standard library's own parser of patterns; its name is private, its form is old.
_parser: Any = import_module("re._parser")

_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
#: at least so many rounds count as endless: 2**20 ways are a second
_MANY = 20


def endless_repeat(pattern: str) -> str | None:
    """What to do about a repeat inside a repeat of *pattern*; None if there is none."""
    try:
        parsed = _parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return None  # what does not compile is reported elsewhere
    if _has_endless(parsed):
        return "repeat once, or begin each round with a character of its own"
    return None


def _has_endless(parts: Iterable[Any]) -> bool:
    for operation, argument in parts:
        if str(operation) in _REPEATS:
            _, most, inner = argument
            if most >= _MANY and _is_seamless(inner):
                return True
        if any(_has_endless(inner) for inner in _inner(argument)):
            return True
    return False


def _is_seamless(parts: Any) -> bool:
    """Whether one round may be cut anywhere: all of it repeats, or may be left out."""
    if len(parts) == 1 and str(parts[0][0]) == "SUBPATTERN":
        return _is_seamless(parts[0][1][-1])
    if len(parts) == 1 and str(parts[0][0]) == "BRANCH":
        return any(_is_seamless(branch) for branch in parts[0][1][1])
    repeats = False
    for operation, argument in parts:
        if str(operation) == "AT":
            continue
        inner = argument[-1] if str(operation) == "SUBPATTERN" else None
        if str(operation) in _REPEATS:
            least, most, _ = argument
            repeats = repeats or most >= _MANY
            if least == 0 or most >= _MANY:
                continue
            return False
        if inner is not None and _is_seamless(inner):
            repeats = True
            continue
        return False
    return repeats


def _inner(argument: Any) -> Iterable[Any]:
    """The patterns that an operation holds."""
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, tuple | list):
        for each in argument:
            yield from _inner(each)
