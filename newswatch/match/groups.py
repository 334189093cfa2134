"""A topic's word groups: `russia = ["Putin", "росси*", "White House"]` is what @russia
stands for in its queries, any one of them.

A word is written as in a query; one with spaces is a phrase, in quotation marks or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from newswatch.match.forms import with_forms
from newswatch.match.mistakes import NEVER, UNKNOWN_GROUP, QueryError
from newswatch.match.terms import read_phrase, read_word
from newswatch.match.tree import Everything, Group, Node, Term, any_of, replaced

#: name of a group → its words
Groups = Mapping[str, Node]

_QUOTES = '"“”„«»'
_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT|NEAR(?:/\S*)?)(?!\S)")


def read_group(words: Sequence[str]) -> Node:
    """OR over the terms that *words* ask for.

    Raises QueryError, whose `offset` counts from the start of the word at fault.
    """
    if not words:
        raise QueryError("an empty group", code=NEVER, help="name at least one word")
    terms: list[Node] = []
    for word in words:
        term = _read(word)
        if term not in terms:
            terms.append(term)
    return any_of(terms)


def _read(word: str) -> Node:
    try:
        term = _term(word)
        return with_forms(term, {term.written: 0})
    except QueryError as error:
        raise error.inside(word, "word") from None


def _term(word: str) -> Term:
    bare = word.removeprefix("=")
    if len(bare) > 1 and bare[0] in _QUOTES and bare[-1] in _QUOTES:
        return read_phrase(word, 0)
    if any(mark in bare for mark in f"{_QUOTES}()"):
        raise QueryError(
            f"a bracket or a quotation mark within {word}",
            width=len(word),
            help="a group lists words and phrases; write operators in the query",
        )
    if len(bare.split()) > 1:
        if operator := _OPERATOR.search(word):
            raise QueryError(
                f"{operator[0]} within a phrase",
                offset=operator.start(),
                width=len(operator[0]),
                help="a group is any of its words: write each by itself",
            )
        return _phrase(word, bare)
    term = read_word(word, 0)
    if isinstance(term, Everything):
        raise QueryError('"*" is no word', help="write * alone, as a query")
    return term


def _phrase(word: str, bare: str) -> Term:
    """The phrase of a word with spaces, its places those of the text without marks."""
    try:
        term = read_phrase("=" * (word != bare) + f'"{bare}"', 0)
    except QueryError as error:
        error.offset = max(0, error.offset - 1)
        raise
    return term


def with_groups(root: Node, groups: Groups) -> Node:
    """*root* with the words of each group in its place.

    Raises QueryError for a name that is not in *groups*.
    """

    def filled(node: Term | Group) -> Node:
        if isinstance(node, Term):
            return node
        if node.name not in groups:
            raise _unknown(node, groups)
        return Group(node.name, groups[node.name], node.offset)

    return replaced(root, filled)


def _unknown(group: Group, groups: Groups) -> QueryError:
    close = get_close_matches(group.name, list(groups), n=1, cutoff=0.5)
    if close:
        advice = f"did you mean @{close[0]}"
    elif groups:
        advice = "the topic's groups are " + ", ".join(f"@{name}" for name in groups)
    else:
        advice = "name its words in the topic's [topic.words], or write (one OR other)"
    return QueryError(
        f"unknown group @{group.name}",
        offset=group.offset,
        width=len(group.name) + 1,
        code=UNKNOWN_GROUP,
        help=advice,
    )
