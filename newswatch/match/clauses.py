"""The parts of a rule that all have to be met, each with its terms and a short name."""

from __future__ import annotations

from dataclasses import dataclass

from newswatch.match.tree import And, Near, Node, Not, Scoped, terms_of

#: characters of a clause or rule that a record repeats
MAX_CHARS = 200
_CUT = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    #: as printed, cut if it is long
    label: str
    #: its terms as written, which is what a rule tells them apart by
    terms: frozenset[str]
    #: whether it says what must not be there
    is_negative: bool = False


def clauses_of(root: Node) -> tuple[Clause, ...]:
    """The clauses of a rule, in its order."""
    return tuple(
        Clause(
            label=shortened(str(part)),
            terms=frozenset(term.written for term in terms_of(part)),
            is_negative=isinstance(part, Not),
        )
        for part in _parts(root)
    )


def _parts(node: Node) -> tuple[Node, ...]:
    """What AND and NEAR join; the field before them is the rule's to tell."""
    while isinstance(node, Scoped):
        node = node.part
    if not isinstance(node, And):
        return node.parts if isinstance(node, Near) else (node,)
    return tuple(
        inner
        for part in node.parts
        for inner in (part.parts if isinstance(part, Near) else (part,))
    )


def shortened(text: str) -> str:
    """*text* on one line, cut at MAX_CHARS."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_CHARS else line[: MAX_CHARS - 1] + _CUT
