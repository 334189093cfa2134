"""Terminals for tests: a stream that says it is one, and a screen that obeys it."""

from __future__ import annotations

import io
import re

import pytest

_STEPS = re.compile(r"\x1b\[(?P<number>[\d;]*)(?P<kind>[AJm])|(?P<plain>[^\x1b])")


class Stream(io.TextIOWrapper):
    """Standard output or standard error, in memory; keeps each write apart."""

    def __init__(self, *, terminal: bool = True, encoding: str = "utf-8") -> None:
        self.raw_bytes = io.BytesIO()
        super().__init__(self.raw_bytes, encoding, write_through=True, newline="")
        self._terminal = terminal
        self.writes: list[str] = []

    def isatty(self) -> bool:
        return self._terminal

    def fileno(self) -> int:
        raise io.UnsupportedOperation("in memory")

    def write(self, text: str) -> int:
        self.writes.append(text)
        return super().write(text)

    @property
    def text(self) -> str:
        return "".join(self.writes)


def screen_of(text: str, width: int = 10_000) -> list[str]:
    """The lines of a screen on which *text* was written; knows what Live uses."""
    rows, row, column = [""], 0, 0
    at = 0
    while at < len(text):
        step = _STEPS.match(text, at)
        assert step, f"an unknown sequence: {text[at : at + 12]!r}"
        at = step.end()
        number, kind, plain = step["number"], step["kind"], step["plain"]
        if kind == "A":
            row = max(0, row - int(number or 1))
        elif kind == "J":
            rows[row:] = [rows[row][:column]]
        elif plain == "\r":
            column = 0
        elif plain == "\n":
            row, column = row + 1, 0
        elif plain:
            if column == width:
                row, column = row + 1, 0
            rows += [""] * (row + 1 - len(rows))
            rows[row] = (
                rows[row][:column].ljust(column) + plain + rows[row][column + 1 :]
            )
            column += 1
        rows += [""] * (row + 1 - len(rows))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def stand_in(
    monkeypatch: pytest.MonkeyPatch,
    *,
    terminal: bool = True,
    encoding: str = "utf-8",
    columns: int = 100,
    **environment: str,
) -> tuple[Stream, Stream]:
    """Streams in the place of standard output and standard error."""
    out = Stream(terminal=terminal, encoding=encoding)
    err = Stream(terminal=terminal, encoding=encoding)
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(columns))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return out, err
