from __future__ import annotations

import pytest

from newswatch.config.patterns import endless_repeat


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+",
        r"(a*)*",
        r"((a+))+",
        r"(\w+\s?)*$",
        r"(?:x|a+)+",
        r"(?P<name>\w+)+",
        r"^https?://[^/]+/(\w+/?)+$",
        r"(a+?)+",
        r"(a{2,}){30,}",
    ],
)
def test_repeat_inside_a_repeat_is_found(pattern: str):
    assert endless_repeat(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:/[^/]+)+",
        r"(?:[a-z]+-)+\d+",
        r"-a(\d+)(?:/(?:amp|pdf))?/?(?:[?#].*)?$",
        r"(?:a+){2}",
        r"(a|b)*",
        r"(\d+)?",
        r"(?>a+)+",
        r"(?:a++)+",
        r"(",
        "",
    ],
)
def test_pattern_with_one_way_to_match_passes(pattern: str):
    assert endless_repeat(pattern) is None
