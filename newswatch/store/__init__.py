"""Where newswatch remembers: the port (base), SQLite, and a thread to run it on."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from newswatch.errors import StorageError

if TYPE_CHECKING:
    from newswatch.model import Options
    from newswatch.store.base import Store
    from newswatch.store.book_reading import SqliteBooks
    from newswatch.store.lookup import Lookup
    from newswatch.store.thread import StoreThread

__all__ = [
    "Lookup",
    "Store",
    "StoreThread",
    "make_folder",
    "open_books",
    "open_lookup",
    "open_store",
    "state_path",
]

#: imported when asked for: who looks something up needs nothing that admits articles
_HOME = {"Lookup": "lookup", "Store": "base", "StoreThread": "thread"}


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


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
    from newswatch.store.sqlite import SqliteStore

    return SqliteStore(
        state_path(options, data_dir),
        keep_texts=options.store.texts == "all",
        window=timedelta(seconds=options.store.window_s),
    )


def open_lookup(options: Options, data_dir: Path) -> Lookup | None:
    """The same store to be asked only; None if there is none yet."""
    from newswatch.store.sqlite_lookup import SqliteLookup

    path = state_path(options, data_dir)
    return SqliteLookup(path) if path.exists() else None


def open_books(options: Options, data_dir: Path) -> SqliteBooks | None:
    """Its ledger alone, which is opened in a third of the time."""
    from newswatch.store.book_reading import SqliteBooks

    path = state_path(options, data_dir)
    return SqliteBooks(path) if path.exists() else None


def state_path(options: Options, data_dir: Path) -> Path:
    """The file that `[store] url` names."""
    return data_dir / options.store.url.removeprefix("sqlite:")
