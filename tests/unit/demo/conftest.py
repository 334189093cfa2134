from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newswatch.demo.expectations import Expectations, expectations
from newswatch.demo.newsroom import Edition
from newswatch.demo.world import editions

BASES = {
    "demo_herald": "http://127.0.0.1:8600",
    "demo_wire": "http://127.0.0.2:8600",
    "demo_post": "http://127.0.0.3:8600",
}


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 11, 23, 18, 30, 21, tzinfo=UTC)


@pytest.fixture(scope="session")
def rooms(now: datetime) -> dict[str, Edition]:
    """Every newsroom as served, by its id."""
    return {edition.newsroom.id: edition for edition in editions(BASES, now)}


@pytest.fixture(scope="session")
def later_rooms(now: datetime) -> dict[str, Edition]:
    """The same in their second edition."""
    return {edition.newsroom.id: edition for edition in editions(BASES, now, 2)}


@pytest.fixture(scope="session")
def expected(rooms: dict[str, Edition]) -> Expectations:
    return expectations(rooms.values())
