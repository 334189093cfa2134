"""Visiting what waits behind another link after all: one link of each kind.

assign   a link begins to wait: if it is the first of its kind, it is to be checked
pass_on  its visit brought no article: the newest other one of its kind is, a few times
release  the one it waits behind brought no article: it is visited itself
free     a parameter matters after all: whatever waited for its sake is visited

The check is an ordinary visit. If it brings another text, all that waits is visited
(parameters.py); else the others of its kind wait on, until they are forgotten.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from newswatch.dedup.parameters import MOST_CHECKS, check_at
from newswatch.store.rows import instant_text

#: links of one kind that are asked until one brings an article
MOST_TRIES = 3


def assign(
    db: sqlite3.Connection,
    outlet_id: str,
    key: bytes,
    family: bytes,
    mark: bytes,
    now: datetime,
) -> None:
    """Have the link under *key* checked, unless another one of its kind is or was."""
    (kinds,) = db.execute(
        "SELECT count(*) FROM parameter_check WHERE family = ? AND mark <> ?",
        (family, mark),
    ).fetchone()
    if kinds >= MOST_CHECKS:
        return
    assigned = db.execute(
        "INSERT INTO parameter_check (family, mark, outlet_id, assigned_at)"
        " VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET is_open = 0 WHERE is_open",
        (family, mark, outlet_id, instant_text(now)),
    )
    if assigned.rowcount > 0:
        db.execute(
            "UPDATE pending SET check_at = ? WHERE key = ?",
            (instant_text(check_at(key, now)), key),
        )


def pass_on(
    db: sqlite3.Connection, key: bytes, article_id: str | None, now: datetime
) -> None:
    """The link under *key* is visited no more: it leads to a known article, or to none,
    and then it has told nothing of its kind.
    """
    row = db.execute(
        "SELECT family, mark, behind, article_id FROM pending"
        " LEFT JOIN seen ON seen.key = pending.behind"
        " WHERE pending.key = ? AND behind NOT NULL AND check_at NOT NULL",
        (key,),
    ).fetchone()
    if row is None:
        return
    if article_id is not None:
        if article_id != row["article_id"]:
            release(db, row["behind"])
        return
    kind = (row["family"], row["mark"])
    tried = db.execute(
        "UPDATE parameter_check SET tries = tries + 1"
        " WHERE family = ? AND mark = ? AND tries < ?",
        (*kind, MOST_TRIES),
    )
    if tried.rowcount <= 0:
        return
    other = db.execute(
        "SELECT key FROM pending WHERE family = ? AND mark = ? AND behind NOT NULL"
        " AND check_at IS NULL ORDER BY id DESC LIMIT 1",
        kind,
    ).fetchone()
    if other is None:
        sql = "UPDATE parameter_check SET is_open = 1 WHERE family = ? AND mark = ?"
        db.execute(sql, kind)
        return
    at = instant_text(check_at(other["key"], now))
    db.execute("UPDATE pending SET check_at = ? WHERE key = ?", (at, other["key"]))


def release(db: sqlite3.Connection, key: bytes) -> None:
    """What waits behind *key* is owed a visit of its own."""
    db.execute("UPDATE pending SET behind = NULL WHERE behind = ?", (key,))


def free(db: sqlite3.Connection, outlet_id: str, name: str) -> None:
    """What waits because parameters called *name* were ignored is owed its visit."""
    db.execute(
        "UPDATE pending SET family = NULL, dropped = '', behind = NULL"
        " WHERE outlet_id = ? AND (family NOT NULL OR behind NOT NULL)"
        " AND ifnull(instr('&' || apart || '&', ?), 1)",
        (outlet_id, f"&{name}&"),
    )


def forget(db: sqlite3.Connection, outlet_id: str, before: datetime) -> None:
    """Checks that were assigned *before* then; what comes is checked anew."""
    db.execute(
        "DELETE FROM parameter_check WHERE outlet_id = ? AND assigned_at < ?",
        (outlet_id, instant_text(before)),
    )
