"""The relay: brings what the outbox owes into the feed, from whatever thread asks.

Whoever opens it has the state looked at first: a damaged one is set aside, and what the
feed tells is taken back into a new one by the first pump. Beside the work it has the
whole state and all feed files compared once, and lets go what is kept for a time only.
"""

from __future__ import annotations

import logging
import threading

from newswatch import clock
from newswatch.config import Configuration
from newswatch.errors import StorageError
from newswatch.feed.audit import Audit
from newswatch.feed.jsonl import JsonlFeed
from newswatch.feed.lock import FolderLock
from newswatch.feed.retention import Retention
from newswatch.feed.taking_back import taking_back
from newswatch.store import open_store, state_path
from newswatch.store.repair import make_sound

log = logging.getLogger(__name__)


class Relay:
    """The folder's lock, a store of its own, and the feed writer; one pump at a time.

    Raises ProcessError NW601 when another newswatch writes this feed, and whatever the
    store and the feed raise when they cannot be used.
    """

    def __init__(self, configuration: Configuration) -> None:
        options, data_dir = configuration.options, configuration.data_dir
        folder = configuration.feed_dir
        self._lock = FolderLock(data_dir)
        self._lock.acquire()
        try:
            path = state_path(options, data_dir)
            make_sound(path, clock.now())
            self._store = open_store(options, data_dir)
        except BaseException:
            self._lock.release()
            raise
        taking = taking_back(configuration.outlets, options.again.ladder_s, clock.now())
        self._feed = JsonlFeed(folder, self._store, taking)
        self._retention = Retention(folder, self._store, options)
        self._audit = Audit(path, folder)
        self._pumps = 0
        self._one_at_a_time = threading.Lock()

    def pump(self) -> int:
        """Write what is owed; how many lines that was."""
        with self._one_at_a_time:
            self._lock.renew()
            written = self._feed.pump()
            self._pumps += 1
            if self._pumps > 1:  # the first is what a start waits for
                self._audit.begin()
                self._let_go()
            return written

    def _let_go(self) -> None:
        try:
            self._retention.step(clock.now(), self._feed.file)
        except (StorageError, OSError) as error:
            log.warning("what is too old was not removed", extra={"why": str(error)})

    def close(self) -> None:
        """After the last pump: whoever comes next may take the folder."""
        self._audit.end()
        with self._one_at_a_time:
            self._feed.close()
            self._store.close()
            self._lock.release()
