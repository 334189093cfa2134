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
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
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


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of one text, in columns: thousands of them are made per article."""

    folded: list[str] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))

    def __len__(self) -> int:
        return len(self.folded)

    def __iter__(self) -> Iterator[Token]:
        columns = (self.starts, self.ends, self.folded, self.exact)
        for position, row in enumerate(zip(*columns, strict=True)):
            yield Token(position, *row)


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


def tokenize(text: str) -> Tokens:
    """The words of *text*, in order."""
    tokens = Tokens()
    for found in _TOKEN.finditer(text):
        kind = found.lastindex
        if kind == _ACRONYM:
            _add_acronym(tokens, found[kind], *found.span(kind))
        elif kind == _RUN:
            _add_run(tokens, found[kind], found.start(kind))
        elif kind:
            _add_word(tokens, found[kind], *found.span(kind))
    return tokens


def is_unspaced(word: str) -> bool:
    """Whether *word* is of a script that puts no space between words."""
    return _STARTS_RUN.match(word) is not None


def _add(tokens: Tokens, exact: str, folded: str, start: int, end: int) -> None:
    tokens.folded.append(folded)
    tokens.exact.append(exact)
    tokens.starts.append(start)
    tokens.ends.append(end)


def _add_word(tokens: Tokens, raw: str, start: int, end: int) -> None:
    while len(raw) > 2 and raw[-2] in APOSTROPHES and raw[-1] in "sS":
        raw, end = raw[:-2], end - 2
    for exact, folded in forms(raw):
        _add(tokens, exact, folded, start, end)


def _add_acronym(tokens: Tokens, raw: str, start: int, end: int) -> None:
    letters = raw.replace(".", "").replace("．", "")
    for exact, folded in forms(letters):
        shown = exact if exact.isupper() else ".".join(exact) + "."
        _add(tokens, shown, folded, start, end)


def _add_run(tokens: Tokens, run: str, start: int) -> None:
    if _EVEN_RUN.fullmatch(run):
        pairs = [*map("".join, pairwise(run)), run[-1]]
        tokens.folded.extend(pairs)
        tokens.exact.extend(pairs)
        tokens.starts.extend(range(start, start + len(run)))
        tokens.ends.extend(range(start + 1, start + len(run) + 1))
    else:
        _add_uneven_run(tokens, run, start)


def _add_uneven_run(tokens: Tokens, run: str, start: int) -> None:
    units: list[tuple[str, int, int]] = []
    for found in _UNIT.finditer(run):
        exact = "".join(word for word, _ in forms(found[0][:_UNIT_CHARS]))
        if exact:
            units.append((exact, start + found.start(), start + found.end()))
    following = [exact for exact, _, _ in units[1:]] + [""]
    for (exact, first, last), after in zip(units, following, strict=True):
        pair = exact + after
        _add(tokens, pair, fold(pair), first, last)
