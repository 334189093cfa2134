"""What is printed can't steer a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newswatch.cli.terminal import safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Путин 🕊 会谈", "Путин 🕊 会谈"),
        ("two\nlines", "two lines"),
        ("tab\there", "tab here"),
        ("\x1b[31mred", " [31mred"),
        ("\x9b31m", " 31m"),
        ("bell\x07", "bell "),
        ("a\u202egnp", "agnp"),
        ("a\u2066b\u2069", "ab"),
        ("\ud83d", ""),
        ("a\u2028b", "a b"),
        ("\x00", " "),
    ],
)
def test_controls_and_marks_that_reorder_are_taken_out(text: str, shown: str):
    assert safe(text) == shown


def test_naughty_strings_are_inert(shared_dir: Path):
    suite = shared_dir / "suites" / "text_safety.jsonl"
    lines = suite.read_text("utf-8").split("\n")  # not splitlines(): U+2028 is text
    cases = [json.loads(line) for line in lines if line]
    assert len(cases) > 500
    for case in cases:
        shown = safe(case["input"])
        assert shown.isprintable(), case["id"]
