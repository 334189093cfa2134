"""parse(): a text as a Document, or its one mistake of syntax, in words of our own.

tomllib stops at the first mistake and words it otherwise from version to version; its
place is where it noticed, which for a bracket or quote that was never closed is the end
of the file. Here such a mistake is shown where it was made.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

from newswatch.config.document import Document
from newswatch.config.positions import Positions, left_open
from newswatch.errors import ConfigError, Place

# What tomllib says → what is said here, and what to do about it.
_SYNTAX = (
    ("Invalid value", "expected a value", 'texts stand in quotes: every = "15m"'),
    (
        *("Expected '=' after a key", 'expected "=" after a key'),
        "a line reads: key = value, or [table]",
    ),
    (
        *("Cannot overwrite a value", "a key is set twice"),
        "a key can be set once; remove one of the two",
    ),
    (
        *("Duplicate inline table key", "a key is set twice"),
        "a key can be set once; remove one of the two",
    ),
    (
        *("Cannot declare", "a table is opened twice"),
        "a [table] can be opened once; further ones are [[table]]",
    ),
    (
        *("Cannot mutate", "a table that is closed already gets another key"),
        "a table is written whole, either in { } or below its [header]",
    ),
    ("Cannot redefine", "a table is opened twice", "write what it holds in one place"),
    ("Unclosed array", "a list is not closed", "close the list with ]"),
    (
        *("Unclosed inline table", "a table is not closed"),
        "close the table with }, on the same line",
    ),
    (
        *("Illegal character '\\n'", "a text is not closed on its line"),
        "close it with the quotes that opened it; several lines stand in ''' … '''",
    ),
    (
        *("Illegal character", "a character that no TOML file may hold"),
        "remove it; an editor may show it only on demand",
    ),
    (
        *("Unescaped", "a backslash that means nothing here"),
        "a text with backslashes stands in single quotes",
    ),
    (
        *("Invalid hex value", "a backslash that means nothing here"),
        "a text with backslashes stands in single quotes",
    ),
    (
        *("Escaped character is not", "an escape for half of a character"),
        "write the character itself",
    ),
    (
        *("Unterminated string", "a text is not closed"),
        "close it with the quotes that opened it",
    ),
    (
        *('Expected "', "a text is not closed"),
        "close it with the quotes that opened it",
    ),
    (
        *("Expected newline", "more than a value stands on the line"),
        'one key = value a line; texts in quotes: every = "15m"',
    ),
    (
        "Expected ']",
        "a table's header is not closed",
        "a header reads [name], [[name]]",
    ),
    (
        *("Invalid initial character for a key part", "expected a key"),
        "a key has letters, digits, - and _; other characters stand in quotes",
    ),
    (
        *("Invalid statement", "expected a key"),
        "a key has letters, digits, - and _; other characters stand in quotes",
    ),
    ("Exceeds the limit", "a number of thousands of digits", "no key takes one"),
    ("Invalid date", "a date that no calendar has", "dates read 2026-11-23"),
)
_TWICE = "a key is set twice"
_CLOSE_TEXT = ("a text is not closed", "close it with the quotes that opened it")
_NEVER_CLOSED = {
    "[": ("a list is not closed", "close the list with ]"),
    "{": ("a table is not closed", "close the table with }, on the same line"),
    "'": _CLOSE_TEXT,
    '"': _CLOSE_TEXT,
}
_SYNTAX_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_KEY = re.compile(r"\s*(?P<key>[^=\[\]{}#]+?)\s*=")
_LOST_HEADER = re.compile(r"\s*\[+[\w.\"' -]+\]+\s*(?:#.*)?$")
_HEADER = re.compile(r"\s*(?P<key>\[[^#]*\])")


def parse(text: str, *, file: str) -> Document:
    """*text* as a Document; ConfigError NW101 if it is no TOML."""
    try:
        return Document(file=file, text=text, data=tomllib.loads(text))
    except RecursionError as error:
        raise ConfigError(
            "not TOML that can be read: lists or tables are nested too deeply",
            code="NW101",
            place=Place(file=file),
            help="no key needs more than three levels",
        ) from error
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        raise _mistake(text, str(error), file) from error


def _mistake(text: str, message: str, file: str) -> ConfigError:
    found = _SYNTAX_PLACE.search(message)
    sentence = message[: found.start()] if found else message
    said, advice = next(
        (row[1:] for row in _SYNTAX if row[0] in sentence[:1].upper() + sentence[1:]),
        (
            f"{sentence[:1].lower()}{sentence[1:]}",
            "the format is TOML: https://toml.io",
        ),
    )
    place = Place(file=file)
    if found:
        positions = Positions(text=text)
        # At the end of the document: the last line that holds something.
        line = int(found[1] or text.rstrip().count("\n") + 1)
        column = int(found[2] or len(positions.line(line)) + 1)
        place = _place(file, positions, line, column)
        offset = _never_closed(text, positions, sentence, place if found[1] else None)
        if offset is not None:
            place = replace(
                _place(file, positions, *positions.line_and_column(offset)),
                note="opened here",
            )
            said, advice = _NEVER_CLOSED[text[offset]]
        elif "twice" in said and _is_last(place):
            place = _narrowed(place, _KEY if said == _TWICE else _HEADER)
    said, advice = _closer(said, advice, place)
    return ConfigError(f"not TOML: {said}", code="NW101", place=place, help=advice)


def _closer(said: str, advice: str, place: Place) -> tuple[str, str]:
    """What *place* shows to be a common slip, told as such; else as it was."""
    rest = (place.source or "")[(place.column or 1) - 1 :]
    if rest.startswith("\r"):
        return "a carriage return alone", "save the file with the line ends of Unix"
    if said.startswith("a character") and rest:
        return f"{said}: U+{ord(rest[0]):04X}", advice
    if said == "expected a value" and re.match(r"(?i:true|false)\b", rest):
        return said, "true and false stand in small letters"
    if said == "expected a value" and rest[:1] in tuple("“”„«»‘’‚"):
        return said, 'quotes are straight ones: "15m"'
    if said == "expected a key" and place.source and not rest:
        return "a table in { } ends with its line", "write it on one line"
    return said, advice


def _is_last(place: Place) -> bool:
    """Whether *place* is the end of its line: tomllib names that of a whole value."""
    rest = (place.source or "")[(place.column or 1) - 1 :].strip()
    return not rest or rest.startswith(("#", "]"))


def _never_closed(
    text: str, positions: Positions, sentence: str, place: Place | None
) -> int | None:
    """Where the bracket or quote stands that nothing closes; None if all are closed.

    *place* is where tomllib noticed; None: at the end of the document.
    """
    if place is None:
        return left_open(text)
    source = place.source or ""
    # A header inside of a list is read as a list in it.
    if sentence.startswith("Unclosed ") or _LOST_HEADER.match(source):
        offset = left_open(text[: positions.start_of(place.line or 1)])
        is_bracket = offset is not None and text[offset] in "[{"
        return offset if is_bracket else None
    return None


def _place(file: str, positions: Positions, line: int, column: int) -> Place:
    return Place(file=file, line=line, column=column, source=positions.line(line))


def _narrowed(place: Place, pattern: re.Pattern[str]) -> Place:
    """What *pattern* finds in the line of *place*; tomllib names the end of it."""
    found = pattern.match(place.source or "")
    if not found:
        return place
    return Place(
        file=place.file,
        line=place.line,
        column=found.start("key") + 1,
        source=place.source,
        width=len(found["key"]),
    )
