"""One article's words, looked up by term: the title and the body, each by itself."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from newswatch.match.tokens import tokenize
from newswatch.match.tree import Field, Piece, Term

#: words of the body that belong to the field `lede`
LEDE_WORDS = 160
#: places of a term that are looked at in one text: a page of one word a hundred
#: thousand times must not become a line of megabytes
MAX_PLACES = 1000


class Place(NamedTuple):
    """Where a term stands: words first … last of one text."""

    #: the record's key: `title` or `content_text`
    key: str
    first: int
    last: int


class IndexedText:
    """One text with its words → their positions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self._positions: defaultdict[str, list[int]] = defaultdict(list)
        for position, folded in enumerate(self.tokens.folded):
            self._positions[folded].append(position)

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self._positions)

    def find(self, term: Term) -> list[int]:
        """The first positions of *term*, ascending, MAX_PLACES at most.

        Occurrences do not overlap.
        """
        anchor = self._rarest(term.pieces)
        if anchor is None:
            return []
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
        return self.tokens.starts[first], self.tokens.ends[last]

    def _rarest(self, pieces: Sequence[Piece]) -> tuple[int, Sequence[int]] | None:
        """The piece with the fewest candidates: its offset and their positions.

        None if some piece stands nowhere. Prefixes are looked up only where there is
        nothing else, since that means to merge the positions of many words.
        """
        best: tuple[int, Sequence[int]] | None = None
        for offset, piece in enumerate(pieces):
            if piece.is_prefix:
                continue
            positions = self._positions.get(piece.folded)
            if positions is None:
                return None
            if best is None or len(positions) < len(best[1]):
                best = offset, positions
        return best or (0, self._starting_with(pieces[0].folded))

    def _starting_with(self, prefix: str) -> Sequence[int]:
        words = self._vocabulary
        found: list[int] = []
        index = bisect_left(words, prefix)
        while index < len(words) and words[index].startswith(prefix):
            found += self._positions[words[index]]
            index += 1
        return sorted(found)

    def _stands(self, pieces: Sequence[Piece], first: int) -> bool:
        words, exact = self.tokens.folded, self.tokens.exact
        if first + len(pieces) > len(words):
            return False
        return all(
            piece.accepts(words[at], exact[at])
            for at, piece in enumerate(pieces, first)
        )


class Document:
    """A title and a body, tokenised once for all topics."""

    def __init__(self, title: str | None, content_text: str) -> None:
        self.texts = {
            "title": IndexedText(title or ""),
            "content_text": IndexedText(content_text),
        }

    def find(self, term: Term, field: Field) -> list[Place]:
        """Every place of *term* in *field*, those in the title first."""
        last = len(term.pieces) - 1
        places = [
            Place("title", first, first + last)
            for first in self.texts["title"].find(term)
        ]
        if field is Field.TITLE:
            return places
        body = self.texts["content_text"]
        limit = LEDE_WORDS if field is Field.LEDE else len(body.tokens)
        places += [
            Place("content_text", first, first + last)
            for first in body.find(term)
            if first + last < limit
        ]
        return places
