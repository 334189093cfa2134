"""The text of a query → its tree. The grammar stands in grammar.lark.

    title: (Putin OR Lavrov) AND (=US OR "United States") AND talk* NOT body:Mueller

AND OR NOT in capitals, ( ); words side by side are joined by AND; "phrase"; prefix*;
*infix* of five letters or more; =Exact case, also ="exact phrase"; two to five capitals
(US, NATO) are exact as they stand; ~word is all forms of a word; @name is a word group
of the topic; `*` is every article. one NEAR/5 other NEAR/9 third: each at most so many
words from the one before, on either side; over words, phrases, groups and (one OR
other). A field (title: lede: body: url: section: outlet: author: lang: tag:) governs
the next term or bracket; at the start of the query and followed by a space, all of it.
A term without a field is looked for in title and body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from itertools import takewhile
from types import MappingProxyType
from typing import cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from newswatch.match.forms import with_forms
from newswatch.match.groups import Groups, with_groups
from newswatch.match.mistakes import NEVER, QueryError, unclosed_quote, unexpected
from newswatch.match.near import MAX_CHAINED
from newswatch.match.plain_query import read_plain
from newswatch.match.scopes import (
    read_field,
    read_near,
    read_scope,
    refuse_in_near,
    with_scopes,
)
from newswatch.match.terms import read_phrase, read_word, refuse_keyword
from newswatch.match.tree import (
    Everything,
    Field,
    Group,
    Near,
    Node,
    Not,
    all_of,
    any_of,
    bare_negation,
    groups_of,
)

# Some 2,000 terms; a longer list is a gazetteer, which a query is the wrong place for.
MAX_QUERY_CHARS = 32_768
# Brackets, as written and as printed. Python's own limit is 1,000 calls in each
# other, and a printed bracket costs four.
MAX_DEPTH = 50
_GROUP = re.compile(r"@([^\W\d]\w*)")


@dataclass(frozen=True)
class Query:
    """A query that can be matched; prints as its normal form."""

    text: str
    root: Node
    #: the words of each group that it names, printed
    groups: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return str(self.root)

    @cached_property
    def hash(self) -> str:
        """`sha256:` and 64 hex digits of the normal form, its groups included."""
        lines = [str(self.root), *(f"@{name} = {words}" for name, words in self.groups)]
        normal = "\n".join(lines).encode("utf-8", "surrogatepass")
        return f"sha256:{sha256(normal).hexdigest()}"


def parse_query(text: str, groups: Groups = MappingProxyType({})) -> Query:
    """The tree of a topic's query; *groups* are what its @names stand for.

    Raises QueryError, a TopicError with `offset`, `width` and a place in the query, at
    the first mistake.
    """
    try:
        return _query(text, groups)
    except QueryError as error:
        raise error.inside(text) from None


def _query(text: str, groups: Groups) -> Query:
    if len(text) > MAX_QUERY_CHARS:
        raise QueryError(
            f"a query of {len(text):,} characters; {MAX_QUERY_CHARS:,} are allowed",
            offset=MAX_QUERY_CHARS,
            help="split the topic into several",
        )
    root = read_plain(text) or _parse(text)
    if negation := bare_negation(root):
        raise QueryError(
            "a query of NOT alone is met by nearly every article",
            offset=negation.offset,
            width=len("NOT"),
            help='say what is wanted too; for all but these write "* AND NOT …"',
        )
    if "~" in text:
        places = ((str(token), _start(token)) for token in _grammar().lex(text))
        root = with_forms(root, dict(places))
    if "@" not in text:
        return Query(text, root)
    root = with_scopes(with_groups(root, groups))
    used = sorted({group.name for group in groups_of(root)})
    return Query(text, root, tuple((name, str(groups[name])) for name in used))


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
        if isinstance(part, Everything):
            raise QueryError(
                "NOT * can never match",
                offset=_start(keyword),
                width=len(keyword),
                code=NEVER,
                help="write * for every article",
            )
        return Not(part, _start(keyword))

    def near(self, *chain: Node | Token) -> Node:
        parts = cast(tuple[Node, ...], chain[::2])
        signs = cast(tuple[Token, ...], chain[1::2])
        if len(parts) > MAX_CHAINED:
            raise QueryError(
                f"a chain of {len(parts)} parts; {MAX_CHAINED} are allowed",
                offset=_start(signs[MAX_CHAINED - 1]),
                width=len(signs[MAX_CHAINED - 1]),
                help="join some of them with AND",
            )
        for number, part in enumerate(parts):
            sign = signs[max(0, number - 1)]
            refuse_in_near(part, str(sign), _start(sign))
        return Near(parts, tuple(read_near(str(sign), _start(sign)) for sign in signs))

    def scoped(self, name: Token, part: Node) -> Node:
        return read_scope(_field(name), part, _start(name), len(name))

    governed = scoped

    def word(self, token: Token) -> Node:
        if named := _GROUP.fullmatch(token):
            return Group(named[1], Everything(), _start(token))
        written, offset = str(token), _start(token)
        refuse_keyword(written, offset)
        return read_word(written, offset)

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
