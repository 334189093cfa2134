"""What an outlet repeats on its articles: learned by text, cut wherever it stands.

A block is a sentence; its hash is over its words alone, so a redesign, a moved box or
another dash changes nothing. Sentences, not paragraphs: an appeal of which one sentence
was edited is still four sentences of an old acquaintance, and one that was glued to the
story's own paragraph can be cut off it.

A sentence is furniture when it stands on several *other* articles of the outlet:

1. on enough of the newest ones. Several repeated sentences in a row are a passage:
   they need few witnesses (`_PASSAGE`), because nobody quotes a passage in three
   stories. One sentence or two need many (`_ALONE`): newsrooms do repeat a quotation,
   or a line of background. The short window learns a new wording within three
   articles, the longer ones remember one that takes turns with others;
2. about different things: articles whose headlines share words follow one story, and a
   follow-up may say again what was said. Such articles count as one subject, and three
   subjects are wanted. Words that stand in half of all headlines tell no subject;
3. in different bodies: stubs and error texts that are alike as a whole count once.

A wording that took another's place needs two witnesses (`_replaced`): where furniture
that most articles had is gone from the newest ones, as many sentences or fewer that
two of these have in its stead are the new wording. It goes as a passage only, and not
from an article on what one of the two is about: when an appeal ends while one story
fills the paper, the story's background stays.

A sentence without a full stop before it ("… is underway Give a little each month.") is
one with what stands before. Where the next sentence is furniture, an end that is word
for word a sentence of furniture is split off; likewise a beginning behind one.

What guards the story's own words:

* a sentence that no other article has is never cut, whatever stands around it;
* a short sentence ("He declined to comment.") goes only beside one that goes;
* a sentence by itself that speaks of what the headline speaks of stays: it may be this
  story's opening, which the teasers on all other pages repeat;
* a dateline is part of its sentence, and short where it is none;
* a body of which no sentence's worth would be left is kept whole, with a warning.

Forgetting is the window's: what is gone from the newest articles is no furniture.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from unicodedata import normalize

from newswatch.clean.counters import counted
from newswatch.clean.sentences import sentences
from newswatch.clean.text import word_count
from newswatch.model import Article, Furniture, PageBlocks, Removed

#: code of the record's `warnings`: the body seemed to be nothing but furniture
KEPT = "furniture-kept"
#: (newest articles looked at, how many of them must have the block) where it is one of
#: several in a row. A fifth of the articles in the long run; chosen by hand
_PASSAGE = ((3, 3), (10, 4), (40, 8), (200, 40))
#: the same for a sentence by itself: half of them
_ALONE = ((7, 7), (12, 9), (40, 20), (200, 100))
#: articles that are looked at
WINDOW = 200
#: what makes sentences a passage
_PASSAGE_SENTENCES, _PASSAGE_WORDS = 3, 20
#: different subjects on which a block must have been seen
_SUBJECTS = 3
#: a change of wording: how many articles may have come since, and how many of them must
#: have the new one. Of 1,681 real articles none loses a sentence by it, even if an
#: appeal had ended just before each (benchmarks/furniture.py)
_SINCE, _FRESH = (2, 3, 4), 2
#: articles before it that are looked at, the least of them, and how many of those must
#: have had what is gone; chosen by hand
_BEFORE, _LEAST_BEFORE, _REGULAR = 10, 5, 0.7
#: words of a sentence that may be glued to another, counted from where they meet
_MOST_GLUED = 60
#: headline words that two articles on one subject share
_SHARED_WORDS = 2
#: words of a headline that are looked at
_HEADLINE_WORDS = 40
#: with fewer articles than this, nobody can say which headline words are common
_FEW_ARTICLES = 8
#: blocks that travel to a lane with a page: some 30 KB
MOST_FURNITURE = 2000
#: blocks of one page that are counted; the longest live blogs have about a thousand
MOST_BLOCKS = 1000
#: words under which a sentence is short, and characters, for scripts without spaces
_SHORT_WORDS = 6
_SHORT_CHARACTERS = 12
#: words that must be left of a body; a flash may have no more
_FEWEST_WORDS = 8
#: words under which a text is short; extract/article.py has it in characters
_SHORT_TEXT_WORDS = 40
_WORD = re.compile(r"\w+")


def blocks_of(article: Article, seen_at: datetime) -> PageBlocks:
    """The blocks of *article* as it was read, before anything is cut."""
    texts = list(_all_sentences(article.paragraphs))
    known = (block for block in map(_block, texts) if block is not None)
    counting = (block for block in map(counted, texts) if block is not None)
    return PageBlocks(
        seen_at=seen_at,
        blocks=frozenset(islice(known, MOST_BLOCKS)),
        counted=frozenset(islice(counting, MOST_BLOCKS)),
        subject=_subject(article.headline),
    )


def furniture_among(others: Sequence[PageBlocks]) -> Furniture:
    """What counts as furniture by the *others*, the outlet's articles, newest first."""
    distinct: dict[frozenset[int], PageBlocks] = {}
    for page in others:
        distinct.setdefault(page.blocks, page)
    pages = list(distinct.values())[:WINDOW]
    counts = Counter(block for page in pages for block in page.blocks)
    telling = _telling_words(pages)
    often = _often(pages, _PASSAGE)
    kept = [
        block
        for block, _ in counts.most_common()
        if block in often and _subjects(block, pages, telling) >= _SUBJECTS
    ][:MOST_FURNITURE]
    fresh = _replaced(pages, telling) - frozenset(kept)
    return Furniture(
        blocks={block: counts[block] for block in kept},
        sure=_often(pages, _ALONE).intersection(kept),
        fresh={block: counts[block] for block in fresh},
        fresh_subjects=tuple(
            page.subject & telling
            for page in pages[: _SINCE[-1]]
            if fresh & page.blocks
        ),
    )


