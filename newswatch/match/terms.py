"""What stands between the operators of a query: words, prefixes, phrases.

A word of two to five capitals (US, NATO, США, U.S.) is asked for in exactly these
capitals, in a phrase too: 13.4 % of AllSides articles have the pronoun "us" and no US.
In small letters (`nato`) it is met in any case.

A sign that other query languages give a meaning is refused rather than passed over: a
query that quietly means something else misses articles and nobody knows.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from newswatch.match.mistakes import NEVER, QueryError
from newswatch.match.tokens import Tokens, is_unspaced, tokenize
from newswatch.match.tree import Everything, Piece, Term

# Longer ones are a pasted text, and would be compared word by word at each place.
MAX_PHRASE_WORDS = 64
_CAPITALS = range(2, 6)
_MIN_PREFIX_LETTERS = 2
# Of fewer letters stand in too many words: German *rate* is in Berater and Heirat.
_MIN_INFIX_LETTERS = 5

# Within what the tokenizer takes for one word.
_LONGEST_PLAIN = 64

_NO_SUCH_SIGN = "leave it out, or put the words in quotation marks"
#: what a word must not begin with → the way to say it here
_LEADING = {
    **dict.fromkeys("-–—−!", "to leave a word out write NOT before it"),
    **dict.fromkeys("'‘’`", "a phrase stands in double quotation marks"),
    "+": "words side by side are all required; leave the + out",
    ":": "no space may stand between a field and its colon",
    "=": "one = is enough",
    "/": "there are no regular expressions; a prefix is written russia*",
    "@": "@name stands alone in a query, and in no group",
    "~": "~ stands first, and takes neither = nor *",
}
#: what a word must not hold → the way to say it here
_FOREIGN = re.compile(r"[|^~\[\]{}<>\\（）＊：＝＠～＂「」『』]|\?(?=\w)|&&")
_FOREIGN_HELP = {
    "|": "for either of two words write OR",
    "&&": "write AND",
    **dict.fromkeys("「」『』", "a phrase stands in double quotation marks"),
    # As keyboards for Chinese and Japanese type them.
    **{wide: f"write {normalize('NFKC', wide)}" for wide in "（）＊：＝＠～＂"},
}
#: in any other case or width they are taken for words, which is seldom meant
_KEYWORDS = ("AND", "OR", "NOT")
_OPERATORS = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "!": "NOT"}
_NEAR = re.compile(r"(?i:near|within|w)/\S*|NEAR(?:[~:]?\d+)?")
_STAR_HELP = "a * stands at the end of a word, russia*, or at both: *gespräch*"


def read_word(written: str, offset: int) -> Term | Everything:
    """The term that one bare word of a query asks for. Raises QueryError."""
    if written == "*":
        return Everything()
    if (plain := _plain(written)) is not None:
        return plain
    if written.startswith("~") and tokenize(written):
        return _all_forms(written, offset)
    _refuse_foreign(written, offset)
    is_exact = written.startswith("=")
    pieces = _pieces(written.removeprefix("="), offset + is_exact, is_exact=is_exact)
    if not pieces:
        raise _never(written, offset)
    return Term(written, pieces)


def _plain(written: str) -> Term | None:
    """The term of a word of ASCII letters, which nearly all are; None for others."""
    stem = written.removesuffix("*")
    if not (stem.isascii() and stem.isalpha()) or stem == "NEAR":
        return None
    if not _MIN_PREFIX_LETTERS <= len(stem) < _LONGEST_PLAIN:
        return None
    exact = stem if stem.isupper() and len(stem) in _CAPITALS else None
    return Term(written, (Piece(stem.lower(), exact, stem != written),))


def _all_forms(written: str, offset: int) -> Term:
    """The term of `~word`; `forms.py` finds its forms once the query is read."""
    if (digits := written[1:]).isdecimal():
        raise _foreign("~", offset, f"for a distance write one NEAR/{digits} other")
    _refuse_foreign(written[1:], offset + 1)
    tokens = tokenize(written)
    if len(tokens) != 1 or written[1] == "=" or "*" in written:
        raise QueryError(
            "~ takes one plain word",
            offset=offset,
            width=len(written),
            help="write ~talk, without = and *, and without a hyphen",
        )
    return Term(written, (Piece(tokens.folded[0]),))


def read_phrase(written: str, offset: int) -> Term:
    """The term that a quoted phrase asks for, `=` before it included.

    Raises QueryError.
    """
    is_exact = written.startswith("=")
    inside = written[1 + is_exact : -1]
    pieces: tuple[Piece, ...] = ()
    for word in re.finditer(r"\S+", inside):
        start = offset + 1 + is_exact + word.start()
        plain = None if is_exact else _plain(word[0])
        pieces += plain.pieces if plain else _pieces(word[0], start, is_exact=is_exact)
    if not pieces:
        raise _never(written, offset)
    if len(pieces) > MAX_PHRASE_WORDS:
        raise QueryError(
            f"a phrase of {len(pieces)} words; {MAX_PHRASE_WORDS} are allowed",
            offset=offset,
            width=len(written),
            help="cut the phrase to the words that tell",
        )
    return Term("=" * is_exact + f'"{" ".join(inside.split())}"', pieces)


def _refuse_foreign(word: str, offset: int) -> None:
    if word in _OPERATORS:
        raise _never(word, offset, f"write {_OPERATORS[word]}")
    if _NEAR.fullmatch(word):
        digits = re.search(r"[1-9]\d*", word)
        raise QueryError(
            f"{word} is no distance",
            offset=offset,
            width=len(word),
            help=_near_help(digits[0] if digits else "10"),
        )
    bare = word.removeprefix("=")
    first = offset + len(word) - len(bare)
    if tokenize(bare) and bare[0] in _LEADING:
        raise _foreign(bare[0], first, _LEADING[bare[0]])
    if found := _FOREIGN.search(bare):
        advice = _FOREIGN_HELP.get(found[0], _NO_SUCH_SIGN)
        raise _foreign(found[0], first + found.start(), advice)


def _near_help(digits: str) -> str:
    meaning = "side by side" if digits == "1" else f"at most {digits} words apart"
    return f"write NEAR/{digits}: {meaning}"


def refuse_keyword(written: str, offset: int) -> None:
    """Raises QueryError for `or`, `Not`, `ＡＮＤ` between the words of a query."""
    if len(written) > len("AND"):
        return
    keyword = normalize("NFKC", written).upper()
    if keyword in _KEYWORDS:
        raise QueryError(
            f"{written} is no operator",
            offset=offset,
            width=len(written),
            help=f'write {keyword}; for the word itself write "{written}"',
        )


def _foreign(sign: str, offset: int, help: str) -> QueryError:
    message = f'"{sign}" has no meaning here'
    return QueryError(message, offset=offset, width=len(sign), help=help)


def _never(written: str, offset: int, help: str | None = None) -> QueryError:
    return QueryError(
        f"the term {written} can never match: it has no letter or digit",
        offset=offset,
        width=len(written),
        code=NEVER,
        help=help or "write a word, or take the term out",
    )


def _pieces(word: str, offset: int, *, is_exact: bool) -> tuple[Piece, ...]:
    """What each position has to be for *word*, which may end in `*`."""
    if len(word) > 2 and word[0] == word[-1] == "*":
        return (_infix(word, offset, is_exact=is_exact),)
    stem = word.removesuffix("*")
    if "*" in stem or word == "*":
        star = offset + word.index("*")
        raise QueryError(
            '"*" is not at the end of a word', offset=star, help=_STAR_HELP
        )
    tokens = tokenize(stem)
    is_prefix = stem != word
    if is_prefix:
        _refuse_short(tokens, offset, word)
    final = len(tokens) - 1
    return tuple(
        _piece(
            token.folded, token.exact, is_exact, is_prefix and token.position == final
        )
        for token in tokens
    )


def _infix(word: str, offset: int, *, is_exact: bool) -> Piece:
    tokens = tokenize(word)
    if "*" in word[1:-1]:
        star = offset + word.index("*", 1)
        raise QueryError('"*" is inside a word', offset=star, help=_STAR_HELP)
    if not len(tokens):
        raise _never(word, offset)
    if len(tokens) > 1:
        is_run = is_unspaced(tokens.folded[0])
        raise QueryError(
            f"{word} is more than one word",
            offset=offset,
            width=len(word),
            help="leave the * out: it is found inside a run of signs as it is"
            if is_run
            else "let * stand at both ends of one word",
        )
    if len(tokens.folded[0]) < _MIN_INFIX_LETTERS:
        raise QueryError(
            f"{word} is too short to stand inside a word",
            offset=offset,
            width=len(word),
            help=f"at least {_MIN_INFIX_LETTERS} letters stand between two *",
        )
    exact = tokens.exact[0] if is_exact else None
    return Piece(tokens.folded[0], exact, is_infix=True)


def _refuse_short(tokens: Tokens, offset: int, word: str) -> None:
    if not len(tokens):
        raise _never(word, offset)
    last = tokens.folded[-1]
    if len(last) < _MIN_PREFIX_LETTERS and not is_unspaced(last):
        raise QueryError(
            f"the prefix {word} is too short",
            offset=offset,
            width=len(word),
            help=f"at least {_MIN_PREFIX_LETTERS} letters stand before a *",
        )


def _piece(folded: str, exact: str, is_exact: bool, is_prefix: bool) -> Piece:
    in_capitals = exact.isalpha() and exact.isupper() and len(exact) in _CAPITALS
    # The last character of a run may be followed by any other: see tokens.py.
    goes_on = is_unspaced(folded) and len(tokenize(folded)) == 1
    return Piece(
        folded, exact if is_exact or in_capitals else None, is_prefix or goes_on
    )
