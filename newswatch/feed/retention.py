"""Removing what `feed.keep`, `keep_texts` and `keep_runs` let go, a bite at a time.

Once a day, after the feed was written. Addresses and what was told last stay known:
what is removed here does not come again.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newswatch.feed.reader import feed_files
from newswatch.model import Options
from newswatch.store.base import Store
from newswatch.store.keeping import Kept
from newswatch.store.naming import KEPT

log = logging.getLogger(__name__)

#: rows that go in one transaction; others wait for it
BITE = 500
_EVERY = timedelta(days=1)
_NAME = "retention"
#: nobody is asked by what was learned of a host so long ago: a robots.txt stands in for
#: one that cannot be had for half of it
_KEEP_MANNERS_S = 60 * 86_400


class Retention:
    """One step of it at a time; its caller is the feed's single writer."""

    def __init__(self, folder: Path, store: Store, options: Options) -> None:
        self._folder = folder
        self._store = store
        self._options = options
        self._next_at: datetime | None = None
        self._steps: Iterator[None] | None = None

    def step(self, now: datetime, newest_file: str) -> bool:
        """Take one bite if it is time, and say whether there is more.

        *newest_file* is the one that still grows. Raises StorageError; it is tried
        again a day later, or at the next start.
        """
        if self._steps is None:
            if self._next_at is None:
                done_at = self._store.upkept_at(_NAME)
                # A clock that was ahead then must not put it off for years.
                self._next_at = min(done_at + _EVERY, now + _EVERY) if done_at else now
            if now < self._next_at:
                return False
            self._next_at = now + _EVERY
            self._steps = self._all(now, newest_file)
        more = False
        try:
            next(self._steps)
            more = True
        except StopIteration:
            pass
        finally:
            if not more:
                self._steps = None
        return more

    def _all(self, now: datetime, newest_file: str) -> Iterator[None]:
        store = self._options.store
        for kept, keep_s in (
            (Kept.UNTOLD, store.keep_texts_s),
            (Kept.TEXTS, store.keep_texts_s),
            (Kept.OLD_WORDINGS, store.keep_texts_s),
            (Kept.KEPT_OUT, store.keep_texts_s),
            (Kept.RUNS, store.keep_runs_s),
            (Kept.RUN_DAYS, store.keep_runs_s),
            (Kept.HOSTS, _KEEP_MANNERS_S),
            (Kept.ROBOTS, _KEEP_MANNERS_S),
            (Kept.HOLES, store.keep_runs_s),
            (Kept.NAMED, KEPT.total_seconds()),
        ):
            if keep_s is not None:
                before = now - timedelta(seconds=keep_s)
                yield from _bites(
                    lambda kept=kept, before=before: self._store.forget(  # type: ignore[misc]
                        kept, before, BITE
                    )
                )
        if (keep_s := self._options.feed.keep_s) is not None:
            before = now - timedelta(seconds=keep_s)
            yield from self._feed_files(before, newest_file)
        self._store.note_upkeep(_NAME, now)

    def _feed_files(self, before: datetime, newest_file: str) -> Iterator[None]:
        """Closed day files whose last moment is before *before*, the oldest first."""
        for path in feed_files(self._folder):
            if path.name >= newest_file or _end_of(path) > before:
                return
            last = _last_seq(path)
            # The lines go first: a file that is there still is looked at again.
            yield from _bites(
                lambda last=last: self._store.forget_lines(last, before, BITE)  # type: ignore[misc]
            )
            path.unlink(missing_ok=True)
            about = {"file": str(path), "last": last}
            log.info("feed file removed by feed.keep", extra=about)
            yield


def _bites(bite: Callable[[], int]) -> Iterator[None]:
    while bite() == BITE:
        yield


def _end_of(path: Path) -> datetime:
    day = datetime.strptime(path.name, "newswatch-%Y-%m-%d.jsonl").replace(tzinfo=UTC)
    return day + timedelta(days=1)


def _last_seq(path: Path) -> int:
    """The seq of the last line of a closed file; 0 where it cannot be read."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        taken = 1 << 16
        while True:
            file.seek(max(0, size - taken))
            lines = file.read().splitlines()
            if len(lines) > 1 or taken >= size:
                break
            taken *= 2
    try:
        return int(json.loads(lines[-1])["seq"])
    except (IndexError, ValueError, KeyError, TypeError):
        return 0
