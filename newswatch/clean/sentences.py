"""A paragraph → its sentences, as slices that add up to the paragraph again.

Splitting need not be right by grammar, it must be the same wherever a sentence stands;
so it looks at a few characters round the full stop and no further. In doubt it does
not split: half a sentence must never be taken for a whole one.
"""

from __future__ import annotations

import re

#: full stops that need no space after them
_DENSE_END = "。！？"
_END = re.compile(
    # A word before the stop that is no abbreviation: "Gov.", "p.m." and "J." are
    # short with a capital, or hold a stop; "Iran.", "EU." and "it." are not. Or a
    # closing mark.
    r"(?:(?<![\w.])(?:[^\W\d_A-Z][^\W\d_]+|\w{4,}|[A-Z]{2,}|\d{3})\."
    r"""|[)\]%"”’»]\.|[!?…]|\.\.\.)"""
    r"""["'”’»)\]]*\s+"""
    rf"""|[{_DENSE_END}]["'”’」』)]*\s*"""
)


def sentences(paragraph: str) -> list[str]:
    """The sentences of *paragraph*, each with the white space after it."""
    found, start = [], 0
    for end in _END.finditer(paragraph):
        found.append(paragraph[start : end.end()])
        start = end.end()
    if start < len(paragraph):
        found.append(paragraph[start:])
    return found
