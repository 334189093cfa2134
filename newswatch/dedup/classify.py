"""Whether an article is new, known under another address, or another outlet's text.

What counts, the surest first:
1. an address that answered with this page before: the same article;
2. an address that the page, the feed or a known page merely claims (rel=canonical,
   guid): the same article only if the text or the headline agrees too. Sites that
   name one canonical address on all their pages exist, and must lose no article;
3. the same words: within one outlet the same article, from another outlet a copy.

What guards against false positives: a text of fewer than `SHORT_WORDS` words says too
little by itself ("Watch the video."), so the headlines must agree as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from newswatch.model.revision import Candidate, Known, Novelty, Signal, Verdict

#: below this many words equal texts are told apart by their headlines
#: (the short-text guard of near-duplicate detection; same limit)
SHORT_WORDS = 60
#: a copy is left out only if the emitted one holds this much of its length
FULL_ENOUGH = 0.8


def classify(
    candidate: Candidate, known: Sequence[Known], *, drop_copies: bool
) -> Verdict:
    """What *candidate* is among *known*, its relatives, the surest first."""
    refuted = False
    for relative in known:
        if relative.signal is Signal.ADDRESS:
            return _same(relative, Signal.ADDRESS)
        if relative.signal is not Signal.TEXT:
            # A claim on another outlet's address is no identity: it may be a copy.
            if relative.outlet_id != candidate.outlet_id:
                continue
            if _same_words(candidate, relative) or _same_headline(candidate, relative):
                return _same(relative, relative.signal)
            # Wrong is whoever claimed: the candidate, unless it was named by another.
            refuted = refuted or relative.signal is not Signal.NAMED
    twins = [relative for relative in known if _same_text(candidate, relative)]
    for twin in twins:
        if twin.outlet_id == candidate.outlet_id:
            return _same(twin, Signal.TEXT)
    if not twins:
        return Verdict(novelty=Novelty.NEW, claims_refuted=refuted)
    return Verdict(
        novelty=Novelty.COPY,
        of=twins[0],
        reason="exact-copy",
        left_out=drop_copies and any(_serves(twin, candidate) for twin in twins),
        claims_refuted=refuted,
    )


def _same(relative: Known, signal: Signal) -> Verdict:
    return Verdict(novelty=Novelty.SAME, of=relative, reason=signal)


def _same_words(candidate: Candidate, relative: Known) -> bool:
    words_hash = candidate.fingerprint.words_hash
    return words_hash is not None and words_hash == relative.words_hash


def _same_headline(candidate: Candidate, relative: Known) -> bool:
    mine, theirs = candidate.article.headline, relative.headline
    return bool(mine and theirs) and _folded(mine) == _folded(theirs)


def _same_text(candidate: Candidate, relative: Known) -> bool:
    if not _same_words(candidate, relative):
        return False
    return candidate.fingerprint.word_count >= SHORT_WORDS or _same_headline(
        candidate, relative
    )


def _serves(twin: Known, candidate: Candidate) -> bool:
    """Whether a reader of the feed has the candidate's text already, for its topics."""
    long_enough = twin.word_count >= FULL_ENOUGH * candidate.fingerprint.word_count
    return long_enough and candidate.topic_ids <= twin.emitted_topics


def _folded(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())
