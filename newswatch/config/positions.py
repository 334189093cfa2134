"""Where each key and each value of a TOML document stands in its text.

`tomllib` gives values without positions, and reports a syntax error only in words.
Here the text of a document that tomllib has accepted is walked once more, header by
header and value by value, so that a mistake found later can be shown where it was
made. A path names a place as the parsed data does: `("outlet", 1, "source", 0, "url")`.

The walk follows TOML 1.0 (https://toml.io/en/v1.0.0): dotted and quoted keys, tables,
arrays of tables, inline tables, arrays over several lines, the four kinds of strings.
Inline tables over several lines (TOML 1.1) are walked too. Where it meets something it
does not know it stops, and places found so far stay good.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open stretch of the text, in code points."""

    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Positions:
    """The spans of one document, and its lines.

    A table's value is the header that opened it; a table made by a dotted key has
    that key as its value.
    """

    text: str
    keys: dict[Path, Span] = field(default_factory=dict)
    values: dict[Path, Span] = field(default_factory=dict)
    _line_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._line_starts = [0]
        self._line_starts += [m.end() for m in re.finditer("\n", self.text)]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point of the text, both counted from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def start_of(self, line: int) -> int:
        """The offset of the first character of a line, counted from 1."""
        return self._line_starts[line - 1]

    def line(self, number: int) -> str:
        """Line *number*, counted from 1, without its line end."""
        start = self._line_starts[number - 1]
        return self.text[start:].split("\n", 1)[0]


def locate(text: str) -> Positions:
    """The positions of every key and value of *text*, a TOML document.

    Line ends are "\\n", as after tomllib's own normalisation. Raises RecursionError
    where tomllib would: values nested about 500 deep.
    """
    found = Positions(text=text)
    _Walk(found).document()
    return found


def left_open(text: str) -> int | None:
    """Where the innermost bracket or quote stands that *text* never closes."""
    walk = _Walk(Positions(text=text))
    walk.document()
    quote = text[walk.at : walk.at + 1]
    if quote in ("'", '"'):
        # Of three quotes the walk takes the first two for an empty text.
        return walk.at - 2 if text[walk.at - 2 : walk.at] == quote * 2 else walk.at
    return walk.opened[-1] if walk.opened else None


_BARE_KEY = r"[A-Za-z0-9_-]+"
_BASIC = r'"(?:[^"\\\n]|\\.)*+"'
_LITERAL = r"'[^'\n]*'"
_BLANKS = re.compile(r"[ \t]*")
_BLANKS_AND_COMMENTS = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")
_KEY_PART = re.compile(f"{_BARE_KEY}|{_BASIC}|{_LITERAL}")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
# A multi-line string may end in up to five quotes, of which three close it.
_STRING = re.compile(
    r'"""(?:[^"\\]|\\(?:.|\n)|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    f"|{_BASIC}|{_LITERAL}"
)
# A date may be parted from its time by one space.
_BARE_VALUE = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\[\]{}#=]+")


class _Stop(Exception):
    """The walk met something it does not know."""


