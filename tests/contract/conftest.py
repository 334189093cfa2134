"""The stores that must keep the promises of newswatch.store.base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newswatch.store import Lookup, Store
from newswatch.store.sqlite import SqliteStore
from newswatch.store.sqlite_lookup import SqliteLookup

Open = Callable[[], Store]
Look = Callable[[], Lookup]


@pytest.fixture(params=["sqlite"])
def open_again(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens one and the same state, again and again."""
    opened: list[Store] = []

    def open_store() -> Store:
        opened.append(SqliteStore(tmp_path / "state.db"))
        return opened[-1]

    yield open_store
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again: Open) -> Store:
    return open_again()


@pytest.fixture
def look(store: Store, tmp_path: Path) -> Iterator[Look]:
    """Opens a Lookup on the state of `store`, as it is at that moment."""
    opened: list[Lookup] = []

    def open_lookup() -> Lookup:
        opened.append(SqliteLookup(tmp_path / "state.db"))
        return opened[-1]

    yield open_lookup
    for lookup in opened:
        lookup.close()
