"""Which source has named which address: one source is the recall check of the other.

A row is an address and a source that named it while it was waiting, or not long after
it was settled, so that an archive listed as a sitemap leaves none. Rows of a source
older than `KEPT` go when it first names something on another day, those of a source
that names nothing any more with what retention takes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from newswatch.store.rows import instant_text

#: what is told of is a week; a day more, since days are counted whole
KEPT = timedelta(days=8)


def note(
    db: sqlite3.Connection,
    outlet_id: str,
    url: str,
    keys: Sequence[bytes],
    now: datetime,
) -> None:
    """The outlet's source *url* names *keys*."""
    day = day_of(now)
    row = db.execute(
        "SELECT id, day FROM naming WHERE outlet_id = ? AND url = ?", (outlet_id, url)
    ).fetchone()
    if row is None:
        cursor = db.execute(
            "INSERT INTO naming (outlet_id, url, since, day) VALUES (?, ?, ?, ?)",
            (outlet_id, url, instant_text(now), day),
        )
        naming_id = cursor.lastrowid
    else:
        naming_id = row["id"]
        if row["day"] != day:
            db.execute("UPDATE naming SET day = ? WHERE id = ?", (day, naming_id))
            db.execute(
                "DELETE FROM named WHERE naming_id = ? AND day < ?",
                (naming_id, day - KEPT.days),
            )
    fresh = instant_text(now - KEPT)
    db.executemany(
        "INSERT OR IGNORE INTO named SELECT ?1, ?2, ?3 WHERE NOT EXISTS"
        " (SELECT 1 FROM seen WHERE key = ?2 AND seen_at < ?4)",
        [(naming_id, key, day, fresh) for key in keys],
    )


def forget(db: sqlite3.Connection, before: datetime, most: int) -> int:
    """Drop up to *most* rows of sources that have named nothing since *before*."""
    day = day_of(before)
    gone = db.execute(
        "DELETE FROM named WHERE (naming_id, key) IN (SELECT naming_id, key FROM naming"
        " JOIN named ON naming_id = naming.id WHERE naming.day < ? LIMIT ?)",
        (day, most),
    ).rowcount
    if gone < most:
        db.execute("DELETE FROM naming WHERE day < ?", (day,))
    return gone


def day_of(at: datetime) -> int:
    """Days since 1970, in UTC."""
    return int(at.timestamp() // 86400)
