"""The texts that are kept, for trying a topic on what was seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from newswatch.store.rows import instant_of, instant_text

_TEXTS = """
  SELECT id, outlet_id, url, title, text, language, observed_at,
    (SELECT group_concat(topic_id, ' ') FROM matched WHERE article_id = id) AS topics
  FROM article WHERE text IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """What of an admitted article a topic can still be asked about."""

    id: str
    outlet_id: str
    url: str
    title: str | None
    text: str = field(repr=False)
    language: str | None
    observed_at: datetime
    #: ids of the topics that it was found to be on
    topics_matched: frozenset[str]


def text_of(db: sqlite3.Connection, article_id: str) -> StoredText | None:
    row = db.execute(_TEXTS + " AND id = ?", (article_id,)).fetchone()
    return _text(row) if row else None


def texts_since(db: sqlite3.Connection, at: datetime) -> Iterator[StoredText]:
    rows = db.execute(
        _TEXTS + " AND observed_at >= ? ORDER BY observed_at, id", (instant_text(at),)
    )
    yield from map(_text, rows)


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
    return StoredText(
        id=row["id"],
        outlet_id=row["outlet_id"],
        url=row["url"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        observed_at=instant_of(row["observed_at"]),
        topics_matched=frozenset((row["topics"] or "").split()),
    )
