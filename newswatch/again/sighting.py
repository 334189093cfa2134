"""Sighting: a page that was had anew beside what the feed was told of it last.

Both texts lose what the outlet repeats today and what other articles of it have too, be
it with other numbers: an appeal that is new on all pages is no revision of any, nor is
one that counts its givers. A paragraph more or less, of which the page does not say
that it was modified, may be an appeal of which this is the first page to be seen.
Unless a neighbour was read just now and lacks it, it is told when it is seen again.

A page that is read in another way than the last time (reading.py) has another text for
that reason. It is not told, and looks after it compare with it: the words that readers
have are the older ones then, until something on the page does change.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newswatch.again.reading import reader_of, reader_told, says_it_changed
from newswatch.clean import (
    counters_among,
    without_blocks,
    without_counters,
    without_furniture,
)
from newswatch.dates import record_instant
from newswatch.dedup.changes import change_between, passages_of
from newswatch.feed.record import Visit
from newswatch.feed.retold import told_record
from newswatch.model import Article, Furniture, Outlet, PageBlocks
from newswatch.model.caution import Caution
from newswatch.model.change import Change, ChangeClass, Version
from newswatch.model.record import FeedRecord
from newswatch.model.revision import Candidate, Cluster
from newswatch.store.base import Revisit, Told

#: paragraphs by which a doubtful change is known again
_MOST_MARKS = 40
#: how similar a text is to one of which it is the half
_HALF_IS_LEFT = 2 / 3
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
    #: of the configuration in force
    config_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a sighting comes to."""

    change: Change | None = None
    #: whether the feed is to be told
    is_news: bool = False
    #: names the change, if it may be the site's and not the article's
    doubt: str | None = None
    #: how the page was read, where that is not how its newest line was
    read_by: str | None = None
    #: whether it was read so for the first time, and tells nothing
    is_reread: bool = False


def found_in(sighting: Sighting) -> Finding:
    """What is new in *sighting*; takes up to a second for very long texts."""
    told, candidate = sighting.told, sighting.candidate
    if told is None:
        # Known and on no topic so far; an edit may have made it one's.
        return Finding(is_news=bool(candidate.matches))
    if "text-truncated" in candidate.article.warnings:
        # Further pages of it could not be had this time.
        return Finding(read_by=sighting.revisit.read_by)
    before = told_record(told.record)
    told_by = by = reader_told(before, sighting.outlet)
    if candidate.post_id is None:  # a post has no looks that could remember it
        by = reader_of(candidate.article, sighting.outlet, sighting.config_hash)
    is_first = by != (sighting.revisit.read_by or told_by)
    finding = _compared(
        sighting, told, before, is_reread=by != told_by, is_first=is_first
    )
    return replace(
        finding,
        read_by=by if by != told_by else None,
        is_reread=is_first and not finding.is_news,
    )


def _compared(
    sighting: Sighting,
    told: Told,
    before: FeedRecord,
    *,
    is_reread: bool,
    is_first: bool,
) -> Finding:
    """*is_reread*: unlike the line; *is_first*: unlike the last page as well."""
    old, new = _as_told(sighting, told, before), _now(sighting)
    change = change_between(old, new)
    if told.event == "withdrawn":
        return Finding(change=change, is_news=True)
    if change is None or not change.is_revision:
        return Finding(change=change)
    if _went_behind_a_wall(change, before, sighting.candidate.article):
        return Finding(change=change)
    since = change
    if is_first:
        if not says_it_changed(change, before, sighting.candidate.article):
            return Finding(change=change)
    elif is_reread:
        old, new = _as_read(sighting, told, old), _bare(new)
        anew = change_between(old, new)
        if anew is None or not anew.is_revision:
            return Finding(change=change)
        since = anew
    doubt = _name_of(old, new) if _is_doubtful(since, old, new, sighting) else None
    return Finding(change=change, is_news=True, doubt=doubt)


def _went_behind_a_wall(change: Change, before: FeedRecord, article: Article) -> bool:
    """Whether a text is cut because it is to be paid for.

    Readers keep what they have: outlets show an article in full for a day, or to every
    third visitor. Where it was paid for before, only a cut of more than half is one.
    """
    is_cut = change.words_removed > 0 and change.words_added == 0
    if not is_cut or "title" in change.fields or not _is_walled(article):
        return False
    return not _was_walled(before) or change.similarity < _HALF_IS_LEFT


def _is_walled(article: Article) -> bool:
    return article.free is False or Caution.PAYWALL_SUSPECTED in article.warnings


def _was_walled(record: FeedRecord) -> bool:
    is_paid = record.is_accessible_for_free is False
    return is_paid or Caution.PAYWALL_SUSPECTED in record.warnings


def _as_told(sighting: Sighting, told: Told, before: FeedRecord) -> Version:
    published, modified = before.date_published, before.date_modified
    return Version(
        title=before.title,
        paragraphs=_stripped(sighting, before.title, told.text),
        summary=before.summary,
        authors=tuple(author.name for author in before.authors),
        published_at=_instant(published),
        modified_at=_instant(modified),
    )


def _as_read(sighting: Sighting, told: Told, line: Version) -> Version:
    """What the last page said, without the fields of which only the *line* tells."""
    return Version(
        title=told.page_title,
        paragraphs=_stripped(sighting, told.page_title, told.page_text or ""),
        modified_at=line.modified_at,
    )


def _now(sighting: Sighting) -> Version:
    article = sighting.candidate.article
    modified = article.modified_at
    return replace(
        Version.of(article),
        paragraphs=_own(sighting, article.paragraphs),
        # As exact as the line that it is compared with.
        modified_at=None if modified is None else _instant(record_instant(modified)),
    )


def _bare(version: Version) -> Version:
    return replace(version, summary=None, authors=(), published_at=None)


def _stripped(sighting: Sighting, title: str | None, text: str) -> tuple[str, ...]:
    """The paragraphs of an earlier *text* without what is furniture by now."""
    paragraphs = tuple(text.split("\n\n")) if text else ()
    article = Article(headline=title, paragraphs=paragraphs)
    article, _ = without_furniture(article, sighting.furniture)
    return _own(sighting, article.paragraphs)


def _own(sighting: Sighting, paragraphs: Sequence[str]) -> tuple[str, ...]:
    """*paragraphs* without what other pages have too, be it with other numbers."""
    pages = sighting.neighbours
    elsewhere = frozenset[int]().union(*(page.blocks for page in pages))
    own = without_blocks(paragraphs, elsewhere)
    return without_counters(own, counters_among(pages))


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


def _is_doubtful(
    change: Change, old: Version, new: Version, sighting: Sighting
) -> bool:
    if sighting.candidate.post_id is not None:
        return False  # no appeal stands within a post
    if change.kind is not ChangeClass.UPDATE or change.fields != ("content_text",):
        return False
    is_edit = change.words_added and change.words_removed
    if is_edit and len(new.paragraphs) <= len(old.paragraphs):
        return False  # words of a sentence were replaced, and no appeal came with it
    now = sighting.visit.page.fetched_at
    return not any(abs(now - page.seen_at) <= _JUST_NOW for page in sighting.neighbours)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
