"""What became of the links of a poll that was cut short, as the store has it.

A noted link was not settled when it was noted, and an outlet has one poll at a time:
whatever the store says of it now came in this poll.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from newswatch.model import LOOKED_AT, Outcome, RefusalReason
from newswatch.model.revision import seen_key
from newswatch.store.run_book import Fate

#: another address led to an article that this poll took in
_KNOWN = "known-address"
#: what its page is counted as when a live blog is looked at again
_LIVE_BLOG = "live-blog"
#: below and above every name of a post of one page
_POSTS_FROM, _POSTS_TO = "#", "$"


def fates(db: sqlite3.Connection, run: sqlite3.Row) -> list[Fate]:
    """The links that the open *run* noted, in order, and posts of its live blogs."""
    links = db.execute(
        "SELECT * FROM open_link WHERE run_id = ? ORDER BY position", (run["id"],)
    ).fetchall()
    found: list[Fate] = []
    counted: set[str] = set()
    for link in links:
        article_id, outcome, reason = _end(db, run, link)
        if article_id is not None and article_id in counted:
            outcome, reason = Outcome.DUPLICATE, _KNOWN
        elif article_id is not None:
            counted.add(article_id)
            found += _posts(db, run, article_id)
        found.append(
            Fate(
                key=link["key"],
                outcome=outcome,
                reason=reason,
                carried=bool(link["carried"]),
            )
        )
    return found


_End = tuple[str | None, Outcome | None, str | None]


def _end(db: sqlite3.Connection, run: sqlite3.Row, link: sqlite3.Row) -> _End:
    """The article that it brought or has brought; outcome and reason."""
    if link["article_id"] is not None:
        return None, *_end_of_look(db, run, link)
    owed = db.execute(
        "SELECT looks FROM pending WHERE key = ?", (link["key"],)
    ).fetchone()
    seen = db.execute(
        "SELECT article_id, reason FROM seen WHERE key = ? AND NOT claimed",
        (link["key"],),
    ).fetchone()
    if owed is not None and owed["looks"] == link["looks"]:
        # A live blog may have been left between two of its posts.
        blog_id = seen["article_id"] if seen is not None and link["looks"] else None
        return blog_id, *_end_of_visit(db, run, link["key"])
    if seen is None:
        return None, None, None
    if seen["article_id"] is None:
        outcome, reason = _end_of_visit(db, run, link["key"])
        is_form = outcome is Outcome.PENDING  # of another address, visited instead
        return (
            (None, Outcome.DUPLICATE, seen["reason"])
            if is_form
            else (None, outcome, reason)
        )
    if link["looks"]:
        return seen["article_id"], Outcome.UNCHANGED, _LIVE_BLOG
    if seen["reason"] is not None:
        return None, Outcome.DUPLICATE, seen["reason"]
    article = db.execute(
        "SELECT outcome, reason FROM article WHERE id = ?", (seen["article_id"],)
    ).fetchone()
    if article is None:  # its row went with age
        return None, Outcome.UNCHANGED, None
    return seen["article_id"], Outcome(article["outcome"]), article["reason"]


def _end_of_visit(
    db: sqlite3.Connection, run: sqlite3.Row, key: bytes
) -> tuple[Outcome, str | None]:
    """Why the visit of this poll brought nothing; PENDING if there was none."""
    row = db.execute(
        "SELECT reason FROM kept_out WHERE key = ? AND last_at >= ?",
        (key, run["started_at"]),
    ).fetchone()
    if row is None:
        return Outcome.PENDING, None
    refused = row["reason"] in set(RefusalReason)
    return (Outcome.QUARANTINED if refused else Outcome.FAILED), row["reason"]


def _end_of_look(
    db: sqlite3.Connection, run: sqlite3.Row, link: sqlite3.Row
) -> tuple[Outcome, str | None]:
    told = _told_since(db, run, link["article_id"])
    if told is not None:
        return Outcome.EMITTED, told
    row = db.execute(
        "SELECT due_at, attempts FROM revisit WHERE article_id = ?",
        (link["article_id"],),
    ).fetchone()
    if row is None or row["due_at"] == link["due_at"]:
        return Outcome.PENDING, None
    if row["attempts"]:
        return Outcome.FAILED, LOOKED_AT
    return Outcome.UNCHANGED, LOOKED_AT


def _told_since(db: sqlite3.Connection, run: sqlite3.Row, id_: str) -> str | None:
    row = db.execute(
        "SELECT event FROM told WHERE article_id = ? AND seq > ?"
        " ORDER BY seq DESC LIMIT 1",
        (id_, run["last_seq"]),
    ).fetchone()
    return row["event"] if row else None


def _posts(db: sqlite3.Connection, run: sqlite3.Row, page_id: str) -> Iterator[Fate]:
    """The posts of a page that this poll took in, or told anew."""
    rows = db.execute(
        "SELECT id, outcome, reason, observed_at >= ? AS is_new FROM article"
        " WHERE id > ? AND id < ? ORDER BY id",
        (run["started_at"], page_id + _POSTS_FROM, page_id + _POSTS_TO),
    ).fetchall()
    for row in rows:
        key = seen_key(run["outlet_id"], row["id"])
        told = _told_since(db, run, row["id"])
        if told not in (None, "new"):
            yield Fate(key=key, outcome=Outcome.EMITTED, reason=told)
        elif row["is_new"]:
            outcome = Outcome(row["outcome"])
            yield Fate(key=key, outcome=outcome, reason=row["reason"])
