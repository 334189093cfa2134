"""Where newswatch remembers: the port (base), SQLite, and a thread to run it on."""

from __future__ import annotations

from pathlib import Path

from newswatch.errors import StorageError
from newswatch.model import Options
from newswatch.store.base import Store
from newswatch.store.sqlite import SqliteStore
from newswatch.store.thread import StoreThread

__all__ = ["Store", "StoreThread", "make_folder", "open_store"]


def make_folder(path: Path) -> None:
    """The folder *path*, made if need be. Raises StorageError NW401 if it can't be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"the folder {path} cannot be made ({error.strerror})",
            code="NW401",
            help="make it writable for this user, or choose another one with -C",
        ) from error


def open_store(options: Options, data_dir: Path) -> Store:
    """The store that `[store] url` names, made if it is not there yet.

    Raises StorageError with the path that cannot be used.
    """
    path = data_dir / options.store.url.removeprefix("sqlite:")
    return SqliteStore(path, keep_texts=options.store.texts == "all")
