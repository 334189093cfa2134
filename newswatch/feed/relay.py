"""The relay: brings what the outbox owes into the feed, from whatever thread asks."""

from __future__ import annotations

import threading

from newswatch.config import Configuration
from newswatch.feed.jsonl import JsonlFeed
from newswatch.feed.lock import FolderLock
from newswatch.store import open_store


class Relay:
    """The folder's lock, a store of its own, and the feed writer; one pump at a time.

    Raises ProcessError NW601 when another newswatch writes this feed, and whatever the
    store and the feed raise when they cannot be used.
    """

    def __init__(self, configuration: Configuration) -> None:
        data_dir = configuration.data_dir
        self._lock = FolderLock(data_dir)
        self._lock.acquire()
        try:
            self._store = open_store(configuration.options, data_dir)
        except BaseException:
            self._lock.release()
            raise
        self._feed = JsonlFeed(configuration.feed_dir, self._store)
        self._one_at_a_time = threading.Lock()

    def pump(self) -> int:
        """Write what is owed; how many lines that was."""
        with self._one_at_a_time:
            return self._feed.pump()

    def close(self) -> None:
        """After the last pump: whoever comes next may take the folder."""
        with self._one_at_a_time:
            self._feed.close()
            self._store.close()
            self._lock.release()
