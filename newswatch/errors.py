"""Every error newswatch raises on purpose.

    NewswatchError            a sentence with a code, a place and one next step
     ├─ ConfigError           NW1xx  a file that a person wrote cannot be used
     │   └─ TopicError        NW2xx  a topic or its query
     ├─ OutletError           NW3xx  an outlet, a page, an extraction
     ├─ StorageError          NW4xx  state, feed, disk, archive
     ├─ ExtraError            NW5xx  an optional extra or the environment
     ├─ UsageError            NW51x  the command line says what cannot be done
     └─ ProcessError          NW6xx  daemon, crawler process, lanes
    ConfigErrors              all ConfigErrors of one run, together

A page that is no article is not an error: it is a `model.Refusal`, counted in the
ledger of its poll.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

#: an excerpt is never wider than this, so that its carets stay where they belong
EXCERPT_COLUMNS = 80


#: where a line was cut; ASCII, since a terminal without the sign would move the carets
_CUT = "..."


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
    #: what the carets say, in a word or two
    note: str = ""

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
        about: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.place = place
        self.help = help
        #: the id of the outlet that it concerns, where it concerns one
        self.about = about
        self.exit_code = exit_code if exit_code is not None else type(self).exit_code

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}"

    def render(self, level: str = "error", columns: int = EXCERPT_COLUMNS) -> str:
        """The error as a person reads it: code, place, source line, carets, help."""
        lines = [f"{level}[{self.code}]: {self.message}"]
        if self.place:
            lines.append(f"  --> {self.place}")
            lines += _excerpt(self.place, columns)
        if self.help:
            lines.append(f"help: {self.help}")
        return "\n".join(lines)

    def as_object(self, level: str = "error") -> dict[str, str | int | None]:
        """The error as a program reads it."""
        place = self.place
        return {
            "level": level,
            "code": self.code,
            "message": self.message,
            "file": place.file if place else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "help": self.help,
        }


def _excerpt(place: Place, columns: int) -> list[str]:
    """The source line with carets below it; both fit into *columns*.

    Counted in cells of a terminal: a Chinese character takes two, an accent none. Of a
    long line the stretch round the carets is shown.
    """
    if place.source is None or place.line is None:
        return []
    number = str(place.line)
    gutter = " " * len(number)
    shown = [_shown(character) for character in place.source]
    start = min((place.column or 1) - 1, len(shown))
    end = min(start + max(1, place.width), len(shown))
    first, last = _window(shown, start, end, columns - len(number) - 4)
    before = (_CUT if first else "") + "".join(c for c, _ in shown[first:start])
    under = "".join(c for c, _ in shown[start : min(end, last)])
    after = "".join(c for c, _ in shown[end:last]) + (_CUT if last < len(shown) else "")
    margin = sum(cells for _, cells in shown[first:start]) + (len(_CUT) if first else 0)
    carets = "^" * max(1, sum(cells for _, cells in shown[start : min(end, last)]))
    note = f" {place.note}" if place.note else ""
    return [
        f" {gutter} |",
        f" {number} | {before}{under}{after}",
        f" {gutter} | {' ' * margin}{carets}{note}",
    ]


def _window(
    shown: Sequence[tuple[str, int]], start: int, end: int, room: int
) -> tuple[int, int]:
    """The stretch of a line to show, first and behind the last, in *room* cells."""
    if sum(cells for _, cells in shown) <= room:
        return 0, len(shown)
    room -= 2 * len(_CUT)
    first = last = start
    left = room // 3 if end - start < room // 2 else room // 8
    while first and left - shown[first - 1][1] >= 0:
        first -= 1
        left -= shown[first][1]
        room -= shown[first][1]
    while last < len(shown) and room - shown[last][1] >= 0:
        room -= shown[last][1]
        last += 1
    while first and room - shown[first - 1][1] >= 0:
        first -= 1
        room -= shown[first][1]
    return first, last


# Fillers and vowel signs that are drawn as nothing though Unicode calls them letters.
_BLANK = frozenset("\u115f\u17b4\u17b5\u2800\u3164\uffa0")


def _shown(character: str) -> tuple[str, int]:
    """What stands for a character of a source line, and how many cells it takes.

    What nobody could see is shown as U+FFFD: it may be the mistake itself.
    """
    if character.isascii() and character.isprintable():
        return character, 1
    if character == "\t":
        return " ", 1
    if not character.isprintable() or character in _BLANK:
        return "\ufffd", 1
    if unicodedata.category(character) in ("Mn", "Me") or (
        "\u1160" <= character <= "\u11ff"  # the later parts of a Hangul syllable
    ):
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1


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


class UsageError(NewswatchError):
    code = "NW510"
    exit_code = ExitCode.USAGE


class ProcessError(NewswatchError):
    code = "NW600"
    exit_code = ExitCode.INTERNAL


class ConfigErrors(NewswatchError):
    """All mistakes of all configuration files, found in one run."""

    code = "NW100"
    exit_code = ExitCode.CONFIG

    def __init__(
        self, errors: Sequence[ConfigError], warnings: Sequence[ConfigError] = ()
    ) -> None:
        super().__init__("the configuration cannot be used")
        self.errors = tuple(errors)
        #: what would have been told had there been no mistake
        self.warnings = tuple(warnings)

    def __str__(self) -> str:
        return "; ".join(str(error) for error in self.errors)

    def render(self, level: str = "error", columns: int = EXCERPT_COLUMNS) -> str:
        told = [error.render(level, columns) for error in self.errors]
        told += [warning.render("warning", columns) for warning in self.warnings]
        return "\n\n".join([*told, self.summary])

    @property
    def summary(self) -> str:
        """How many there are, and what became of what was asked for."""
        files = {error.place.file for error in self.errors if error.place}
        parts = [count_of(len(self.errors), "mistake")]
        if files:
            parts[0] += f" in {count_of(len(files), 'file')}"
        if self.warnings:
            parts.append(count_of(len(self.warnings), "warning"))
        return f"{', '.join(parts)}; nothing was started, nothing was changed"


def count_of(number: int, noun: str) -> str:
    """`1 topic`, `2 topics`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
