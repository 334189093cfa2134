"""Cuts what an outlet repeats (boilerplate.py) from an article, wherever it stands.

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
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from newswatch.clean.blocks import (
    SHARED_WORDS,
    WORD,
    block_of,
    subject_of,
    telling_words,
    words_of,
)
from newswatch.clean.boilerplate import PASSAGE_SENTENCES
from newswatch.clean.sentences import sentences
from newswatch.clean.text import word_count
from newswatch.model import Article, Furniture, Removed

#: code of the record's `warnings`: the body seemed to be nothing but furniture
KEPT = "furniture-kept"
#: words that make sentences a passage
_PASSAGE_WORDS = 20
#: words of a sentence that may be glued to another, counted from where they meet
_MOST_GLUED = 60
#: words under which a sentence is short, and characters, for scripts without spaces
_SHORT_WORDS = 6
_SHORT_CHARACTERS = 12
#: words that must be left of a body; a flash may have no more
_FEWEST_WORDS = 8
#: words under which a text is short; extract/article.py has it in characters
_SHORT_TEXT_WORDS = 40


def without_furniture(
    article: Article, furniture: Furniture
) -> tuple[Article, tuple[Removed, ...]]:
    """*article* without what its outlet repeats, and what was cut, in order."""
    known = _known(furniture, article.headline)
    if not known:
        return article, ()
    pieces = list(_unglued(list(_pieces(article.paragraphs)), known))
    cut = _marked(pieces, known, furniture.sure, telling_words(article.headline))
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
    subject = subject_of(headline)
    if any(len(subject & of) >= SHARED_WORDS for of in furniture.fresh_subjects):
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
        paragraph=paragraph, text=text, block=block_of(text), words=word_count(text)
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
    words = list(WORD.finditer(text))[1:]
    for word in words[-_MOST_GLUED : 1 - _SHORT_WORDS]:
        start = word.start()
        begins = text[start - 1].isspace() and not text[start].islower()
        if begins and block_of(text[start:]) in known:
            return start
    return None


def _known_beginning(text: str, known: Mapping[int, int]) -> int | None:
    """Where in *text* a sentence of furniture ends that is its whole beginning."""
    words = list(WORD.finditer(text))
    for word in words[_SHORT_WORDS:_MOST_GLUED]:
        start = word.start()
        begins = text[start - 1].isspace() and not text[start].islower()
        if begins and block_of(text[:start]) in known:
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
    return len(run) >= PASSAGE_SENTENCES and words >= _PASSAGE_WORDS


def _sure_of(
    run: Sequence[tuple[int, _Piece]], sure: frozenset[int], subject: frozenset[str]
) -> set[int]:
    """What goes of two sentences or one, with their numbers."""
    long = {
        number
        for number, piece in run
        if piece.block in sure
        and not piece.is_short
        and len(subject.intersection(words_of(piece.text))) < SHARED_WORDS
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
