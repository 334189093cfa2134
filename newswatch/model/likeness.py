"""Print, Passages, Likeness: what of a text is compared, and what came of it.

A passage is five words in a row, known by 47 bits; dedup/passages.py says how it is
made and which of them are picked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A text as the copy index keeps it."""

    #: picked passages in the order of the text, each once
    picks: tuple[int, ...] = field(default=(), repr=False)
    #: those of them under which the text can be found; also in order
    sparse: tuple[int, ...] = field(default=(), repr=False)
    #: how many of the picks begin in the text's first words
    lede_size: int = 0
    #: how many different passages the text has
    passage_count: int = 0
    word_count: int = 0
    #: 32 bits of each number in the text, and how often it stands there
    numbers: Mapping[int, int] = field(default_factory=dict, repr=False)


NO_PRINT = Print()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """A text that has just been read: all of its passages are still at hand."""

    print: Print = NO_PRINT
    #: every passage, in the order of the text, each once
    every: tuple[int, ...] = field(default=(), repr=False)
    #: how many of them lie in the text's first words
    lede_size: int = 0


NO_PASSAGES = Passages()


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much of two texts is the same, and what speaks against it."""

    #: 0 to 1; what the guards have left of the share of the shorter text
    score: float
    #: share of the newcomer's passages that the known text has
    copied: float
    #: stable words for what lowered the score: numbers, short-titles, lede, part
    guards: tuple[str, ...] = ()
