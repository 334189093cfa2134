"""`~word`: all forms of a word, out of the dictionaries of simplemma (newswatch[lang]).

The query is widened, not the document: so an index knows no language, and a hit shows
the word that stands there. Forms are taken from every language of LANGUAGES whose
dictionary knows the word, and whose script it is written in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
_ASKED = re.compile(r"(?<!\w)~([^\W_]+)").findall
# Each has some ten forms of some ten letters.
_MOST_KNOWN = 4096
#: word, folded → its forms
_known: dict[str, frozenset[str]] = {}


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


def forms_of(word: str) -> frozenset[str]:
    """Every form of *word* in the languages of its script, folded; empty if unknown.

    Raises ImportError without simplemma.
    """
    if word not in _known:
        _learn({word})
    return _known[word]


def learn_forms(texts: Iterable[str]) -> None:
    """Looks up all that *texts*, queries and words of groups, ask `~` for at once.

    To read a dictionary takes a second, whether for one word or for all. Without
    simplemma nothing is done; the query that asks is refused when it is read.
    """
    asked = {fold(word) for text in texts if "~" in text for word in _ASKED(text)}
    try:
        _learn(asked - _known.keys())
    except ImportError:
        return


def _learn(words: set[str]) -> None:
    if len(_known) + len(words) > _MOST_KNOWN:
        _known.clear()
    found: dict[str, set[str]] = {word: set() for word in words}
    for is_cyrillic, languages in LANGUAGES.items():
        mine = [word for word in words if (ord(word[0]) in _CYRILLIC) is is_cyrillic]
        for language in languages if mine else ():
            for word, form in _forms(mine, _dictionary(language)):
                found[word].add(form)
    _known.update((word, frozenset(forms)) for word, forms in found.items())


def _forms(
    words: Iterable[str], dictionary: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Each of *words* that *dictionary* knows, with each of its forms."""
    by_lemma: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        lemma = dictionary.get(word) or dictionary.get(word.capitalize())
        if lemma is not None:
            by_lemma[lemma].append(word)
            yield word, fold(lemma)
    for form, lemma in dictionary.items() if by_lemma else ():
        for word in by_lemma.get(lemma, ()):
            yield word, fold(form)


# One of Russian takes a quarter of a gigabyte while it is kept.
@lru_cache(maxsize=1)
def _dictionary(language: str) -> Mapping[str, str]:
    dictionaries = import_module("simplemma.strategies.dictionaries")
    found: Mapping[str, str] = dictionaries.DefaultDictionaryFactory(
        cache_max_size=1
    ).get_dictionary(language)
    return found
