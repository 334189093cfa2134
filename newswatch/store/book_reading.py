"""Reading the ledger of one SQLite file: how outlets stand.

Everything is of the one moment at which its lookup was opened, changes nothing, and
costs no more for many accounts than for few.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from newswatch.model import RefusalReason, SourceOutcome
from newswatch.store import quarantine
from newswatch.store.base import KeptOut
from newswatch.store.books import OutletBook, OwedLink, StoredListing, StoredRun, Sums
from newswatch.store.connection import connect_to_read, storage_errors
from newswatch.store.hole_reading import HoleReading
from newswatch.store.hole_rows import unfilled_holes
from newswatch.store.rows import (
    AT_ONCE,
    instant_of,
    optional_instant_of,
)
from newswatch.store.run_rows import ledger_of_row

#: reasons of pages that answered and were kept out; every other one is a failure
_REFUSED = json.dumps(sorted(RefusalReason))
#: from the day this long ago on: seven days with today
WEEK = timedelta(days=6)
#: in the words of the index that finds them
_UNBALANCED = (
    "SELECT id, outlet_id FROM run INDEXED BY run_unbalanced WHERE discovered !="
    " emitted + off_topic + duplicate + unchanged + quarantined + failed + pending"
    " ORDER BY id DESC"
)


class BookReading(HoleReading):
    """Books of one SQLite file; whoever mixes it in has opened that."""

    _db: sqlite3.Connection
    _path: Path

    def books(self, now: datetime) -> dict[str, OutletBook]:
        with storage_errors(self._path):
            return _books(self._db, now)

    def runs_of(self, outlet_id: str, limit: int) -> list[StoredRun]:
        with storage_errors(self._path):
            return _runs_of(self._db, outlet_id, limit)

    def run_span(self, outlet_id: str) -> tuple[datetime, datetime, int] | None:
        with storage_errors(self._path):
            first, last, number = self._db.execute(
                "SELECT min(started_at), max(started_at), count(*) FROM run"
                " WHERE outlet_id = ?",
                (outlet_id,),
            ).fetchone()
        return (instant_of(first), instant_of(last), number) if number else None

    def listings_of(self, outlet_id: str) -> list[StoredListing]:
        with storage_errors(self._path):
            rows = self._db.execute(
                "SELECT listing.*, audits, lies, lied_at FROM listing"
                " LEFT JOIN source USING (outlet_id, url)"
                " WHERE outlet_id = ? ORDER BY url",
                (outlet_id,),
            ).fetchall()
        return [_listing_of(row) for row in rows]

    def network_down_since(self) -> datetime | None:
        with storage_errors(self._path):
            row = self._db.execute("SELECT down_since FROM network").fetchone()
        return optional_instant_of(row[0]) if row else None

    def due_at(self, outlet_id: str) -> datetime | None:
        sql = "SELECT next_due_at FROM outlet WHERE id = ?"
        return self._instant(sql, outlet_id)

    def open_since(self, outlet_id: str) -> datetime | None:
        sql = "SELECT max(started_at) FROM open_run WHERE outlet_id = ?"
        return self._instant(sql, outlet_id)

    def _instant(self, sql: str, value: str) -> datetime | None:
        with storage_errors(self._path):
            row = self._db.execute(sql, (value,)).fetchone()
        return optional_instant_of(row[0]) if row else None

    def holes(self, outlet_id: str, now: datetime) -> int:
        with storage_errors(self._path):
            (number,) = self._db.execute(
                "SELECT sum(holes) FROM run_day WHERE outlet_id = ? AND day >= ?",
                (outlet_id, f"{now - WEEK:%Y-%m-%d}"),
            ).fetchone()
        return number or 0

    def owed_links(self, outlet_id: str, limit: int) -> list[OwedLink]:
        with storage_errors(self._path):
            rows = self._db.execute(
                "SELECT url, found_at, attempts, not_before, reason FROM pending"
                " WHERE outlet_id = ? ORDER BY id LIMIT ?",
                (outlet_id, limit),
            ).fetchall()
        return [
            OwedLink(
                url=row["url"],
                found_at=instant_of(row["found_at"]),
                attempts=row["attempts"],
                due_at=None
                if row["not_before"] == AT_ONCE
                else instant_of(row["not_before"]),
                reason=row["reason"],
            )
            for row in rows
        ]

    def quarantine(self, outlet_id: str, limit: int) -> list[KeptOut]:
        with storage_errors(self._path):
            return quarantine.quarantine(self._db, outlet_id)[:limit]

    def nearest_address(self, outlet_id: str, url: str) -> str | None:
        with storage_errors(self._path):
            rows = self._db.execute(
                "SELECT url FROM article WHERE outlet_id = ?1"
                " UNION SELECT url FROM pending WHERE outlet_id = ?1"
                " UNION SELECT url FROM kept_out WHERE outlet_id = ?1",
                (outlet_id,),
            ).fetchall()
        known = (row["url"] for row in rows if row["url"] != url)
        return max(known, key=lambda other: (_shared(url, other), other), default=None)


class SqliteBooks(BookReading):
    """The books alone. Raises StorageError: NW402, NW403, NW404 newer, NW411 older."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = connect_to_read(path)

    def close(self) -> None:
        self._db.close()


