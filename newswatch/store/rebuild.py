"""Knowing again, from the feed's own lines, what a lost state knew.

A line tells the article, its addresses, its topics, its cluster and what was told. It
does not tell what the feed never had: pages off topic and kept out, links that waited,
validators, what outlets repeat. Those are asked and learned anew. Of a line without
the whole text (`feed.text`) no look is planned: everything would look like a change.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from newswatch.dedup.fingerprint import fingerprint
from newswatch.model import Link, Via
from newswatch.model.record import FeedRecord
from newswatch.model.revision import Role
from newswatch.store import aliases, copies, looks
from newswatch.store.base import PendingLink
from newswatch.store.keeping import TakenBack
from newswatch.store.lines import owe_line
from newswatch.store.rows import instant_of, instant_text

_COPIES = (Role.EXACT_COPY, Role.NEAR_COPY)
_VERDICTS = {Role.EXACT_COPY: "equal", Role.NEAR_COPY: "copy", Role.RELATED: "similar"}


def take_back(db: sqlite3.Connection, taken: TakenBack) -> None:
    """Inside the transaction that the caller has begun."""
    record = taken.record
    at = instant_of(record.observed_at)
    text = whole_text(record)
    owe_line(db, record.seq, record.event_id, record.id, at, taken.line)
    db.execute(
        "INSERT OR IGNORE INTO told VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(record.id, record.seq, record.event, record.revision),
            *(instant_text(at), taken.line, text or ""),
        ),
    )
    if record.event != "withdrawn" or not _is_known(db, record.id):
        _article(db, record, at, text)
        _topics(db, record)
        _likeness(db, record)
    aliases.remember(db, taken.keys, record.id, record.url, None, at)
    if text is not None:
        _plan_look(db, taken, at)


def whole_text(record: FeedRecord) -> str | None:
    """The body, if the line has all of it."""
    is_whole = record.producer.text_policy == "full" or (
        record.content_text is not None and "text-truncated" not in record.warnings
    )
    return (record.content_text or "") if is_whole else None


def _is_known(db: sqlite3.Connection, article_id: str) -> bool:
    sql = "SELECT 1 FROM article WHERE id = ?"
    return db.execute(sql, (article_id,)).fetchone() is not None


def _article(
    db: sqlite3.Connection, record: FeedRecord, at: datetime, text: str | None
) -> None:
    cluster = record.cluster
    print_ = fingerprint(record.title, text.split("\n\n")) if text else None
    db.execute(
        "INSERT INTO article VALUES"
        " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'emitted', NULL)"
        " ON CONFLICT (id) DO UPDATE SET title = excluded.title, text = excluded.text,"
        " words_hash = excluded.words_hash, content_hash = excluded.content_hash,"
        " word_count = excluded.word_count, language = excluded.language,"
        " published_at = excluded.published_at, outcome = 'emitted'",
        (
            *(record.id, record.outlet.id, record.url, record.title, text),
            print_.words_hash if print_ else None,
            record.hashes.content or "",
            record.word_count or 0,
            record.language,
            record.date_published and instant_text(instant_of(record.date_published)),
            instant_text(at),
            *(cluster.id, cluster.role, cluster.copy_of),
        ),
    )
    if print_ is not None:
        like = cluster.copy_of if cluster.role in _COPIES else None
        copies.index(db, record.id, print_.passages.print, at, like=like)


def _topics(db: sqlite3.Connection, record: FeedRecord) -> None:
    db.execute("DELETE FROM matched WHERE article_id = ?", (record.id,))
    db.executemany(
        "INSERT INTO matched VALUES (?, ?, ?, 1)",
        [(record.id, match.topic, match.query_hash) for match in record.matches],
    )


def _likeness(db: sqlite3.Connection, record: FeedRecord) -> None:
    cluster = record.cluster
    if cluster.copy_of is not None and cluster.similarity is not None:
        db.execute(
            "INSERT OR IGNORE INTO likeness VALUES (?, ?, ?, ?, ?, '')",
            (
                *(record.id, cluster.copy_of, _VERDICTS[Role(cluster.role)]),
                *(cluster.similarity, cluster.similarity),
            ),
        )


def _plan_look(db: sqlite3.Connection, taken: TakenBack, at: datetime) -> None:
    """As the ladder had it; a live blog's page is visited again like a link."""
    record, crawl = taken.record, taken.record.crawl
    if "#" in record.id or not taken.keys:
        return
    found_at = instant_of(crawl.discovered_at)
    if record.article_type == "LiveBlogPosting":
        link = PendingLink(
            key=taken.keys[0],
            outlet_id=record.outlet.id,
            link=Link(url=crawl.requested_url, via=Via(crawl.discovered_via)),
            source_url=crawl.discovered_from,
            found_at=found_at,
            looks=1,
        )
        looks.look_again(db, link, taken.due_at)
        return
    db.execute(
        "INSERT OR REPLACE INTO revisit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0,"
        " 0, 0, NULL, NULL, NULL)",
        (
            *(record.id, record.outlet.id, taken.keys[0], crawl.requested_url),
            *(crawl.discovered_via, None, None, crawl.discovered_from),
            instant_text(found_at),
            taken.due_at and instant_text(taken.due_at),
            *(instant_text(at), taken.step),
        ),
    )
