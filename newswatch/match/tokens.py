"""Text as words with their places: the one tokenizer of documents and of queries.

Each position holds one word. What is no letter or digit stands between words, so
US-Russia is two words side by side, as in "US Russia". Beyond that:

* A dotted acronym (U.S., С.Ш.А.) is one word whose exact form is US. In small letters
  it keeps its dots there ("u.s."), so that it never passes for the pronoun "us".
* The possessive 's is dropped (Russia's), as are French and Italian elisions
  (l'accord, dell'accordo); the span covers the word that is left. Other apostrophes
  stay inside (don't, O'Brien, об'єкт).
* Scripts that put no space between words (Chinese, Japanese, Thai …; Korean too, for
  its endings) give one position a character. Its word is the character with the
  next one, the last in a run stands alone; so a phrase is found wherever it begins,
  and a rare pair is found fast. The span is that of the character at the position.

The time is linear in the text: no part of the pattern can be entered twice at a place,
and what has no end of its own (letters, marks, apostrophes in a row) is counted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, pairwise
from operator import itemgetter
from typing import NamedTuple

from newswatch.match.letters import APOSTROPHES, TRAILING, fold, forms


class Token(NamedTuple):
    """One word of a text."""

    #: counts from 0 in its text
    position: int
    #: half-open [start, end) in code points of the original text
    start: int
    end: int
    folded: str
    exact: str


class Chunk(NamedTuple):
    """The words of a stretch of text, their spans counted from its start."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


