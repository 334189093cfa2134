"""Every pattern of the models has words of its own; near names are offered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from newswatch.config.messages import EXPECTED_BY_PATTERN, near_match, shown
from newswatch.model import Options, Watch


def patterns_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for inner in schema.values():
            yield from patterns_in(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from patterns_in(inner)


def test_every_pattern_of_the_models_is_worded() -> None:
    patterns = set(
        patterns_in([Options.model_json_schema(), Watch.model_json_schema()])
    )

    assert patterns == EXPECTED_BY_PATTERN.keys()


def test_near_name_is_offered() -> None:
    assert near_match("evry", ["every", "max"]) == 'did you mean "every"?'


def test_all_names_are_listed_where_none_is_near() -> None:
    assert near_match("zzz", ["b", "a"]) == "known: a, b"


def test_long_list_of_names_is_cut() -> None:
    listed = near_match("zzz", [f"name_{number:03}" for number in range(99)])

    assert listed.endswith("name_019, …")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb", '"a\\nb"'),
        (True, "true"),
        ({"a": 1}, "a table"),
        ([1], "a list"),
        ("x" * 99, '"' + "x" * 56 + "…"),
    ],
)
def test_value_is_shown_on_one_short_line(value: object, text: str) -> None:
    assert shown(value) == text
