"""The relay: brings what the outbox owes into the feed, from whatever thread asks."""

from __future__ import annotations

import threading
from pathlib import Path

from newswatch.feed.jsonl import JsonlFeed
from newswatch.feed.lock import FolderLock
from newswatch.model import Options
from newswatch.store import open_store

#: the feed's folder within the data folder
FEED_FOLDER = "feed"


class Relay:
    """The folder's lock, a store of its own, and the feed writer; one pump at a time.

    Raises ProcessError NW601 when another newswatch writes this feed, and whatever the
    store and the feed raise when they cannot be used.
    """

    def __init__(self, options: Options, data_dir: Path) -> None:
        self._lock = FolderLock(data_dir)
        self._lock.acquire()
        try:
            self._store = open_store(options, data_dir)
        except BaseException:
            self._lock.release()
            raise
        self._feed = JsonlFeed(data_dir / FEED_FOLDER, self._store)
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
