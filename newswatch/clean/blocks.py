"""The blocks of an article: its sentences, each known by its words alone.

A block is a sentence; its hash is over its words, so a redesign, a moved box or another
dash changes nothing. Sentences, not paragraphs: an appeal of which one sentence was
edited is still four sentences of an old acquaintance, and one that was glued to the
story's own paragraph can be cut off it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from unicodedata import normalize

from newswatch.clean.counters import counted
from newswatch.clean.sentences import sentences
from newswatch.model import Article, PageBlocks

#: blocks of one page that are counted; the longest live blogs have about a thousand
MOST_BLOCKS = 1000
#: headline words that two articles on one subject share
SHARED_WORDS = 2
#: words of a headline that are looked at
_HEADLINE_WORDS = 40
WORD = re.compile(r"\w+")


def blocks_of(article: Article, seen_at: datetime) -> PageBlocks:
    """The blocks of *article* as it was read, before anything is cut."""
    texts = list(_all_sentences(article.paragraphs))
    known = (block for block in map(block_of, texts) if block is not None)
    counting = (block for block in map(counted, texts) if block is not None)
    return PageBlocks(
        seen_at=seen_at,
        blocks=frozenset(islice(known, MOST_BLOCKS)),
        counted=frozenset(islice(counting, MOST_BLOCKS)),
        subject=subject_of(article.headline),
    )


def block_of(text: str) -> int | None:
    """64 bits of the words of *text*; None where it has none."""
    words = words_of(text)
    return _hash(" ".join(words), 8) if words else None


def telling_words(headline: str | None) -> frozenset[str]:
    """Words of a headline that may tell what it is about."""
    words = (word for word in words_of(headline or "") if len(word) > 3)
    return frozenset(islice(words, _HEADLINE_WORDS))


def subject_of(headline: str | None) -> frozenset[int]:
    """32 bits of each word that may tell what *headline* is about."""
    return frozenset(_hash(word, 4) for word in telling_words(headline))


def words_of(text: str) -> list[str]:
    """The words of *text* as blocks know them: folded, without punctuation."""
    return WORD.findall(normalize("NFKC", text).casefold())


def _all_sentences(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from sentences(paragraph)


def _hash(text: str, size: int) -> int:
    encoded = text.encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(encoded, digest_size=size).digest(), "big")
