"""What is kept out, and why: rows that last until their address brings an article."""

from __future__ import annotations

import json
import sqlite3

from newswatch.store.base import KeptOut
from newswatch.store.rows import (
    instant_of,
    instant_text,
    optional_instant_of,
    optional_instant_text,
)

#: rows that one question gets; a person reads far fewer
MOST = 10_000


def keep_out(db: sqlite3.Connection, kept_out: KeptOut) -> None:
    db.execute(
        "INSERT OR REPLACE INTO kept_out VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            kept_out.key,
            kept_out.outlet_id,
            kept_out.url,
            kept_out.answered_by,
            kept_out.reason,
            kept_out.detail,
            json.dumps(kept_out.evidence),
            instant_text(kept_out.found_at),
            kept_out.visits,
            instant_text(kept_out.last_at),
            optional_instant_text(kept_out.next_at),
        ),
    )


def let_in(db: sqlite3.Connection, key: bytes) -> None:
    """The address has brought an article, or led to one."""
    db.execute("DELETE FROM kept_out WHERE key = ?", (key,))


def kept_out(db: sqlite3.Connection, key: bytes) -> KeptOut | None:
    row = db.execute("SELECT * FROM kept_out WHERE key = ?", (key,)).fetchone()
    return _kept_out_of(row) if row else None


def quarantine(db: sqlite3.Connection, outlet_id: str | None) -> list[KeptOut]:
    rows = db.execute(
        "SELECT * FROM kept_out WHERE ? IS NULL OR outlet_id = ?"
        " ORDER BY last_at DESC, key LIMIT ?",
        (outlet_id, outlet_id, MOST),
    )
    return [_kept_out_of(row) for row in rows]


def _kept_out_of(row: sqlite3.Row) -> KeptOut:
    return KeptOut(
        key=row["key"],
        outlet_id=row["outlet_id"],
        url=row["url"],
        answered_by=row["answered_by"],
        reason=row["reason"],
        detail=row["detail"],
        evidence=tuple(json.loads(row["evidence"])),
        found_at=instant_of(row["found_at"]),
        visits=row["visits"],
        last_at=instant_of(row["last_at"]),
        next_at=optional_instant_of(row["next_at"]),
    )