def _replaced(pages: Sequence[PageBlocks], telling: frozenset[int]) -> frozenset[int]:
    """What stands on the newest articles in the place of furniture that is gone."""
    for size in _SINCE:
        since, before = pages[:size], pages[size : size + _BEFORE]
        if len(before) < _LEAST_BEFORE:
            break
        counts = Counter(block for page in before for block in page.blocks)
        regular = {b for b, count in counts.items() if count >= _REGULAR * len(before)}
        last = regular & before[0].blocks
        gone = last.difference(*(page.blocks for page in since))
        new_counts = Counter(block for page in since for block in page.blocks)
        new = {block for block, count in new_counts.items() if count >= _FRESH}
        new.difference_update(counts)
        if new and len(regular) >= _PASSAGE_SENTENCES and len(new) <= len(gone):
            return frozenset(
                block for block in new if _subjects(block, since, telling) >= _FRESH
            )
    return frozenset()


def _often(
    pages: Sequence[PageBlocks], shares: Sequence[tuple[int, int]]
) -> frozenset[int]:
    """The blocks that enough of the newest pages have."""
    counts: Counter[int] = Counter()
    found: set[int] = set()
    start = 0
    for size, needed in shares:
        for page in pages[start:size]:
            counts.update(page.blocks)
        start = size
        found.update(block for block, count in counts.items() if count >= needed)
    return frozenset(found)


def without_furniture(
    article: Article, furniture: Furniture
) -> tuple[Article, tuple[Removed, ...]]:
    """*article* without what its outlet repeats, and what was cut, in order."""
    known = _known(furniture, article.headline)
    if not known:
        return article, ()
    pieces = list(_unglued(list(_pieces(article.paragraphs)), known))
    cut = _marked(pieces, known, furniture.sure, _telling(article.headline))
    if not cut:
        return article, ()
    left = [piece for index, piece in enumerate(pieces) if index not in cut]
    words_left = sum(piece.words for piece in left)
    if words_left < _FEWEST_WORDS:
        return _warned(article, KEPT), ()
    shortened = replace(article, paragraphs=tuple(_joined(left)))
    if words_left < _SHORT_TEXT_WORDS:
        shortened = _warned(shortened, "text-short")
    return shortened, tuple(_removed(pieces, sorted(cut), known))


def _known(furniture: Furniture, headline: str | None) -> Mapping[int, int]:
    """The furniture of a page: a fresh wording counts if its witnesses are others'."""
    subject = _subject(headline)
    if any(len(subject & of) >= _SHARED_WORDS for of in furniture.fresh_subjects):
        return furniture.blocks
    return {**furniture.fresh, **furniture.blocks}


