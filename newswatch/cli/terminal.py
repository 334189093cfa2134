"""Printing: results to standard output, all else to standard error, and no surprises.

    say       a line of the result                         stays with -q
    table     the result as a table, or as lines with tabs stays with -q
    tell      a line about how it goes                     goes with -q
    warn      a line about what is wrong                   stays with -q
    complain  an error with its code, place and help       stays with -q

With --log-format json what goes to standard error is one JSON object a line. While a
crawl is drawn (live.py) every line is printed above the drawing.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newswatch.cli.channel import Channel
from newswatch.cli.layout import HANG, Columns, fit, flow, hang, wrap
from newswatch.cli.safe import safe, safe_lines
from newswatch.errors import (
    EXCERPT_COLUMNS,
    ConfigErrors,
    ExitCode,
    NewswatchError,
    StorageError,
    count_of,
)

if TYPE_CHECKING:
    from newswatch.cli.live import Live

__all__ = ["Terminal", "count_of", "json_text", "result", "safe", "safe_lines"]

_DIM, _BOLD_RED, _BOLD_YELLOW = "2", "1;31", "1;33"
#: on a narrower screen facts are not put in columns
_ALIGNED = 60
#: a line of a source excerpt: its gutter must stay in its column
_EXCERPT = re.compile(r"^ *\d* \||^  --> ")


class Terminal:
    """Where a command prints to; *color* is auto, always or never."""

    def __init__(
        self, color: str = "auto", *, quiet: bool = False, log_format: str = "text"
    ) -> None:
        self.configure(color, quiet=quiet, log_format=log_format)
        #: what is being drawn below the lines, while a crawl is under way
        self.live: Live | None = None

    def configure(self, color: str, *, quiet: bool, log_format: str) -> None:
        self.out = Channel("stdout", color)
        self.err = Channel("stderr", color)
        self.quiet = quiet
        self.speaks_json = log_format == "json"
        #: whether a person reads standard output, maybe through a pager
        self.is_interactive = self.out.is_terminal or color == "always"

    # -- results

    def say(self, text: str = "") -> None:
        """A line of the result."""
        self._line(self.out, text)

    def say_parts(self, parts: Sequence[str], margin: str = "") -> None:
        """Facts of the result side by side, on more lines if need be."""
        self._parts(self.out, parts, margin)

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        like: Columns | None = None,
        head: bool = True,
    ) -> Columns | None:
        """A table for people; tab-separated lines, without a head, for programs.

        Returns how it was laid out, for more rows that are to look alike.
        """
        out = self.out
        heads, *shown = ([out.shown(safe(c)) for c in row] for row in (columns, *rows))
        if not self.is_interactive:
            for row in shown:
                out.write("\t".join(row) + "\n")
            return None
        layout = like or fit(heads, shown, out.width)
        if layout is None:
            self._stack(shown)
            return None
        if head and any(name.strip() for name in heads):
            for line in layout.lines(heads):
                self._print(out, out.paint(line, _DIM))
            rule = out.rule * min(out.width, layout.total)
            self._print(out, out.paint(rule, _DIM))
        for row in shown:
            for line in layout.lines(row):
                self._print(out, line)
        return layout

    def _stack(self, rows: Sequence[Sequence[str]]) -> None:
        """Each row's last cell, the longest, on lines of its own."""
        for *facts, last in rows:
            for line in flow(facts, self.out.width):
                self._print(self.out, self.out.paint(line, _DIM))
            for line in wrap(last, self.out.width - HANG):
                self._print(self.out, " " * HANG + line)

    # -- how it goes

    def tell(self, text: str = "", **facts: object) -> None:
        """A line about how it goes; *facts* are for programs."""
        if not self.quiet:
            self._about("info", text, facts)

    def tell_parts(
        self, parts: Sequence[str], margin: str = "", **facts: object
    ) -> None:
        """Facts about how it goes side by side, as `say_parts`."""
        if self.quiet:
            return
        if self.speaks_json:
            self._about("info", "  ".join(part.strip() for part in parts), facts)
        else:
            self._parts(self.err, parts, margin)

    def warn(self, text: str, *, margin: str = "", **facts: object) -> None:
        """A line about what is wrong and stops nothing."""
        if self.speaks_json:
            self._about("warning", text, facts)
        else:
            self._line(self.err, f"{margin}warning: {text}")

    def complain(self, error: NewswatchError, level: str = "error") -> None:
        """An error, or all mistakes of a group with its warnings and their sum."""
        told = [(each, level) for each in _each(error)]
        if isinstance(error, ConfigErrors):
            told += [(warning, "warning") for warning in error.warnings]
        for number, (each, its_level) in enumerate(told):
            if self.speaks_json:
                self._print(self.err, json.dumps(each.as_object(its_level)))
                continue
            if number:
                self._print(self.err, "")
            for line in _rendered(each, its_level, self.err.width).split("\n"):
                self._complaint(self.err.shown(safe(line)), its_level)
        if isinstance(error, ConfigErrors) and not self.speaks_json:
            self._print(self.err, "")
            self._line(self.err, error.summary)

    def _complaint(self, line: str, level: str) -> None:
        color = _BOLD_RED if level == "error" else _BOLD_YELLOW
        wraps = self.err.is_terminal and not _EXCERPT.match(line)
        for part in hang(line, self.err.width) if wraps else [line]:
            head = re.match(rf"{level}\[\w+\]", part)
            end = head.end() if head else 0
            self._print(self.err, self.err.paint(part[:end], color) + part[end:])

    def pass_on(self, text: str) -> None:
        """Lines that are made already: of the log, of another process."""
        for line in text.splitlines():
            self._print(self.err, self.err.shown(safe(line)))

    # -- the one way out

    def _about(self, level: str, text: str, facts: dict[str, object]) -> None:
        if self.speaks_json:
            entry = {"level": level, "message": text, **facts}
            self._print(self.err, json.dumps(entry, default=str))
        else:
            self._line(self.err, text)

    def _line(self, channel: Channel, text: str) -> None:
        text = channel.shown(safe(text))
        for line in hang(text, channel.width) if channel.is_terminal else [text]:
            self._print(channel, line)

    def _parts(self, channel: Channel, parts: Sequence[str], margin: str) -> None:
        shown = [channel.shown(safe(part)) for part in parts]
        width = channel.width if channel.is_terminal else sys.maxsize
        if width < _ALIGNED:
            shown = [part.strip() for part in shown]
        for line in flow(shown, width, margin):
            self._print(channel, line)

    def _print(self, channel: Channel, line: str) -> None:
        if self.live is not None and channel.is_terminal:
            self.live.print(channel, line + "\n")
        else:
            channel.write(line + "\n")


