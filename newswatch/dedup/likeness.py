"""How alike two texts are: the share of the shorter one that the other has, guarded.

Containment, not resemblance: a copy that was cut, or has another opening or end, is all
in the original although half of the original is missing from it. The newcomer's text is
at hand, so each picked passage of the known text is looked up among *all* of its
passages; what the newcomer has in the known text is estimated from that.

Passages that many stories have in common (`common`) say nothing and are left out. Where
fewer than three remain, resemblance over all of them must decide.

Guards may only lower the score:

* numbers: tables and market reports repeat their words and change the figures;
* short texts: under 60 words the headlines must share half their words, and where one
  word or more was changed the text is similar at most: that word may be the news;
* one outlet: photo galleries and series repeat long blocks, so two pages of one outlet
  must meet in their opening or have the same headline;
* parts: what is but a piece of a text more than three times as long, and not its
  beginning, may be an item of a roundup or of a live blog: it is similar at most.

Limits and factors are measured on labelled pairs (benchmarks/README.md).
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from unicodedata import normalize

from newswatch.dedup.passages import words_of
from newswatch.model.likeness import Likeness, Passages, Print

#: at this score and above a text is a copy of the other, or at least similar to it
COPY, SIMILAR = 0.60, 0.41
#: what a text's score may be at most that is no copy, and not even similar
_BELOW_COPY = 0.59
_BELOW_SIMILAR = 0.40
#: passages of which fewer tell nothing
_FEW = 3
#: passages for which one pick stands, on average: half a window
_PER_PICK = 3
#: resemblance that is believed where containment can't be known
_RESEMBLES = 0.5
#: (share of words that are numbers, share of them that must agree)
_NUMBERS = ((0.02, 0.70), (0.08, 0.92))
#: words under which a text is short
SHORT_WORDS = 60
#: one outlet's pages that resemble each other so need not meet in their opening
_NEARLY_ALL = 0.8
#: words from which on a headline can be told from page furniture
_HEADLINE_WORDS = 3
#: under this, a word in the midst of a short text was changed: it is in five passages
#: of at most 56
_ALL = 0.91
#: a text longer than so many of the other may hold it as one item of several
PART = 3
#: what a failed guard leaves of a score
_HALF = 0.5


def likeness(
    new: Passages,
    known: Print,
    *,
    common: AbstractSet[int] = frozenset(),
    headlines: tuple[str | None, str | None] = (None, None),
    same_outlet: bool = False,
) -> Likeness:
    """How alike the text of *new* is to the *known* one; *headlines* in that order."""
    every = set(new.every)
    shared = every.intersection(known.picks)
    told = shared - common
    picks = len(set(known.picks) - common) if common else len(known.picks)
    passages = len(every - common) if common else len(every)
    resemblance = _resemblance(len(shared), new, known)
    if picks < _FEW or passages < _FEW * _PER_PICK:
        score, copied = (resemblance if resemblance > _RESEMBLES else 0.0), resemblance
    else:
        inside = len(told) / picks
        # Picks are a sample of the known text's passages, all at one rate.
        size = known.passage_count * picks / len(known.picks)
        copied = min(1.0, inside * size / passages)
        score = inside if size <= passages else copied
    guarded, guards = _guarded(
        score, resemblance, new, known, headlines, same_outlet=same_outlet
    )
    return Likeness(score=guarded, copied=copied, guards=guards)


def _guarded(
    score: float,
    resemblance: float,
    new: Passages,
    known: Print,
    headlines: tuple[str | None, str | None],
    *,
    same_outlet: bool,
) -> tuple[float, tuple[str, ...]]:
    """What is left of *score*, and the guards that lowered it."""
    if score < SIMILAR:
        return score, ()
    guards = []
    short, long = sorted((new.print, known), key=lambda each: each.word_count)
    titles = tuple(_title_words(headline) for headline in headlines)
    meets = _meet(new, known) or _same_title(*titles)
    if (factor := _numbers_factor(short, long)) < 1:
        score *= factor
        guards.append("numbers")
    if short.word_count < SHORT_WORDS:
        if not _share_half(*titles):
            score *= _HALF
            guards.append("short-titles")
        if COPY <= score < _ALL:
            score = _BELOW_COPY
            guards.append("short")
    if same_outlet and not meets and resemblance < _NEARLY_ALL:
        score = min(score * _HALF, _BELOW_SIMILAR)
        guards.append("lede")
    if long.word_count > PART * short.word_count and not meets and score >= COPY:
        score = _BELOW_COPY
        guards.append("part")
    return score, tuple(guards)


def _resemblance(shared: int, new: Passages, known: Print) -> float:
    """Jaccard's coefficient of all passages, from the sample of the known ones."""
    if not known.picks:
        return 0.0
    both = shared * known.passage_count / len(known.picks)
    union = len(new.every) + known.passage_count - both
    return min(1.0, both / union) if union else 1.0


def _numbers_factor(short: Print, long: Print) -> float:
    count = sum(short.numbers.values())
    if not count:
        return 1.0
    met = sum(
        min(often, long.numbers.get(number, 0))
        for number, often in short.numbers.items()
    )
    agreement, density = met / count, count / short.word_count
    if any(density > dense and agreement < least for dense, least in _NUMBERS):
        return agreement * _HALF
    return 1.0


def _meet(new: Passages, known: Print) -> bool:
    """Whether the openings of both share a passage."""
    opening = set(new.every[: new.lede_size])
    return not opening.isdisjoint(known.picks[: known.lede_size])


def _title_words(headline: str | None) -> frozenset[str]:
    return frozenset(words_of(normalize("NFKC", headline or "").casefold()))


def _same_title(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return len(mine) >= _HEADLINE_WORDS and mine == theirs


def _share_half(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether half of the shorter headline's words agree; true where one is missing."""
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))
