"""A parsed query. Each node prints itself back with all its brackets, and the print
parses to the same node (but for the limit on a query's length): it is the query's
normal form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias


class Field(StrEnum):
    """What part of an article a term is looked for in."""

    TITLE = "title"
    #: title and the first 160 words of the body
    LEDE = "lede"
    #: title and body
    BODY = "body"
    #: the canonical address
    URL = "url"
    SECTION = "section"
    #: the outlet's id, and its name
    OUTLET = "outlet"
    AUTHOR = "author"
    #: the BCP 47 code of the article's language
    LANG = "lang"
    TAG = "tag"

    # Enum's own runs in Python, and fields are looked up for every term.
    __hash__ = str.__hash__


#: the fields that are running text; the others are told beside the article
IN_TEXT = frozenset({Field.TITLE, Field.LEDE, Field.BODY})


@dataclass(frozen=True, slots=True)
class Piece:
    """What the word at one position has to be."""

    #: in the form of `letters.fold`
    folded: str
    #: the exact form too, where the case was asked for
    exact: str | None = None
    #: whether the word may go on after it
    is_prefix: bool = False
    #: whether the word may begin before it and go on after it
    is_infix: bool = False
    #: of `~word`: every word, folded, that is met as well
    forms: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether the words that it accepts cannot be listed."""
        return self.is_prefix or self.is_infix

    def accepts(self, folded: str, exact: str) -> bool:
        if self.is_infix:
            return self.folded in folded and (self.exact is None or self.exact in exact)
        if self.is_prefix:
            return folded.startswith(self.folded) and (
                self.exact is None or exact.startswith(self.exact)
            )
        if self.exact is None:
            return folded == self.folded or folded in self.forms
        return exact == self.exact and folded == self.folded


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase: pieces that stand at consecutive positions."""

    #: as in the query: `russia*`, `=US`, `"United States"`
    written: str
    #: at least one
    pieces: tuple[Piece, ...]

    def __str__(self) -> str:
        return self.written


@dataclass(frozen=True, slots=True)
class Everything:
    """The `*` that any article meets."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return f"({' AND '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return f"({' OR '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Not:
    part: Node
    #: where its keyword stands in the query
    offset: int = field(default=0, compare=False)

    def __str__(self) -> str:
        bracketed = isinstance(self.part, Not)
        return f"NOT ({self.part})" if bracketed else f"NOT {self.part}"


@dataclass(frozen=True, slots=True)
class Scoped:
    """A part whose terms are looked for in one field, unless they name another."""

    field: Field
    part: Node

    def __str__(self) -> str:
        bracketed = isinstance(self.part, Not | Scoped)
        return f"{self.field}:" + (f"({self.part})" if bracketed else f"{self.part}")


@dataclass(frozen=True, slots=True)
class Group:
    """A topic's word group, met by any of its words."""

    name: str
    #: a term, or OR over terms
    part: Node
    #: where its name stands in the query
    offset: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"@{self.name}"


@dataclass(frozen=True, slots=True)
class Near:
    """Parts of which each stands close to the one before it, on either side.

    A part is a term, OR over terms, or a group. Two parts are n apart if n - 1 words
    stand between them; they are never the same words, nor in two texts.
    """

    #: two or more
    parts: tuple[Node, ...]
    #: the most that each part may be apart from the next; one fewer than parts
    distances: tuple[int, ...]

    def __str__(self) -> str:
        steps = zip(self.distances, self.parts[1:], strict=True)
        rest = "".join(f" NEAR/{distance} {part}" for distance, part in steps)
        return f"({self.parts[0]}{rest})"


Node: TypeAlias = Term | Everything | And | Or | Not | Scoped | Group | Near


def all_of(parts: list[Node]) -> Node:
    """AND over *parts*; brackets that change nothing fall away."""
    flat = _spliced(parts, And)
    return flat[0] if len(flat) == 1 else And(flat)


def any_of(parts: list[Node]) -> Node:
    """OR over *parts*; brackets that change nothing fall away."""
    flat = _spliced(parts, Or)
    return flat[0] if len(flat) == 1 else Or(flat)


def _spliced(parts: list[Node], kind: type[And] | type[Or]) -> tuple[Node, ...]:
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return tuple(flat)


def terms_of(node: Node) -> Iterator[Term]:
    """Every term of *node*, in its order, those of its groups included."""
    match node:
        case Term():
            yield node
        case And(parts=parts) | Or(parts=parts) | Near(parts=parts):
            for part in parts:
                yield from terms_of(part)
        case Not(part=part) | Scoped(part=part) | Group(part=part):
            yield from terms_of(part)


def groups_of(node: Node) -> Iterator[Group]:
    """Every group that *node* names."""
    match node:
        case Group():
            yield node
        case And(parts=parts) | Or(parts=parts) | Near(parts=parts):
            for part in parts:
                yield from groups_of(part)
        case Not(part=part) | Scoped(part=part):
            yield from groups_of(part)


def replaced(node: Node, change: Callable[[Term | Group], Node]) -> Node:
    """*node* with every term and group changed by *change*."""
    match node:
        case Term() | Group():
            return change(node)
        case And(parts=parts) | Or(parts=parts) | Near(parts=parts):
            return replace(node, parts=tuple(replaced(part, change) for part in parts))
        case Not(part=part) | Scoped(part=part):
            return replace(node, part=replaced(part, change))
        case _:
            return node


def bare_negation(node: Node) -> Not | None:
    """The NOT by which *node* is met without any term, if there is one.

    A query that only says what is not wanted is met by nearly every article.
    """
    match node:
        case Not():
            return node
        case Scoped(part=part):
            return bare_negation(part)
        case And(parts=parts):
            found = [bare_negation(part) for part in parts]
            return found[0] if all(found) else None
        case Or(parts=parts):
            return next(filter(None, map(bare_negation, parts)), None)
        case _:
            return None
