"""What pydantic found wrong with a value, in words, and one thing to do about it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from ipaddress import ip_network
from typing import Any

from pydantic_core import ErrorDetails

SETTINGS_PAGE = "every key stands in docs/settings.md"

_NETWORK = 'a network like "127.0.0.0/8"'
#: error type of pydantic → what was expected
_EXPECTED = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "tuple_type": "a list",
    "model_type": "a table",
    "date_type": "a date like 2026-11-23",
    "date_parsing": "a date like 2026-11-23",
    "date_from_datetime_parsing": "a date like 2026-11-23",
    "date_from_datetime_inexact": "a date like 2026-11-23, without a time",
}
#: pattern of a model's text → what was expected
EXPECTED_BY_PATTERN = {
    r"^[a-z0-9_]{1,64}$": "up to 64 of a-z, 0-9 and _",
    r"^(group:)?[a-z0-9_]{1,64}$": 'an outlet id, or "group:" and a group',
    r"^[A-Z]{2}$": 'a country of ISO 3166-1 like "GB"',
    r"^sqlite:.+$": 'a store like "sqlite:state.db"',
    r"^[A-Za-z0-9._-]{1,64}$": "up to 64 letters, digits, dots, hyphens and _",
    r"^[^\r\n()]{0,200}$": "one line of up to 200 characters without brackets",
    r"^[0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d$": 'hours like "01:00-05:00"',
}
_LIMITS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}


def reason(details: ErrorDetails, value: Any) -> tuple[str, str]:
    """What is wrong with *value*, as a sentence, and a help line."""
    kind, context = details["type"], details.get("ctx", {})
    got = f"got {shown(value)}"
    if kind == "value_error":
        text = str(context["error"])
        # pydantic names the union's member there; ipaddress words its errors freely.
        if any("IPv4Network" in str(part) for part in details["loc"]):
            return f"expected {_NETWORK}, {got}", _network_help(value)
        return text, _help_for_text(text, value)
    if kind in _LIMITS:
        key, words = _LIMITS[kind]
        return f"expected {words} {context[key]}, {got}", SETTINGS_PAGE
    if kind in ("enum", "literal_error"):
        known = re.findall(r"'([^']*)'", str(context["expected"]))
        listed = ", ".join(f'"{word}"' for word in known)
        return f"expected one of {listed}, {got}", near_match(str(value), known)
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        expected = EXPECTED_BY_PATTERN.get(pattern, f"a text that matches {pattern}")
        return f"expected {expected}, {got}", SETTINGS_PAGE
    if kind == "string_too_short":
        return "must not be empty", "write a text between the quotes"
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, {got}", _type_help(_EXPECTED[kind], value)
    return f"{details['msg'][:1].lower()}{details['msg'][1:]}, {got}", SETTINGS_PAGE


def _help_for_text(reason: str, value: Any) -> str:
    if "duration" in reason:
        return "a number and one of ms, s, m, h, d, without a space"
    if "size" in reason:
        return "a number and one of B, KiB, MiB, GiB, TiB"
    if "time zone" in reason:
        return "names are those of https://data.iana.org/time-zones/tzdb/zone1970.tab"
    if "regular expression" in reason:
        return "Python's syntax: https://docs.python.org/3/library/re.html"
    if "address" in reason:
        return f"write it in full: https://{str(value).split('//')[-1]}"
    if "either every or cron" in reason:
        return "remove one of the two lines"
    return SETTINGS_PAGE


def _type_help(expected: str, value: Any) -> str:
    if expected == "a list" and isinstance(value, str):
        return f'put it in brackets: ["{value}"]'
    if expected == "a list" and isinstance(value, Mapping):
        return "its header has two pairs of brackets: [[…]]"
    if expected == "a table":
        return "a table starts with a header line: […]"
    if expected == "a text":
        return "texts stand in quotes"
    if expected == "true or false":
        return "true and false stand without quotes"
    if "number" in expected:
        return "numbers stand without quotes"
    return SETTINGS_PAGE


def _network_help(value: Any) -> str:
    try:
        return f'did you mean "{ip_network(value, strict=False)}"?'
    except ValueError:
        return "an address and the number of bits that name its network"


def near_match(word: str, known: Iterable[str]) -> str:
    """A help line: the known word nearest to *word*, else all of them."""
    words = sorted(known)
    if near := get_close_matches(word, words, n=1):
        return f'did you mean "{near[0]}"?'
    listed = ", ".join(words[:20]) + (", …" if len(words) > 20 else "")
    return f"known: {listed}" if words else SETTINGS_PAGE


def shown(value: Any) -> str:
    """A value as the user wrote it, or nearly, at most 60 characters of it."""
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        # What nobody can see may be the mistake itself.
        text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    elif isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, Mapping):
        return "a table"
    elif isinstance(value, list):
        return "a list"
    else:
        text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
