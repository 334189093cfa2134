"""What time it is: the one place where a crawl reads the clock.

The clock can be made to stand still, for a crawl that shall repeat to the byte. A
crawler process stands where the process that started it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(slots=True)
class _Clock:
    stands_at: datetime | None = None


_clock = _Clock()


def now() -> datetime:
    """Aware UTC."""
    return _clock.stands_at or datetime.now(UTC)


def stands_at() -> datetime | None:
    """Where the clock of this process was stopped; None while it runs."""
    return _clock.stands_at


def stand_at(instant: datetime) -> None:
    """Stop the clock of this process. Raises ValueError for a time without a zone."""
    if instant.tzinfo is None:
        raise ValueError("expected a time with a zone")
    _clock.stands_at = instant.astimezone(UTC)


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """The clock stopped while this holds; then as it was before."""
    before = _clock.stands_at
    stand_at(instant)
    try:
        yield
    finally:
        _clock.stands_at = before
