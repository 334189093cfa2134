"""Whether an article is new, known under another address, or another outlet's text.

What counts, the surest first:
1. an address that answered with this page before: the same article;
2. an address that the page, the feed or a known page merely claims (rel=canonical,
   guid, the plain form of a print or mobile address): the same article only if the
   text bears it out, or the headline where the texts say too little. Sites that name
   one canonical address, or one headline, on all their pages exist, and feeds that
   give the guid of an old story to a new one: they must lose no article. Nor does it
   hold between two notices of one form that name others, unless they state one moment
   of publication: an update keeps it;
3. the same words: within one outlet the same article, from another outlet a copy;
4. nearly the same words within one outlet: edited.py and, for short texts, briefs.py
   tell an edited article from another one of its form;
5. part of the words: kinship.py tells a copy from what is merely similar.

What guards against false positives: a text of fewer than `SHORT_WORDS` words says too
little by itself ("Watch the video."), so the headlines must agree as well, and within
one outlet the time: "No trains today" is another notice on another day.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from newswatch.dedup.briefs import is_same_brief
from newswatch.dedup.edited import (
    SAME_ISSUE,
    is_edited,
    is_form_filled_anew,
    is_same_instant,
)
from newswatch.dedup.kinship import kinship
from newswatch.dedup.likeness import SHORT_WORDS
from newswatch.dedup.resemblance import resemblance
from newswatch.model.revision import Candidate, Known, Novelty, Signal, Verdict

#: what a text must share with another of its headline for a claim to hold; low, since
#: an AMP form or an update may lack most of it. Two articles share under a tenth
SHARED = 0.3
#: and with one of another headline: all but what a later edit changes
EDITED = 0.7
#: a column that keeps its headline and its address comes out again after this
SAME_DAY = timedelta(days=1)


def classify(
    candidate: Candidate, known: Sequence[Known], *, drop_copies: bool
) -> Verdict:
    """What *candidate* is among *known*, its relatives, the surest first."""
    refuted = False
    for relative in known:
        if relative.signal is Signal.ADDRESS:
            return _same(relative, Signal.ADDRESS)
        if relative.signal not in (Signal.TEXT, Signal.PASSAGES):
            # A claim on another outlet's address is no identity: it may be a copy.
            if relative.outlet_id != candidate.outlet_id:
                continue
            if _bears_out(candidate, relative):
                return _same(relative, relative.signal)
            # Only what the candidate says of its address is wrong then: not what a
            # known page says of it, and not a guid that its feed uses twice.
            refuted = refuted or relative.signal is Signal.CANONICAL
    twins = [relative for relative in known if _same_text(candidate, relative)]
    for twin in twins:
        if twin.outlet_id == candidate.outlet_id and _is_reissued(candidate, twin):
            return _same(twin, Signal.TEXT)
    for relative in known:
        if relative.signal not in (Signal.TEXT, Signal.PASSAGES):
            continue
        if is_edited(candidate, relative) or is_same_brief(candidate, relative):
            return _same(relative, relative.signal)
    verdict = kinship(candidate, known, twins, drop_copies=drop_copies)
    return replace(verdict, claims_refuted=refuted)


def _same(relative: Known, signal: Signal) -> Verdict:
    return Verdict(novelty=Novelty.SAME, of=relative, reason=signal)


def _bears_out(candidate: Candidate, relative: Known) -> bool:
    """Whether the claim that the two are one article is believed."""
    if _same_words(candidate, relative):
        return True
    if _are_apart(candidate, relative, SAME_DAY):
        return False
    if not is_same_instant(candidate.article, relative) and is_form_filled_anew(
        candidate.article, relative
    ):
        return False
    found = resemblance(candidate.article.text, relative.text or "")
    if _same_headline(candidate, relative):
        return found is None or found.contained >= SHARED
    return found is not None and found.alike >= EDITED


def _is_reissued(candidate: Candidate, twin: Known) -> bool:
    """Whether a text that its outlet had before is that article at another address."""
    is_long = candidate.fingerprint.word_count >= SHORT_WORDS
    return is_long or not _are_apart(candidate, twin, SAME_ISSUE)


def _are_apart(candidate: Candidate, relative: Known, limit: timedelta) -> bool:
    mine, theirs = candidate.article.published_at, relative.published_at
    return bool(mine and theirs and abs(mine - theirs) > limit)


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


def _folded(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())
