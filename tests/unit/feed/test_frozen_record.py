"""Version 1.0 of the record is frozen: `record-1.0.json` is the schema it had then.

An addition makes version 1.1: give SCHEMA_NAME that number, lay the new schema beside
the old ones, leave those as they are, and say it in docs/feed.md and CHANGELOG.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newswatch.feed.schema import record_schema
from newswatch.model.record import SCHEMA_NAME

FROZEN = sorted(Path(__file__).parent.glob("record-*.json"))
#: what is said to people, and may be said better
WORDING = {"description": str, "title": str, "examples": list}


def shape(schema: Any) -> Any:
    """*schema* without its wording; a property may have the name of one."""
    if isinstance(schema, list):
        return [shape(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: shape(value)
        for key, value in schema.items()
        if not isinstance(value, WORDING.get(key, ()))
    }


def broken(old: Any, new: Any, where: str = "") -> Iterator[str]:
    """Where *new* no longer has what *old* promises."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old:
            if key not in new:
                yield f"{where}/{key}"
            elif key not in {"const", "$id"}:  # they name the version
                yield from broken(old[key], new[key], f"{where}/{key}")
    elif where.endswith(("/required", "/enum")):
        yield from (f"{where}/{value}" for value in old if value not in new)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from broken(before, after, f"{where}/{number}")
    elif old != new:
        yield where


def test_the_schema_is_the_one_that_was_frozen() -> None:
    version = SCHEMA_NAME.rpartition("/")[2]
    frozen = Path(__file__).with_name(f"record-{version}.json")
    assert shape(record_schema()) == json.loads(frozen.read_text("utf-8")), (
        f"a line of version {version} must stay as it is: {__doc__}"
    )


@pytest.mark.parametrize("frozen", FROZEN, ids=[path.stem for path in FROZEN])
def test_each_version_has_all_of_those_before_it(frozen: Path) -> None:
    old = json.loads(frozen.read_text("utf-8"))
    assert [*broken(old, shape(record_schema()))] == []


def test_what_is_added_breaks_no_reader_and_what_is_taken_does() -> None:
    old = shape(record_schema())
    added, taken = (json.loads(json.dumps(old)) for _ in range(2))
    added["properties"]["reading_time"] = {"type": "integer"}
    added["properties"]["event"]["enum"].append("moved")
    assert [*broken(old, added)] == []
    del taken["properties"]["section"]
    taken["required"].remove("tags")
    taken["properties"]["event"]["enum"].remove("withdrawn")
    taken["properties"]["revision"]["type"] = "string"
    assert sorted(broken(old, taken)) == [
        "/properties/event/enum/withdrawn",
        "/properties/revision/type",
        "/properties/section",
        "/required/tags",
    ]
