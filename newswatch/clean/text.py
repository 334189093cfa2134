"""Text of pages and feeds → text that is safe to keep, to compare and to print.

What happens to it, in this order: lone surrogates become U+FFFD; line and page
separators of all kinds become spaces; C0 and C1 controls, soft hyphens and invisible
characters go; Unicode NFC; white space is folded. Case, quotation marks and dashes
stay as the outlet set them.

Joiners (U+200C, U+200D) spell words in Persian and Indic scripts and build emoji, so
they go only where the letter before them is Latin, Greek or Cyrillic, or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from newswatch.model.scripts import HAN_AND_KANA

_SURROGATES = re.compile("[\ud800-\udfff]")
_SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff]"
    # a joiner after nothing, or after a letter below Hebrew
    "|(?<![\u0590-\U0010ffff])[\u200c\u200d]"
)
#: Han, Hiragana and Katakana: written without spaces, one character a word
_WORD = re.compile(f"[{HAN_AND_KANA}]|[^\\s{HAN_AND_KANA}]+")


def clean_line(text: str) -> str:
    """*text* as one line: nothing invisible, no control, white space folded."""
    text = _SURROGATES.sub("\ufffd", text)
    text = _INVISIBLE.sub("", _SEPARATORS.sub(" ", text))
    return " ".join(normalize("NFC", text).split())


def clean_paragraphs(
    paragraphs: Iterable[str], headline: str | None = None
) -> tuple[str, ...]:
    """*paragraphs* as clean lines, without empty ones and without an echoed headline.

    The first paragraph goes if it says nothing but *headline*. A text that is only
    its headline keeps it: a flash has no more.
    """
    cleaned = [line for text in paragraphs if (line := clean_line(text))]
    if headline and len(cleaned) > 1 and _bare(cleaned[0]) == _bare(headline):
        del cleaned[0]
    return tuple(cleaned)


def _bare(text: str) -> str:
    return "".join(
        char for char in normalize("NFKD", text).casefold() if char.isalnum()
    )


def word_count(text: str) -> int:
    """How many words *text* has; in Chinese and Japanese, how many characters.

    What holds no letter and no digit (a dash, a bullet) is no word.
    """
    return sum(any(map(str.isalnum, word)) for word in _WORD.findall(text))
