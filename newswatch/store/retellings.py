"""Looking at articles again, as the store's methods."""

from __future__ import annotations

from datetime import datetime

from newswatch.model.revision import Candidate, Cluster
from newswatch.store import revisits
from newswatch.store.base import PendingLink, Revisit, Tell, Told
from newswatch.store.connection import storage_errors
from newswatch.store.database import Database


class Retellings(Database):
    """The methods of newswatch.store.base.Store about revisits."""

    def revisits(self, outlet_id: str, now: datetime) -> list[PendingLink]:
        with storage_errors(self._path):
            return revisits.due(self._db, outlet_id, now)

    def told(self, article_id: str) -> Told | None:
        with storage_errors(self._path):
            return revisits.told(self._db, article_id)

    def cluster_of(self, article_id: str) -> Cluster:
        with storage_errors(self._path):
            return revisits.cluster_of(self._db, article_id)

    def revisited(
        self,
        revisit: Revisit,
        due_at: datetime | None,
        now: datetime,
        *,
        read: Candidate | None = None,
        tell: Tell | None = None,
        reread: bool = False,
        failed: bool = False,
    ) -> int | None:
        with self.transaction():
            return revisits.revisited(
                self._db,
                revisit,
                due_at,
                now,
                read,
                tell,
                reread=reread,
                failed=failed,
            )