class Tokens:
    """The words of one text, in columns: thousands of them are made per article."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """*pieces* of the text, one character apart."""
        self.pieces = pieces
        self._words = list(map(_folded.__getitem__, pieces))
        self.folded = " ".join(self._words).split()
        #: what is too long to be remembered for all texts: number of the piece → words
        self._long: dict[int, Chunk] = {}

    @cached_property
    def exact(self) -> list[str]:
        chunks = map(_remembered.__getitem__, self.pieces)
        return list(chain.from_iterable(map(itemgetter(1), chunks)))

    def __len__(self) -> int:
        return len(self.folded)

    def __iter__(self) -> Iterator[Token]:
        columns = (self.folded, self.exact)
        for position, row in enumerate(zip(*columns, strict=True)):
            yield Token(position, *self.span(position), *row)

    def span(self, position: int) -> tuple[int, int]:
        """[start, end) of one word in code points of the text."""
        ends, lengths = self._index
        number = bisect_right(ends, position)
        within = position - (ends[number - 1] if number else 0)
        # A character stands between one piece and the next.
        offset = lengths[number] + number
        if plain := plain_word(self.pieces[number]):
            return offset, offset + len(plain)
        start, end = self._chunk(number).spans[within]
        return offset + start, offset + end

    def _chunk(self, number: int) -> Chunk:
        piece = self.pieces[number]
        if len(piece) <= _REMEMBERED_CHARS:
            return _remembered[piece]
        if number not in self._long:
            self._long[number] = _scanned(piece)
        return self._long[number]

    @cached_property
    def _index(self) -> tuple[list[int], list[int]]:
        """Of each piece: the words up to its end, the characters of those before it."""
        # Nearly always a piece holds one word or none, which is fast to see.
        counts: list[int] = [*map(bool, self._words)]
        line = "\n".join(self._words)
        number, seen, further = 0, 0, line.find(" ")
        while further >= 0:
            number += line.count("\n", seen, further)
            counts[number] += 1
            seen, further = further, line.find(" ", further + 1)
        return [*accumulate(counts)], [*accumulate(map(len, self.pieces), initial=0)]


# Written without spaces: Unicode blocks by script, without their digits.
_UNSPACED = (
    "々-〇〡-〩〱-〵〸-〻㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff"  # Han
    "ぁ-ゖゝ-ゟァ-ヺー-ヿㇰ-ㇿｦ-ﾟ\U0001b000-\U0001b16f"  # Kana
    "ㄅ-ㄯㆠ-ㆿ"  # Bopomofo
    "\u1100-\u11ffㄱ-ㆎꥠ-\ua97f가-힣ힰ-\ud7ffﾡ-ￜ"  # Hangul
    "ก-ฺเ-๎ກ-໎က-ဿၐ-ႏក-៓"  # Thai, Lao, Burmese, Khmer
)
# Lucene's FrenchAnalyzer and ItalianAnalyzer, together.
_ELIDED = (
    "jusqu|quoiqu|lorsqu|puisqu|qu|dall|dell|nell|sull|coll|pell|agl|dagl|degl|negl"
    "|sugl|all|gl|un|[cdjlmnstv]"
)
_A = f"[{APOSTROPHES}]"
_L = rf"[^\W_{_UNSPACED}]"
_LETTER = rf"[^\W\d_{_UNSPACED}]"
_WORD = rf"{_L}{{1,128}}(?:(?:[{TRAILING}]{{1,8}}|{_A}(?={_L})){_L}{{0,32}}){{0,24}}"
_TOKEN = re.compile(
    # Nine words of ten: letters only, then a sign that changes nothing.
    rf"({_L}{{2,64}})(?=[ ,.\n])"
    rf"|(?:(?i:{_ELIDED}){_A}(?={_L}{_L}|\d|{_LETTER}[.．]{_LETTER})){{0,3}}"
    rf"(?:({_LETTER}(?:[.．]{_LETTER}){{1,15}}(?!{_L})[.．]?)"
    rf"(?:{_A}[sS](?!{_L}))?"
    rf"|({_WORD}))"
    rf"|((?=[^\W\d_])[{_UNSPACED}][{_UNSPACED}{TRAILING}]*)"
)
# Stretches of English between spaces that are remembered; longer ones are rare, and a
# hostile page could fill the memory with them.
_REMEMBERED_PIECES = 65_536
_REMEMBERED_CHARS = 32
#: what stands between words, whatever it stands beside; a point is also in U.S.
_SIGNS = '\n,;:!?()[]"-“”„«»…–—'
#: folded form, exact form, span
_Word = tuple[str, str, tuple[int, int]]
# The numbers of the pattern's groups; the others hold plain words.
_ACRONYM, _RUN = 2, 4
# One character of a run, with what belongs to it: marks, the second half of a
# decomposed Hangul syllable, half-width voicing signs.
_UNIT = re.compile(rf"[{_UNSPACED}][{TRAILING}\u1160-\u11ffﾞﾟ]*")
# More marks than any script puts on a letter.
_UNIT_CHARS = 9
# A run in which each code point is a character, and NFKC changes none.
_EVEN_RUN = re.compile("[一-鿿㐀-䶿ぁ-ゖァ-ヺー가-힣]+")
_STARTS_RUN = re.compile(f"[{_UNSPACED}]")


class _Remembered(dict[str, Chunk]):
    """Stretches between spaces → their words: the same ones come again and again."""

    def __missing__(self, piece: str) -> Chunk:
        chunk = _scanned(piece)
        if len(piece) <= _REMEMBERED_CHARS:
            if len(self) >= _REMEMBERED_PIECES:
                self.clear()
            self[piece] = chunk
        return chunk


class _Folded(dict[str, str]):
    """The same stretches → their words folded, with spaces between: it is all that
    most texts are asked for, and no more memory is to be touched than must be.
    """

    def __missing__(self, piece: str) -> str:
        if plain := plain_word(piece):
            lower = plain.lower()
            folded = piece if piece == lower else self.get(lower, lower)
        else:
            folded = " ".join(_remembered[piece].folded)
        if len(piece) <= _REMEMBERED_CHARS:
            if len(self) >= _REMEMBERED_PIECES:
                self.clear()
            self[piece] = folded
        return folded


_remembered = _Remembered()
_folded = _Folded()


def tokenize(text: str) -> Tokens:
    """The words of *text*, in order."""
    # No word goes over one of these, and none asks which of them it ends at.
    for sign in _SIGNS:
        text = text.replace(sign, " ")
    return Tokens(text.split(" "))


def words_in(piece: str) -> Chunk:
    """What stands in one of the pieces of some `Tokens`."""
    return _remembered[piece]


def plain_word(piece: str) -> str | None:
    """The word of a piece that holds nothing else but a point at its end."""
    word = piece.rstrip(".")
    is_plain = word.isascii() and word.isalpha() and len(word) <= _REMEMBERED_CHARS
    return word if is_plain else None


def _scanned(text: str) -> Chunk:
    if plain := plain_word(text):
        return Chunk((plain.lower(),), (plain,), ((0, len(plain)),))
    words: list[_Word] = []
    for found in _TOKEN.finditer(text):
        kind = found.lastindex
        if kind == _ACRONYM:
            words += _acronym(found[kind], *found.span(kind))
        elif kind == _RUN:
            words += _run(found[kind], found.start(kind))
        elif kind:
            words += _word(found[kind], *found.span(kind))
    return Chunk(
        tuple(word[0] for word in words),
        tuple(word[1] for word in words),
        tuple(word[2] for word in words),
    )


def is_unspaced(word: str) -> bool:
    """Whether *word* is of a script that puts no space between words."""
    return _STARTS_RUN.match(word) is not None


def _word(raw: str, start: int, end: int) -> Iterator[_Word]:
    while len(raw) > 2 and raw[-2] in APOSTROPHES and raw[-1] in "sS":
        raw, end = raw[:-2], end - 2
    for exact, folded in forms(raw):
        yield folded, exact, (start, end)


def _acronym(raw: str, start: int, end: int) -> Iterator[_Word]:
    letters = raw.replace(".", "").replace("．", "")
    for exact, folded in forms(letters):
        shown = exact if exact.isupper() else ".".join(exact) + "."
        yield folded, shown, (start, end)


def _run(run: str, start: int) -> Iterator[_Word]:
    if _EVEN_RUN.fullmatch(run):
        pairs = [*map("".join, pairwise(run)), run[-1]]
        for at, pair in enumerate(pairs, start):
            yield pair, pair, (at, at + 1)
    else:
        yield from _uneven_run(run, start)


def _uneven_run(run: str, start: int) -> Iterator[_Word]:
    units: list[tuple[str, int, int]] = []
    for found in _UNIT.finditer(run):
        exact = "".join(word for word, _ in forms(found[0][:_UNIT_CHARS]))
        if exact:
            units.append((exact, start + found.start(), start + found.end()))
    following = [exact for exact, _, _ in units[1:]] + [""]
    for (exact, first, last), after in zip(units, following, strict=True):
        pair = exact + after
        yield fold(pair), pair, (first, last)
