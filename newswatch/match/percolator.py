"""Which of thousands of queries an article could meet, found from its words.

Every query is read as groups of pieces (words, prefixes, infixes) of which at least one
must stand in any article that meets it: of AND each part's groups, of OR one group for
all branches, of NEAR each side's; NOT, and OR with a branch that needs no word, require
nothing. A query wakes on one of its groups, the rarest, and is then held against the
others, all without a place being looked at. What wakes may still not be met; what does
not wake cannot be.

A new word is held against all prefixes and infixes once and remembered. How rare a
group is shows in the articles themselves: the first ones are counted, then the queries
are hung up anew. Before that long words count as rare.

This is what Lucene's monitor and Elasticsearch's percolator do for stored queries.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from newswatch.match.document import Document
from newswatch.match.tree import (
    IN_TEXT,
    And,
    Group,
    Near,
    Node,
    Or,
    Piece,
    Scoped,
    Term,
)

# The words of a lane's day; one costs some 150 bytes.
_REMEMBERED_WORDS = 100_000
# Longer words are a page's mischief, and would fill the memory.
_REMEMBERED_CHARS = 48
#: after how many articles the queries are hung up by what was counted
_RECKONINGS = (32, 512)

_Group = frozenset[Piece]
#: numbers of pieces, one of which must stand in the article
_Gate = frozenset[int]


class Percolator:
    """Wakes queries by number. What it learns changes its speed, never its answers."""

    def __init__(self, roots: Sequence[Node]) -> None:
        self._slots: dict[Piece, int] = {}
        self._gates: list[tuple[_Gate, ...]] = [
            tuple(frozenset(map(self._slot, group)) for group in _required(root))
            for root in roots
        ]
        self._lexicon = _Lexicon(self._slots)
        self._looks_beside = any(map(_looks_beside, roots))
        self._seen: Counter[int] = Counter()
        self._articles = 0
        self._hang()

    def woken(self, document: Document) -> list[int]:
        """The numbers of all queries that *document* can meet, ascending."""
        present = self._lexicon.slots_in(document, beside=self._looks_beside)
        self._learn(present)
        hung = self._hung
        woken = set(chain.from_iterable([hung[slot] for slot in present & hung.keys()]))
        gates, absent = self._gates, present.isdisjoint
        found = [number for number in woken if not any(map(absent, gates[number]))]
        return sorted(found + self._always)

    def _slot(self, piece: Piece) -> int:
        return self._slots.setdefault(piece, len(self._slots))

    def _learn(self, present: Iterable[int]) -> None:
        if self._articles >= _RECKONINGS[-1]:
            return
        self._articles += 1
        self._seen.update(present)
        if self._articles in _RECKONINGS:
            self._hang()

    def _hang(self) -> None:
        """Hang every query up on the rarest of its groups."""
        rarity = self._rarity()
        hung: defaultdict[int, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for number, gates in enumerate(self._gates):
            if not gates:
                self._always.append(number)
                continue
            rarest = min(gates, key=lambda gate: sum(rarity[slot] for slot in gate))
            for slot in rarest:
                hung[slot].append(number)
        self._hung = dict(hung)

    def _rarity(self) -> list[float]:
        """For each slot in how large a part of the articles it stands, about."""
        guessed = [_guess(piece) for piece in self._slots]
        weight = 8
        return [
            (self._seen[slot] + weight * guess) / (self._articles + weight)
            for slot, guess in enumerate(guessed)
        ]


class _Lexicon:
    """Words of articles → numbers of the pieces that accept them."""

    def __init__(self, slots: Mapping[Piece, int]) -> None:
        self._words: defaultdict[str, list[tuple[Piece, int]]] = defaultdict(list)
        self._prefixes: defaultdict[str, list[tuple[Piece, int]]] = defaultdict(list)
        self._infixes: defaultdict[str, list[tuple[Piece, int]]] = defaultdict(list)
        for piece, slot in slots.items():
            for key in {piece.folded, *piece.forms}:
                self._table(piece)[key].append((piece, slot))
        self._prefix_lengths = sorted(set(map(len, self._prefixes)))
        self._infix_lengths = sorted(set(map(len, self._infixes)))
        self._remembered: dict[str, tuple[int, ...]] = {}

    def _table(self, piece: Piece) -> defaultdict[str, list[tuple[Piece, int]]]:
        if piece.is_infix:
            return self._infixes
        return self._prefixes if piece.is_prefix else self._words

    def slots_in(self, document: Document, *, beside: bool) -> set[int]:
        """The numbers of all pieces that stand somewhere in *document*."""
        texts = list(document.texts.values())
        if beside:
            texts += chain.from_iterable(document.beside.values())
        # The exact form tells the folded one: see tokens.py.
        words: dict[str, str] = {}
        for text in texts:
            words.update(zip(text.tokens.exact, text.tokens.folded, strict=True))
        remembered = self._remembered
        if len(remembered) > _REMEMBERED_WORDS:
            remembered.clear()
        known = [remembered.get(exact) for exact in words]
        if None in known:
            known = [self._slots(exact, folded) for exact, folded in words.items()]
        return set(chain.from_iterable(slots for slots in known if slots))

    def _slots(self, exact: str, folded: str) -> tuple[int, ...]:
        slots = self._remembered.get(exact)
        if slots is None:
            slots = tuple(
                slot
                for piece, slot in self._candidates(folded)
                if piece.accepts(folded, exact)
            )
            if len(exact) <= _REMEMBERED_CHARS:
                self._remembered[exact] = slots
        return slots

    def _candidates(self, word: str) -> Iterable[tuple[Piece, int]]:
        found = list(self._words.get(word, ()))
        for length in self._prefix_lengths:
            if length > len(word):
                break
            found += self._prefixes.get(word[:length], ())
        for length in self._infix_lengths:
            parts = {word[at : at + length] for at in range(len(word) - length + 1)}
            for part in parts & self._infixes.keys():
                found += self._infixes[part]
        return found


def _required(node: Node) -> list[_Group]:
    """Groups of pieces, of each of which one stands in every text that meets *node*."""
    match node:
        case Term(pieces=pieces):
            return [frozenset({min(pieces, key=_guess)})]
        case And(parts=parts) | Near(parts=parts):
            return [group for part in parts for group in _required(part)]
        case Or(parts=parts):
            branches = [_required(part) for part in parts]
            if not all(branches):
                return []
            rarest = [min(groups, key=_guessed) for groups in branches]
            return [frozenset(chain.from_iterable(rarest))]
        case Scoped(part=part) | Group(part=part):
            return _required(part)
        case _:
            return []


def _guess(piece: Piece) -> float:
    """In how large a part of all articles *piece* stands, before any was seen."""
    letters = len(piece.folded) - 2 * piece.is_prefix - 3 * piece.is_infix
    return 0.5 ** max(1, letters - 1)


def _guessed(group: _Group) -> float:
    return sum(map(_guess, group))


def _looks_beside(node: Node) -> bool:
    """Whether some term of *node* is looked for beside the text."""
    match node:
        case Scoped(field=field, part=part):
            return field not in IN_TEXT or _looks_beside(part)
        case And(parts=parts) | Or(parts=parts) | Near(parts=parts):
            return any(map(_looks_beside, parts))
        case _:
            return False