class _Walk:
    def __init__(self, found: Positions) -> None:
        self.found = found
        self.text = found.text
        self.at = 0
        #: how many tables each array of tables has so far
        self.counts: dict[Path, int] = {}
        #: where the brackets of lists and inline tables stand that are still open
        self.opened: list[int] = []

    def document(self) -> None:
        table: Path = ()
        try:
            while True:
                self.skip(_BLANKS_AND_COMMENTS)
                if self.at >= len(self.text):
                    return
                if self.text[self.at] == "[":
                    table = self.header()
                else:
                    self.pair(table)
        except _Stop:
            return

    def header(self) -> Path:
        """Walk `[a.b]` or `[[a.b]]`; the path of the table that it opens."""
        start = self.at
        brackets = 2 if self.text.startswith("[[", start) else 1
        self.at += brackets
        self.skip(_BLANKS)
        parts = self.key_parts()
        self.skip(_BLANKS)
        self.expect("]" * brackets)
        span = Span(start=start, end=self.at)
        path: Path = ()
        for number, (name, key_span) in enumerate(parts):
            path = (*path, name)
            self.found.keys.setdefault(path, key_span)
            if brackets == 2 and number == len(parts) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
            else:
                self.found.values.setdefault(path, span)
            if path in self.counts:
                self.found.values.setdefault(path, span)
                path = (*path, self.counts[path] - 1)
        # A header that opens a table wins over one that only passed through it.
        self.found.keys[path] = parts[-1][1]
        self.found.values[path] = span
        return path

    def pair(self, table: Path) -> None:
        """Walk `key = value` inside *table*."""
        start = self.at
        parts = self.key_parts()
        span = Span(start=start, end=parts[-1][1].end)
        path = table
        for name, key_span in parts:
            path = (*path, name)
            self.found.keys.setdefault(path, key_span)
            self.found.values.setdefault(path, span)
        self.skip(_BLANKS)
        self.expect("=")
        self.skip(_BLANKS)
        self.value(path)

    def key_parts(self) -> list[tuple[str, Span]]:
        parts = []
        while True:
            start = self.at
            written = self.take(_KEY_PART)
            parts.append((_key_name(written), Span(start=start, end=self.at)))
            if not self.skip(_DOT):
                return parts

    def value(self, path: Path) -> None:
        start = self.at
        opening = self.text[start : start + 1]
        if opening == "[":
            self.array(path)
        elif opening == "{":
            self.inline_table(path)
        elif opening in ('"', "'"):
            self.take(_STRING)
        else:
            self.take(_BARE_VALUE)
        self.found.values[path] = Span(start=start, end=self.at)

    def array(self, path: Path) -> None:
        self.open_bracket()
        index = 0
        while not self.closed_by("]"):
            self.value((*path, index))
            index += 1
            self.comma()

    def open_bracket(self) -> None:
        self.opened.append(self.at)
        self.at += 1

    def inline_table(self, path: Path) -> None:
        self.open_bracket()
        while not self.closed_by("}"):
            self.pair(path)
            self.comma()

    def closed_by(self, bracket: str) -> bool:
        self.skip(_BLANKS_AND_COMMENTS)
        if self.text.startswith(bracket, self.at):
            self.at += 1
            self.opened.pop()
            return True
        return False

    def comma(self) -> None:
        self.skip(_BLANKS_AND_COMMENTS)
        if self.text.startswith(",", self.at):
            self.at += 1

    def take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if not found or found.end() == self.at:
            raise _Stop
        self.at = found.end()
        return found[0]

    def skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.at)
        if not found or found.end() == self.at:
            return False
        self.at = found.end()
        return True

    def expect(self, text: str) -> None:
        if not self.text.startswith(text, self.at):
            raise _Stop
        self.at += len(text)


_ESCAPE = re.compile(
    r"\\(?:u(?P<u4>[0-9A-Fa-f]{4})|U(?P<u8>[0-9A-Fa-f]{8})|x(?P<x2>[0-9A-Fa-f]{2})"
    r"|(?P<one>[btnfre\"\\]))"
)
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


def _unescaped(found: re.Match[str]) -> str:
    digits = found["u4"] or found["u8"] or found["x2"]
    return chr(int(digits, 16)) if digits else _ESCAPED.get(found["one"], found["one"])


def _key_name(written: str) -> str:
    """The key that a bare, basic or literal key part stands for."""
    if written.startswith("'"):
        return written[1:-1]
    if written.startswith('"'):
        return _ESCAPE.sub(_unescaped, written[1:-1])
    return written


# One code point of a basic string's value, or a line continuation, which is none.
_CHARACTER = re.compile(
    rf"(?P<fold>\\[ \t]*\n[ \t\n]*)|{_ESCAPE.pattern}|(?P<plain>.)", re.DOTALL
)


def offset_inside(written: str, offset: int) -> int:
    """Where code point *offset* of a TOML string's value stands in *written*.

    *written* is the string with its quotes. An offset at or past the end of the
    value gives the closing quotes.
    """
    quotes = 3 if written[:3] in ('"""', "'''") else 1
    at = quotes
    # A line end right after the opening quotes is not part of the value.
    if quotes == 3 and written[3:4] == "\n":
        at += 1
    end = len(written) - quotes
    if written.startswith("'"):
        return min(at + offset, end)
    left = offset
    while at < end:
        found = _CHARACTER.match(written, at)
        if not found:
            break
        if found["fold"] is None:
            if left == 0:
                return at
            left -= 1
        at = min(found.end(), end)
    return end
