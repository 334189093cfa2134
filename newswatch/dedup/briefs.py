"""Whether a page at a new address is a known brief of its outlet.

Of a text of a few words each may be the news, so likeness tells little (edited.py asks
for `SHORT_WORDS`). For outlets that change all their addresses overnight, these must
agree instead: the outlet, the moment of publication to the minute at least, and

* the headline, and all words but some that came or went. A word that gave way to
  another makes it another notice of one form, unless it was only respelled;
* or all words of the text, where two headlines are tried. What one headline says and
  the other does not must be in the text, half of it at least: under two headlines that
  it does not bear out, a text is a stub ("Sign in to read on.").

A number that counts something beside the text, views or comments, is none of its words.
Pages that state no date need one headline and equal texts, but for such a number behind
one of them: two notices of one form would both have theirs.
What fails here is no loss but a line more, with the known brief as its original.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from newswatch.dedup.changes import edits_between, is_respelled
from newswatch.dedup.edited import MOST_ADDRESSES, is_same_instant
from newswatch.dedup.passages import words_of
from newswatch.model import Article
from newswatch.model.revision import Candidate, Known

#: words of the longer text that the other one must have; chosen by hand
_KEPT = 0.75
#: letters from which on a word of a headline says something
_TELLING = 4
#: what some outlets put behind the headline of a later page
_COUNT_AT_END = re.compile(r"(?<=\w)[\W_]+\d+[\W_]*$")


def is_same_brief(candidate: Candidate, known: Known) -> bool:
    """Whether *candidate* is *known*, a brief of the same outlet."""
    if not _may_be(candidate, known):
        return False
    words_hash = candidate.fingerprint.words_hash
    headlines = candidate.article.headline, known.headline
    if words_hash is not None and words_hash == known.words_hash:
        if _is_undated(candidate.article, known):
            return False
        text = set(_words(candidate.article.text))
        mine, theirs = map(_without_count, headlines)
        return _bears_out(text, mine, theirs) and _bears_out(text, theirs, mine)
    mine, theirs = map(_words, headlines)
    if not mine == theirs != [] or known.text is None:
        return False
    if _is_undated(candidate.article, known):
        return _has_count_behind(_words(known.text), _words(candidate.article.text))
    return _only_more_or_less(known.text.split("\n\n"), candidate.article.paragraphs)


def _may_be(candidate: Candidate, known: Known) -> bool:
    article = candidate.article
    return (
        known.outlet_id == candidate.outlet_id
        and (_is_undated(article, known) or is_same_instant(article, known))
        and not known.roundup
        and known.addresses < MOST_ADDRESSES
        # Posts of a live blog have names of their own.
        and candidate.post_id is None
        and "#" not in known.article_id
    )


def _is_undated(article: Article, known: Known) -> bool:
    return article.published_at is None or known.published_at is None


def _bears_out(text: set[str], headline: list[str], other: list[str]) -> bool:
    """Whether *text* has what *headline* says and the *other* one does not."""
    own = [word for word in headline if word not in other]
    telling = [word for word in own if len(word) >= _TELLING] or own
    return bool(headline) and 2 * sum(word in text for word in telling) >= len(telling)


def _only_more_or_less(before: Sequence[str], after: Sequence[str]) -> bool:
    edits = edits_between(before, after)
    if any(gone and come and not is_respelled((gone, come)) for gone, come in edits):
        return False
    longer = max(len(_words(" ".join(text))) for text in (before, after))
    changed = sum(max(len(gone), len(come)) for gone, come in edits)
    return longer > 0 and longer - changed >= _KEPT * longer


def _has_count_behind(before: list[str], after: list[str]) -> bool:
    short, long = sorted((before, after), key=len)
    return long[:-1] == short and long[-1].isdigit()


def _without_count(headline: str | None) -> list[str]:
    return _words(_COUNT_AT_END.sub("", headline or ""))


def _words(text: str | None) -> list[str]:
    return words_of(normalize("NFKC", text or "").casefold())
