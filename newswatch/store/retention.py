"""Forgetting in small bites what is kept for a time (`keep_texts`, `keep_runs`)."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from newswatch.store import naming
from newswatch.store.keeping import Kept
from newswatch.store.rows import instant_text

#: what takes a bite: up to ?2 of what is older than ?1
_BITES = {
    Kept.TEXTS: "UPDATE article SET text = NULL WHERE id IN (SELECT id FROM article"
    " WHERE text IS NOT NULL AND observed_at < ?1 ORDER BY observed_at LIMIT ?2)",
    # The next revision is compared with the newest wording: that one stays.
    Kept.OLD_WORDINGS: "UPDATE told SET text = '' WHERE (article_id, seq) IN"
    " (SELECT article_id, seq FROM told WHERE text <> '' AND observed_at < ?1"
    "  AND EXISTS (SELECT 1 FROM told AS later WHERE later.article_id ="
    "   told.article_id AND later.seq > told.seq) ORDER BY observed_at LIMIT ?2)",
    Kept.KEPT_OUT: "DELETE FROM kept_out WHERE key IN (SELECT key FROM kept_out"
    " WHERE last_at < ?1 AND next_at IS NULL LIMIT ?2)",
    Kept.UNTOLD: "DELETE FROM untold WHERE article_id IN (SELECT id FROM article"
    " JOIN untold ON untold.article_id = id WHERE text IS NOT NULL"
    " AND observed_at < ?1 ORDER BY observed_at LIMIT ?2)",
    Kept.RUN_DAYS: "DELETE FROM run_day WHERE (day, outlet_id) IN (SELECT day,"
    " outlet_id FROM run_day WHERE day < substr(?1, 1, 10) ORDER BY day LIMIT ?2)",
    # Their links go with them, by a trigger.
    Kept.HOLES: "DELETE FROM hole WHERE id IN (SELECT id FROM hole"
    " WHERE found_at < ?1 AND outcome IS NOT NULL ORDER BY found_at LIMIT ?2)",
    Kept.RUNS: "DELETE FROM run WHERE id IN (SELECT id FROM run"
    " WHERE ended_at < ?1 ORDER BY ended_at LIMIT ?2)",
    Kept.HOSTS: "DELETE FROM host WHERE host IN (SELECT host FROM host"
    " WHERE coalesce(next_at, '') < ?1 AND coalesce(wait_until, '') < ?1 LIMIT ?2)",
    Kept.ROBOTS: "DELETE FROM robots WHERE origin IN (SELECT origin FROM robots"
    " WHERE fetched_at < ?1 LIMIT ?2)",
}


def forget(db: sqlite3.Connection, kept: Kept, before: datetime, most: int) -> int:
    if kept is Kept.NAMED:
        return naming.forget(db, before, most)
    return db.execute(_BITES[kept], (instant_text(before), most)).rowcount


def forget_lines(
    db: sqlite3.Connection, last_seq: int, before: datetime, most: int
) -> int:
    return db.execute(
        "DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox"
        " WHERE seq <= ? AND observed_at < ? ORDER BY seq LIMIT ?)",
        (last_seq, instant_text(before), most),
    ).rowcount
