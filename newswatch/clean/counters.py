"""Sentences that an outlet's pages share but for their numbers: what a page counts.

"Today 420 readers gave 40 euros" and "Read 1,234 times" stand on every page, with other
numbers on each and at each visit. As a block they are another sentence each time, so
furniture (boilerplate.py) never learns them. For looks at a known article they are
found by their words without the numbers: what stands so on half of the outlet's newest
pages, two at least, is the site's, and its numbers are no news of any article.

A form is what this must not hide: where most of a page is such sentences, as in notices
of earthquakes, its numbers are the news. So nothing is left out where they are more
than `_MOST` of the words. Nothing is ever cut from an article for this.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from unicodedata import normalize

from newswatch.clean.sentences import sentences
from newswatch.clean.text import word_count
from newswatch.model import PageBlocks

#: pages that are looked at, and the fewest that make a counter
_NEWEST, _FEWEST = 20, 2
#: share of the words of a page beyond which it is a form; chosen by hand
_MOST = 0.25
_PIECE = re.compile(r"\d+(?:[.,:/ \xa0\u202f]\d+)*|[^\W\d]+")


def counted(text: str) -> int | None:
    """64 bits of a sentence's words whatever its numbers; None where it has none."""
    pieces = _PIECE.findall(normalize("NFKC", text).casefold())
    words = ["#" if piece[0].isdigit() else piece for piece in pieces]
    if "#" not in words or words.count("#") == len(words):
        return None
    encoded = " ".join(words).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(encoded, digest_size=8).digest(), "big")


def counters_among(others: Sequence[PageBlocks]) -> frozenset[int]:
    """What stands on half of the *others*, the outlet's pages, newest first."""
    pages = others[:_NEWEST]
    counts = Counter(block for page in pages for block in page.counted)
    needed = max(_FEWEST, (len(pages) + 1) // 2)
    return frozenset(block for block, count in counts.items() if count >= needed)


def without_counters(
    paragraphs: Sequence[str], counters: Collection[int]
) -> tuple[str, ...]:
    """*paragraphs* without sentences that are among *counters*, unless it is a form."""
    left = [
        "".join(s for s in sentences(each) if counted(s) not in counters).rstrip()
        for each in paragraphs
    ]
    before, after = _words(paragraphs), _words(left)
    if before - after > _MOST * before:
        return tuple(paragraphs)
    return tuple(filter(None, left))


def _words(paragraphs: Iterable[str]) -> int:
    return sum(map(word_count, paragraphs))