def _each(error: NewswatchError) -> Sequence[NewswatchError]:
    return error.errors if isinstance(error, ConfigErrors) else (error,)


def _rendered(error: NewswatchError, level: str, width: int) -> str:
    """*error* in words; a message of several lines can't pass for several errors."""
    set_in = error.message.replace("\n", "\n  ")
    rendered = error.render(level, min(width, EXCERPT_COLUMNS))
    return rendered.replace(error.message, set_in, 1)


def json_text(value: object, *, indent: int | None = None) -> str:
    """*value* as JSON that standard output can take whatever its encoding is."""
    encoding = (sys.stdout.encoding or "ascii").lower()
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if not encoding.startswith("utf"):
        return json.dumps(value, indent=indent)
    # Half of a surrogate pair is no text: no encoding has it.
    return text.encode("utf-8", "replace").decode("utf-8")


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
        forget_stdout()
        raise SystemExit(ExitCode.OK) from None
    except OSError as error:
        if error.filename is not None:  # another file's trouble
            raise
        forget_stdout()
        raise unwritable(error) from error


def unwritable(error: OSError) -> StorageError:
    """Why a result cannot be written."""
    return StorageError(
        f"the result cannot be written ({error.strerror})",
        code="NW409",
        help="make room where standard output goes",
    )


def forget_stdout() -> None:
    """Keep Python from complaining once more when it flushes at exit."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
