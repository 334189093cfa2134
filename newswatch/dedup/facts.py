"""Whether two texts of one wording tell different facts: a form that was filled anew.

Notices of earthquakes, match reports, companies' results and lottery numbers are alike
but for what they tell: names, places, numbers. Such a text is no copy of the other,
however many words they share, so neither may be left out for the other.

two texts ─▶ anchors: `_ANCHOR` words in a row that stand once in each, in one order
          ─▶ edits: the old words and the new ones between two of them
          ─▶ a fact gave way to another if, in one edit, both sides have
             numbers, and each side one that the other lacks, or all in another order
             names, and each side one that the other *text* lacks

Lines that say who wrote it and when, and calls behind the story, are left out of both
(labels.py). Numbers hold nothing together: two lists of them are compared as a whole.
Numbers in words are numbers, also in a compound; a day of the week gives way to another
one only. A name is a word with a capital that neither text has without one; where a
script has no capitals, any word of it may be a name.

A passage of more than `_LONG` words was written anew, as another opening is. There a
number must be new to the whole of the other text, and no name known to it. At the ends
of a text stand datelines, clocks and captions: numbers count there only where the
passage is a good part of the text.

What is wrongly found here costs a line too many; what is missed, an article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize

from newswatch.dedup.labels import without_labels
from newswatch.dedup.number_words import is_day, parts_of, value_of
from newswatch.model.scripts import HAN_AND_KANA

#: words in a row that show that both texts are at the same place
_ANCHOR = 3
#: words of a side from which on a passage was written anew; chosen by hand
_LONG = 12
#: share of the shorter text that is more than a dateline or a caption at its end
_GOOD_PART = 0.2
#: words up to which texts are compared; of longer ones nothing is said to be the same
MOST_WORDS = 10_000
_LETTER = rf"[^\W\d_{HAN_AND_KANA}]"
_WORD = re.compile(
    # numbers; a character of Han or kana; `U.S.`; words, those with a hyphen as one
    rf"\d+(?:[.,:/]\d+)*|[{HAN_AND_KANA}]|(?:{_LETTER}\.){{2,}}"
    rf"|{_LETTER}+(?:-{_LETTER}+)*"
)

#: within a Ukrainian word; elsewhere it parts a name from its ending
_APOSTROPHE = re.compile("(?<=[бпвмфрдкзн])['’ʼ](?=[яюєї])")


class _Text:
    """A text's words, and what of them counts."""

    def __init__(self, text: str) -> None:
        told = normalize("NFKC", without_labels(text))
        found = _WORD.findall(_APOSTROPHE.sub("", told))
        plain = [w if w[0].isdigit() else w.replace(".", "") for w in found]
        self.written = [part for word in plain for part in parts_of(word)]
        self.words = [word.casefold() for word in self.written]
        self.values = [value_of(word) for word in self.words]
        self.has = {*self.words, *filter(None, self.values)}
        self.uncapitalised = {word for word in self.written if word.islower()}

    def numbers(self, at: range) -> list[str]:
        return [value for value in self.values[at.start : at.stop] if value]

    def names(self, at: range) -> set[str]:
        return {
            self.words[place]
            for place in at
            if not self.written[place].islower() and not self.values[place]
        }


@dataclass(frozen=True, slots=True)
class _Edit:
    """Where one text has other words than the other."""

    old: range
    new: range
    #: at the beginning or the end of both
    is_end: bool

    @property
    def words(self) -> int:
        return max(len(self.old), len(self.new))


def facts_replaced(one: str, other: str) -> bool:
    """Whether in *one* a name or a number stands where *other* has another one."""
    mine, theirs = _Text(one), _Text(other)
    if max(len(mine.words), len(theirs.words)) > MOST_WORDS:
        return mine.words != theirs.words
    return any(
        _other_numbers(mine, theirs, edit) or _other_names(mine, theirs, edit)
        for edit in _edits(mine, theirs)
    )


def _other_numbers(mine: _Text, theirs: _Text, edit: _Edit) -> bool:
    gone, come = mine.numbers(edit.old), theirs.numbers(edit.new)
    if edit.words > _LONG:
        part = edit.words / max(1, min(len(mine.words), len(theirs.words)))
        if edit.is_end and part < _GOOD_PART:
            return False
        gone = [value for value in gone if value not in theirs.has]
        come = [value for value in come if value not in mine.has]
    return any(
        _gave_way(
            [value for value in gone if is_day(value) is days],
            [value for value in come if is_day(value) is days],
        )
        for days in (False, True)
    )


def _gave_way(gone: Sequence[str], come: Sequence[str]) -> bool:
    out, into = Counter(gone) - Counter(come), Counter(come) - Counter(gone)
    if not out and not into:
        return gone != come  # a score the other way round
    return bool(out and into)


def _other_names(mine: _Text, theirs: _Text, edit: _Edit) -> bool:
    words = mine.uncapitalised | theirs.uncapitalised
    gone, come = mine.names(edit.old) - words, theirs.names(edit.new) - words
    if edit.words > _LONG and (gone & theirs.has or come & mine.has):
        return False
    return bool(gone - theirs.has and come - mine.has)


# -- where two texts differ


def _edits(mine: _Text, theirs: _Text) -> Iterator[_Edit]:
    """Places where both have words, and not the same."""
    ends = len(mine.words), len(theirs.words)
    anchors = [
        (a + step, b + step)
        for a, b in _anchors(mine, theirs)
        for step in range(_ANCHOR)
    ]
    held = [(-1, -1), *sorted(set(anchors)), ends]
    for (a, b), (next_a, next_b) in pairwise(held):
        old, new = _trimmed(mine, theirs, range(a + 1, next_a), range(b + 1, next_b))
        if old and new:
            yield _Edit(old, new, is_end=a < 0 or (next_a, next_b) == ends)


def _trimmed(mine: _Text, theirs: _Text, old: range, new: range) -> tuple[range, range]:
    """Both without the words that they begin and end with alike."""
    while old and new and mine.words[old[0]] == theirs.words[new[0]]:
        old, new = old[1:], new[1:]
    while old and new and mine.words[old[-1]] == theirs.words[new[-1]]:
        old, new = old[:-1], new[:-1]
    return old, new


def _anchors(mine: _Text, theirs: _Text) -> list[tuple[int, int]]:
    """Places of runs that both texts have once: the most that are in one order."""
    where = _runs(theirs)
    met = [(a, where[run]) for run, a in _runs(mine).items() if run in where]
    ends: list[int] = []  # by length: the least place in which an order so long ends
    last: list[int] = []  # by length: the pair in which it ends
    before: list[int | None] = []
    for number, (_, b) in enumerate(met):
        length = bisect_left(ends, b)
        ends[length : length + 1] = [b]
        last[length : length + 1] = [number]
        before.append(last[length - 1] if length else None)
    found = []
    at = last[-1] if last else None
    while at is not None:
        found.append(met[at])
        at = before[at]
    return found[::-1]


def _runs(text: _Text) -> dict[tuple[str, ...], int]:
    """Runs of words without a number that stand once in *text*, and their places."""
    places: dict[tuple[str, ...], int] = {}
    often: Counter[tuple[str, ...]] = Counter()
    for place in range(len(text.words) - _ANCHOR + 1):
        if not any(text.values[place : place + _ANCHOR]):
            run = tuple(text.words[place : place + _ANCHOR])
            often[run] += 1
            places[run] = place
    return {run: place for run, place in places.items() if often[run] == 1}
