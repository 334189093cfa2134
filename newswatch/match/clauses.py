"""The parts of a rule that all have to be met, each with its terms and a short name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from newswatch.match.tree import (
    And,
    Field,
    Group,
    Near,
    Node,
    Not,
    Or,
    Scoped,
    Term,
)

#: characters of a clause or rule that a record repeats
MAX_CHARS = 200
_CUT = "…"

#: word group, term as written, field: what one asks for and another may not
Asked: TypeAlias = tuple[str | None, str, Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    #: as printed, cut if it is long
    label: str
    #: all that may meet it
    asked: frozenset[Asked]
    #: whether it says what must not be there
    is_negative: bool = False


def clauses_of(root: Node) -> tuple[Clause, ...]:
    """The clauses of a rule, in its order."""
    return tuple(
        Clause(
            label=shortened(str(part)),
            asked=frozenset(_asked(part, field)),
            is_negative=isinstance(part, Not),
        )
        for part, field in _parts(root)
    )


def _parts(node: Node) -> Iterator[tuple[Node, Field]]:
    """What AND and NEAR join; the field before them is the rule's to tell."""
    field = Field.BODY
    while isinstance(node, Scoped):
        field, node = node.field, node.part
    for part in node.parts if isinstance(node, And) else (node,):
        for inner in part.parts if isinstance(part, Near) else (part,):
            yield inner, field


def _asked(node: Node, field: Field, group: str | None = None) -> Iterator[Asked]:
    match node:
        case Term(written=written):
            yield group, written, field
        case And(parts=parts) | Or(parts=parts) | Near(parts=parts):
            for part in parts:
                yield from _asked(part, field, group)
        case Scoped(field=narrower, part=part):
            yield from _asked(part, narrower, group)
        case Group(name=name, part=part):
            yield from _asked(part, field, name)


def shortened(text: str) -> str:
    """*text* on one line, cut at MAX_CHARS."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_CHARS else line[: MAX_CHARS - 1] + _CUT
