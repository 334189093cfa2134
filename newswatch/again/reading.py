"""By what a page was read, and whether it says itself that it was changed.

Another extractor, another version of newswatch or other rules of the outlet read other
text in one page. That is no news: the first page that is read so takes the place of the
last one silently, and later pages are compared with it. At that one look an edit is
told only if the page gives another headline or date of modification, and gives it where
it did before.
"""

from __future__ import annotations

import hashlib

from newswatch import __version__
from newswatch.model import Article, Outlet
from newswatch.model.change import Change
from newswatch.model.record import FeedRecord


def reader_of(article: Article, outlet: Outlet, config_hash: str) -> str:
    """Names all that *article* was read by."""
    return _named(__version__, article.extractor, config_hash, outlet)


def reader_told(record: FeedRecord, outlet: Outlet) -> str:
    """The same of the page that a line tells of."""
    by = record.producer
    return _named(by.version, by.extractor, by.config_hash, outlet)


def _named(version: str, extractor: str, config_hash: str, outlet: Outlet) -> str:
    # The configuration holds the rules, and much else that reads no page.
    parts = (version, extractor, config_hash if outlet.rules else "")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def says_it_changed(change: Change, before: FeedRecord, article: Article) -> bool:
    """Whether headline or date of modification differ, read where they were before.

    What a page does not state any more tells nothing.
    """
    then, now = before.provenance, article.evidence
    return ("title" in change.fields and then.title == now.get("title")) or (
        "date_modified" in change.fields
        and article.modified_at is not None
        and then.date_modified == now.get("date_modified")
    )
