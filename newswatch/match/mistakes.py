"""What is wrong with a query, and where: NW203 syntax, NW204 a term that can never
match, NW205 an unknown field, NW206 an unknown word group, NW207 an extra is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from lark import Token

from newswatch.errors import Place, TopicError

SYNTAX = "NW203"
NEVER = "NW204"
UNKNOWN_FIELD = "NW205"
UNKNOWN_GROUP = "NW206"
NO_EXTRA = "NW207"

_KEYWORDS = ("_AND", "_OR", "NOT", "NEAR")
_FIELDS = ("SCOPE", "FIELD")


class QueryError(TopicError):
    """A mistake in the text of a query."""

    code = SYNTAX

    def __init__(
        self,
        message: str,
        *,
        offset: int = 0,
        width: int = 1,
        code: str | None = None,
        help: str | None = None,
    ) -> None:
        super().__init__(message, code=code, help=help)
        #: where in the query the mistake stands, in code points from 0
        self.offset = offset
        #: how many code points it covers, at least 1
        self.width = max(1, width)

    def inside(self, text: str, file: str = "query") -> Self:
        """The same mistake with its line and column in *text*, the query it is in.

        For a query that stands in no file; one in a file has a place in that.
        """
        before = text[: self.offset]
        start = before.rfind("\n") + 1
        source = text[start:].partition("\n")[0]
        column = self.offset - start + 1
        self.place = Place(
            file=file,
            line=before.count("\n") + 1,
            column=column,
            source=source,
            width=max(1, min(self.width, len(source) - column + 1)),
        )
        return self

    def of_topic(self, topic_id: str) -> Self:
        """The same mistake, told with the topic it stands in."""
        return type(self)(
            f'query of topic "{topic_id}": {self.message}',
            offset=self.offset,
            width=self.width,
            code=self.code,
            help=self.help,
        )


def unexpected(tokens: Sequence[Token], found: Token | None) -> QueryError:
    """Why the grammar stops at *found* (None: at the end of the query).

    *tokens* are those before it.
    """
    last = tokens[-1] if tokens else None
    if found is not None and found.type == "_RPAR" and not _open_bracket(tokens):
        return _at(found, '")" closes nothing', "take it out, or open a bracket before")
    if last is not None and last.type in _FIELDS:
        return _after_field(last, found)
    if last is not None and last.type in _KEYWORDS:
        return _after_keyword(last, found)
    if found is not None and found.type in _KEYWORDS:
        name = str(found)
        return _at(found, f"{name} has nothing before it", _quote_keyword(name))
    if last is not None and found is not None and found.type == "_RPAR":
        return _at(last, "empty brackets", "write a term between them")
    if opened := _open_bracket(tokens):
        return _at(opened, 'unclosed "("', 'add the ")" that closes it')
    return QueryError(
        "empty query", offset=0, help='write a term, or "*" for every article'
    )


def unclosed_quote(offset: int) -> QueryError:
    return QueryError(
        "unclosed quotation mark",
        offset=offset,
        help="add the quotation mark that ends the phrase",
    )


def _at(token: Token, message: str, help: str) -> QueryError:
    text = str(token)
    start = (token.start_pos or 0) + len(text) - len(text.lstrip())
    return QueryError(message, offset=start, width=len(text.strip()), help=help)


def _after_field(name: Token, found: Token | None) -> QueryError:
    shown = name.strip()
    if found is None or found.type == "_RPAR":
        return _at(name, f'"{shown}" has nothing after it', "write a term after it")
    advice = f"write {shown}(…), with what it governs in brackets"
    if found.type == "NOT":
        advice = f"write NOT {shown}…"
    return _at(found, f'"{shown}" is followed by {found}', advice)


def _after_keyword(keyword: Token, found: Token | None) -> QueryError:
    name = str(keyword)
    if found is not None and keyword.type == "NEAR" and found.type == "NOT":
        advice = f"write NOT after the whole: (one {name} other) NOT …"
        return _at(found, f"{name} is followed by {found}", advice)
    if found is not None and found.type in _KEYWORDS:
        advice = f"keep one of the two; {_quote_keyword(name)}"
        return _at(found, f"{name} is followed by {found}", advice)
    return _at(keyword, f"{name} has nothing after it", _quote_keyword(name))


def _quote_keyword(name: str) -> str:
    word = name.partition("/")[0].lower()
    return f'for the word itself write "{word}"'


def _open_bracket(tokens: Sequence[Token]) -> Token | None:
    """The innermost bracket that is still open."""
    opened: list[Token] = []
    for token in tokens:
        if token.type == "_LPAR":
            opened.append(token)
        elif token.type == "_RPAR" and opened:
            opened.pop()
    return opened[-1] if opened else None
