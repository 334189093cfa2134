"""Further looks at pages that are known, and what is known of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from newswatch.store.base import Held, PendingLink
from newswatch.store.rows import instant_text, optional_instant_text


def look_again(db: sqlite3.Connection, link: PendingLink, at: datetime | None) -> None:
    """One row an address; a look that is owed starts with no failures."""
    if at is None:
        db.execute("DELETE FROM pending WHERE key = ?", (link.key,))
        return
    db.execute(
        "INSERT INTO pending (key, outlet_id, url, via, title, published_at,"
        " modified_at, guid, source_url, found_at, hops, looks, not_before)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET url = excluded.url, looks = excluded.looks,"
        " not_before = excluded.not_before, attempts = 0, reason = NULL, detail = NULL",
        (
            link.key,
            link.outlet_id,
            link.link.url,
            link.link.via,
            link.link.title,
            optional_instant_text(link.link.published_at),
            optional_instant_text(link.link.modified_at),
            link.link.guid,
            link.source_url,
            instant_text(link.found_at),
            link.hops,
            link.looks,
            instant_text(at),
        ),
    )


def articles_at(db: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Held]:
    held = {}
    for key in dict.fromkeys(keys):
        row = db.execute(
            "SELECT article.id, article.content_hash FROM seen"
            " JOIN article ON article.id = seen.article_id"
            " WHERE seen.key = ? AND NOT seen.claimed",
            (key,),
        ).fetchone()
        if row is not None:
            held[key] = Held(article_id=row["id"], content_hash=row["content_hash"])
    return held
