"""Sighting: a page that was had anew beside what the feed was told of it last.

Both texts lose what the outlet repeats today and what other articles of it have too:
an appeal that is new on all pages is no revision of any. A paragraph more or less, of
which the page does not say that it was modified, may be an appeal of which this is the
first page to be seen. Unless a neighbour was read just now and lacks it, it is told
only when it is seen again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newswatch.clean import without_blocks, without_furniture
from newswatch.dedup.changes import change_between, passages_of
from newswatch.feed.record import Visit
from newswatch.feed.retold import told_record
from newswatch.model import Article, Furniture, Outlet, PageBlocks
from newswatch.model.change import Change, ChangeClass, Version
from newswatch.model.record import FeedRecord
from newswatch.model.revision import Candidate, Cluster
from newswatch.store.base import Revisit, Told

#: paragraphs by which a doubtful change is known again
_MOST_MARKS = 40
#: a neighbour read within this time shows what the outlet's pages have in common now
_JUST_NOW = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    revisit: Revisit
    candidate: Candidate
    visit: Visit
    outlet: Outlet
    furniture: Furniture
    #: the outlet's other stories, as they were read last
    neighbours: Sequence[PageBlocks]
    told: Told | None
    cluster: Cluster


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a sighting comes to."""

    change: Change | None = None
    #: whether the feed is to be told
    is_news: bool = False
    #: names the change, if it may be the site's and not the article's
    doubt: str | None = None


def found_in(sighting: Sighting) -> Finding:
    """What is new in *sighting*; takes up to a second for very long texts."""
    told, candidate = sighting.told, sighting.candidate
    if told is None:
        # Known and on no topic so far; an edit may have made it one's.
        return Finding(is_news=bool(candidate.matches))
    if "text-truncated" in candidate.article.warnings:
        return Finding()  # further pages of it could not be had this time
    before = told_record(told.record)
    old, new = _versions(sighting, told, before)
    change = change_between(old, new)
    if told.event == "withdrawn":
        return Finding(change=change, is_news=True)
    if change is None or not change.is_revision or _is_reread(before, candidate):
        return Finding(change=change)
    doubt = _name_of(old, new) if _is_doubtful(change, sighting) else None
    return Finding(change=change, is_news=True, doubt=doubt)


def _versions(
    sighting: Sighting, told: Told, before: FeedRecord
) -> tuple[Version, Version]:
    elsewhere = frozenset[int]().union(*(p.blocks for p in sighting.neighbours))
    paragraphs = tuple(told.text.split("\n\n")) if told.text else ()
    old = Article(headline=before.title, paragraphs=paragraphs)
    old, _ = without_furniture(old, sighting.furniture)
    article = sighting.candidate.article
    published, modified = before.date_published, before.date_modified
    return (
        Version(
            title=before.title,
            paragraphs=without_blocks(old.paragraphs, elsewhere),
            summary=before.summary,
            authors=tuple(author.name for author in before.authors),
            published_at=_instant(published),
            modified_at=_instant(modified),
        ),
        replace(
            Version.of(article),
            paragraphs=without_blocks(article.paragraphs, elsewhere),
        ),
    )


def _is_reread(before: FeedRecord, candidate: Candidate) -> bool:
    """Whether it was read in another way: then another text is no news by itself."""
    article = candidate.article
    return (
        before.producer.extractor != article.extractor
        and before.title == article.headline
        and _instant(before.date_modified) == article.modified_at
    )


def _name_of(old: Version, new: Version) -> str:
    """A mark for each paragraph that came or went, whatever is counted beside them."""
    before, after = (Counter(passages_of(each.paragraphs)) for each in (old, new))
    changed = [f"+{_mark(words)}" for words in after - before]
    changed += [f"-{_mark(words)}" for words in before - after]
    return " ".join(sorted(changed)[:_MOST_MARKS])


def _mark(words: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()[:12]


def is_seen_again(doubted: str | None, doubt: str) -> bool:
    """Whether all that was in doubt at the look before is there still.

    A story that grows by a paragraph a look is told; an appeal that is another one at
    each look is not.
    """
    return bool(doubted) and set((doubted or "").split()) <= set(doubt.split())


def _is_doubtful(change: Change, sighting: Sighting) -> bool:
    if sighting.candidate.post_id is not None:
        return False  # no appeal stands within a post
    if change.kind is not ChangeClass.UPDATE or change.fields != ("content_text",):
        return False
    if change.words_added and change.words_removed:
        return False  # words of a sentence were replaced
    now = sighting.visit.page.fetched_at
    return not any(abs(now - page.seen_at) <= _JUST_NOW for page in sighting.neighbours)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
