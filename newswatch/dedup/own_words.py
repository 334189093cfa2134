"""How much of a text stands in another one, word by word, and how much is its own.

The index estimates that from a sample, and for the shorter text (likeness.py). Here it
is asked of one pair, before the one is left out for the other: what is not found again
is lost to the reader. A word stands in the other text if one of the runs of `LENGTH`
words that it is in does, wherever that is: shorter runs, such as "one of the", are in
all texts. Labels are left out of both (labels.py), for a copy has its own.
"""

from __future__ import annotations

from unicodedata import normalize

from newswatch.dedup.labels import without_labels
from newswatch.dedup.passages import LENGTH, words_of


def own_words(text: str, line: str) -> tuple[int, int]:
    """How many words of *text* do not stand in *line*, and how many it has."""
    asked, told = _words(text), _words(line)
    length = min(LENGTH, len(asked))
    runs = {tuple(told[at : at + length]) for at in range(len(told) - length + 1)}
    found, end = 0, 0
    for start in range(len(asked) - length + 1):
        if tuple(asked[start : start + length]) in runs:
            found += start + length - max(start, end)
            end = start + length
    return len(asked) - found, len(asked)


def _words(text: str) -> list[str]:
    return words_of(normalize("NFKC", without_labels(text)).casefold())
