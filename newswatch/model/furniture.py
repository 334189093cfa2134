"""PageBlocks, Furniture, Removed: what an outlet repeats from article to article.

A block is a sentence, known by 64 bits of its words; clean/blocks.py says how it
is made, clean/boilerplate.py when it counts as furniture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBlocks:
    """What one article adds to the knowledge of its outlet."""

    seen_at: datetime
    #: its sentences, furniture included: what is cut out must still be counted
    blocks: frozenset[int] = field(repr=False)
    #: those that have numbers, whatever the numbers
    counted: frozenset[int] = field(default=frozenset(), repr=False)
    #: words of its headline, 32 bits each: articles that share some follow one story
    subject: frozenset[int] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """The blocks that an outlet repeats: each with the number of articles it is on."""

    blocks: Mapping[int, int] = field(default_factory=dict, repr=False)
    #: those of them that go even where they stand alone among the article's own words
    sure: frozenset[int] = field(default=frozenset(), repr=False)
    #: what took the place of furniture on the newest articles, counted likewise
    fresh: Mapping[int, int] = field(default_factory=dict, repr=False)
    #: what the headlines of those articles speak of
    fresh_subjects: tuple[frozenset[int], ...] = field(default=(), repr=False)


NO_FURNITURE = Furniture()


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A sentence that was taken out of a body, and why."""

    block: int
    text: str = field(repr=False)
    #: how many other articles of the outlet had it then
    seen_on: int
