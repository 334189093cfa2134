"""TOML that newswatch writes is read back as what was written."""

from __future__ import annotations

import tomllib

import pytest
from builders import make_outlet
from hypothesis import given
from hypothesis import strategies as st

from newswatch.config.written import (
    outlet_toml,
    rules_toml,
    toml_comments,
    toml_list,
    toml_text,
)
from newswatch.model import Outlet, Rules


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_back(text: str) -> None:
    assert tomllib.loads(f"x = {toml_text(text)}") == {"x": text}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("h1", '"h1"'),
        ('//p[@id="a"]', "'//p[@id=\"a\"]'"),
        ("//p[@id='a']", "\"//p[@id='a']\""),
        (r"-a(\d+)$", r"'-a(\d+)$'"),
        ("a'\"\\", '"a\'\\"\\\\"'),
        ("\x7f\u2028\U000e0001\ud800", r'"\u007f\u2028\U000e0001\ufffd"'),
    ],
)
def test_text_is_written_as_a_person_would(text: str, written: str) -> None:
    assert toml_text(text) == written


@pytest.mark.parametrize("texts", [[], ["a", "b"], ["x" * 90, "'\"\\"]])
def test_lists_are_read_back(texts: list[str]) -> None:
    assert tomllib.loads(f"x = {toml_list(texts)}") == {"x": texts}


def test_comment_cannot_end_early() -> None:
    written = toml_comments(["a\nid = 1\r\x85\u2028\x00", ""])

    assert tomllib.loads(written) == {}
    assert len(written.splitlines()) == 2


def test_outlet_and_rules_are_read_back() -> None:
    rules = Rules.model_validate(
        {"body": ["//div[@class='a']", ".b"], "remove": [".ad"], "title": 'h1[a="x"]',
         "summary": [".lead", "h2"]}
    )  # fmt: skip
    outlet = make_outlet(
        homepage="https://herald.example/", country="GB", languages=("en",),
        rules=(rules,),
    )  # fmt: skip

    read = tomllib.loads(outlet_toml(outlet))
    inline = tomllib.loads(outlet_toml(outlet, inline=True))["outlet"]

    assert Outlet.model_validate({**read, "id": "herald"}) == outlet
    assert [Outlet.model_validate(table) for table in inline] == [outlet]
    assert Rules.model_validate(tomllib.loads(rules_toml(rules))["rules"][0]) == rules