def _shared(one: str, other: str) -> int:
    """How many characters two addresses begin alike with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _books(db: sqlite3.Connection, now: datetime) -> dict[str, OutletBook]:
    today, week = _sums(db, now, now), _sums(db, now - WEEK, now)
    due = {row["id"]: row for row in db.execute("SELECT * FROM outlet")}
    opened = _pairs(
        db, "SELECT outlet_id, max(started_at) FROM open_run GROUP BY outlet_id"
    )
    pending = _pairs(db, "SELECT outlet_id, count(*) FROM pending GROUP BY outlet_id")
    out = _kept_out(db)
    failing = {
        id_: (number, instant_of(since))
        for id_, number, since in db.execute(
            "SELECT outlet_id, count(*), min(failing_since) FROM listing"
            " WHERE failing_since IS NOT NULL GROUP BY outlet_id"
        )
    }
    unfilled = unfilled_holes(db, now - WEEK)
    unbalanced: dict[str, list[str]] = {}
    for row in db.execute(_UNBALANCED):
        unbalanced.setdefault(row["outlet_id"], []).append(row["id"])
    ids = _outlet_ids(db) | due.keys() | opened.keys()
    books = {}
    for id_ in sorted(ids):
        last = next(iter(_runs_of(db, id_, 1)), None)
        reached_at, failing_since = _reached(db, id_)
        quarantined, failed = out.get(id_, (0, 0))
        state = due.get(id_)
        books[id_] = OutletBook(
            outlet_id=id_,
            next_due_at=instant_of(state["next_due_at"]) if state else None,
            failures=state["failures"] if state else 0,
            last=last,
            reached_at=reached_at,
            failing_since=failing_since,
            open_since=optional_instant_of(opened.get(id_)),
            today=today.get(id_, (Sums(), 0))[0],
            week=week.get(id_, (Sums(), 0))[0],
            pending=pending.get(id_, 0),
            quarantined=quarantined,
            failed=failed,
            holes=week.get(id_, (Sums(), 0))[1],
            unfilled=unfilled.get(id_, 0),
            unbalanced=tuple(unbalanced.get(id_, ())),
            failing_sources=failing.get(id_, (0, None))[0],
            source_failing_since=failing.get(id_, (0, None))[1],
        )
    return books


def _outlet_ids(db: sqlite3.Connection) -> set[str]:
    """Every outlet with an account, by leaps through the index."""
    rows = db.execute(
        "WITH RECURSIVE each (id) AS (SELECT min(outlet_id) FROM run UNION ALL"
        " SELECT (SELECT min(outlet_id) FROM run WHERE outlet_id > each.id)"
        " FROM each WHERE each.id IS NOT NULL)"
        " SELECT id FROM each WHERE id IS NOT NULL"
    )
    return {row["id"] for row in rows}


def _pairs(db: sqlite3.Connection, sql: str) -> dict[str, Any]:
    return dict(db.execute(sql).fetchall())


def _kept_out(db: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    rows = db.execute(
        "SELECT outlet_id, sum(reason IN (SELECT value FROM json_each(?))), count(*)"
        " FROM kept_out GROUP BY outlet_id",
        (_REFUSED,),
    )
    return {id_: (refused, total - refused) for id_, refused, total in rows}


def _sums(
    db: sqlite3.Connection, since: datetime, until: datetime
) -> dict[str, tuple[Sums, int]]:
    """Outlet → what its polls of these days came to, and how many had a hole."""
    rows = db.execute(
        "SELECT outlet_id, sum(polls), sum(discovered), sum(emitted),"
        " sum(quarantined), sum(failed), sum(bytes), sum(holes) FROM run_day"
        " WHERE day BETWEEN ? AND ? GROUP BY outlet_id",
        (f"{since:%Y-%m-%d}", f"{until:%Y-%m-%d}"),
    )
    return {id_: (_sums_of(*sums), holes) for id_, *sums, holes in rows}


def _sums_of(
    polls: int,
    discovered: int,
    emitted: int,
    quarantined: int,
    failed: int,
    size_bytes: int,
) -> Sums:
    return Sums(
        polls=polls,
        discovered=discovered,
        emitted=emitted,
        quarantined=quarantined,
        failed=failed,
        size_bytes=size_bytes,
    )


def _runs_of(db: sqlite3.Connection, outlet_id: str, limit: int) -> list[StoredRun]:
    rows = db.execute(
        "SELECT * FROM run WHERE outlet_id = ? ORDER BY started_at DESC, id DESC"
        " LIMIT ?",
        (outlet_id, limit),
    )
    return [
        StoredRun(
            id=row["id"],
            started_at=instant_of(row["started_at"]),
            ended_at=instant_of(row["ended_at"]),
            ledger=ledger_of_row(row),
            problems=tuple(json.loads(row["problems"])),
        )
        for row in rows
    ]


def _reached(
    db: sqlite3.Connection, outlet_id: str
) -> tuple[datetime | None, datetime | None]:
    """When the outlet was last reached, and since when it has not been."""
    last = db.execute(
        "SELECT started_at, ended_at FROM run WHERE outlet_id = ? AND reached"
        " ORDER BY started_at DESC LIMIT 1",
        (outlet_id,),
    ).fetchone()
    # One that was cut short says nothing about the outlet.
    since = db.execute(
        "SELECT min(started_at) FROM run WHERE outlet_id = ? AND started_at > ?"
        " AND NOT reached",
        (outlet_id, last["started_at"] if last else ""),
    ).fetchone()[0]
    return (instant_of(last["ended_at"]) if last else None), optional_instant_of(since)


def _listing_of(row: sqlite3.Row) -> StoredListing:
    return StoredListing(
        url=row["url"],
        asked_at=instant_of(row["asked_at"]),
        outcome=SourceOutcome(row["outcome"]),
        status=row["status"],
        size_bytes=row["bytes"],
        problem=row["problem"],
        answered_at=optional_instant_of(row["answered_at"]),
        failing_since=optional_instant_of(row["failing_since"]),
        read_at=optional_instant_of(row["read_at"]),
        links=row["links"],
        oldest_at=optional_instant_of(row["oldest_at"]),
        newest_at=optional_instant_of(row["newest_at"]),
        audits=row["audits"] or 0,
        lies=row["lies"] or 0,
        lied_at=optional_instant_of(row["lied_at"]),
    )
