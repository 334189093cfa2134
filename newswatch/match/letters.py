"""The two spellings a word is compared by: as written but for its case, and folded.

What is one word to a reader must be one word here, whatever the outlet typed:
full-width and ligature forms (Unicode NFKC), typewriter and curly apostrophes, ё and е,
vowel points that Arabic and Hebrew may leave out, Arabic letters that differ by
keyboard only, the two Turkish i (so that IŞIK, ışık and İstanbul, istanbul meet),
soft hyphens and direction marks inside a word. Accents that belong to the spelling
(é, ü, й) are kept: they tell words apart.

The Arabic pairs are those of Lucene's ArabicNormalizer and PersianNormalizer, but for
teh marbuta, which tells words apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from unicodedata import category, normalize

#: signs that stand for an apostrophe; U+02BC counts as a letter in Unicode
APOSTROPHES = "'’‘‛ʼ＇´`′"
#: invisible inside a word: soft hyphen, joiners, direction marks, byte order mark.
#: Not U+200B, which separates words
_INVISIBLE_RANGES = (
    (0xAD, 0xAE), (0x61C, 0x61D), (0x180E, 0x180F), (0x200C, 0x2010),
    (0x202A, 0x202F), (0x2060, 0x2065), (0x2066, 0x2070), (0xFEFF, 0xFF00),
)  # fmt: skip
_MARK_PLANES = (range(0x300, 0x10000), range(0xE0100, 0xE01F0))


_INVISIBLE = tuple(chain.from_iterable(range(*bounds) for bounds in _INVISIBLE_RANGES))
_MARKS = tuple(
    code
    for code in chain.from_iterable(_MARK_PLANES)
    if category(chr(code)) in {"Mn", "Mc", "Me"}
)


def _ranges(codes: Iterable[int]) -> str:
    """*codes* as the inside of a regular expression's [character class]."""
    runs: list[list[int]] = []
    for code in sorted(set(codes)):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in runs)


#: inside of a character class: what may follow a letter and belongs to it
TRAILING = _ranges(_MARKS + _INVISIBLE)

_PAIRS = {
    "ё": "е", "Ё": "Е",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "",
}  # fmt: skip
# Blocks whose marks are no part of the spelling: accents that NFKC could not
# compose, Hebrew and Arabic points, half marks, variation selectors.
_POINTED = ((0x300, 0x370), (0x591, 0x700), (0x8A0, 0x900), (0xFE00, 0xFE30))
_POINTS = [
    code
    for code in _MARKS
    if code >= 0xE0100 or any(start <= code < stop for start, stop in _POINTED)
]
_SPELLING: dict[int, str | None] = {
    **{ord(letter): other for letter, other in _PAIRS.items()},
    **{ord(sign): "'" for sign in APOSTROPHES},
    **dict.fromkeys(_POINTS),
}
# Done before NFKC, which makes a space and an accent of ´.
_TYPING: dict[int, str | None] = {
    **{ord(sign): "'" for sign in APOSTROPHES},
    **dict.fromkeys(_INVISIBLE),
}
# NFKC turns a few single characters into several words (½, U+FDFA).
_BETWEEN = re.compile(f"[^\\w'{TRAILING}]+")
# Longer words are rare, and a hostile page could fill the memory with them.
_REMEMBERED_CHARS = 48


def forms(raw: str) -> tuple[tuple[str, str], ...]:
    """Each word in *raw* as (exact form, folded form); nearly always one.

    The exact form keeps the case and is else normalised like the folded one. *raw* is
    what `tokens` takes for a word: with few marks in a row, since the time for NFKC
    grows with the square of their number (CPython orders them by insertion).
    """
    if raw.isascii() and "`" not in raw:
        return ((raw, raw if raw.islower() else raw.lower()),)
    return _remembered_forms(raw) if len(raw) <= _REMEMBERED_CHARS else _forms(raw)


def _forms(raw: str) -> tuple[tuple[str, str], ...]:
    spelled = normalize("NFKC", raw.translate(_TYPING)).translate(_SPELLING).strip("'")
    words = [spelled] if spelled.isalnum() else _BETWEEN.split(spelled)
    return tuple((word, fold(word)) for word in words if word)


_remembered_forms = lru_cache(maxsize=16_384)(_forms)


def fold(exact: str) -> str:
    """An exact form without its case."""
    if exact.isascii():
        return exact.lower()
    folded = normalize("NFKC", exact.casefold()).translate(_SPELLING)
    return folded.replace("ı", "i")
