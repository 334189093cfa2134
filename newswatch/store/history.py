"""An article, what was told of it over time, what is planned with it, what waits."""

from __future__ import annotations

import sqlite3

from newswatch.store import reading
from newswatch.store.lookup import PlannedLook, StoredArticle, ToldLine, Waiting
from newswatch.store.revisits import doubt_in
from newswatch.store.rows import instant_of, optional_instant_of


def article(db: sqlite3.Connection, article_id: str) -> StoredArticle | None:
    row = db.execute(
        "SELECT *, (SELECT count(*) FROM article AS other"
        "  WHERE other.cluster_id = article.cluster_id) AS cluster_size"
        " FROM article WHERE id = ?",
        (article_id,),
    ).fetchone()
    if row is None:
        return None
    topics = db.execute(
        "SELECT topic_id FROM matched WHERE article_id = ? ORDER BY topic_id",
        (article_id,),
    )
    return StoredArticle(
        id=row["id"],
        outlet_id=row["outlet_id"],
        url=row["url"],
        title=row["title"],
        word_count=row["word_count"],
        content_hash=row["content_hash"],
        language=row["language"],
        published_at=optional_instant_of(row["published_at"]),
        observed_at=instant_of(row["observed_at"]),
        cluster_id=row["cluster_id"],
        cluster_size=row["cluster_size"],
        role=row["role"],
        copy_of=row["copy_of"],
        outcome=row["outcome"],
        reason=row["reason"],
        topics_matched=tuple(topic["topic_id"] for topic in topics),
        how_read=reading.how_read(db, article_id),
    )


def told_lines(db: sqlite3.Connection, article_id: str) -> list[ToldLine]:
    rows = db.execute(
        "SELECT * FROM told WHERE article_id = ? ORDER BY seq", (article_id,)
    )
    return [
        ToldLine(
            seq=row["seq"],
            event=row["event"],
            revision=row["revision"],
            observed_at=instant_of(row["observed_at"]),
            line=row["record"],
            text=row["text"] or None,
        )
        for row in rows
    ]


def planned_look(db: sqlite3.Connection, article_id: str) -> PlannedLook | None:
    row = db.execute(
        "SELECT * FROM revisit WHERE article_id = ?", (article_id,)
    ).fetchone()
    if row is None:
        return None
    return PlannedLook(
        due_at=optional_instant_of(row["due_at"]),
        read_at=instant_of(row["read_at"]),
        steps=row["step"],
        failed=row["attempts"],
        gone=row["gone"],
        is_doubted=doubt_in(row["doubted"]) is not None,
    )


def waiting(db: sqlite3.Connection, key: bytes) -> Waiting | None:
    row = db.execute(
        "SELECT dropped, behind, check_at, coalesce("
        "  (SELECT url FROM seen WHERE key = pending.behind),"
        "  (SELECT other.url FROM pending AS other WHERE other.key = pending.behind))"
        " AS url FROM pending WHERE key = ? AND behind NOT NULL",
        (key,),
    ).fetchone()
    if row is None:
        return None
    names = tuple(name for name in row["dropped"].split("&") if name)
    return Waiting(
        behind_url=row["url"],
        ignored=names,
        check_at=optional_instant_of(row["check_at"]),
    )
