"""Where keys and values stand: tables of awkward TOML, each checked by tomllib too."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from newswatch.config.positions import Path, locate, offset_inside

Unmark = Callable[[str], tuple[str, int, int, int]]

VALUES: list[tuple[str, str, Path]] = [
    ("root", "a = ⟦1⟧\n", ("a",)),
    ("table", '[t]\nx = 1\ny = ⟦"two"⟧ # why\n', ("t", "y")),
    ("dotted header", "[a.b]\nc = ⟦true⟧\n", ("a", "b", "c")),
    ("spaces in a header", "[ a . b ]\nc = ⟦1.5⟧\n", ("a", "b", "c")),
    ("quoted header", '["a.b"]\nc = ⟦1⟧\n', ("a.b", "c")),
    ("literal header", "['a \"b\"']\nc = ⟦1⟧\n", ('a "b"', "c")),
    ("dotted key", "a.b.c = ⟦2⟧\n", ("a", "b", "c")),
    ("dotted key in a table", "[t]\na . 'b' = ⟦2⟧\n", ("t", "a", "b")),
    ("escaped key", '"a\\u0062\\"" = ⟦3⟧\n', ('ab"',)),
    ("second of an array of tables", "[[o]]\nx=1\n[[o]]\nx = ⟦2⟧\n", ("o", 1, "x")),
    (
        "table under the last of an array",
        "[[o]]\n[o.r]\nx=1\n[[o]]\n[o.r]\nx = ⟦2⟧\n",
        ("o", 1, "r", "x"),
    ),
    (
        "array of tables in an array of tables",
        "[[o]]\n[[o.s]]\nu=1\n[[o]]\n[[o.s]]\nu=2\n[[o.s]]\nu = ⟦3⟧\n",
        ("o", 1, "s", 1, "u"),
    ),
    ("inline table", "a = { b = 1, c = ⟦'x'⟧ }\n", ("a", "c")),
    ("dotted key in an inline table", "a = { b.c = ⟦1⟧ }\n", ("a", "b", "c")),
    ("inline tables in a list", "s = [{ k = 1 }, { k = ⟦2⟧ }]\n", ("s", 1, "k")),
    (
        "list over several lines",
        "a = [\n  1, # one, [ { \n  # two\n  ⟦2⟧,\n]\n",
        ("a", 1),
    ),
    ("list in a list", 'a = [["x"], [["y", ⟦"z"⟧]]]\n', ("a", 1, 0, 1)),
    ("value after a list", "a = [1, 2]\nb = ⟦3⟧\n", ("b",)),
    ("brackets in a text", 'a = ["]", "}", ⟦"#"⟧]\n', ("a", 2)),
    ("quotes in a text", 'a = "\\"] = "\nb = ⟦"x"⟧\n', ("b",)),
    ("header in a text", "a = '''\n[t]\nb = 1\n'''\nb = ⟦2⟧\n", ("b",)),
    ("five closing quotes", 'a = """x"""""\nb = ⟦2⟧\n', ("b",)),
    ("five closing apostrophes", "a = '''x'''''\nb = ⟦2⟧\n", ("b",)),
    ("escaped quotes", 'a = """x\\""""\nb = ⟦2⟧\n', ("b",)),
    ("empty", "a = \"\"\nc = ''\nd = \"\"\"\"\"\"\ne = ''''''\nb = ⟦2⟧\n", ("b",)),
    ("date and time", "a = [1979-05-27 07:32:00Z, ⟦1979-05-27⟧]\n", ("a", 1)),
    ("date with a space", "a = ⟦1979-05-27 07:32:00⟧\n", ("a",)),
    ("signs and underscores", "a = [+1_000, -inf, ⟦0xdead_beef⟧]\n", ("a", 2)),
    ("no space at all", "[t]\na=⟦1⟧#x\n", ("t", "a")),
    ("no line end", "a = ⟦1⟧", ("a",)),
    ("tabs", "\ta\t=\t⟦1⟧\t\n", ("a",)),
    ("letters beyond ASCII before it", "a = ['Женева 😀', ⟦'é'⟧]", ("a", 1)),
    ("table header", "x = 1\n⟦[t]⟧\ny = 2\n", ("t",)),
    ("header of an array of tables", "[[t]]\n⟦[[t]]⟧\ny = 2\n", ("t", 1)),
    ("table that was passed through first", "[a.b]\nx=1\n⟦[a]⟧\ny=1\n", ("a",)),
    ("table of a dotted key", "⟦a.b⟧ = 1\n", ("a",)),
    ("whole list", "a = ⟦[1, 2]⟧\n", ("a",)),
]  # fmt: skip

KEYS: list[tuple[str, str, Path]] = [
    ("root", "⟦abc⟧ = 1\n", ("abc",)),
    ("quoted", '[t]\n⟦"a b"⟧ = 1\n', ("t", "a b")),
    ("part of a dotted key", "a.⟦b⟧.c = 1\n", ("a", "b")),
    ("in an inline table", "a = { b = 1, ⟦c⟧ = 2 }\n", ("a", "c")),
    ("table", "[a.⟦b⟧]\n", ("a", "b")),
    ("array of tables", "[[o]]\n[[o.s]]\n[[o.⟦s⟧]]\n", ("o", 0, "s", 1)),
]


@pytest.mark.parametrize(("case", "text", "path"), VALUES, ids=lambda v: str(v)[:40])
def test_value_is_found(case: str, text: str, path: Path, marked: Unmark) -> None:
    text, line, column, width = marked(text)
    tomllib.loads(text)

    positions = locate(text)
    span = positions.values[path]

    assert positions.line_and_column(span.start) == (line, column)
    assert span.end - span.start == width


@pytest.mark.parametrize(("case", "text", "path"), KEYS, ids=lambda v: str(v)[:40])
def test_key_is_found(case: str, text: str, path: Path, marked: Unmark) -> None:
    text, line, column, width = marked(text)
    tomllib.loads(text)

    positions = locate(text)
    span = positions.keys[path]

    assert positions.line_and_column(span.start) == (line, column)
    assert span.end - span.start == width


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))
    else:
        yield path, value


@pytest.mark.parametrize("text", [case[1] for case in VALUES + KEYS])
def test_what_stands_at_a_leaf_reads_as_its_value(text: str, marked: Unmark) -> None:
    text = marked(text)[0]
    positions = locate(text)

    for path, value in _leaves(tomllib.loads(text)):
        if value == {}:
            continue  # what opens a table is a header or a key, no value
        span = positions.values[path]
        again = tomllib.loads("x = " + text[span.start : span.end])["x"]
        assert again == value, path


@pytest.mark.parametrize("text", [case[1] for case in VALUES + KEYS])
def test_every_leaf_has_a_place(text: str, marked: Unmark) -> None:
    text = marked(text)[0]

    leaves = {path for path, _ in _leaves(tomllib.loads(text))}

    assert leaves <= locate(text).values.keys()


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "# only\n", "[", "a", "a =", "a = [", 'a = "', "]", "= 1", "\0"],
)
def test_text_that_is_no_toml_is_walked_without_harm(text: str) -> None:
    locate(text)


STRINGS = [
    # written, offset into the value, the character that must stand there
    ('"abc"', 0, "a"),
    ('"abc"', 2, "c"),
    ('"abc"', 3, '"'),
    ("'abc'", 1, "b"),
    ("'a\\nb'", 3, "b"),
    ('"a\\nb"', 2, "b"),
    ('"\\u00e9b"', 1, "b"),
    ('"\\U0001F600b"', 1, "b"),
    ('"\\\\\\"b"', 2, "b"),
    ('"""abc"""', 1, "b"),
    ('"""\nabc"""', 0, "a"),
    ("'''\nabc'''", 2, "c"),
    ("'''a\nbc'''", 2, "b"),
    ('"""a \\\n   \n  bc"""', 2, "b"),
    ('"""a"b"""', 2, "b"),
    ('"""a""b"""', 3, "b"),
    ("'😀b'", 1, "b"),
]


@pytest.mark.parametrize(("written", "offset", "character"), STRINGS)
def test_place_inside_a_string(written: str, offset: int, character: str) -> None:
    at = offset_inside(written, offset)

    assert written[at] == character
    value = tomllib.loads(f"x = {written}")["x"]
    assert offset == len(value) or value[offset] == character


def test_offset_past_the_end_gives_the_closing_quotes() -> None:
    assert offset_inside('"ab"', 99) == 3
    assert offset_inside("'''ab'''", 99) == 5


def test_long_text_of_several_lines_is_walked() -> None:
    text = 'a = """' + "x\n" * 200_000 + '"""\nb = 2\n'

    positions = locate(text)

    assert positions.line_and_column(positions.values["b",].start) == (200_002, 5)
