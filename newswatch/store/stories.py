"""What is kept of a story beyond the window: who told it, how alike, by which wires."""

from __future__ import annotations

import sqlite3

from newswatch.dedup.agencies import agencies
from newswatch.model.revision import Candidate, Novelty, Role, Verdict
from newswatch.model.story import Story, Telling
from newswatch.store.rows import instant_of


def note(
    db: sqlite3.Connection, candidate: Candidate, article_id: str, verdict: Verdict
) -> None:
    """Keep what an article under admission is like, and the wires it credits."""
    if verdict.of and verdict.likeness:
        how = verdict.likeness
        db.execute(
            "INSERT OR REPLACE INTO likeness VALUES (?, ?, ?, ?, ?, ?)",
            (
                article_id,
                verdict.of.article_id,
                _verdict_word(verdict),
                how.score,
                how.copied,
                " ".join(how.guards),
            ),
        )
    db.executemany(
        "INSERT OR REPLACE INTO agency VALUES (?, ?, ?)",
        [
            (article_id, position, name)
            for position, name in enumerate(agencies(candidate.article))
        ],
    )


def _verdict_word(verdict: Verdict) -> str:
    if verdict.novelty is not Novelty.COPY:
        return "similar"
    return "equal" if verdict.reason == Role.EXACT_COPY else "copy"


def story(db: sqlite3.Connection, article_id: str) -> Story | None:
    """The story that an article belongs to; None if the article is not known."""
    rows = db.execute(
        "SELECT article.*, likeness.to_id, likeness.score, likeness.copied,"
        " likeness.guards FROM article LEFT JOIN likeness ON article_id = article.id"
        " WHERE cluster_id = (SELECT cluster_id FROM article WHERE id = ?)"
        # Two may have come in one moment: the first copies none.
        " ORDER BY observed_at, copy_of IS NOT NULL, article.id",
        (article_id,),
    ).fetchall()
    if not rows:
        return None
    return Story(
        id=rows[0]["cluster_id"], tellings=tuple(_telling(db, row) for row in rows)
    )


def _telling(db: sqlite3.Connection, row: sqlite3.Row) -> Telling:
    names = db.execute(
        "SELECT name FROM agency WHERE article_id = ? ORDER BY position", (row["id"],)
    )
    return Telling(
        article_id=row["id"],
        outlet_id=row["outlet_id"],
        url=row["url"],
        headline=row["title"],
        observed_at=instant_of(row["observed_at"]),
        word_count=row["word_count"],
        role=row["role"],
        like=row["to_id"],
        score=row["score"],
        copied=row["copied"],
        guards=tuple((row["guards"] or "").split()),
        agencies=tuple(name for (name,) in names),
    )
