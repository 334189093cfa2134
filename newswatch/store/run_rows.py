"""Between the tables of the ledger and its types."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable

from newswatch.model import Ledger, Outcome, SourceOutcome, SourceReport
from newswatch.store.rows import (
    instant_of,
    instant_text,
    optional_instant_of,
    optional_instant_text,
)

#: sources that a run's row tells of; an index may lead to hundreds
MOST_SOURCES = 50


def sources_text(reports: Iterable[SourceReport]) -> str:
    """One array a source: names in every row would take half of the state."""
    rows = [
        [
            *(each.url, each.outcome, instant_text(each.asked_at)),
            *(each.status, each.size_bytes, each.links),
            optional_instant_text(each.oldest_at),
            optional_instant_text(each.newest_at),
            *(int(each.is_hole), each.problem),
        ]
        for each in reports
    ]
    return json.dumps(rows[:MOST_SOURCES], ensure_ascii=False, separators=(",", ":"))


def sources_of(text: str) -> list[SourceReport]:
    return [_source_of(*each) for each in json.loads(text)]


def _source_of(
    url: str,
    outcome: str,
    asked_at: str,
    status: int | None,
    size_bytes: int,
    links: int,
    oldest_at: str | None,
    newest_at: str | None,
    is_hole: int,
    problem: str,
) -> SourceReport:
    return SourceReport(
        url=url,
        outcome=SourceOutcome(outcome),
        asked_at=instant_of(asked_at),
        status=status,
        size_bytes=size_bytes,
        links=links,
        oldest_at=optional_instant_of(oldest_at),
        newest_at=optional_instant_of(newest_at),
        is_hole=bool(is_hole),
        problem=problem,
    )


def ledger_of_row(row: sqlite3.Row) -> Ledger:
    """The account in a row of `run`."""
    counts = {outcome: row[outcome.value] for outcome in Outcome if row[outcome.value]}
    return Ledger(
        reached=bool(row["reached"]),
        discovered=row["discovered"],
        refused=row["refused"],
        refused_by=Counter(json.loads(row["refused_by"])),
        carried=row["carried"],
        sources=sources_of(row["sources"]),
        size_bytes=row["bytes"],
        is_cut=bool(row["cut"]),
        outcomes=Counter(counts),
        reasons=Counter(json.loads(row["reasons"])),
    )
