"""What governs the terms of a query: fields, and the distances of NEAR."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from newswatch.match.mistakes import NEVER, UNKNOWN_FIELD, QueryError
from newswatch.match.tree import (
    And,
    Everything,
    Field,
    Group,
    Near,
    Node,
    Not,
    Or,
    Scoped,
    Term,
)

#: beyond it AND in the lede says the same (the lede has 160 words)
MAX_DISTANCE = 200
_SCHEMES = ("http", "https")
# Fields of names and codes that are written in one case, whatever it is.
_CASELESS = frozenset({Field.URL, Field.OUTLET, Field.LANG})
# Letters of a language's code: BCP 47 takes ISO 639's two or three.
_CODE_LETTERS = range(2, 4)
#: the name of a field elsewhere → here
_ELSEWHERE = {
    "headline": "title", "intitle": "title", "inurl": "url", "link": "url",
    "site": "outlet", "source": "outlet", "domain": "outlet", "publisher": "outlet",
    "language": "lang", "by": "author", "authors": "author", "tags": "tag",
    "text": "body", "content": "body", "lead": "lede", "category": "section",
}  # fmt: skip


def read_field(written: str, offset: int) -> Field:
    """The field that *written*, such as `title:`, names. Raises QueryError NW205."""
    name = written.strip().removesuffix(":")
    offset += len(written) - len(written.lstrip())
    try:
        return Field(name)
    except ValueError:
        known = _ELSEWHERE.get(name.lower())
        close = [known] if known else _closest(name)
        raise QueryError(
            f'unknown field "{name}:"',
            offset=offset,
            width=len(name) + 1,
            code=UNKNOWN_FIELD,
            help=f"did you mean {close[0]}:" if close else _known_fields(name),
        ) from None


def _closest(name: str) -> list[str]:
    return get_close_matches(name.lower(), list(Field), n=1, cutoff=0.6)


def _known_fields(name: str) -> str:
    if name.lower() in _SCHEMES:
        return 'put an address in quotation marks: url:"https://…"'
    fields = ", ".join(f"{field}:" for field in Field)
    return f'fields are {fields}; for the word itself write "{name}"'


def read_scope(field: Field, part: Node, offset: int, width: int) -> Scoped:
    """*part*, looked for in *field*. Raises QueryError; *offset* is the field's."""
    if isinstance(part, Everything):
        raise QueryError(
            f'"*" stands for every article; it takes no {field}:',
            offset=offset,
            width=width,
            help="write * alone",
        )
    if field is Field.LANG:
        _refuse_names(part, offset, width)
    return Scoped(field, _caseless(part) if field in _CASELESS else part)


def with_scopes(node: Node, field: Field = Field.BODY) -> Node:
    """*node*, its groups filled, their words as the field they stand in reads them.

    Raises QueryError for a word in `lang:` that is no language code.
    """
    match node:
        case Scoped(field=narrower, part=part):
            return replace(node, part=with_scopes(part, narrower))
        case Group(name=name, part=part, offset=offset) if field in _CASELESS:
            if field is Field.LANG:
                _refuse_names(part, offset, len(name) + 1, is_in_group=True)
            return replace(node, part=_caseless(part))
        case And(parts=parts) | Or(parts=parts) | Near(parts=parts):
            scoped = tuple(with_scopes(part, field) for part in parts)
            return replace(node, parts=scoped)
        case Not(part=part):
            return replace(node, part=with_scopes(part, field))
        case _:
            return node


def _caseless(part: Node) -> Node:
    """*part* without the exact case that its capitals, not a `=`, asked for."""
    match part:
        case Term(written=written, pieces=pieces) if not written.startswith("="):
            return Term(written, tuple(replace(piece, exact=None) for piece in pieces))
        case And(parts=parts) | Or(parts=parts) | Near(parts=parts):
            return replace(part, parts=tuple(map(_caseless, parts)))
        case Not(part=inner):
            return replace(part, part=_caseless(inner))
        case _:
            return part


def _refuse_names(
    part: Node, offset: int, width: int, *, is_in_group: bool = False
) -> None:
    """Raises QueryError if *part* asks `lang:` for what is no language code."""
    match part:
        case Term(written=written, pieces=pieces):
            code = pieces[0]
            if len(code.folded) not in _CODE_LETTERS or code.is_open:
                raise QueryError(
                    f"the term lang:{written} can never match: it is no language code",
                    offset=offset,
                    width=width if is_in_group else width + len(written),
                    code=NEVER,
                    help="languages are codes such as lang:en, lang:ru, lang:pt-BR",
                )
        case And(parts=parts) | Or(parts=parts) | Near(parts=parts):
            for inner in parts:
                _refuse_names(inner, offset, width, is_in_group=is_in_group)
        case Not(part=inner):
            _refuse_names(inner, offset, width, is_in_group=is_in_group)


def read_near(written: str, offset: int) -> int:
    """The distance of `NEAR/14`. Raises QueryError."""
    digits = written.removeprefix("NEAR/")
    distance = int(digits) if len(digits) <= len(str(MAX_DISTANCE)) else None
    if distance in range(1, MAX_DISTANCE + 1):
        return int(digits)
    advice = f"a distance is 1 (side by side) to {MAX_DISTANCE} words"
    raise QueryError(
        f"{written} can never match"
        if distance == 0
        else f"{written}: {MAX_DISTANCE} words are the most",
        offset=offset,
        width=len(written),
        code=NEVER if distance == 0 else None,
        help=advice if distance == 0 else f"{advice}; beyond that write AND",
    )


def refuse_in_near(part: Node, sign: str, offset: int) -> None:
    """Raises QueryError if *part*, beside *sign* at *offset*, has no distance."""
    match part:
        case Term() | Group():
            return
        case Or(parts=parts):
            for inner in parts:
                refuse_in_near(inner, sign, offset)
            return
        case Scoped(field=field):
            found = f"{field}: inside it"
            advice = f"let the field govern the whole: {field}:(one {sign} other)"
        case Near():
            found = "brackets round another NEAR"
            advice = f"write a chain without brackets: one {sign} other {sign} third"
        case And():
            found = "AND inside it"
            advice = f'write a phrase, "one other", or (one {sign} other)'
        case Not():
            found = "NOT inside it"
            advice = f"write NOT after the whole: (one {sign} other) NOT …"
        case _:
            found = '"*" beside it'
            advice = "write a word in its place"
    raise QueryError(
        f"{sign} cannot measure to {found}",
        offset=offset,
        width=len(sign),
        help=advice,
    )
