"""Outbox → outside: the record, the JSON-lines files, reading them back."""

from newswatch.feed.jsonl import JsonlFeed
from newswatch.feed.lock import FolderLock
from newswatch.feed.reader import FeedTail, read_feed

__all__ = ["FeedTail", "FolderLock", "JsonlFeed", "read_feed"]
