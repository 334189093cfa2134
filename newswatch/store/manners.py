"""How hosts are to be asked: their pace, and their robots.txt over time."""

from __future__ import annotations

from newswatch.store.database import Database
from newswatch.store.rows import (
    instant_text,
    optional_instant_of,
    optional_instant_text,
    robots_of,
)
from newswatch.store.states import HostState, RobotsState


class Manners(Database):
    """The methods of newswatch.store.base.Store about hosts."""

    def host_state(self, host: str) -> HostState:
        row = self._one("SELECT * FROM host WHERE host = ?", host)
        if row is None:
            return HostState()
        return HostState(
            next_at=optional_instant_of(row["next_at"]),
            wait_until=optional_instant_of(row["wait_until"]),
            wait_reason=row["wait_reason"],
            waits=row["waits"],
            crawl_delay_s=row["crawl_delay_s"],
            latency_s=row["latency_s"],
        )

    def set_host_state(self, host: str, state: HostState) -> None:
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO host VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    host,
                    optional_instant_text(state.next_at),
                    optional_instant_text(state.wait_until),
                    state.wait_reason,
                    state.waits,
                    state.crawl_delay_s,
                    state.latency_s,
                ),
            )

    def robots(self, origin: str) -> RobotsState | None:
        row = self._one(
            "SELECT status, body, fetched_at FROM robots WHERE origin = ?", origin
        )
        return robots_of(row) if row else None

    def set_robots(self, origin: str, state: RobotsState) -> None:
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)",
                (origin, state.status, state.body, instant_text(state.fetched_at)),
            )
