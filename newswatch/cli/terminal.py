"""Printing: results to standard output, all else to standard error, and no surprises.

Whatever comes from a page is data: control characters and marks that reorder text are
taken out before it is shown, so that a headline can't steer a terminal.
"""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newswatch.errors import ExitCode, NewswatchError, StorageError

#: a line is never laid out narrower than this; it wraps instead
MIN_WIDTH = 40
#: below this many columns a table's last one would be squeezed out
NARROW = 90


class Terminal:
    """Where a command prints to; *color* is auto, always or never."""

    def __init__(self, color: str = "auto") -> None:
        force = True if color == "always" else None
        plain = color == "never"
        width = max(MIN_WIDTH, shutil.get_terminal_size((100, 24)).columns)
        self.out = Console(
            force_terminal=force,
            no_color=plain or None,
            highlight=False,
            width=width,
            soft_wrap=False,
        )
        self.err = Console(
            stderr=True,
            force_terminal=force,
            no_color=plain or None,
            highlight=False,
            soft_wrap=True,
        )

    @property
    def is_interactive(self) -> bool:
        return self.out.is_terminal

    def say(self, text: str = "") -> None:
        """A line of the result."""
        self.out.print(safe(text), markup=False, soft_wrap=True)

    def tell(self, text: str = "") -> None:
        """A line about how it goes, on standard error."""
        self.err.print(safe(text), markup=False)

    def complain(self, error: NewswatchError, level: str = "error") -> None:
        text = Text(safe_lines(error.render(level)))
        text.highlight_regex(rf"^{level}\[\w+\]", "bold red")
        self.err.print(text, soft_wrap=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table for people; tab-separated lines, without a head, for programs."""
        if not self.is_interactive:
            for row in rows:
                sys.stdout.write("\t".join(safe(cell) for cell in row) + "\n")
            return
        if self.out.width < NARROW:
            self._stack(rows)
            return
        table = Table(box=None, pad_edge=False, header_style="dim")
        for index, column in enumerate(columns):
            last = index == len(columns) - 1
            table.add_column(
                column, no_wrap=not last, overflow="fold" if last else "ellipsis"
            )
        for row in rows:
            table.add_row(*(Text(safe(cell)) for cell in row))
        self.out.print(table)

    def _stack(self, rows: Sequence[Sequence[str]]) -> None:
        """Each row's last cell, the longest, on lines of its own."""
        for *facts, last in rows:
            self.out.print(Text("  ".join(safe(fact) for fact in facts), style="dim"))
            self.out.print(Padding(Text(safe(last)), (0, 0, 0, 3)))


def count_of(number: int, noun: str) -> str:
    """`1 topic`, `2 topics`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def safe(text: str) -> str:
    """*text* on one line, without characters that a terminal would obey."""
    return "".join(_shown(c) for c in text)


def safe_lines(text: str) -> str:
    return "\n".join(safe(line) for line in text.split("\n"))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    # Cc: controls. Cf: bidi marks, joiners. Zl, Zp, Zs: odd spaces and line ends.
    category = unicodedata.category(character)
    if category in ("Cf", "Cs", "Cn", "Co"):
        return ""
    return " "


@contextmanager
def result() -> Iterator[None]:
    """Around what prints a command's result.

    A reader that has seen enough (`| head`) is no error. A result that cannot be
    written is StorageError NW409.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        raise SystemExit(ExitCode.OK) from None
    except OSError as error:
        if error.filename is not None:  # another file's trouble
            raise
        _forget_stdout()
        raise StorageError(
            f"the result cannot be written ({error.strerror})",
            code="NW409",
            help="make room where standard output goes",
        ) from error


def _forget_stdout() -> None:
    """Keep Python from complaining once more when it flushes at exit."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
