"""How much two texts have in common, for where a claim says that they are one article.

Runs of four words are compared: an edited article keeps most of them, and two articles
share but a few set phrases. No index stands behind this; it looks at one pair.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newswatch.model.scripts import HAN_AND_KANA

#: words in a run; shorter ones are shared by chance
RUN = 4
#: fewer runs than this say nothing; about a paragraph
FEWEST = 20
#: words that are looked at: what differs in two articles differs before
MOST_WORDS = 3000
# Han and kana have no spaces: each character counts for a word.
_WORD = re.compile(f"[{HAN_AND_KANA}]|[^\\W{HAN_AND_KANA}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    #: the share of the shorter text that the other one has
    contained: float
    #: the share of both texts together that is in both
    alike: float


def resemblance(one: str, other: str) -> Resemblance | None:
    """What *one* and *other* share; None where one of them is too short to tell."""
    mine, theirs = _runs(one), _runs(other)
    shorter = min(len(mine), len(theirs))
    if shorter < FEWEST:
        return None
    shared = len(mine & theirs)
    return Resemblance(
        contained=shared / shorter, alike=shared / (len(mine) + len(theirs) - shared)
    )


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())[:MOST_WORDS]
    return set(zip(*(words[start:] for start in range(RUN)), strict=False))
