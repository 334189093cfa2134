"""The ledger's tables: polls that are open, and accounts of those that are over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from newswatch.model import Ledger, Outcome, Poll, SourceOutcome, SourceReport
from newswatch.store.database import Database
from newswatch.store.hole_rows import open_holes
from newswatch.store.lines import last_seq
from newswatch.store.rows import instant_of, instant_text, optional_instant_text
from newswatch.store.run_book import Fate, NotedLink, Opened
from newswatch.store.run_fates import fates
from newswatch.store.run_rows import ledger_of_row, sources_text

#: what is said of a poll that nobody ended
CUT_SHORT = "cut short: its process ended before it did"
_ANSWERED = (SourceOutcome.READ, SourceOutcome.UNCHANGED)


class Runs(Database):
    """See newswatch.store.run_book.RunBook for what each method promises."""

    def open_run(self, poll: Poll, now: datetime) -> Opened:
        with self.transaction():
            closed = self._one("SELECT * FROM run WHERE id = ?", poll.run_id)
            if closed is not None:
                problems = tuple(json.loads(closed["problems"]))
                return Opened(ledger=ledger_of_row(closed), problems=problems)
            own, holes = None, tuple(open_holes(self._db, poll.outlet_id))
            for run in self._all(
                "SELECT * FROM open_run WHERE outlet_id = ?", poll.outlet_id
            ):
                if run["id"] == poll.run_id:
                    own = run
                else:
                    self._close_cut(run, now, [CUT_SHORT])
            if own is not None:
                return Opened(fates=tuple(fates(self._db, own)), holes=holes)
            self._db.execute(
                "INSERT INTO open_run VALUES (?, ?, ?, ?)",
                (
                    poll.run_id,
                    poll.outlet_id,
                    instant_text(poll.started_at),
                    last_seq(self._db),
                ),
            )
        return Opened(holes=holes)

    def note_links(self, run_id: str, links: Sequence[NotedLink]) -> None:
        if not links:
            return
        with self.transaction():
            (at,) = self._db.execute(
                "SELECT count(*) FROM open_link WHERE run_id = ?", (run_id,)
            ).fetchone()
            self._db.executemany(
                "INSERT OR IGNORE INTO open_link VALUES (?, ?, ?, ?, ?, ?,"
                " (SELECT due_at FROM revisit WHERE article_id = ?))",
                [
                    (
                        *(run_id, position, link.key, link.carried, link.looks),
                        *(link.article_id, link.article_id),
                    )
                    for position, link in enumerate(links, at)
                ],
            )

    def record_run(
        self,
        poll: Poll,
        ended_at: datetime,
        ledger: Ledger,
        problems: Sequence[str],
    ) -> None:
        counts = [ledger.outcomes[outcome] for outcome in Outcome]
        with self.transaction():
            if self._one("SELECT 1 FROM run WHERE id = ?", poll.run_id) is None:
                self._add_to_day(poll, ledger)
            self._db.execute(
                "INSERT OR REPLACE INTO run (id, outlet_id, started_at, ended_at,"
                " discovered, refused, emitted, off_topic, duplicate, unchanged,"
                " quarantined, failed, pending, reasons, problems, reached, carried,"
                " bytes, cut, holes, refused_by, sources)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                " ?, ?, ?)",
                (
                    poll.run_id,
                    poll.outlet_id,
                    instant_text(poll.started_at),
                    instant_text(ended_at),
                    ledger.discovered,
                    ledger.refused,
                    *counts,
                    json.dumps(dict(ledger.reasons), sort_keys=True),
                    json.dumps(list(problems), ensure_ascii=False),
                    None if ledger.is_cut else ledger.reached,
                    *(ledger.carried, ledger.size_bytes),
                    ledger.is_cut,
                    _has_hole(ledger),
                    json.dumps(dict(ledger.refused_by), sort_keys=True),
                    sources_text(ledger.sources),
                ),
            )
            self._forget_open(poll.run_id)
            for report in ledger.sources:
                self._note_listing(poll.outlet_id, report)

    def close_run(
        self,
        poll: Poll,
        ended_at: datetime,
        ledger: Ledger,
        problems: Sequence[str],
    ) -> None:
        with self.transaction():
            if self._one("SELECT 1 FROM run WHERE id = ?", poll.run_id) is not None:
                return
            run = self._one("SELECT * FROM open_run WHERE id = ?", poll.run_id)
            (noted,) = self._db.execute(
                "SELECT count(*) FROM open_link WHERE run_id = ?", (poll.run_id,)
            ).fetchone()
            if run is not None and noted > ledger.discovered:
                self._close_cut(run, ended_at, problems or [CUT_SHORT])
            else:
                self.record_run(poll, ended_at, ledger, problems)

    def _add_to_day(self, poll: Poll, ledger: Ledger) -> None:
        self._db.execute(
            "INSERT INTO run_day VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (day, outlet_id) DO UPDATE SET polls = polls + 1,"
            " discovered = discovered + excluded.discovered,"
            " emitted = emitted + excluded.emitted,"
            " quarantined = quarantined + excluded.quarantined,"
            " failed = failed + excluded.failed, bytes = bytes + excluded.bytes,"
            " holes = holes + excluded.holes",
            (
                instant_text(poll.started_at)[:10],
                poll.outlet_id,
                ledger.discovered,
                ledger.outcomes[Outcome.EMITTED],
                ledger.outcomes[Outcome.QUARANTINED],
                ledger.outcomes[Outcome.FAILED],
                ledger.size_bytes,
                _has_hole(ledger),
            ),
        )

    # -- what a killed process has left

    def _close_cut(
        self, run: sqlite3.Row, now: datetime, problems: Sequence[str]
    ) -> None:
        poll = Poll(
            run_id=run["id"],
            outlet_id=run["outlet_id"],
            started_at=instant_of(run["started_at"]),
        )
        ledger = _account(fates(self._db, run))
        self.record_run(poll, now, ledger, problems)

    def _forget_open(self, run_id: str) -> None:
        self._db.execute("DELETE FROM open_run WHERE id = ?", (run_id,))
        self._db.execute("DELETE FROM open_link WHERE run_id = ?", (run_id,))

    # -- sources

    def _note_listing(self, outlet_id: str, report: SourceReport) -> None:
        asked_at = instant_text(report.asked_at)
        answers = report.outcome in _ANSWERED
        read = report.outcome is SourceOutcome.READ
        self._db.execute(
            "INSERT INTO listing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (outlet_id, url) DO UPDATE SET asked_at = excluded.asked_at,"
            " outcome = excluded.outcome, status = excluded.status,"
            " bytes = excluded.bytes, problem = excluded.problem,"
            " answered_at = ifnull(excluded.answered_at, answered_at),"
            " failing_since = iif(excluded.failing_since IS NULL, NULL,"
            "  ifnull(failing_since, excluded.failing_since)),"
            " read_at = ifnull(excluded.read_at, read_at),"
            " links = iif(excluded.read_at IS NULL, links, excluded.links),"
            " oldest_at = iif(excluded.read_at IS NULL, oldest_at, excluded.oldest_at),"
            " newest_at = iif(excluded.read_at IS NULL, newest_at, excluded.newest_at)",
            (
                outlet_id,
                report.url,
                asked_at,
                report.outcome,
                report.status,
                report.size_bytes,
                report.problem,
                asked_at if answers else None,
                None if answers else asked_at,
                asked_at if read else None,
                report.links,
                optional_instant_text(report.oldest_at),
                optional_instant_text(report.newest_at),
            ),
        )

    # -- age


def _has_hole(ledger: Ledger) -> bool:
    return any(report.is_hole for report in ledger.sources)


def _account(found: Sequence[Fate]) -> Ledger:
    """The account that *found* comes to; a link without an outcome unbalances it."""
    ledger = Ledger(
        discovered=len(found),
        carried=sum(fate.carried for fate in found),
        is_cut=True,
    )
    for fate in found:
        if fate.outcome is not None:
            ledger.settle(fate.outcome, fate.reason)
    return ledger
