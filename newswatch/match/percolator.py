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

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, filterfalse, pairwise, starmap
from typing import Self

from newswatch.match.document import Document
from newswatch.match.tokens import plain_word, words_in
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

# The words of a lane's day with the signs at their ends; one costs some 150 bytes.
_REMEMBERED_PIECES = 100_000
# Longer ones are rare, and a hostile page could fill the memory with them.
_REMEMBERED_CHARS = 32
#: after how many articles the queries are hung up by what was counted
_RECKONINGS = (32, 256)
#: as so many articles a guess counts
_TRUST = 8

#: two words side by side, folded
_Pair = tuple[str, str]
_Need = Piece | _Pair
_Group = frozenset[_Need]
#: numbers of needs, one of which must be met by the article
_Gate = tuple[int, ...]

#: the pieces, their numbers, the pairs with theirs, the gates, whether any looks beside
State = tuple[
    list[tuple[str, str | None, bool, bool, tuple[str, ...]]],
    list[int],
    list[tuple[str, str, int]],
    list[tuple[tuple[int, ...], ...]],
    bool,
]
_Table = dict[str, tuple[int, ...]]


class Percolator:
    """Wakes queries by number. What it learns changes its speed, never its answers."""

    def __init__(self, roots: Sequence[Node]) -> None:
        self._slots: dict[_Need, int] = {}
        self._gates: list[tuple[_Gate, ...]] = [
            tuple(tuple(map(self._slot, group)) for group in _required(root))
            for root in roots
        ]
        self._lexicon = _Lexicon(self._slots)
        self._looks_beside = any(map(_looks_beside, roots))
        self._seen: Counter[int] = Counter()
        self._articles = 0
        self._hang()

    def state(self) -> State:
        """All of it but what it has learnt, in plain values."""
        pieces = [need for need in self._slots if isinstance(need, Piece)]
        return (
            [
                (p.folded, p.exact, p.is_prefix, p.is_infix, tuple(p.forms))
                for p in pieces
            ],
            [self._slots[piece] for piece in pieces],
            [(*need, n) for need, n in self._slots.items() if isinstance(need, tuple)],
            self._gates,
            self._looks_beside,
        )

    @classmethod
    def of_state(cls, state: State, queries: int) -> Self:
        """The percolator of so many *queries* whose `state` it is.

        Raises LookupError, TypeError or ValueError for what is none.
        """
        pieces, numbers, pairs, gates, looks_beside = state
        if len(gates) != queries:
            raise ValueError(f"{len(gates)} gates for {queries} queries")
        slots: dict[int, _Need] = {
            number: Piece(*values[:4], frozenset(values[4]))
            for number, values in zip(numbers, pieces, strict=True)
        }
        slots.update((number, (one, other)) for one, other, number in pairs)
        found = cls([])
        found._slots = {slots[number]: number for number in range(len(slots))}
        # One object a number, wherever it stands: a pickle makes one for each place.
        shared = [*found._slots.values()]
        found._gates = [
            tuple([tuple([shared[slot] for slot in gate]) for gate in each])
            for each in gates
        ]
        found._lexicon = _Lexicon(found._slots)
        found._looks_beside = looks_beside
        found._hang()
        return found

    def woken(self, document: Document) -> list[int]:
        """The numbers of the queries that *document* can meet, ascending."""
        present = self._lexicon.slots_in(document, beside=self._looks_beside)
        self._learn(present)
        absent = present.isdisjoint
        hung = chain.from_iterable(map(self._hung.__getitem__, present))
        # Hundreds are asked, and few are left.
        likely = {~asked[-1] for asked in filterfalse(absent, hung)}
        rest = self._rest
        found = [number for number in likely if not any(map(absent, rest[number]))]
        return sorted(found + self._always)

    def _slot(self, need: _Need) -> int:
        return self._slots.setdefault(need, len(self._slots))

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
        hung: list[tuple[_Gate, ...]] = [()] * len(rarity)
        self._always: list[int] = []
        self._rest: list[tuple[_Gate, ...]] = [()] * len(self._gates)
        for number, gates in enumerate(self._gates):
            if not gates:
                self._always.append(number)
                continue
            ranked = sorted(gates, key=lambda gate: sum(map(rarity.__getitem__, gate)))
            # The most telling group is asked first. The query's number stands at its
            # end, as what is no need's: so one look into the memory finds all.
            asked = (*ranked[min(1, len(ranked) - 1)], ~number)
            self._rest[number] = tuple(ranked[2:])
            for slot in ranked[0]:
                hung[slot] += (asked,)
        self._hung = hung

    def _rarity(self) -> list[float]:
        """For each slot in how large a part of the articles it stands, about."""
        counted, seen = self._articles + _TRUST, self._seen
        return [
            (seen[slot] + _TRUST * _guess(need)) / counted
            for slot, need in enumerate(self._slots)
        ]


