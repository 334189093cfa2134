"""The plain address that an AMP, print or mobile form shows."""

from __future__ import annotations

import pytest

from newswatch.dedup.forms import plain_form

PLAIN = "https://news.example/2026/a"


@pytest.mark.parametrize(
    "form",
    [
        "https://amp.news.example/2026/a",
        "https://m.news.example/2026/a",
        "https://mobile.news.example/2026/a",
        "https://news.example/amp/2026/a",
        "https://news.example/2026/a/amp",
        "https://news.example/2026/a/amp/",
        "https://news.example/2026/a.amp",
        "https://news.example/2026/a?amp",
        "https://news.example/2026/a?amp=1&utm_source=x",
        "https://news.example/2026/a?outputType=amp",
        "https://news.example/print/2026/a",
        "https://news.example/2026/a/print",
        "https://news.example/2026/a/Print/",
        "https://news.example/2026/a?print=1",
        "https://news.example/2026/a?view=print",
        "https://news.example/2026/a?mobile=true",
        "https://m.news.example/2026/a/print",
        "https://news-example.cdn.ampproject.org/c/s/news.example/2026/a",
        "https://news-example.cdn.ampproject.org/v/s/amp.news.example/2026/a?amp=1",
    ],
)
def test_a_form_shows_its_plain_address(form: str):
    assert plain_form(form) == PLAIN


@pytest.mark.parametrize(
    ("form", "plain"),
    [
        ("https://en.m.news.example/a", "https://en.news.example/a"),
        ("https://news.example/a.amp.html", "https://news.example/a.html"),
        ("https://news.example/a_print.html", "https://news.example/a.html"),
        ("https://news.example/a?id=7&print=y", "https://news.example/a?id=7"),
        ("http://m.news.example:8080/a", "http://news.example:8080/a"),
    ],
)
def test_the_rest_stays(form: str, plain: str):
    assert plain_form(form) == plain


@pytest.mark.parametrize(
    "address",
    [
        PLAIN,
        "https://m.example/a",  # not the form of a bare top-level domain
        "https://news.example/",
        "https://news.example/amp",  # a section on amplifiers
        "https://news.example/print/",
        "https://news.example/blueprint",
        "https://news.example/a?amp=0",
        "https://news.example/a?format=long",
        "https://program.example/a",
        "https://x.cdn.ampproject.org/",
        "not an address",
        "",
    ],
)
def test_other_addresses_are_no_forms(address: str):
    assert plain_form(address) is None
