"""Outbox → outside: the record, the JSON-lines files, reading them back."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newswatch.feed.jsonl import JsonlFeed
    from newswatch.feed.lock import FolderLock
    from newswatch.feed.reader import FeedTail, read_feed

__all__ = ["FeedTail", "FolderLock", "JsonlFeed", "read_feed"]

#: imported when asked for: who reads the feed needs no store to do so
_HOME = {"FeedTail": "reader", "read_feed": "reader"}
_HOME |= {"FolderLock": "lock", "JsonlFeed": "jsonl"}


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
