"""The addresses under which an article is known, and those that it merely claims."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from newswatch.model.revision import Candidate, Signal
from newswatch.store.rows import instant_text

#: an address that is known by one of these shows the article itself, not a form of it
ITSELF = (
    *(Signal.ADDRESS, Signal.NAMED, Signal.GUID),
    *(Signal.TEXT, Signal.PASSAGES),
)


def remember(
    db: sqlite3.Connection,
    keys: Sequence[bytes],
    known_id: str,
    url: str,
    reason: str | None,
    now: datetime,
) -> None:
    """Let addresses that answered lead to an article.

    A key that leads to one already stays there, unless that was a mere claim.
    """
    for key in dict.fromkeys(keys):
        db.execute("DELETE FROM pending WHERE key = ?", (key,))
        db.execute(
            "INSERT INTO seen VALUES (?, ?, ?, 0, ?, NULL, ?)"
            " ON CONFLICT (key) DO UPDATE SET article_id = excluded.article_id,"
            " claimed = 0, reason = excluded.reason"
            " WHERE seen.article_id IS NULL OR seen.claimed",
            (key, known_id, url, reason, instant_text(now)),
        )


def note_claims(db: sqlite3.Connection, candidate: Candidate, known_id: str) -> None:
    """Remember what the page calls itself: a hint to its twins, and no more.

    The link of such an address stays owed: what answers there may be another article.
    A guid that is used again belongs to the newest article that has it.
    """
    addresses = candidate.addresses
    for key in (*addresses.canonical, *addresses.form, *addresses.guid):
        if key in addresses.guid:
            db.execute("DELETE FROM seen WHERE key = ? AND claimed", (key,))
        db.execute(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?, 1, 'claimed', NULL, ?)",
            (key, known_id, addresses.url, instant_text(candidate.observed_at)),
        )


def another(db: sqlite3.Connection, article_id: str, url: str) -> str:
    """The address of an article to ask after *url*, the newest first, in turn."""
    rows = db.execute(
        "SELECT url FROM seen WHERE article_id = ? AND NOT claimed AND"
        " (reason IS NULL OR reason IN (SELECT value FROM json_each(?)))"
        " GROUP BY url ORDER BY max(seen_at) DESC, url",
        (article_id, json.dumps(ITSELF)),
    )
    known: list[str] = [row["url"] for row in rows.fetchall()]
    if url not in known:
        return known[0] if known else url
    return known[(known.index(url) + 1) % len(known)]
