"""A text → its passages: runs of five words, of which a few are picked and kept.

Picking is winnowing (Schleimer, Wilkerson and Aiken, 2003): of every window of
passages in a row the one with the smallest hash, so that two texts with a long enough
run in common pick the same ones wherever it stands. Windows of 5 are kept to compare
texts, windows of 24 to find them: any 28 words in a row are found again. What is picked
from the larger windows is among what is picked from the smaller ones. A short text has
few large windows, so all its picks serve to find it.

Han and kana are written without spaces: two characters in a row count as a word there.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence

import xxhash

from newswatch.model.likeness import NO_PASSAGES, Passages, Print
from newswatch.model.scripts import HAN_AND_KANA

#: words of a passage
LENGTH = 5
#: passages in a row of which one is picked: to compare, and to find
FINE, COARSE = 5, 24
#: words in which the opening of two texts must meet
LEDE_WORDS = 60
#: words under which a text is found by all of its picks, about as many as others have
_SHORT_WORDS = 100
#: words that are looked at; the longest live blogs have about as many
MOST_WORDS = 20_000
#: different numbers that are kept, the most frequent first
MOST_NUMBERS = 1000
#: bits of a passage: a row of the index holds it in six bytes
BITS = 47
_MASK = (1 << BITS) - 1
_WORD = re.compile(
    f"(?=([{HAN_AND_KANA}]{{1,2}}))[{HAN_AND_KANA}]|[^\\W{HAN_AND_KANA}]+"
)
#: the same where there is neither Han nor kana, for a third of the time
_SPACED_WORD = re.compile(r"\w+")
_HAN_OR_KANA = re.compile(f"[{HAN_AND_KANA}]")
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")


def passages(folded: str) -> Passages:
    """The passages of *folded*, a body that is normalised and casefolded already."""
    words = [word.encode("utf-8", "replace") for word in words_of(folded)]
    del words[MOST_WORDS:]
    if not words:
        return NO_PASSAGES
    hashes = [
        xxhash.xxh64_intdigest(b" ".join(words[start : start + LENGTH])) & _MASK
        for start in range(max(1, len(words) - LENGTH + 1))
    ]
    lede_end = max(1, LEDE_WORDS - LENGTH + 1)
    fine = list(_picked(hashes, FINE))
    short = len(words) < _SHORT_WORDS
    coarse = fine if short else list(_picked(hashes, COARSE))
    every = tuple(dict.fromkeys(hashes))
    return Passages(
        print=Print(
            picks=tuple(dict.fromkeys(hashes[place] for place in fine)),
            sparse=tuple(dict.fromkeys(hashes[place] for place in coarse)),
            lede_size=len({hashes[place] for place in fine if place < lede_end}),
            passage_count=len(every),
            word_count=len(words),
            numbers=_numbers(folded),
        ),
        every=every,
        lede_size=len(set(hashes[:lede_end])),
    )


def words_of(folded: str) -> list[str]:
    """The words of a folded text, as passages count them."""
    if not _HAN_OR_KANA.search(folded):
        return _SPACED_WORD.findall(folded)
    return [match.group(1) or match.group() for match in _WORD.finditer(folded)]


def _picked(hashes: Sequence[int], window: int) -> Iterator[int]:
    """Places of the smallest hash of each *window* in a row; the last one if equal."""
    window = min(window, len(hashes))
    rising: deque[int] = deque()
    last = -1
    for place, value in enumerate(hashes):
        while rising and hashes[rising[-1]] >= value:
            rising.pop()
        rising.append(place)
        if rising[0] <= place - window:
            rising.popleft()
        if place >= window - 1 and rising[0] != last:
            last = rising[0]
            yield last


def _numbers(folded: str) -> dict[int, int]:
    found = Counter(_NUMBER.findall(folded))
    return {
        xxhash.xxh32_intdigest(number.encode()): count
        for number, count in found.most_common(MOST_NUMBERS)
    }
