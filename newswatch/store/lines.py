"""The outbox: lines that the feed is owed, each with its place in it."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from newswatch.store.rows import instant_text


def last_seq(db: sqlite3.Connection) -> int:
    """The greatest seq ever given; 0 if none."""
    (in_outbox,) = db.execute("SELECT max(seq) FROM outbox").fetchone()
    written = db.execute("SELECT last_seq FROM feed_position").fetchone()
    return max(in_outbox or 0, written[0] if written else 0)


def owe_line(
    db: sqlite3.Connection,
    seq: int,
    event_id: str,
    article_id: str,
    observed_at: datetime,
    line: bytes,
) -> None:
    db.execute(
        "INSERT INTO outbox VALUES (?, ?, ?, ?, ?)",
        (seq, event_id, article_id, instant_text(observed_at), line),
    )
