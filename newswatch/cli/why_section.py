"""Section: a part of an answer to `newswatch why`, and how it tells the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from newswatch.cli.read import ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    #: one word; the key in JSON
    name: str
    lines: tuple[str, ...]
    #: the same for programs
    facts: Mapping[str, Any] | Sequence[Any] = field(default_factory=dict)


def when(at: datetime, now: datetime | None) -> str:
    """`2026-11-23 12:00:05 UTC`, and for people how long ago that is."""
    text = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return f"{text} ({ago((now - at).total_seconds())})" if now else text


def iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
