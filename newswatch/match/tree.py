"""A parsed query. Each node prints itself back with all its brackets, and the print
parses to the same node (but for the limit on a query's length): it is the query's
normal form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Field(StrEnum):
    """What part of an article a term is looked for in."""

    TITLE = "title"
    #: title and the first 160 words of the body
    LEDE = "lede"
    #: title and body
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Piece:
    """What the word at one position has to be."""

    #: in the form of `letters.fold`
    folded: str
    #: the exact form too, where the case was asked for
    exact: str | None = None
    #: whether the word may go on after it
    is_prefix: bool = False

    def accepts(self, folded: str, exact: str) -> bool:
        if self.is_prefix:
            return folded.startswith(self.folded) and (
                self.exact is None or exact.startswith(self.exact)
            )
        return folded == self.folded and (self.exact is None or exact == self.exact)


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


Node: TypeAlias = Term | Everything | And | Or | Not | Scoped


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