class _Lexicon(dict[str, tuple[int, ...]]):
    """Stretches of text without spaces → numbers of the needs that their words meet."""

    def __init__(self, slots: Mapping[_Need, int]) -> None:
        super().__init__()
        self._pairs: dict[_Pair, int] = {}
        self._words: _Table = {}
        self._prefixes: _Table = {}
        self._infixes: _Table = {}
        #: those that ask for an exact case too
        self._cased: dict[int, Piece] = {}
        for need, slot in slots.items():
            if isinstance(need, tuple):
                self._pairs[need] = slot
                continue
            table = self._table(need)
            for key in {need.folded, *need.forms}:
                table[key] = (*table.get(key, ()), slot)
            if need.exact is not None:
                self._cased[slot] = need
        self._prefix_lengths = sorted(set(map(len, self._prefixes)))
        self._infix_lengths = sorted(set(map(len, self._infixes)))

    def _table(self, piece: Piece) -> _Table:
        if piece.is_infix:
            return self._infixes
        return self._prefixes if piece.is_prefix else self._words

    def slots_in(self, document: Document, *, beside: bool) -> set[int]:
        """The numbers of all needs that *document* meets somewhere."""
        texts = [text.tokens for text in document.texts.values()]
        if beside:
            values = chain.from_iterable(document.beside.values())
            texts += [text.tokens for text in values]
        if len(self) > _REMEMBERED_PIECES:
            self.clear()
        # Half of an article's words stand in it before.
        pieces = set().union(*(text.pieces for text in texts))
        present = set(chain.from_iterable(map(self.__getitem__, pieces)))
        if pairs := self._pairs:
            for text in texts:
                asked = filter(pairs.__contains__, pairwise(text.folded))
                present.update(map(pairs.__getitem__, asked))
        return present

    def __missing__(self, text: str) -> tuple[int, ...]:
        plain = plain_word(text)
        if plain is None:
            chunk = words_in(text)
            words = zip(chunk.folded, chunk.exact, strict=True)
            slots = tuple(chain.from_iterable(starmap(self._met_by, words)))
        elif plain != text:
            slots = self[plain]
        else:
            slots = self._met_by(text.lower(), text)
        if len(text) <= _REMEMBERED_CHARS:
            self[text] = slots
        return slots

    def _met_by(self, word: str, exact: str) -> tuple[int, ...]:
        """The numbers of the needs that *word*, in its case *exact*, meets."""
        found = self._words.get(word, ())
        prefixes = self._prefixes
        for length in self._prefix_lengths:
            if length > len(word):
                break
            found += prefixes.get(word[:length], ())
        for length in self._infix_lengths:
            parts = {word[at : at + length] for at in range(len(word) - length + 1)}
            for part in parts & self._infixes.keys():
                found += self._infixes[part]
        cased = self._cased
        if cased.keys().isdisjoint(found):
            return found
        return tuple(
            slot
            for slot in found
            if slot not in cased or cased[slot].accepts(word, exact)
        )


def _required(node: Node) -> list[_Group]:
    """Groups of pieces, of each of which one stands in every text that meets *node*."""
    match node:
        case Term(pieces=pieces):
            return [frozenset({min(_needs(pieces), key=_guess)})]
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


def _needs(pieces: Sequence[Piece]) -> Iterator[_Need]:
    """The pieces of a term, and those side by side that are plain words."""
    yield from pieces
    for one, other in pairwise(pieces):
        if not (one.is_open or other.is_open or one.forms or other.forms):
            yield one.folded, other.folded


def _guess(need: _Need) -> float:
    """In how large a part of all articles *need* is met, before any was seen."""
    if isinstance(need, tuple):
        return 0.5 ** (len(need[0]) + len(need[1]))
    letters = len(need.folded) - 2 * need.is_prefix - 3 * need.is_infix
    return (1.0 + len(need.forms)) * 0.5 ** max(1, letters - 1)


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
