from __future__ import annotations

import pytest
from markup import page_of, story

from newswatch.extract import extract_article
from newswatch.extract.dom import parse
from newswatch.extract.scan import (
    MAX_ATTRIBUTES,
    MAX_DEPTH,
    MAX_INLINE,
    MAX_OF,
    MAX_TAGS,
    hostile_markup,
    hostile_tree,
)
from newswatch.model import Article, Refusal, RefusalReason


@pytest.mark.parametrize(
    "text",
    [
        "<p don't>it is</p>" * 1000 + "<p>can't</p>",
        "<p>text with a < b and c > d</p>" * 1000,
        "<p>one<li>two<td>three" * 1000,
        '<img alt="' + "a word " * 2000 + '"/>',
        "<br/>" * 1000 + "<svg/>" * 2000,
        "<script>" + "'<div>' + " * 5000 + "</script>",
        "<!-- " + "<div>" * 5000 + "-->",
        "<!--><p>" + "<!---><p>" * 10,
        f"<a {' '.join(f'a{n}' for n in range(MAX_ATTRIBUTES))}>",
        "<div>" * MAX_DEPTH,
        "<b></b>" * 3000,
    ],
)
def test_odd_but_honest_markup_passes(text: str) -> None:
    assert hostile_markup(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<div " + " ".join(f"a{n}=1" for n in range(100_000)) + ">", "attributes"),
        (f"<a {' '.join(f'a{n}' for n in range(MAX_ATTRIBUTES + 1))}>", "attributes"),
        ("<a <b " * 100_000, "attributes"),
        ("<div>" * 200_000 + "</div>" * 200_000, "inside one another"),
        ("<p><div></p>" * (MAX_DEPTH + 1), "inside one another"),
        ("<p>" * (MAX_TAGS + 1), "tags"),
        ("x<br>" * (MAX_OF["br"] + 1), "br"),
        ("<table></table>" * (MAX_OF["table"] + 1), "table"),
    ],
    ids=range(8),
)
def test_markup_built_to_hurt_a_parser_is_named(text: str, why: str) -> None:
    assert why in (hostile_markup(text) or "")


@pytest.mark.parametrize(
    "text", ["<" * 10**6, "<!--" * 10**6, "<script>" * 10**5, '<a b="' * 10**5, "<a "]
)
def test_scan_of_what_never_ends_comes_to_an_end(text: str) -> None:
    hostile_markup(text)


def test_crowd_of_inline_elements_in_one_paragraph_is_named() -> None:
    def found(text: str) -> str | None:
        root = parse(text)
        assert root is not None
        return hostile_tree(root, text)

    assert "side by side" in (found("<p>" + "<a>x</a>, " * (MAX_INLINE + 1)) or "")
    assert "side by side" in (found("<p>" + "<a>x" * (MAX_INLINE + 1)) or "")
    assert found("<p>" + "<a>x</a>, " * MAX_INLINE) is None
    assert found("<p>" + "a line<br>" * (MAX_INLINE + 1)) is None
    assert found("<ul>" + "<li>x</li>" * (MAX_INLINE + 1)) is None


@pytest.mark.parametrize(
    "body",
    [
        "<div " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + story(),
        "<div>" * 200_000 + story() + "</div>" * 200_000,
        "<p>" + "<a href=/x>link</a> " * 24_000,
        "<table></table>" * 24_000,
    ],
    ids=["attributes", "depth", "links", "tables"],
)
def test_page_built_to_hurt_a_parser_is_refused(body: str) -> None:
    found = extract_article(page_of(f"<html><body>{body}"))

    assert isinstance(found, Refusal)
    assert found.reason is RefusalReason.HOSTILE_MARKUP


@pytest.mark.parametrize(
    "body",
    [
        "<p>a</p>" * 20_000,
        '<script type="application/ld+json">' + "[" * 5000 + "]" * 5000 + "</script>",
        "<div>" * (MAX_DEPTH - 10),
        "<dl>" + "<dd>x" * 20_000,
        "<h1>x</h1>" * 10_000,
        "<time datetime=2020-01-01>x</time>" * 1_000,
    ],
    ids=["siblings", "json", "depth", "dd", "h1", "time"],
)
def test_page_within_the_limits_is_read_however_odd(body: str) -> None:
    found = extract_article(page_of(f"<html><body><article>{body}{story()}"))

    assert isinstance(found, Article)
