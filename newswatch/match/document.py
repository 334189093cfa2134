"""One article's words, looked up by term: each of its texts by itself."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from newswatch.match.tokens import Tokens, tokenize
from newswatch.match.tree import IN_TEXT, Field, Piece, Term

#: words of the body that belong to the field `lede`
LEDE_WORDS = 160
#: places of a term that are looked at in one text: a page of one word a hundred
#: thousand times must not become a line of megabytes
MAX_PLACES = 1000
#: tags, authors or names of an outlet that are looked at
MAX_VALUES = 200
# Words from which on all positions are listed at once: to list them all takes longer
# than to look for the few that an article of usual length is asked for.
_LONG_TEXT = 5_000
# Words from one of them to the next: no NEAR reaches so far.
_GAP = 1_000_000


class Place(NamedTuple):
    """Where a term stands: words first … last of one text."""

    #: the record's key: `title`, `content_text`, `url`, `authors` …
    key: str
    first: int
    last: int


class IndexedText:
    """One text with its words → their positions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: Tokens = tokenize(text)

    @cached_property
    def _first(self) -> dict[str, int]:
        words = self.tokens.folded
        return dict(zip(reversed(words), range(len(words) - 1, -1, -1), strict=True))

    @property
    def words(self) -> Container[str]:
        return self._last

    @cached_property
    def _last(self) -> dict[str, int]:
        words = self.tokens.folded
        return dict(zip(words, range(len(words)), strict=True))

    @cached_property
    def _positions(self) -> dict[str, list[int]]:
        positions: defaultdict[str, list[int]] = defaultdict(list)
        for position, folded in enumerate(self.tokens.folded):
            positions[folded].append(position)
        return dict(positions)

    def _at(self, word: str) -> Sequence[int]:
        """The positions of *word*, ascending."""
        last = self._last.get(word)
        if last is None:
            return ()
        first = self._first[word]
        if first == last:
            return (first,)
        words = self.tokens.folded
        if len(words) > _LONG_TEXT:
            return self._positions[word]
        found = [first]
        while found[-1] != last:
            found.append(words.index(word, found[-1] + 1))
        return found

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self._last)

    def find(self, term: Term) -> Sequence[int]:
        """The first positions of *term*, ascending, MAX_PLACES at most.

        Occurrences do not overlap.
        """
        if len(term.pieces) == 1:
            return self._words(term.pieces[0])
        anchor = self._rarest(term.pieces)
        if anchor is None:
            return ()
        offset, candidates = anchor
        found: list[int] = []
        free_from = 0
        for candidate in candidates:
            first = candidate - offset
            if first >= free_from and self._stands(term.pieces, first):
                found.append(first)
                free_from = first + len(term.pieces)
                if len(found) == MAX_PLACES:
                    break
        return found

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Words first … last as [start, end) in code points of the text."""
        start, end = self.tokens.span(first)
        return (start, end) if first == last else (start, self.tokens.span(last)[1])

    def _words(self, piece: Piece) -> Sequence[int]:
        if piece.is_prefix or piece.is_infix:
            found = self._merged(self._opened(piece))
        elif piece.forms:
            found = self._of_word(piece)
        else:
            found = self._at(piece.folded)
        if found and piece.exact is not None:
            words, exact = self.tokens.folded, self.tokens.exact
            found = [at for at in found if piece.accepts(words[at], exact[at])]
        return found[:MAX_PLACES] if len(found) > MAX_PLACES else found

    def _rarest(self, pieces: Sequence[Piece]) -> tuple[int, Sequence[int]] | None:
        """The piece with the fewest candidates: its offset and their positions.

        None if some piece stands nowhere. Open pieces are looked up only where there
        is nothing else, since that means to merge the positions of many words.
        """
        best: tuple[int, Sequence[int]] | None = None
        for offset, piece in enumerate(pieces):
            if piece.is_open:
                continue
            positions = self._of_word(piece)
            if not positions:
                return None
            if best is None or len(positions) < len(best[1]):
                best = offset, positions
        return best or (0, self._merged(self._opened(pieces[0])))

    def _of_word(self, piece: Piece) -> Sequence[int]:
        if piece.forms:
            return self._merged([*{piece.folded, *piece.forms}])
        return self._at(piece.folded)

    def _merged(self, words: Sequence[str]) -> Sequence[int]:
        if len(words) < 2:
            return self._at(words[0]) if words else ()
        return sorted(chain.from_iterable(map(self._at, words)))

    def _opened(self, piece: Piece) -> Sequence[str]:
        """The words of the text that *piece*, a prefix or an infix, accepts."""
        words, part = self._vocabulary, piece.folded
        if piece.is_infix:
            return [word for word in words if part in word]
        first = after = bisect_left(words, part)
        while after < len(words) and words[after].startswith(part):
            after += 1
        return words[first:after]

    def _stands(self, pieces: Sequence[Piece], first: int) -> bool:
        words = self.tokens.folded
        # Only a piece in exact case looks at it.
        exact = self.tokens.exact if any(p.exact for p in pieces) else words
        if first + len(pieces) > len(words):
            return False
        return all(
            piece.accepts(words[at], exact[at])
            for at, piece in enumerate(pieces, first)
        )


#: the keys in which a field looks, beside the body's part of a lede
_KEYS: dict[Field, tuple[str, ...]] = {
    Field.TITLE: ("title",),
    Field.LEDE: ("title", "content_text"),
    Field.BODY: ("title", "content_text"),
    Field.URL: ("url",),
    Field.SECTION: ("section",),
    Field.OUTLET: ("outlet",),
    Field.AUTHOR: ("authors",),
    Field.LANG: ("language",),
    Field.TAG: ("tags",),
}


class Document:
    """An article, tokenised once for all topics. All but the title and the body are
    looked into only if a query asks.
    """

    def __init__(
        self,
        title: str | None,
        content_text: str,
        *,
        url: str | None = None,
        section: str | None = None,
        outlet: str | Sequence[str] = (),
        authors: Sequence[str] = (),
        language: str | None = None,
        tags: Sequence[str] = (),
    ) -> None:
        """*outlet* is the outlet's id, or its id and its names."""
        self.texts = {
            "title": IndexedText(title or ""),
            "content_text": IndexedText(content_text),
        }
        self._beside: dict[str, Sequence[str]] = {
            "url": [url] if url else (),
            "section": [section] if section else (),
            "outlet": [outlet] if isinstance(outlet, str) else outlet,
            "authors": authors,
            "language": [language] if language else (),
            "tags": tags,
        }
        self._found: dict[str, dict[Field, Sequence[Place]]] = {}

    @cached_property
    def beside(self) -> dict[str, list[IndexedText]]:
        """What is told beside the text: the record's key → its values."""
        return {
            key: [IndexedText(value) for value in values[:MAX_VALUES]]
            for key, values in self._beside.items()
        }

    def find(self, term: Term, field: Field) -> Sequence[Place]:
        """Every place of *term* in *field*, those in the title first."""
        piece = term.pieces[0]
        # Most words of a query stand nowhere: this is asked of them all.
        word, (title, body) = piece.folded, self._known
        if (
            word not in body
            and word not in title
            and field in IN_TEXT
            and not (piece.is_prefix or piece.is_infix or piece.forms)
        ):
            return ()
        # In one field a term's spelling says what it asks for.
        by_field = self._found.get(term.written)
        if by_field is None:
            by_field = self._found[term.written] = {}
        places = by_field.get(field)
        if places is None:
            places = by_field[field] = self._places(term, field)
        return places

    @cached_property
    def _known(self) -> tuple[Container[str], Container[str]]:
        """The words of the title, and those of the body."""
        return self.texts["title"].words, self.texts["content_text"].words

    def span(self, place: Place) -> tuple[int, int] | None:
        """*place* as [start, end) in its text; None unless that is title or body."""
        text = self.texts.get(place.key)
        return text.span(place.first, place.last) if text else None

    def _places(self, term: Term, field: Field) -> Sequence[Place]:
        further = len(term.pieces) - 1
        found = []
        for key in _KEYS[field]:
            for number, text in enumerate(self._values(key)):
                start = number * _GAP
                for at in text.find(term):
                    first = start + at
                    found.append(Place(key, first, first + further))
        if field is Field.LEDE:
            found = list(filter(_in_lede, found))
        elif field is Field.LANG:
            # Its first part: what follows is a country (es-AR), whose code may be that
            # of a language.
            found = [place for place in found if place.first == 0]
        return found

    def _values(self, key: str) -> Sequence[IndexedText]:
        text = self.texts.get(key)
        return self.beside[key] if text is None else (text,)


def _in_lede(place: Place) -> bool:
    return place.key == "title" or place.last < LEDE_WORDS
