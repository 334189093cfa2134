"""The store in one SQLite file: everything but taking articles in (admission.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from newswatch.model import Furniture, PageBlocks
from newswatch.model.options import StoreOptions
from newswatch.model.revision import Admission, Candidate, Known
from newswatch.model.variant import LearnedParameter
from newswatch.store import (
    admission,
    checks,
    furniture,
    looks,
    parameters,
    quarantine,
    relatives,
)
from newswatch.store.base import (
    Announced,
    Classify,
    FeedPosition,
    Held,
    KeptOut,
    LineOf,
    OutboxRow,
    PendingLink,
)
from newswatch.store.connection import storage_errors
from newswatch.store.grounds import Grounds
from newswatch.store.holes import Holes
from newswatch.store.lines import last_seq
from newswatch.store.manners import Manners
from newswatch.store.rematches import Rematches
from newswatch.store.retellings import Retellings
from newswatch.store.rhythms import Rhythms
from newswatch.store.rows import (
    instant_text,
    outbox_row_of,
    pending_of,
)
from newswatch.store.runs import Runs
from newswatch.store.upkeep import Upkeep

#: beyond this a stored time is a clock's mistake
LONGEST_WAIT = timedelta(days=2)
#: the default of `[store] window`
DEFAULT_WINDOW = timedelta(seconds=StoreOptions().window_s)


class SqliteStore(
    Holes, Rematches, Retellings, Manners, Rhythms, Grounds, Runs, Upkeep
):
    """See newswatch.store.base.Store for what each method promises."""

    def __init__(
        self,
        path: Path | str,
        *,
        keep_texts: bool = True,
        window: timedelta = DEFAULT_WINDOW,
    ) -> None:
        """*keep_texts* False keeps the text of matched articles only.

        Copies are found among the articles of the *window* before.
        """
        super().__init__(path)
        self._keep_texts = keep_texts
        self._window = window

    # -- listings and links

    def pending(self, outlet_id: str, now: datetime) -> list[PendingLink]:
        rows = self._all(
            "SELECT * FROM pending WHERE outlet_id = ?1"
            " AND (not_before <= ?2 OR not_before > ?3)"
            " AND (behind IS NULL OR check_at <= ?2 OR check_at > ?3)"
            # What is only checked comes last; what failed before, and the archive with
            # its newest first, after what is news. In a round: newswatch/backlog.py
            " ORDER BY behind NOT NULL, attempts > 0, via = 'sitemap',"
            " iif(via = 'sitemap', coalesce(published_at, modified_at), 0) DESC, id",
            outlet_id,
            instant_text(now),
            # No ladder asks for more: the clock was ahead when this was written.
            instant_text(now + LONGEST_WAIT),
        )
        return [pending_of(row) for row in rows]

    def settle(
        self,
        key: bytes,
        url: str,
        reason: str,
        now: datetime,
        retry_at: datetime | None,
        detail: str = "",
    ) -> None:
        with self.transaction():
            checks.release(self._db, key)
            if retry_at is not None:
                self._db.execute(
                    "UPDATE pending SET attempts = attempts + 1, not_before = ?,"
                    " reason = ?, detail = ? WHERE key = ?",
                    (instant_text(retry_at), reason, detail, key),
                )
                return
            self._close(key, None, url, reason, detail, now)

    def _close(
        self,
        key: bytes,
        article_id: str | None,
        url: str,
        reason: str,
        detail: str,
        now: datetime,
    ) -> None:
        """No further visit to an address; a mere claim on it is overruled."""
        checks.pass_on(self._db, key, article_id, now)
        self._db.execute("DELETE FROM pending WHERE key = ?", (key,))
        self._db.execute(
            "INSERT INTO seen VALUES (?, ?, ?, 0, ?, ?, ?) ON CONFLICT (key) DO UPDATE"
            " SET claimed = 0, reason = excluded.reason, detail = excluded.detail"
            " WHERE seen.claimed",
            (key, article_id, url, reason, detail, instant_text(now)),
        )

    def keep_out(self, kept_out: KeptOut) -> None:
        out = kept_out
        with self.transaction():
            self.settle(
                out.key, out.url, out.reason, out.last_at, out.next_at, out.detail
            )
            quarantine.keep_out(self._db, out)

    def kept_out(self, key: bytes) -> KeptOut | None:
        with storage_errors(self._path):
            return quarantine.kept_out(self._db, key)

    def quarantine(self, outlet_id: str | None = None) -> list[KeptOut]:
        with storage_errors(self._path):
            return quarantine.quarantine(self._db, outlet_id)

    def reroute(
        self,
        key: bytes,
        announced: Announced,
        now: datetime,
        reason: str = "amp-twin",
    ) -> bool:
        with self.transaction():
            row = self._one("SELECT * FROM pending WHERE key = ?", key)
            if row is None:
                return False
            quarantine.let_in(self._db, key)
            old = pending_of(row)
            if announced.key == key:
                self._db.execute(
                    "UPDATE pending SET url = ?, hops = hops + 1 WHERE key = ?",
                    (announced.link.url, key),
                )
                return True
            seen = self._one(
                "SELECT * FROM seen WHERE key = ? AND NOT claimed", announced.key
            )
            article_id = seen["article_id"] if seen else None
            to = announced.link.url
            if article_id is None:
                checks.release(self._db, key)
            self._close(key, article_id, old.link.url, reason, to, now)
            if seen:
                return False
            return self._owe(
                old.outlet_id, old.source_url, announced, now, old.hops + 1
            )

    def look_again(self, link: PendingLink, at: datetime | None) -> None:
        with self.transaction():
            looks.look_again(self._db, link, at)

    # -- articles

    def articles_at(self, keys: Sequence[bytes]) -> dict[bytes, Held]:
        with storage_errors(self._path):
            return looks.articles_at(self._db, keys)

    def relatives(self, candidate: Candidate) -> list[Known]:
        with storage_errors(self._path):
            return relatives.of(self._db, candidate, self._window)

    def admit(
        self,
        candidate: Candidate,
        pending_key: bytes | None,
        classify: Classify,
        line_of: LineOf,
        revisit_at: datetime | None = None,
    ) -> Admission:
        with self.transaction():
            if pending_key is not None:
                quarantine.let_in(self._db, pending_key)
            return admission.admit(
                self._db,
                candidate,
                pending_key,
                classify,
                line_of,
                revisit_at,
                keep_text=self._keep_texts or bool(candidate.matches),
                window=self._window,
            )

    # -- what outlets repeat

    def neighbours(self, outlet_id: str, key: bytes, now: datetime) -> list[PageBlocks]:
        with storage_errors(self._path):
            return furniture.neighbours(self._db, outlet_id, key, now)

    def furniture(self, outlet_id: str, key: bytes, now: datetime) -> Furniture:
        with storage_errors(self._path):
            return furniture.furniture(self._db, outlet_id, key, now)

    def learned_parameters(self, outlet_id: str) -> list[LearnedParameter]:
        with storage_errors(self._path):
            return parameters.learned(self._db, outlet_id)

    # -- the feed

    def outbox_after(self, seq: int, limit: int) -> list[OutboxRow]:
        rows = self._all(
            "SELECT seq, observed_at, line FROM outbox WHERE seq > ?"
            " ORDER BY seq LIMIT ?",
            seq,
            limit,
        )
        return [outbox_row_of(row) for row in rows]

    def last_seq(self) -> int:
        with storage_errors(self._path):
            return last_seq(self._db)

    def feed_position(self) -> FeedPosition | None:
        row = self._one("SELECT file, offset, last_seq FROM feed_position")
        return FeedPosition(**dict(row)) if row else None

    def set_feed_position(self, position: FeedPosition) -> None:
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO feed_position VALUES (1, ?, ?, ?)",
                (position.file, position.offset, position.last_seq),
            )
