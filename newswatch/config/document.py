"""Document: one TOML file, its data, and places in it for errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from newswatch.config.positions import Path, Positions, locate, offset_inside
from newswatch.errors import ConfigError, Place

#: in a pattern for `Document.texts`: every element of a list
EACH: Final = -1


@dataclass(frozen=True)
class Document:
    """A configuration file that is valid TOML."""

    #: as errors name it
    file: str
    text: str
    data: Mapping[str, Any]

    @cached_property
    def positions(self) -> Positions:
        # Only a file with a mistake or a warning needs its positions.
        return locate(self.text)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where the value at *path* stands, or its key.

        A path that the file does not have gives the nearest table round it.
        """
        spans = self.positions.keys if key else self.positions.values
        while path and path not in spans:
            path, spans = path[:-1], self.positions.values
        if not path:
            return Place(file=self.file)
        return self._place(spans[path].start, spans[path].end)

    def place_inside(
        self, path: Path, offset: int, width: int, note: str = ""
    ) -> Place:
        """Where code points of the text at *path* stand; *path* holds a text."""
        span = self.positions.values.get(path)
        if span is None:
            return self.place(path)
        written = self.text[span.start : span.end]
        start = offset_inside(written, offset)
        end = offset_inside(written, offset + max(width, 1) - 1) + 1
        stretch = span.start + start, span.start + max(end, start + 1)
        return self._place(*stretch, note)

    def _place(self, start: int, end: int, note: str = "") -> Place:
        line, column = self.positions.line_and_column(start)
        source = self.positions.line(line)
        width = max(1, min(end - start, len(source) - column + 1))
        return Place(
            file=self.file,
            line=line,
            column=column,
            source=source,
            width=width,
            note=note,
        )

    def texts(self, *pattern: str | int) -> Iterator[tuple[Path, str]]:
        """Path and value of each text that *pattern* names; EACH is any list element.

        What is not there, or no text, is left out: the model's check reports it.
        """
        for path, value in self.leaves(*pattern):
            if isinstance(value, str):
                yield path, value

    def leaves(self, *pattern: str | int) -> Iterator[tuple[Path, Any]]:
        """Path and value of whatever *pattern* names, of any type."""
        found: list[tuple[Path, Any]] = [((), self.data)]
        for step in pattern:
            found = [
                ((*path, part), inner)
                for path, value in found
                for part, inner in _inside(value, step)
            ]
        yield from found

    def has(self, path: Path) -> bool:
        """Whether the file has something at *path*."""
        return any(True for _ in self.leaves(*path))

    def value(self, path: Path) -> Any:
        """What stands at *path*; None if the file has nothing there."""
        return next((value for _, value in self.leaves(*path)), None)

    def error(
        self, code: str, message: str, path: Path, *, help: str, key: bool = False
    ) -> ConfigError:
        """A ConfigError at *path* of this file."""
        return ConfigError(
            message, code=code, place=self.place(path, key=key), help=help
        )


def _inside(value: Any, step: str | int) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Mapping) and isinstance(step, str) and step in value:
        yield step, value[step]
    elif isinstance(value, list) and step == EACH:
        yield from enumerate(value)
    elif isinstance(value, list) and isinstance(step, int) and step < len(value):
        yield step, value[step]
