"""Whether a page at a new address is a known article of its outlet, slightly edited.

For outlets that change all their addresses overnight, and that try a headline under two
of them. Nothing is claimed then, neither a canonical address nor a guid, so all of this
must hold:

1. the texts are nearly the same, as a whole;
2. both state when they were published, hours apart at most: what comes out daily under
   one name is another article each day. Pages that state no date need the same headline
   and hardly an edit;
3. the headlines agree, or the openings do;
4. no number was replaced: tables, market notices and scores change little else. Whole
   sentences with numbers may come and go;
5. no word that is in one headline only has left the text with it: a form text names
   another town, person or company in both.

What fails here is no loss but a line more, with the known article as its original.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta

from newswatch.dedup.changes import edits_between
from newswatch.dedup.likeness import COPY, SHORT_WORDS
from newswatch.dedup.passages import words_of
from newswatch.dedup.resemblance import resemblance
from newswatch.model import Article, Precision
from newswatch.model.revision import Candidate, Known

#: what both texts together must share in runs of four words. One word that is changed
#: costs four of them: six in 200 words are 0.8; chosen by hand
_ALIKE = 0.8
#: and where no date of publication tells a series from an article
_ALIKE_UNDATED = 0.9
#: a daily column is further off than this
SAME_ISSUE = timedelta(hours=12)
#: addresses that one article has; a text that more lead to is a form or a notice
MOST_ADDRESSES = 10
#: words of an opening, and the share of them that must agree
_OPENING, _OPENING_AGREES = 40, 0.8


def is_edited(candidate: Candidate, known: Known) -> bool:
    """Whether *candidate* is *known*, an article of the same outlet, edited since."""
    if not _may_be(candidate, known) or known.text is None:
        return False
    article, paragraphs = candidate.article, known.text.split("\n\n")
    alike = resemblance(article.text, known.text)
    same_headline = _words(article.headline) == _words(known.headline) != []
    dated = _apart(article, known)
    if alike is None or alike.alike < (_ALIKE if dated is not None else _ALIKE_UNDATED):
        return False
    if dated is None:
        agrees = same_headline
    else:
        agrees = dated <= SAME_ISSUE and (
            same_headline
            or (
                _same_opening(article.text, known.text)
                and not _names_another(article, known)
            )
        )
    return agrees and not _facts_replaced(article, known, paragraphs)


def is_form_filled_anew(article: Article, known: Known) -> bool:
    """Whether *article* tells in *known*'s words of another event.

    Numbers or names gave way to others, and each headline has a name that the other
    text lacks. A toll that rises changes numbers, and the words of its headline.
    """
    if known.text is None:
        return False
    both = words_of(f"{article.text}\n{known.text}")
    # No name stands without a capital anywhere; where a script has none, any word may.
    plain = {word for word in both if word.islower()}
    mine, theirs = set(_words(article.headline)), set(_words(known.headline))
    now, then = set(_words(article.text)), set(_words(known.text))
    return (
        _has_name((theirs - mine) & (then - now) - plain)
        and _has_name((mine - theirs) & (now - then) - plain)
        and _facts_replaced(article, known, known.text.split("\n\n"))
    )


def _has_name(words: AbstractSet[str]) -> bool:
    return any(not any(map(str.isdigit, word)) for word in words)


def is_same_instant(article: Article, known: Known) -> bool:
    """Whether both state one moment of publication, not merely one day."""
    return (
        article.published_at is not None
        and article.published_at == known.published_at
        and article.published_precision is not Precision.DAY
    )


def _may_be(candidate: Candidate, known: Known) -> bool:
    """What costs nothing to ask."""
    return (
        known.outlet_id == candidate.outlet_id
        and known.likeness is not None
        and known.likeness.score >= COPY
        and not known.roundup
        and known.addresses < MOST_ADDRESSES
        and min(known.word_count, candidate.fingerprint.word_count) >= SHORT_WORDS
        # Posts of a live blog have names of their own.
        and candidate.post_id is None
        and "#" not in known.article_id
    )


def _apart(article: Article, known: Known) -> timedelta | None:
    """How far apart they were published; None where one states no date."""
    mine, theirs = article.published_at, known.published_at
    return abs(mine - theirs) if mine and theirs else None


def _same_opening(mine: str, theirs: str) -> bool:
    one, other = _words(mine)[:_OPENING], _words(theirs)[:_OPENING]
    shared = sum((Counter(one) & Counter(other)).values())
    return shared >= _OPENING_AGREES * max(len(one), len(other))


def _names_another(article: Article, known: Known) -> bool:
    mine, theirs = set(_words(article.headline)), set(_words(known.headline))
    now, then = set(_words(article.text)), set(_words(known.text))
    return not (theirs - mine).isdisjoint(then - now) or not (mine - theirs).isdisjoint(
        now - then
    )


def _facts_replaced(article: Article, known: Known, paragraphs: Sequence[str]) -> bool:
    """Whether a number or a name gave way to another: a form that was filled anew."""
    if _digits(_words(article.headline)) != _digits(_words(known.headline)):
        return True
    return any(
        old and new and (_digits(old) != _digits(new) or _are_other_names(old, new))
        for old, new in edits_between(paragraphs, article.paragraphs)
    )


def _are_other_names(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether capitalised words stand on both sides, and none on both.

    Two lines for an article whose name was corrected are better than one for two.
    """
    before, after = ({w for w in words if w[0].isupper()} for words in (old, new))
    return bool(before and after) and before.isdisjoint(after)


def _digits(words: Sequence[str]) -> list[str]:
    return [word for word in words if any(map(str.isdigit, word))]


def _words(text: str | None) -> list[str]:
    return list(words_of((text or "").casefold()))
