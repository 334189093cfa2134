from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest
from w3lib.encoding import resolve_encoding

from newswatch.extract.decode import decode, encoding_of, is_html

ROOT = Path(__file__).parents[3]
SUITE = Path(os.environ.get("NEWSWATCH_SHARED", ROOT.parent / "shared")) / (
    "suites/html_encoding.jsonl"
)
RUSSIAN = "Переговоры в Женеве завершились без заявления, сообщил представитель миссии."


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (b"\xef\xbb\xbfx", "text/html; charset=windows-1251", "utf-8"),
        (b"\xff\xfex\x00", None, "utf-16-le"),
        (b"<meta charset=koi8-r>", "text/html; charset=windows-1251", "cp1251"),
        (b"<meta charset=koi8-r>", "text/html", "koi8-r"),
        (b"<!-- <meta charset=koi8-r> --><meta charset='utf-8'>", None, "utf-8"),
        (b'<meta http-equiv=content-type content="x; charset=koi8-r">', None, "koi8-r"),
        (b'<meta content="text/html; charset=koi8-r">', None, "cp1252"),
        (b"<meta charset=utf-16>\xc3\xa9", None, "utf-8"),
        (b"<meta charset=no-such-thing>\xc3\xa9", None, "utf-8"),
        (b"<meta charset=utf-7>+ADw-", None, "cp1252"),
        (b" " * 2000 + b"<meta charset=koi8-r>\xc1", None, "koi8-r"),
        (
            b" " * 2000 + b"<script><meta charset=koi8-r></script>\xc3\xa9",
            None,
            "utf-8",
        ),
        ("é".encode(), None, "utf-8"),
        (b"plain", None, "cp1252"),
    ],
)
def test_encoding_is_the_one_a_browser_would_choose(
    body: bytes, content_type: str | None, encoding: str
) -> None:
    assert encoding_of(body, content_type) == encoding


def test_page_that_declares_nothing_is_guessed_from_its_bytes() -> None:
    assert decode((RUSSIAN * 5).encode("cp1251")) == RUSSIAN * 5


def test_byte_order_mark_is_no_text() -> None:
    assert decode(b"\xef\xbb\xbfx") == "x"
    assert decode("\ufeffé".encode("utf-16-be")) == "é"


def test_bytes_that_fit_no_character_are_replaced() -> None:
    assert decode(b"a\xffb", "text/html; charset=utf-8") == "a\ufffdb"


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/html", "TEXT/HTML;charset=x", "application/xhtml+xml", "html"],
)
def test_html_by_any_name_is_read(content_type: str | None) -> None:
    assert is_html(b"<html>", content_type)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"<html>", "application/pdf"),
        (b"x", "text/plain"),
        (b"%PDF-1.7", "text/html"),
        (b"\x89PNG\r\n", None),
        (b'<?xml version="1.0"?>\n<rss version="2.0">', "text/html"),
        (b"<urlset xmlns='x'>", None),
    ],
)
def test_what_is_no_html_is_not_taken_for_it(
    body: bytes, content_type: str | None
) -> None:
    assert not is_html(body, content_type)


def test_html5lib_cases_all_hold() -> None:
    if not SUITE.exists():
        pytest.skip(f"{SUITE} is not here: the shared suites are a separate download")
    cases = map(json.loads, SUITE.read_text(encoding="utf-8").splitlines())
    wrong = [
        case["id"]
        for case in cases
        if encoding_of(base64.b64decode(case["input_base64"]))
        != resolve_encoding(case["expect"][0]["value"])
    ]

    assert wrong == []
