"""What an article's text is compared by.

Two hashes for two questions, and passages for a third: whether part of the text is
another's (passages.py). `words_hash` tells whether two bodies say the same in the
same words: case, punctuation, widths and ligatures do not count, so a reprint under
another address has the same one. `content_hash` is for readers of the feed: it moves
with every visible change of title or body.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from unicodedata import normalize

from newswatch.dedup.passages import passages
from newswatch.model import Fingerprint
from newswatch.model.scripts import HAN_AND_KANA

_TOKEN = re.compile(r"\w+")
#: invisible to a reader, and lost or added by content systems
_INVISIBLE = re.compile("[\xad\u200b\u200c\u200d\u2060\ufeff]+")
#: Han and kana are counted by character, all else by the space between words
_WORD = re.compile(f"[{HAN_AND_KANA}]|[^\\s{HAN_AND_KANA}]+")


def fingerprint(headline: str | None, paragraphs: Sequence[str]) -> Fingerprint:
    """The fingerprint of an article; equal texts give equal ones on every machine."""
    body = "\n".join(paragraphs)
    plain = normalize("NFKC", _INVISIBLE.sub("", body)).casefold()
    # Folding case can undo the normal form (Unicode, chapter 3.13): once more.
    folded = normalize("NFKC", plain)
    return Fingerprint(
        words_hash=_words_hash(folded),
        content_hash=_content_hash(headline or "", paragraphs),
        word_count=sum(map(_says_something, _WORD.findall(body))),
        passages=passages(folded),
    )


def _says_something(word: str) -> bool:
    """Whether *word* is more than a dash or other marks; most begin with a letter."""
    return word[0].isalnum() or any(map(str.isalnum, word))


def _words_hash(folded: str) -> bytes | None:
    tokens = _TOKEN.findall(folded)
    if not tokens:
        return None
    return hashlib.sha256(_utf8(" ".join(tokens))).digest()


def _content_hash(headline: str, paragraphs: Sequence[str]) -> str:
    lines = [
        " ".join(normalize("NFC", text).split()) for text in (headline, *paragraphs)
    ]
    return "sha256:" + hashlib.sha256(_utf8("\n".join(lines))).hexdigest()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
