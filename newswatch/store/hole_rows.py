"""Between the table of holes and its type."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from newswatch.store.hole_book import Hole, HoleEnd
from newswatch.store.rows import instant_of, optional_instant_of


def open_holes(db: sqlite3.Connection, outlet_id: str) -> list[Hole]:
    """The holes of an outlet that nobody has ended, the oldest first."""
    rows = db.execute(
        "SELECT * FROM hole WHERE outlet_id = ? AND outcome IS NULL ORDER BY id",
        (outlet_id,),
    )
    return [hole_of(row) for row in rows]


def unfilled_holes(db: sqlite3.Connection, since: datetime) -> dict[str, int]:
    """Outlet → holes found from the day *since* on that nothing filled wholly."""
    rows = db.execute(
        "SELECT outlet_id, count(*) FROM hole WHERE found_at >= ?"
        " AND outcome IN (?, ?) GROUP BY outlet_id",
        (f"{since:%Y-%m-%d}", HoleEnd.PARTLY, HoleEnd.NOT_FILLED),
    )
    return dict(rows.fetchall())


def hole_of(row: sqlite3.Row) -> Hole:
    return Hole(
        id=row["id"],
        outlet_id=row["outlet_id"],
        source_url=row["source_url"],
        run_id=row["run_id"],
        found_at=instant_of(row["found_at"]),
        since=instant_of(row["since"]),
        until=instant_of(row["until"]),
        tries=row["tries"],
        asked=tuple(json.loads(row["asked"])),
        outcome=HoleEnd(row["outcome"]) if row["outcome"] else None,
        ended_at=optional_instant_of(row["ended_at"]),
    )
