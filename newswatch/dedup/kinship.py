"""Whether an article that is new to its outlet is a copy, similar, or the first.

Three verdicts: equal texts and texts that are alike at `COPY` or more are copies and
join the cluster of the first; between `SIMILAR` and that, an article is new and says
what it is similar to, for about half of such pairs are different articles. Only a copy
can stay out of the feed, and only where the reader has its text: another outlet's line
tells of the same topics, has nearly all of the copy's words (own_words.py), and no name
or number in the place of one of the copy's (facts.py). Then the copy is one of that
line's article: should that be withdrawn, the copy is owed to the reader
(store/stand_ins.py).

A roundup must not chain the stories that it gathers into one cluster: what is similar
to three stories or more, and has less than half of its text from any of them, joins
none of them; nor does an item of a roundup join the roundup.
"""

from __future__ import annotations

from collections.abc import Sequence

from newswatch.dedup.facts import facts_replaced
from newswatch.dedup.likeness import COPY, PART, SIMILAR
from newswatch.dedup.own_words import own_words
from newswatch.dedup.passages import LEDE_WORDS
from newswatch.model.likeness import Likeness
from newswatch.model.revision import Candidate, Known, Novelty, Role, Verdict

#: a copy is left out only if the emitted one holds this much of its length
FULL_ENOUGH = 0.8
#: and if the copy has no more of its own: another opening, or that put otherwise.
#: Chosen by hand between what is lost and what is told twice (benchmarks/README.md)
_MOST_OWN, _MOST_OWN_WORDS = 0.15, LEDE_WORDS
#: stories that make a roundup, and the share of it that one of them may have
_STORIES, _MOST_OF_ONE = 3, 0.5
#: lines whose texts are read word by word; a form has as many as there are outlets
MOST_READ = 5
_EQUAL = Likeness(score=1.0, copied=1.0)


def kinship(
    candidate: Candidate,
    known: Sequence[Known],
    twins: Sequence[Known],
    *,
    drop_copies: bool,
) -> Verdict:
    """What *candidate* is beside the *known*; *twins* are those of equal text."""
    similar = [each for each in known if _score(each) >= SIMILAR]
    roundup = not twins and _gathers(similar)
    copied = [each for each in similar if not roundup and _is_copy(candidate, each)]
    if twins or copied:
        serving = _serving([*twins, *copied], candidate) if drop_copies else None
        of = serving or [*twins, *copied][0]
        return Verdict(
            novelty=Novelty.COPY,
            of=of,
            likeness=_EQUAL if of in twins else of.likeness,
            reason=Role.EXACT_COPY if of in twins else Role.NEAR_COPY,
            left_out=serving is not None,
        )
    if similar:
        likest = max(similar, key=_score)
        return Verdict(
            novelty=Novelty.NEW, of=likest, likeness=likest.likeness, roundup=roundup
        )
    return Verdict(novelty=Novelty.NEW)


def _score(each: Known) -> float:
    return each.likeness.score if each.likeness else 0.0


def _gathers(similar: Sequence[Known]) -> bool:
    stories = {each.cluster_id for each in similar}
    most = max((each.likeness.copied for each in similar if each.likeness), default=0.0)
    return len(stories) >= _STORIES and most < _MOST_OF_ONE


def _is_copy(candidate: Candidate, each: Known) -> bool:
    if each.roundup and each.word_count > PART * candidate.fingerprint.word_count:
        return False
    return _score(each) >= COPY


def tells_all(line: str, text: str) -> bool:
    """Whether who has read *line* misses hardly a word of *text*, and no fact."""
    return has_words_of(line, text) and not facts_replaced(line, text)


def has_words_of(line: str, text: str) -> bool:
    """Whether *text* has no more words of its own than another opening has."""
    own, every = own_words(text, line)
    return own <= min(_MOST_OWN * every, _MOST_OWN_WORDS)


def _serving(copies: Sequence[Known], candidate: Candidate) -> Known | None:
    """The first whose line says what the candidate says, to a reader of its topics."""
    near = [each for each in copies if _serves(each, candidate)]
    return next(
        (each for each in near[:MOST_READ] if _tells_the_same(each, candidate)), None
    )


def _serves(copy: Known, candidate: Candidate) -> bool:
    return (
        copy.outlet_id != candidate.outlet_id
        and copy.word_count >= FULL_ENOUGH * candidate.fingerprint.word_count
        and candidate.topic_ids <= copy.emitted_topics
    )


def _tells_the_same(copy: Known, candidate: Candidate) -> bool:
    if copy.words_hash == candidate.fingerprint.words_hash is not None:
        return True
    return copy.text is not None and tells_all(copy.text, candidate.article.text)
