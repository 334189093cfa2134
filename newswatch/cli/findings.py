"""Finding: what one test of `newswatch doctor` came to, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


_ORDER = (Level.OK, Level.WARN, Level.FAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    #: one stable word
    test: str
    level: Level
    what: str
    #: one action; "" where nothing is to be done
    next_step: str = ""

    def as_object(self) -> dict[str, str | None]:
        return {
            "test": self.test,
            "level": self.level.value,
            "what": self.what,
            "next": self.next_step or None,
        }


def ok(test: str, what: str) -> Finding:
    return Finding(test=test, level=Level.OK, what=what)


def warn(test: str, what: str, next_step: str) -> Finding:
    return Finding(test=test, level=Level.WARN, what=what, next_step=next_step)


def fail(test: str, what: str, next_step: str) -> Finding:
    return Finding(test=test, level=Level.FAIL, what=what, next_step=next_step)


def worst(findings: Iterable[Finding]) -> Level:
    return max((each.level for each in findings), key=_ORDER.index, default=Level.OK)
