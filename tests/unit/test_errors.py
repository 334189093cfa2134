"""An error as people and programs read it."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from newswatch.errors import ConfigError, ConfigErrors, Place


def excerpt(source: str, column: int, width: int = 1, columns: int = 80) -> list[str]:
    place = Place(
        file="x.toml", line=7, column=column, source=source, width=width, note="here"
    )
    rendered = ConfigError("wrong", place=place).render(columns=columns)
    return rendered.split("\n")[2:]


@pytest.mark.parametrize(
    ("source", "under"),
    [
        ("every = 15x", "15x"),
        ("\tevery = 15x", "15x"),
        ('title = "会谈" # 15x', "15x"),
        ("名 = 峰会", "峰会"),
        ("cafe\u0301 = 15x", "15x"),
        ("🔥🔥 = 15x", "15x"),
        ("각 = 15x", "15x"),
    ],
)
def test_carets_stand_below_the_mistake_in_cells(source: str, under: str):
    start = source.index(under)

    _, line, carets = excerpt(source, start + 1, len(under))

    before = line.split(under)[0]
    assert carets.index("^") == 5 + cell_len(before) - len(" 7 | ")
    assert carets.count("^") == cell_len(under)
    assert carets.endswith("^ here")


@pytest.mark.parametrize(
    "hidden", ["\0", "\x1b", "\u200b", "\u202e", "\u3164", "\ufeff"]
)
def test_what_nobody_can_see_is_shown(hidden: str):
    _, line, carets = excerpt(f"a{hidden}b", 2)

    assert line == " 7 | a\ufffdb"
    assert carets == "   |  ^ here"


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("column", [1, 300, 999, 1000])
@pytest.mark.parametrize("width", [1, 30, 900])
@pytest.mark.parametrize("letter", ["x", "会"])
def test_long_line_is_cut_round_the_mistake(
    columns: int, column: int, width: int, letter: str
):
    source = letter * 1000
    source = source[: column - 1] + "!" + source[column:]

    _, line, carets = excerpt(source, column, width, columns)

    assert cell_len(line) <= columns
    bare = carets.removesuffix(" here")
    assert len(bare) <= columns
    at = bare.index("^")
    assert cell_len(line.split("!")[0]) == at


def test_column_behind_the_end_of_the_line_has_one_caret():
    assert excerpt("x = ", 99)[2] == "   |     ^ here"


def test_group_tells_warnings_after_errors_and_how_many():
    error = ConfigError("bad", place=Place(file="a.toml"), help="mend it")
    warning = ConfigError("odd", code="NW104", help="look")

    rendered = ConfigErrors([error, error], [warning]).render()

    assert rendered.split("\n\n")[2:] == [
        "warning[NW104]: odd\nhelp: look",
        "2 mistakes in 1 file, 1 warning; nothing was started, nothing was changed",
    ]


def test_object_has_what_a_program_needs():
    place = Place(file="a.toml", line=3, column=4, source="secret", width=2)

    assert ConfigError("bad", code="NW103", place=place).as_object("warning") == {
        "level": "warning",
        "code": "NW103",
        "message": "bad",
        "file": "a.toml",
        "line": 3,
        "column": 4,
        "help": None,
    }
