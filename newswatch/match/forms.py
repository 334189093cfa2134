"""`~word`: all forms of a word, out of the dictionaries of simplemma (newswatch[lang]).

The query is widened, not the document: so an index knows no language, and a hit shows
the word that stands there. Forms are taken from every language of LANGUAGES whose
dictionary knows the word, and whose script it is written in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import import_module

from newswatch.match.letters import fold
from newswatch.match.mistakes import NO_EXTRA, QueryError
from newswatch.match.tree import Group, Node, Piece, Term, replaced, terms_of

#: languages by the first letter of the word: is it Cyrillic?
LANGUAGES: Mapping[bool, tuple[str, ...]] = {
    False: ("en", "de", "fr"),
    True: ("ru", "uk"),
}
_CYRILLIC = range(0x400, 0x530)


def with_forms(root: Node, offsets: Mapping[str, int]) -> Node:
    """*root* with all forms of each `~word`, as folded words.

    *offsets* says where a term, by its spelling, stands in the query. Raises
    QueryError without the extra, and for a word that no dictionary knows.
    """
    asked = {term.written for term in terms_of(root) if term.written[0] == "~"}
    if not asked:
        return root

    def widened(node: Term | Group) -> Node:
        if isinstance(node, Group) or node.written not in asked:
            return node
        offset = offsets.get(node.written, 0)
        return Term(node.written, (_widened(node, offset),))

    return replaced(root, widened)


def _widened(term: Term, offset: int) -> Piece:
    (piece,) = term.pieces
    try:
        forms = forms_of(piece.folded)
    except ImportError:
        raise QueryError(
            f"{term.written} needs the extra newswatch[lang], which is not installed",
            offset=offset,
            width=len(term.written),
            code=NO_EXTRA,
            help="pip install 'newswatch[lang]', or write a prefix: talk*",
        ) from None
    if not forms:
        raise QueryError(
            f"no dictionary knows the word of {term.written}",
            offset=offset,
            width=len(term.written),
            help=f"write {term.written[1:]}, or a prefix of it with a *",
        )
    return Piece(piece.folded, forms=forms)


@lru_cache(maxsize=4096)
def forms_of(word: str) -> frozenset[str]:
    """Every form of *word* in the languages of its script, folded; empty if unknown.

    Raises ImportError without simplemma.
    """
    found: set[str] = set()
    for language in LANGUAGES[ord(word[0]) in _CYRILLIC]:
        dictionary = _dictionary(language)
        lemma = dictionary.get(word) or dictionary.get(word.capitalize())
        if lemma is not None:
            found.update(_forms(lemma, dictionary.items()))
    return frozenset(found)


def _forms(lemma: str, entries: Iterable[tuple[str, str]]) -> Iterable[str]:
    yield fold(lemma)
    for form, of_form in entries:
        if of_form == lemma:
            yield fold(form)


# One of Russian takes a quarter of a gigabyte while it is kept.
@lru_cache(maxsize=1)
def _dictionary(language: str) -> Mapping[str, str]:
    dictionaries = import_module("simplemma.strategies.dictionaries")
    found: Mapping[str, str] = dictionaries.DefaultDictionaryFactory(
        cache_max_size=1
    ).get_dictionary(language)
    return found
