"""The texts that are kept, for trying a topic on what was seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from newswatch.store.rows import instant_of, instant_text
from newswatch.store.untold import inflated

_TEXT = """
  SELECT id, outlet_id, url, title, text, word_count, language, observed_at,
    (SELECT group_concat(topic_id, ' ') FROM matched WHERE article_id = id) AS topics,
    (SELECT record FROM told WHERE article_id = id ORDER BY seq DESC LIMIT 1) AS told,
    (SELECT text FROM told WHERE article_id = id ORDER BY seq DESC LIMIT 1)
      AS told_text,
    (SELECT line FROM untold WHERE article_id = id) AS untold
  FROM article WHERE id = ? AND text IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """What of an admitted article a topic can still be asked about."""

    id: str
    outlet_id: str
    url: str
    title: str | None
    text: str = field(repr=False)
    #: of the text
    word_count: int
    language: str | None
    observed_at: datetime
    #: ids of the topics that it was found to be on
    topics_matched: frozenset[str]
    #: its newest line in the feed; where it has none, the line it would have had,
    #: without the body and out of place. None: it came before that was kept
    line: bytes | None = field(default=None, repr=False)
    #: whether the feed has that line
    is_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCopy:
    """An article of one story with another, and what the feed has of it."""

    article_id: str
    outlet_id: str
    word_count: int
    #: topics that its lines told of
    topics: frozenset[str]


def text_of(db: sqlite3.Connection, article_id: str) -> StoredText | None:
    row = db.execute(_TEXT, (article_id,)).fetchone()
    return _text(row) if row else None


def ids_between(db: sqlite3.Connection, since: datetime, until: datetime) -> list[str]:
    rows = db.execute(
        "SELECT id FROM article WHERE observed_at >= ? AND observed_at < ?"
        # A copy came after its original, also in one moment.
        " ORDER BY observed_at, copy_of IS NOT NULL, id",
        (instant_text(since), instant_text(until)),
    )
    return [article_id for (article_id,) in rows]


def copies_of(db: sqlite3.Connection, article_id: str) -> list[ToldCopy]:
    rows = db.execute(
        "SELECT id, outlet_id, word_count, (SELECT group_concat(topic_id, ' ')"
        "  FROM matched WHERE article_id = id AND emitted) AS topics FROM article"
        " WHERE cluster_id = (SELECT cluster_id FROM article WHERE id = ?1)"
        " AND id <> ?1 AND (SELECT event FROM told WHERE article_id = id"
        "  ORDER BY seq DESC LIMIT 1) IS NOT 'withdrawn'",
        (article_id,),
    )
    return [
        ToldCopy(
            article_id=row["id"],
            outlet_id=row["outlet_id"],
            word_count=row["word_count"],
            topics=frozenset((row["topics"] or "").split()),
        )
        for row in rows
    ]


def topic_counts(
    db: sqlite3.Connection, since: Sequence[datetime]
) -> dict[str, tuple[int, ...]]:
    """Topic → how many articles were on it since each instant."""
    each = [
        dict(
            db.execute(
                "SELECT topic_id, count(*) FROM matched JOIN article"
                " ON article.id = article_id WHERE observed_at >= ? GROUP BY topic_id",
                (instant_text(at),),
            ).fetchall()
        )
        for at in since
    ]
    topics = {topic_id for counts in each for topic_id in counts}
    return {id_: tuple(counts.get(id_, 0) for counts in each) for id_ in topics}


def _text(row: sqlite3.Row) -> StoredText:
    is_told = row["told"] is not None
    untold = None if row["untold"] is None else inflated(row["untold"])
    return StoredText(
        id=row["id"],
        outlet_id=row["outlet_id"],
        url=row["url"],
        title=row["title"],
        # A page that was read in another way since has not been told of so.
        text=row["told_text"] if is_told else row["text"],
        word_count=row["word_count"],
        language=row["language"],
        observed_at=instant_of(row["observed_at"]),
        topics_matched=frozenset((row["topics"] or "").split()),
        line=row["told"] if is_told else untold,
        is_told=is_told,
    )