def without_blocks(
    paragraphs: Sequence[str], blocks: Collection[int]
) -> tuple[str, ...]:
    """*paragraphs* without the sentences that are among *blocks*."""
    pieces = (piece for piece in _pieces(paragraphs) if piece.block not in blocks)
    return tuple(_joined(pieces))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A sentence of a body."""

    paragraph: int
    text: str
    block: int | None
    words: int

    @property
    def is_short(self) -> bool:
        return len(self.text) < _SHORT_CHARACTERS or self.words < _SHORT_WORDS


def _pieces(paragraphs: Sequence[str]) -> Iterator[_Piece]:
    for number, paragraph in enumerate(paragraphs):
        for text in sentences(paragraph):
            yield _piece(number, text)


def _piece(paragraph: int, text: str) -> _Piece:
    return _Piece(
        paragraph=paragraph, text=text, block=_block(text), words=word_count(text)
    )


def _unglued(pieces: Sequence[_Piece], known: Mapping[int, int]) -> Iterator[_Piece]:
    """*pieces*, with what is glued to a neighbour that is known split where they meet.

    Only within a paragraph: elsewhere nothing is glued.
    """
    for before, piece, after in zip(
        (None, *pieces), pieces, (*pieces[1:], None), strict=False
    ):
        place = None
        if piece.block is not None and piece.block not in known:
            if after and after.paragraph == piece.paragraph and after.block in known:
                place = _known_end(piece.text, known)
            if (
                place is None
                and before
                and before.paragraph == piece.paragraph
                and before.block in known
            ):
                place = _known_beginning(piece.text, known)
        if place is None:
            yield piece
        else:
            yield _piece(piece.paragraph, piece.text[:place])
            yield _piece(piece.paragraph, piece.text[place:])


def _known_end(text: str, known: Mapping[int, int]) -> int | None:
    """Where in *text* a sentence of furniture begins that is the whole rest of it."""
    words = list(_WORD.finditer(text))[1:]
    for word in words[-_MOST_GLUED : 1 - _SHORT_WORDS]:
        start = word.start()
        begins = text[start - 1].isspace() and not text[start].islower()
        if begins and _block(text[start:]) in known:
            return start
    return None


def _known_beginning(text: str, known: Mapping[int, int]) -> int | None:
    """Where in *text* a sentence of furniture ends that is its whole beginning."""
    words = list(_WORD.finditer(text))
    for word in words[_SHORT_WORDS:_MOST_GLUED]:
        start = word.start()
        begins = text[start - 1].isspace() and not text[start].islower()
        if begins and _block(text[:start]) in known:
            return start
    return None


def _marked(
    pieces: Sequence[_Piece],
    known: Mapping[int, int],
    sure: frozenset[int],
    subject: frozenset[str],
) -> set[int]:
    """Which pieces go: passages, what is sure, and the short ones beside those."""
    cut: set[int] = set()
    for is_known, group in groupby(
        enumerate(pieces), lambda each: each[1].block in known
    ):
        run = list(group)
        if is_known and _is_passage([piece for _, piece in run]):
            cut.update(number for number, _ in run)
        elif is_known:
            cut |= _sure_of(run, sure, subject)
    return cut


def _is_passage(run: Sequence[_Piece]) -> bool:
    words = sum(piece.words for piece in run)
    return len(run) >= _PASSAGE_SENTENCES and words >= _PASSAGE_WORDS


def _sure_of(
    run: Sequence[tuple[int, _Piece]], sure: frozenset[int], subject: frozenset[str]
) -> set[int]:
    """What goes of two sentences or one, with their numbers."""
    long = {
        number
        for number, piece in run
        if piece.block in sure
        and not piece.is_short
        and len(subject.intersection(_words(piece.text))) < _SHARED_WORDS
    }
    return long | {number for number, piece in run if long and piece.is_short}


def _joined(pieces: Iterable[_Piece]) -> Iterator[str]:
    for _, group in groupby(pieces, key=lambda piece: piece.paragraph):
        if text := "".join(piece.text for piece in group).strip():
            yield text


def _removed(
    pieces: Sequence[_Piece], cut: Sequence[int], counts: Mapping[int, int]
) -> Iterator[Removed]:
    for index in cut:
        block, text = pieces[index].block, pieces[index].text.strip()
        if block is not None:
            yield Removed(block=block, text=text, seen_on=counts[block])


def _warned(article: Article, code: str) -> Article:
    if code in article.warnings:
        return article
    return replace(article, warnings=(*article.warnings, code))


def _telling_words(pages: Sequence[PageBlocks]) -> frozenset[int]:
    """The headline words that tell one subject from another."""
    counts = Counter(word for page in pages for word in page.subject)
    few = len(pages) < _FEW_ARTICLES
    return frozenset(
        word for word, count in counts.items() if few or 2 * count <= len(pages)
    )


def _subjects(block: int, pages: Sequence[PageBlocks], telling: frozenset[int]) -> int:
    """On how many subjects *block* was seen; counting ends when they are enough."""
    apart: list[frozenset[int]] = []
    for page in pages:
        if block not in page.blocks:
            continue
        subject = page.subject & telling
        if all(len(subject & other) < _SHARED_WORDS for other in apart):
            apart.append(subject)
            if len(apart) == _SUBJECTS:
                break
    return len(apart)


def _telling(headline: str | None) -> frozenset[str]:
    """Words of a headline that may tell what it is about."""
    words = (word for word in _words(headline or "") if len(word) > 3)
    return frozenset(islice(words, _HEADLINE_WORDS))


def _subject(headline: str | None) -> frozenset[int]:
    return frozenset(_hash(word, 4) for word in _telling(headline))


def _all_sentences(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from sentences(paragraph)


def _block(text: str) -> int | None:
    """64 bits of the words of *text*; None where it has none."""
    words = _words(text)
    return _hash(" ".join(words), 8) if words else None


def _words(text: str) -> list[str]:
    return _WORD.findall(normalize("NFKC", text).casefold())


def _hash(text: str, size: int) -> int:
    encoded = text.encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(encoded, digest_size=size).digest(), "big")
