"""The text of a query → its tree. The grammar stands in grammar.lark.

    title: (Putin OR Lavrov) AND (=US OR "United States") AND talk* NOT body:Mueller

AND OR NOT in capitals, ( ); words side by side are joined by AND; "phrase"; prefix*;
=Exact case, also ="exact phrase"; two to five capitals (US, NATO) are exact as they
stand; `*` is every article. A field (title: lede: body:) governs the next term or
bracket; at the start of the query and followed by a space, all of it. A term without
a field is looked for in title and body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from itertools import takewhile
from typing import cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from newswatch.match.mistakes import QueryError, unclosed_quote, unexpected
from newswatch.match.terms import read_field, read_phrase, read_word
from newswatch.match.tree import (
    Everything,
    Field,
    Node,
    Not,
    Scoped,
    all_of,
    any_of,
    bare_negation,
)

# Some 2,000 terms; a longer list is a gazetteer, which a query is the wrong place for.
MAX_QUERY_CHARS = 32_768
# Brackets, as written and as printed. Python's own limit is 1,000 calls in each
# other, and a printed bracket costs four.
MAX_DEPTH = 50


@dataclass(frozen=True)
class Query:
    """A query that can be matched; prints as its normal form."""

    text: str
    root: Node

    def __str__(self) -> str:
        return str(self.root)

    @cached_property
    def hash(self) -> str:
        """`sha256:` and 64 hex digits of the normal form."""
        normal = str(self.root).encode("utf-8", "surrogatepass")
        return f"sha256:{sha256(normal).hexdigest()}"


def parse_query(text: str) -> Query:
    """The tree of a topic's query.

    Raises QueryError, a TopicError with `offset` and `width`, at the first mistake.
    """
    if len(text) > MAX_QUERY_CHARS:
        raise QueryError(
            f"a query of {len(text):,} characters; {MAX_QUERY_CHARS:,} are allowed",
            offset=MAX_QUERY_CHARS,
            help="split the topic into several",
        )
    root = _parse(text)
    if negation := bare_negation(root):
        raise QueryError(
            "a query of NOT alone is met by nearly every article",
            offset=negation.offset,
            width=len("NOT"),
            help='say what is wanted too; for all but these write "* AND NOT …"',
        )
    return Query(text, root)


def _parse(text: str) -> Node:
    grammar = _grammar()
    try:
        _refuse_depth(text, text)
        # The builder has put the tree in the place of lark's own.
        root = cast(Node, grammar.parse(text))
    except UnexpectedCharacters as error:
        raise unclosed_quote(error.pos_in_stream or 0) from None
    except UnexpectedToken as error:
        at_end = error.token.type == "$END"
        place = len(text) if at_end else _start(error.token)
        # Not further: behind the mistake there may be another one.
        before = takewhile(lambda token: _start(token) < place, grammar.lex(text))
        raise unexpected(list(before), None if at_end else error.token) from None
    # The print has brackets that the text may leave out, and has to be a query too.
    _refuse_depth(str(root), text)
    return root


def _refuse_depth(printed: str, text: str) -> None:
    """Raises QueryError, with a place in *text*, if *printed* nests too deep."""
    if printed.count("(") > MAX_DEPTH and _deepest(printed)[0] > MAX_DEPTH:
        raise QueryError(
            f"brackets more than {MAX_DEPTH} deep",
            offset=_deepest(text)[1],
            help="take out brackets that change nothing, or split the topic",
        )


def _deepest(text: str) -> tuple[int, int]:
    """How deep the brackets of *text* nest, and where the first such bracket stands."""
    depth, deepest, place = 0, 0, 0
    for token in _grammar().lex(text):
        depth += (token.type == "_LPAR") - (token.type == "_RPAR")
        if depth > deepest:
            deepest, place = depth, _start(token)
    return deepest, place


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Makes a node of each rule of the grammar as soon as it is met."""

    def query(self, root: Node) -> Node:
        return root

    def either(self, *parts: Node) -> Node:
        return any_of(list(parts))

    def both(self, *parts: Node) -> Node:
        return all_of(list(parts))

    def negated(self, keyword: Token, part: Node) -> Node:
        return Not(part, _start(keyword))

    def scoped(self, name: Token, part: Node) -> Node:
        field = _field(name)
        if isinstance(part, Everything):
            raise QueryError(
                f'"*" stands for every article; it takes no {field}:',
                offset=_start(name),
                width=len(name),
                help="write * alone",
            )
        return Scoped(field, part)

    governed = scoped

    def word(self, token: Token) -> Node:
        return read_word(str(token), _start(token))

    def phrase(self, token: Token) -> Node:
        return read_phrase(str(token), _start(token))


def _start(token: Token) -> int:
    return token.start_pos or 0


def _field(name: Token) -> Field:
    return read_field(name, _start(name))


def _checked(name: Token) -> Token:
    _field(name)
    return name


@cache
def _grammar() -> Lark:
    grammar = files("newswatch.match").joinpath("grammar.lark").read_text("utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        start="query",
        transformer=_Builder(),
        # Before the rule that it is part of, so that the first mistake is the one told.
        lexer_callbacks={"FIELD": _checked, "SCOPE": _checked},
    )
