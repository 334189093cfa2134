"""Copies that are owed to the reader, since the line they were left out for is gone.

withdrawn line ─▶ the earliest copy that was left out for it and that no standing line
                  serves: its reason becomes `ORIGINAL_WITHDRAWN`, and it is looked at
look ─▶ a `new` line with its role, or none: it is gone too, or left out for another's
     ─▶ the next copy that is not served: each is asked once

The look makes sure that the copy still stands, for agencies take their stories back at
all outlets. Nothing is told here. All of it is in the transaction of the event or the
look that it follows, so a kill leaves it done or still to be done.

Posts of live blogs and articles that came without a link have no look and no stand-in.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from newswatch.dedup.kinship import FULL_ENOUGH, MOST_READ, has_words_of
from newswatch.model.revision import ORIGINAL_WITHDRAWN, Role
from newswatch.store.rows import instant_text

#: copies without a line in their words; a stand-in has their facts, as its original had
_UNSERVED = """
  SELECT copy.id, copy.text FROM article AS copy
  JOIN revisit ON revisit.article_id = copy.id
  JOIN article AS original ON original.id = copy.copy_of
  WHERE original.id = :original AND copy.cluster_id = original.cluster_id
    AND copy.outcome = 'duplicate' AND copy.reason IN (:exact, :near)
    AND (SELECT event FROM told WHERE article_id = original.id
         ORDER BY seq DESC LIMIT 1) = 'withdrawn'
    AND NOT EXISTS (
      SELECT 1 FROM article AS line
      WHERE {serves} AND line.words_hash = copy.words_hash)
  ORDER BY copy.observed_at, copy.id
"""
_STAND_INS = """
  SELECT line.text FROM article AS copy
  JOIN article AS line ON {serves} AND line.reason = :stand_in
  WHERE copy.id = :copy AND line.text IS NOT NULL
"""
_SERVES = """
  line.cluster_id = copy.cluster_id AND line.outlet_id <> copy.outlet_id
  AND line.word_count >= :full * copy.word_count
  AND (SELECT event FROM told WHERE article_id = line.id
       ORDER BY seq DESC LIMIT 1) <> 'withdrawn'
  AND NOT EXISTS (
    SELECT topic_id FROM matched WHERE article_id = copy.id
    EXCEPT SELECT topic_id FROM matched WHERE article_id = line.id AND emitted)
"""


def owe(
    db: sqlite3.Connection, article_id: str, now: datetime, *, is_over: bool
) -> None:
    """Owe a look at a copy in place of *article_id*, which was looked at.

    Nothing before that *is_over*: told, or not to be looked at any more. Where it is a
    stand-in itself, the next one of its original is owed.
    """
    if not is_over:
        return
    row = db.execute(
        "SELECT copy_of, reason FROM article WHERE id = ?", (article_id,)
    ).fetchone()
    if row is None:
        return
    is_stand_in = row["reason"] == ORIGINAL_WITHDRAWN
    for original in (article_id, *([row["copy_of"]] if is_stand_in else [])):
        asked = {
            "original": original,
            "exact": Role.EXACT_COPY,
            "near": Role.NEAR_COPY,
            "stand_in": ORIGINAL_WITHDRAWN,
            "full": FULL_ENOUGH,
        }
        if (copy_id := _first_unserved(db, asked)) is not None:
            _look_at(db, copy_id, now)


def _first_unserved(db: sqlite3.Connection, asked: dict[str, Any]) -> str | None:
    """The first of the copies whose words stand in no stand-in's line."""
    for copy in db.execute(_UNSERVED.format(serves=_SERVES), asked).fetchall():
        lines = db.execute(
            _STAND_INS.format(serves=_SERVES), {**asked, "copy": copy["id"]}
        ).fetchmany(MOST_READ)
        text = copy["text"]
        if text is None or not any(has_words_of(line["text"], text) for line in lines):
            return str(copy["id"])
    return None


def _look_at(db: sqlite3.Connection, article_id: str, now: datetime) -> None:
    """Owe a look in full: `304` would bring nothing that could be told."""
    db.execute(
        "UPDATE article SET reason = ? WHERE id = ?", (ORIGINAL_WITHDRAWN, article_id)
    )
    db.execute(
        "UPDATE revisit SET due_at = ?, step = 0, attempts = 0, gone = 0,"
        " etag = NULL, last_modified = NULL WHERE article_id = ?",
        (instant_text(now), article_id),
    )
