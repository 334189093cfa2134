"""What brings a look at an admitted article forward: a listing, or another address.

A date that a listing states is believed `MOST_STATED` times, for some state a new one
every day. What is withdrawn gets looks as long as listings name it, ever fewer: they
may only be slow to leave it out.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from newswatch.model import Link
from newswatch.model.revision import Candidate, Signal
from newswatch.schedule.ladder import look_at_withdrawn
from newswatch.store.aliases import ITSELF
from newswatch.store.rows import instant_of, instant_text

#: looks that listings can ask for at one article
MOST_STATED = 8


def listed(db: sqlite3.Connection, key: bytes, link: Link, now: datetime) -> None:
    """A listing names the article at *key*, with the dates of *link*."""
    row = db.execute(
        "SELECT article_id, gone, stated FROM revisit"
        " WHERE article_id = (SELECT article_id FROM seen WHERE key = ?)",
        (key,),
    ).fetchone()
    if row is None:
        return
    dates = [date for date in (link.published_at, link.modified_at) if date]
    changed_at = max(dates, default=None)
    if withdrawn_at := row["gone"] and _withdrawn_at(db, row["article_id"]):
        _look(db, row["article_id"], look_at_withdrawn(row["stated"], now))
        changed_at = changed_at if changed_at and changed_at > withdrawn_at else None
    if changed_at and row["stated"] < MOST_STATED:
        _look(db, row["article_id"], changed_at, if_unread=True)


def came_again(
    db: sqlite3.Connection,
    article_id: str,
    candidate: Candidate,
    signal: Signal,
    link: sqlite3.Row | None,
) -> None:
    """An article came under another address; a look will tell what is new in it.

    *link* is that address: from now on it is asked there, unless the page is a form of
    the known one or calls that one its own. The one before may be gone tomorrow.
    """
    now = instant_text(candidate.observed_at)
    db.execute(
        "UPDATE revisit SET due_at = ?1, stated = stated + 1 WHERE article_id = ?2"
        " AND ifnull(due_at > ?1, 1) AND (gone > 0 OR stated < ?3 AND EXISTS"
        " (SELECT 1 FROM article WHERE id = ?2 AND content_hash IS NOT ?4))",
        (now, article_id, MOST_STATED, candidate.fingerprint.content_hash),
    )
    addresses = candidate.addresses
    if (
        link is not None
        and signal in ITSELF
        and signal is not Signal.ADDRESS
        and addresses.url == addresses.answered_url
    ):
        # What the new address says of itself was never compared: it is asked in full.
        db.execute(
            "UPDATE revisit SET url = ?, gone = 0, etag = NULL, last_modified = NULL"
            " WHERE article_id = ?",
            (link["url"], article_id),
        )


def _withdrawn_at(db: sqlite3.Connection, article_id: str) -> datetime | None:
    """When the feed was told that the article is gone, if that is the last it heard."""
    row = db.execute(
        "SELECT event, observed_at FROM told WHERE article_id = ?"
        " ORDER BY seq DESC LIMIT 1",
        (article_id,),
    ).fetchone()
    is_withdrawn = row is not None and row["event"] == "withdrawn"
    return instant_of(row["observed_at"]) if is_withdrawn else None


def _look(
    db: sqlite3.Connection, article_id: str, at: datetime, *, if_unread: bool = False
) -> None:
    """Have the next look *at* that instant, unless it is due before.

    *if_unread*: only if the page was not had since.
    """
    db.execute(
        "UPDATE revisit SET due_at = ?2, stated = stated + 1 WHERE article_id = ?1"
        " AND ifnull(due_at > ?2, 1) AND (NOT ?3 OR read_at < ?2)",
        (article_id, instant_text(at), if_unread),
    )
