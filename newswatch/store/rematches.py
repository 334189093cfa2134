"""Telling of stored articles for a topic that came later, as the store's methods."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from newswatch.store import history, revisits, texts, untold
from newswatch.store.base import Retelling, Tell, Told
from newswatch.store.connection import storage_errors
from newswatch.store.database import Database
from newswatch.store.lines import last_seq, owe_line
from newswatch.store.lookup import PlannedLook, StoredArticle
from newswatch.store.rematching import LooksLeft
from newswatch.store.rows import instant_of, optional_instant_text
from newswatch.store.texts import StoredText, ToldCopy


class Rematches(Database):
    """The methods of newswatch.store.rematching.Rematching."""

    def ids_between(self, since: datetime, until: datetime) -> list[str]:
        with storage_errors(self._path):
            return texts.ids_between(self._db, since, until)

    def text(self, article_id: str) -> StoredText | None:
        with storage_errors(self._path):
            return texts.text_of(self._db, article_id)

    def copies_of(self, article_id: str) -> list[ToldCopy]:
        with storage_errors(self._path):
            return texts.copies_of(self._db, article_id)

    def article(self, article_id: str) -> StoredArticle | None:
        with storage_errors(self._path):
            return history.article(self._db, article_id)

    def planned_look(self, article_id: str) -> PlannedLook | None:
        with storage_errors(self._path):
            return history.planned_look(self._db, article_id)

    def rematched(
        self, article_id: str, tell: Tell, looks_left: LooksLeft
    ) -> int | None:
        with self.transaction():
            seq, before = last_seq(self._db) + 1, revisits.told(self._db, article_id)
            telling = tell(seq, before)
            if telling is None:
                return None
            _tell(self._db, article_id, seq, telling, before)
            if before is None:
                _look_again(self._db, article_id, looks_left)
            return seq


def _tell(
    db: sqlite3.Connection,
    article_id: str,
    seq: int,
    telling: Retelling,
    before: Told | None,
) -> None:
    owe_line(db, seq, telling.event_id, article_id, telling.observed_at, telling.line)
    (text,) = db.execute(
        "SELECT text FROM article WHERE id = ?", (article_id,)
    ).fetchone()
    text = before.text if before else text or ""
    revisits.note_told(db, article_id, seq, telling, text)
    untold.forget(db, article_id)
    db.execute("UPDATE article SET outcome = 'emitted' WHERE id = ?", (article_id,))
    db.executemany(
        "INSERT OR REPLACE INTO matched VALUES (?, ?, ?, 1)",
        [(article_id, *entered) for entered in telling.entered.items()],
    )


def _look_again(db: sqlite3.Connection, article_id: str, looks_left: LooksLeft) -> None:
    """Have it looked at as if it had been told of when its page was last had."""
    sql = "SELECT read_at FROM revisit WHERE article_id = ?"
    row = db.execute(sql, (article_id,)).fetchone()
    if row is None:
        return
    step, due_at = looks_left(instant_of(row["read_at"]))
    db.execute(
        "UPDATE revisit SET step = max(step, ?1), due_at = iif(due_at IS NULL"
        "  OR due_at > ?2, ?2, due_at) WHERE article_id = ?3",
        (step, optional_instant_text(due_at), article_id),
    )
