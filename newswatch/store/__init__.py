"""Where newswatch remembers: the port (base), SQLite, and a thread to run it on."""

from __future__ import annotations

from pathlib import Path

from newswatch.model import Options
from newswatch.store.base import Store
from newswatch.store.sqlite import SqliteStore
from newswatch.store.thread import StoreThread

__all__ = ["Store", "StoreThread", "open_store"]


def open_store(options: Options, data_dir: Path) -> Store:
    """The store that `[store] url` names, made if it is not there yet.

    Raises StorageError with the path that cannot be used.
    """
    path = data_dir / options.store.url.removeprefix("sqlite:")
    return SqliteStore(path, keep_texts=options.store.texts == "all")
