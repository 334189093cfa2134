"""The codes of `warnings`, as the docs and the schema tell of them."""

from __future__ import annotations

import re
from pathlib import Path

from newswatch.feed.schema import record_schema
from newswatch.model import Caution

DOCS = Path(__file__).parents[3] / "docs" / "feed.md"


def test_docs_tell_of_every_code_and_of_no_other() -> None:
    section = DOCS.read_text("utf-8").partition("## Warnings")[2].partition("\n## ")[0]

    told = re.findall(r"^\| `([a-z-]+)` \|", section, re.M)

    assert sorted(told) == sorted(code.value for code in Caution)


def test_schema_names_the_codes_and_lets_new_ones_pass() -> None:
    items = record_schema()["properties"]["warnings"]["items"]

    assert items["type"] == "string"
    assert items["examples"] == [code.value for code in Caution]
    assert "enum" not in items
