"""Listings in the SQLite file: sources, the links that they name, visits owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from newswatch.store import naming, occasions, waiting
from newswatch.store.base import Announced, Sorted
from newswatch.store.database import Database
from newswatch.store.rows import (
    AT_ONCE,
    instant_text,
    optional_instant_of,
    optional_instant_text,
)
from newswatch.store.states import SourceState


class Announcing(Database):
    """The methods of newswatch.store.base.Store about listings."""

    def source_state(self, outlet_id: str, url: str) -> SourceState:
        row = self._one(
            "SELECT source.*, listing.status, listing.answered_at FROM source"
            " LEFT JOIN listing USING (outlet_id, url) WHERE outlet_id = ? AND url = ?",
            outlet_id,
            url,
        )
        if row is None:
            return SourceState()
        return SourceState(
            etag=row["etag"],
            last_modified=row["last_modified"],
            body_hash=row["body_hash"],
            read_as=row["read_as"],
            answered_by=row["answered_by"],
            sent_as=row["sent_as"],
            named=row["named"],
            newest_at=optional_instant_of(row["newest_at"]),
            titles=row["titles"],
            audited_at=optional_instant_of(row["audited_at"]),
            audits=row["audits"],
            lies=row["lies"],
            lied_at=optional_instant_of(row["lied_at"]),
            last_status=row["status"],
            answered_at=optional_instant_of(row["answered_at"]),
        )

    def announce(
        self,
        outlet_id: str,
        source_url: str,
        state: SourceState,
        links: Sequence[Announced],
        now: datetime,
        named_by: str | None = None,
    ) -> Sorted:
        with self.transaction():
            known = self._remember(outlet_id, source_url, links, now)
            if named_by is not None:
                keys = [each.key for each in links]
                naming.note(self._db, outlet_id, named_by, keys, now)
            self._keep_state(outlet_id, source_url, state, now)
        return known

    def _remember(
        self,
        outlet_id: str,
        source_url: str,
        links: Sequence[Announced],
        now: datetime,
    ) -> Sorted:
        """Owe visits to what is unknown of *links*, and sort them."""
        new: list[bytes] = []
        held: list[bytes] = []
        settled: list[bytes] = []
        for announced in links:
            if self._is_settled(announced.key):
                settled.append(announced.key)
                occasions.listed(self._db, announced.key, announced.link, now)
                continue
            is_new = self._owe(outlet_id, source_url, announced, now)
            if waiting.place(self._db, outlet_id, announced, now, is_new=is_new):
                settled.append(announced.key)
            else:
                (new if is_new else held).append(announced.key)
        waiting.forget(self._db, outlet_id, now)
        return Sorted(new=tuple(new), waiting=tuple(held), settled=tuple(settled))

    def _keep_state(
        self, outlet_id: str, source_url: str, state: SourceState, now: datetime
    ) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO source (outlet_id, url, etag, last_modified,"
            " body_hash, read_as, polled_at, answered_by, sent_as, named, newest_at,"
            " titles, audited_at, audits, lies, lied_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(outlet_id, source_url, state.etag, state.last_modified),
                *(state.body_hash, state.read_as, instant_text(now)),
                *(state.answered_by, state.sent_as, state.named),
                optional_instant_text(state.newest_at),
                state.titles,
                optional_instant_text(state.audited_at),
                *(state.audits, state.lies),
                optional_instant_text(state.lied_at),
            ),
        )

    def _is_settled(self, key: bytes) -> bool:
        """Whether the address has answered; one that is merely claimed is asked."""
        sql = "SELECT 1 FROM seen WHERE key = ? AND NOT claimed"
        return self._one(sql, key) is not None

    def _owe(
        self,
        outlet_id: str,
        source_url: str | None,
        announced: Announced,
        now: datetime,
        hops: int = 0,
    ) -> bool:
        link = announced.link
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO pending (key, outlet_id, url, via, title,"
            " published_at, modified_at, guid, source_url, found_at, hops, not_before)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                announced.key,
                outlet_id,
                link.url,
                link.via,
                link.title,
                optional_instant_text(link.published_at),
                optional_instant_text(link.modified_at),
                link.guid,
                source_url,
                instant_text(now),
                hops,
                # Not *now*: a clock set back later must not make it wait.
                AT_ONCE,
            ),
        )
        return cursor.rowcount > 0
