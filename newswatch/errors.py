"""Every error newswatch raises on purpose.

    NewswatchError            a sentence with a code, a place and one next step
     ├─ ConfigError           NW1xx  a file that a person wrote cannot be used
     │   └─ TopicError        NW2xx  a topic or its query
     ├─ OutletError           NW3xx  an outlet, a page, an extraction
     ├─ StorageError          NW4xx  state, feed, disk, archive
     ├─ ExtraError            NW5xx  an optional extra or the environment
     └─ ProcessError          NW6xx  daemon, crawler process, lanes
    ConfigErrors              all ConfigErrors of one run, together

A page that is no article is not an error: it is a `model.Refusal`, counted in the
ledger of its poll.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What a newswatch command leaves behind; 70, 75 and 78 are sysexits(3)."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    UNREACHABLE = 4
    STORAGE = 5
    INTERNAL = 70
    LOCKED = 75
    CONFIG = 78
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a file a mistake stands; lines and columns count from 1."""

    file: str
    line: int | None = None
    column: int | None = None
    #: the source line itself, without its line end
    source: str | None = None
    #: how many characters the carets underline
    width: int = 1

    def __str__(self) -> str:
        parts = [self.file, self.line, self.column]
        return ":".join(str(part) for part in parts if part is not None)


class NewswatchError(Exception):
    """One thing that went wrong, told so that a person can mend it."""

    code = "NW000"
    exit_code = ExitCode.INTERNAL

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        place: Place | None = None,
        help: str | None = None,
        exit_code: ExitCode | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.place = place
        self.help = help
        self.exit_code = exit_code if exit_code is not None else type(self).exit_code

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}"

    def render(self, level: str = "error") -> str:
        """The error as a person reads it: code, place, source line, carets, help."""
        lines = [f"{level}[{self.code}]: {self.message}"]
        if self.place:
            lines.append(f"  --> {self.place}")
            lines += _excerpt(self.place)
        if self.help:
            lines.append(f"help: {self.help}")
        return "\n".join(lines)


def _excerpt(place: Place) -> list[str]:
    if place.source is None or place.line is None:
        return []
    number = str(place.line)
    gutter = " " * len(number)
    carets = " " * ((place.column or 1) - 1) + "^" * max(1, place.width)
    # A tab in the source must not move the carets.
    source = place.source.replace("\t", " ")
    return [f" {gutter} |", f" {number} | {source}", f" {gutter} | {carets}"]


class ConfigError(NewswatchError):
    code = "NW100"
    exit_code = ExitCode.CONFIG


class TopicError(ConfigError):
    code = "NW200"


class OutletError(NewswatchError):
    code = "NW300"
    exit_code = ExitCode.PROBLEMS


class StorageError(NewswatchError):
    code = "NW400"
    exit_code = ExitCode.STORAGE


class ExtraError(NewswatchError):
    code = "NW500"
    exit_code = ExitCode.PROBLEMS


class ProcessError(NewswatchError):
    code = "NW600"
    exit_code = ExitCode.INTERNAL


class ConfigErrors(NewswatchError):
    """All mistakes of all configuration files, found in one run."""

    code = "NW100"
    exit_code = ExitCode.CONFIG

    def __init__(self, errors: Sequence[ConfigError]) -> None:
        super().__init__("the configuration cannot be used")
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "; ".join(str(error) for error in self.errors)

    def render(self, level: str = "error") -> str:
        return "\n\n".join(error.render(level) for error in self.errors)
