"""Queries that no article can meet, whatever its words: somebody wrote AND for OR, or
left out what is asked for.

    talks AND NOT talks                 title:@usa NOT body:@usa         lang:en lang:ru

Only parts that are written alike, or stand in one group, are compared: that a word of a
phrase is left out is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from newswatch.match.mistakes import NEVER, QueryError
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

#: a field → those within which a term stands in it too
_HOLDS = {
    Field.LEDE: frozenset({Field.LEDE, Field.TITLE}),
    Field.BODY: frozenset({Field.BODY, Field.LEDE, Field.TITLE}),
}
_Stated = tuple[Field, Node]


def contradiction(node: Node, field: Field = Field.BODY) -> QueryError | None:
    """The mistake of an AND in *node* whose parts rule each other out.

    Its place is that of the NOT; of two languages, the start of the query.
    """
    if isinstance(node, Scoped):
        return contradiction(node.part, node.field)
    if isinstance(node, And) and (found := _ruled_out([*_required(node, field)])):
        return found
    parts = node.parts if isinstance(node, And | Or) else ()
    return next(filter(None, (contradiction(part, field) for part in parts)), None)


def _required(node: Node, field: Field) -> Iterator[_Stated]:
    """What has to hold, all of it."""
    match node:
        case And(parts=parts) | Near(parts=parts):
            for part in parts:
                yield from _required(part, field)
        case Scoped(field=narrower, part=part):
            yield from _required(part, narrower)
        case _:
            yield field, node


def _alternatives(node: Node, field: Field) -> Iterator[_Stated]:
    """That of which any is enough."""
    match node:
        case Or(parts=parts):
            for part in parts:
                yield from _alternatives(part, field)
        case Scoped(field=narrower, part=part):
            yield from _alternatives(part, narrower)
        case Group(part=part):
            yield from _alternatives(part, field)
        case _:
            yield field, node


def _is_in(one: _Stated, unwanted: list[_Stated]) -> bool:
    field, node = one
    return any(
        node == other and (field is scope or field in _HOLDS.get(scope, ()))
        for scope, other in unwanted
    )


def _ruled_out(required: list[_Stated]) -> QueryError | None:
    wanted = [one for one in required if not isinstance(one[1], Not)]
    for scope, node in required:
        if isinstance(node, Not):
            unwanted = [*_alternatives(node.part, scope)]
            for field, part in wanted:
                if all(_is_in(one, unwanted) for one in _alternatives(part, field)):
                    return QueryError(
                        f"{part} is asked for and left out: no article can match",
                        offset=node.offset,
                        width=len("NOT"),
                        code=NEVER,
                        help="take one of the two out, or give them different fields",
                    )
    return _two_languages(wanted)


def _two_languages(wanted: list[_Stated]) -> QueryError | None:
    asked = [
        {_code(each) for _, each in _alternatives(node, field)}
        for field, node in wanted
        if field is Field.LANG
    ]
    if len(asked) < 2 or set.intersection(*asked):
        return None
    return QueryError(
        "an article has one language: no article can match",
        code=NEVER,
        help="for either of two write lang:(en OR ru)",
    )


def _code(node: Node) -> str:
    return node.pieces[0].folded if isinstance(node, Term) else str(node)
