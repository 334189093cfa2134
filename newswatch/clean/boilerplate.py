"""What an outlet repeats on its articles, learned by text (blocks.py).

A sentence is furniture when it stands on several *other* articles of the outlet:

1. on enough of the newest ones. Several repeated sentences in a row are a passage:
   they need few witnesses (`_PASSAGE`), because nobody quotes a passage in three
   stories. One sentence or two need many (`_ALONE`): newsrooms do repeat a quotation,
   or a line of background. The short window learns a new wording within three
   articles, the longer ones remember one that takes turns with others;
2. about different things: articles whose headlines share words follow one story, and a
   follow-up may say again what was said. Such articles count as one subject, and three
   subjects are wanted. Words that stand in half of all headlines tell no subject;
3. in different bodies: stubs and error texts that are alike as a whole count once.

A wording that took another's place needs two witnesses (`_replaced`): where furniture
that most articles had is gone from the newest ones, as many sentences or fewer that
two of these have in its stead are the new wording. It goes as a passage only, and not
from an article on what one of the two is about: when an appeal ends while one story
fills the paper, the story's background stays.

Forgetting is the window's: what is gone from the newest articles is no furniture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from newswatch.clean.blocks import SHARED_WORDS
from newswatch.model import Furniture, PageBlocks

#: (newest articles looked at, how many of them must have the block) where it is one of
#: several in a row. A fifth of the articles in the long run; chosen by hand
_PASSAGE = ((3, 3), (10, 4), (40, 8), (200, 40))
#: the same for a sentence by itself: half of them
_ALONE = ((7, 7), (12, 9), (40, 20), (200, 100))
#: articles that are looked at
WINDOW = 200
#: sentences that make a passage
PASSAGE_SENTENCES = 3
#: different subjects on which a block must have been seen
_SUBJECTS = 3
#: a change of wording: how many articles may have come since, and how many of them must
#: have the new one. Of 1,681 real articles none loses a sentence by it, even if an
#: appeal had ended just before each (benchmarks/furniture.py)
_SINCE, _FRESH = (2, 3, 4), 2
#: articles before it that are looked at, the least of them, and how many of those must
#: have had what is gone; chosen by hand
_BEFORE, _LEAST_BEFORE, _REGULAR = 10, 5, 0.7
#: with fewer articles than this, nobody can say which headline words are common
_FEW_ARTICLES = 8
#: blocks that travel to a lane with a page: some 30 KB
MOST_FURNITURE = 2000


def furniture_among(others: Sequence[PageBlocks]) -> Furniture:
    """What counts as furniture by the *others*, the outlet's articles, newest first."""
    distinct: dict[frozenset[int], PageBlocks] = {}
    for page in others:
        distinct.setdefault(page.blocks, page)
    pages = list(distinct.values())[:WINDOW]
    counts = Counter(block for page in pages for block in page.blocks)
    telling = _telling_words(pages)
    often = _often(pages, _PASSAGE)
    kept = [
        block
        for block, _ in counts.most_common()
        if block in often and _subjects(block, pages, telling) >= _SUBJECTS
    ][:MOST_FURNITURE]
    fresh = _replaced(pages, telling) - frozenset(kept)
    return Furniture(
        blocks={block: counts[block] for block in kept},
        sure=_often(pages, _ALONE).intersection(kept),
        fresh={block: counts[block] for block in fresh},
        fresh_subjects=tuple(
            page.subject & telling
            for page in pages[: _SINCE[-1]]
            if fresh & page.blocks
        ),
    )


def _replaced(pages: Sequence[PageBlocks], telling: frozenset[int]) -> frozenset[int]:
    """What stands on the newest articles in the place of furniture that is gone."""
    for size in _SINCE:
        since, before = pages[:size], pages[size : size + _BEFORE]
        if len(before) < _LEAST_BEFORE:
            break
        counts = Counter(block for page in before for block in page.blocks)
        regular = {b for b, count in counts.items() if count >= _REGULAR * len(before)}
        last = regular & before[0].blocks
        gone = last.difference(*(page.blocks for page in since))
        new_counts = Counter(block for page in since for block in page.blocks)
        new = {block for block, count in new_counts.items() if count >= _FRESH}
        new.difference_update(counts)
        if new and len(regular) >= PASSAGE_SENTENCES and len(new) <= len(gone):
            return frozenset(
                block for block in new if _subjects(block, since, telling) >= _FRESH
            )
    return frozenset()


def _often(
    pages: Sequence[PageBlocks], shares: Sequence[tuple[int, int]]
) -> frozenset[int]:
    """The blocks that enough of the newest pages have."""
    counts: Counter[int] = Counter()
    found: set[int] = set()
    start = 0
    for size, needed in shares:
        for page in pages[start:size]:
            counts.update(page.blocks)
        start = size
        found.update(block for block, count in counts.items() if count >= needed)
    return frozenset(found)


def _telling_words(pages: Sequence[PageBlocks]) -> frozenset[int]:
    """The headline words that tell one subject from another."""
    counts = Counter(word for page in pages for word in page.subject)
    few = len(pages) < _FEW_ARTICLES
    return frozenset(
        word for word, count in counts.items() if few or 2 * count <= len(pages)
    )


def _subjects(block: int, pages: Sequence[PageBlocks], telling: frozenset[int]) -> int:
    """On how many subjects *block* was seen; counting ends when they are enough."""
    apart: list[frozenset[int]] = []
    for page in pages:
        if block not in page.blocks:
            continue
        subject = page.subject & telling
        if all(len(subject & other) < SHARED_WORDS for other in apart):
            apart.append(subject)
            if len(apart) == _SUBJECTS:
                break
    return len(apart)
