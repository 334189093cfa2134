from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from builders import make_outlet
from lxml.html import HtmlElement
from markup import STORY, json_ld, markup, page_of, read, story, view_of

from newswatch.extract import extract_article
from newswatch.extract.dom import parse
from newswatch.extract.paragraphs import paragraphs_of
from newswatch.extract.rules import (
    compiled_selector,
    cut,
    first_texts,
    select,
    text_in,
)
from newswatch.model import Article, Rules


def tree(body: str) -> HtmlElement:
    root = parse(markup(body))
    assert root is not None
    return root


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("p.a", ["one"]),
        ("p", ["one", "two"]),
        ("p::attr(class)", ["a", "b"]),
        ("p.a::text", ["one"]),
        ("//p[@class='b']", ["two"]),
        ("(//p)[2]", ["two"]),
        ("./body/p/@class", ["a", "b"]),
        ("(string(//p))", ["one"]),
        ('//p[re:test(., "^t")]', ["two"]),
        ("(set:distinct(//p | //p))", ["one", "two"]),
        ('//p[has-class("b")]', ["two"]),
        ("(count(//p))", []),
        (".nothing", []),
        ("p[", []),
        ("//p[", []),
        ("//p[nonsense(.)]", []),
        ("//x:p", []),
        ("p:no-such-class", []),
    ],
)
def test_selector_finds_elements_texts_or_nothing(
    selector: str, found: list[str]
) -> None:
    root = tree('<p class="a">one</p><p class="b">two</p>')

    assert [text_in(item) for item in select(root, selector)] == found


@pytest.mark.parametrize("selector", ["p[", "//p[", "p:no-such-class"])
def test_selector_that_cannot_be_read_is_named(selector: str) -> None:
    with pytest.raises(ValueError, match="bad selector"):
        compiled_selector(selector)


def test_value_is_the_first_attribute_there_is() -> None:
    (time,) = select(tree('<time datetime="2026-11-20">today</time>'), "time")

    assert text_in(time, "datetime", "content") == "2026-11-20"
    assert text_in(time, "content") == "today"


@pytest.mark.parametrize(
    ("selectors", "left"),
    [
        (["b"], ["one two", "three", "four"]),
        (["p"], ["three", "four"]),
        (["//text()[contains(., 'three')]"], ["one bold two", "four"]),
        (["//b/following-sibling::text()"], ["one bold", "three", "four"]),
        (["//p/@class", "/html", "p[", ""], ["one bold two", "three", "four"]),
        (["b", "p", "b"], ["three", "four"]),
    ],
)
def test_cut_takes_elements_and_pieces_of_text(
    selectors: list[str], left: list[str]
) -> None:
    root = tree('<p class="x">one <b>bold</b> two</p>three<br><br>four')

    cut(root, selectors)

    assert paragraphs_of([root]) == left


def rules_of(**table: object) -> Rules:
    return Rules.model_validate(table)


def test_missed_selectors_are_remembered_and_unset_ones_are_not() -> None:
    rules = rules_of(title=".none", authors=".empty", tags="b")
    body = '<p class="empty"> </p><b>kept</b>'
    view = view_of(body, outlet=make_outlet(rules=(rules,)))

    found = {name: view.ruled(name) for name in ("title", "authors", "section", "tags")}

    assert [name for name, values in found.items() if values] == ["tags"]
    assert view.missed == {"title", "authors"}


@pytest.mark.parametrize(
    ("selectors", "usable", "expected"),
    [
        (["h2", "h1"], bool, ("h1", ["One"])),
        (["p", "h1"], bool, ("p", ["two", "three"])),
        (["h1", "p"], lambda text: text.startswith("t"), ("p", ["two", "three"])),
        (["i", "p["], bool, ("", [])),
        ([], bool, ("", [])),
    ],
)
def test_first_selector_with_a_usable_text_counts(
    selectors: list[str], usable: Any, expected: tuple[str, list[str]]
) -> None:
    root = tree("<h1>One</h1><p>two</p><p>three</p><i> </i>")

    assert first_texts(root, selectors, usable=usable) == expected


RULED = (
    '<h1>Slogan of the site</h1><div class="head">Talks end</div>'
    '<span class="by">By Ann Lee and Bo Ek</span>'
    '<i class="first">23rd of the 11th, 2026 at 9.15</i>'
    '<i class="last">24rd of the 11th, 2026 at 9.15</i>'
    '<a class="part">World</a><em>peace</em><em>Talks</em>'
    f'<img class="lead" src="/lead.jpg"><div class="text">{story()}'
    '<p class="ad">Buy this.</p></div>'
)
STATED = json_ld(
    '{"@type":"NewsArticle","headline":"Stated","author":{"name":"Stated Author"},'
    '"datePublished":"2020-01-01T00:00:00Z","dateModified":"2020-01-02T00:00:00Z",'
    '"articleSection":"Stated","keywords":["stated"],'
    '"image":"https://herald.example/stated.jpg"}'
)
FIELDS = {
    "title": ("title", ".head", "//div[@class='head']"),
    "authors": ("authors", ".by::text", "//span[@class='by']"),
    "date_published": ("date_published", "i.first", "(//i)[1]"),
    "date_modified": ("date_modified", "i.last", "(//i)[2]/text()"),
    "section": ("section", "a.part", "//a"),
    "tags": ("tags", "em", "//em/text()"),
    "image": ("image", ".lead::attr(src)", "//img"),
    "content_text": ("body", "div.text", "./body/div[@class='text']"),
}
FORMATS = ["%drd of the %mth, %Y at %H.%M"]


@pytest.mark.parametrize("language", [1, 2], ids=["css", "xpath"])
def test_every_field_comes_from_its_rule(language: int) -> None:
    table = {row[0]: row[language] for row in FIELDS.values()}
    rules = rules_of(**table, remove=[".ad"], date_formats=FORMATS)
    outlet = make_outlet(rules=(rules,), timezone="Europe/Berlin")

    found = read(markup(RULED, STATED), outlet=outlet)

    assert {name: found.evidence[name] for name in FIELDS} == {
        name: f"selector:{row[language]}" for name, row in FIELDS.items()
    }
    assert found.headline == "Talks end"
    assert [author.name for author in found.authors] == ["Ann Lee", "Bo Ek"]
    assert found.published_at == datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
    assert found.modified_at == datetime(2026, 11, 24, 8, 15, tzinfo=UTC)
    assert (found.section, found.tags) == ("World", ("peace", "Talks"))
    assert found.image == "https://herald.example/lead.jpg"
    assert found.paragraphs == STORY
    assert not [w for w in found.warnings if w.startswith("selector-empty")]


@pytest.mark.parametrize("field", FIELDS)
def test_rule_that_finds_nothing_is_named_and_the_field_read_without_it(
    field: str,
) -> None:
    name = FIELDS[field][0]
    outlet = make_outlet(rules=(rules_of(**{name: [".gone", "//gone"]}),))
    text = markup(f"<article>{story()}</article>", STATED)

    found = read(text, outlet=outlet)

    told = [w for w in found.warnings if w.startswith("selector-empty")]
    assert told == ["selector-empty", f"selector-empty:{name}"]
    assert found.evidence == read(text).evidence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date_published", "some day"),
        ("date_modified", "later"),
        ("image", "javascript:alert(1)"),
        ("authors", "https://herald.example/ann"),
    ],
)
def test_rule_whose_text_is_of_no_use_counts_as_empty(name: str, value: str) -> None:
    outlet = make_outlet(rules=(rules_of(**{name: "b"}),))
    text = markup(f"<b>{value}</b><article>{story()}</article>", STATED)

    found = read(text, outlet=outlet)

    assert f"selector-empty:{name}" in found.warnings
    assert found.evidence == read(text).evidence


@pytest.mark.parametrize(
    ("day", "headline"),
    [(22, "old"), (23, "new"), (24, "new"), (25, "Stated"), (30, "last")],
)
def test_first_rules_that_hold_on_the_day_of_the_fetch_count(
    day: int, headline: str
) -> None:
    rules = (
        rules_of(title="b.old", valid_until="2026-11-22"),
        rules_of(title="b.new", valid_from="2026-11-23", valid_until="2026-11-24"),
        rules_of(title="b.last", valid_from="2026-11-26"),
        rules_of(title="b.never"),
    )[: 3 if day == 25 else 4]
    body = "".join(f'<b class="{w}">{w}</b>' for w in ("old", "new", "last", "never"))
    text = markup(f"{body}<article>{story()}</article>", STATED)
    # Late on that day where the server stands, which is what a WARC says too.
    page = page_of(text, fetched_at=datetime(2026, 11, day, 23, 59, tzinfo=UTC))

    found = extract_article(page, outlet=make_outlet(rules=rules))

    assert isinstance(found, Article)
    assert found.headline == headline


@pytest.mark.parametrize(
    ("written", "selectors"),
    [("", ()), ("h1", ("h1",)), (["h1", "//h2"], ("h1", "//h2")), ([], ())],
)
def test_one_selector_or_several_may_be_written(
    written: object, selectors: tuple[str, ...]
) -> None:
    assert rules_of(title=written).title == selectors


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("<div>one<p>two</p>three</div>", ["one", "two", "three"]),
        ("one<br>two<br><br>three", ["one two", "three"]),
        ("one<br>\n&nbsp;<br/>two", ["one", "two"]),
        ("<p>&nbsp;</p><p> </p><p></p>", []),
        ("<p>one <b>bold</b>, <a>link</a>.</p>", ["one bold, link."]),
        ("<ul><li>one<li>two<ul><li>inner</ul></ul>", ["one", "two", "inner"]),
        ("<table><tr><td>a<td>b<tr><td>c</table>", ["a b", "c"]),
        ("<p>one<script>x</script><style>y</style> two</p>", ["one two"]),
        (
            "<p>one</p><figure>f<figcaption>g</figcaption></figure><p>two",
            ["one", "two"],
        ),
        ("<p>one</p><p hidden>x</p><p style='display: NONE'>y</p>two", ["one", "two"]),
        ("<blockquote><p>said</p></blockquote>", ["said"]),
        ("<h2>Head</h2>text", ["Head", "text"]),
        ("<form>x<button>y</button></form>z", ["z"]),
        ("<div>" * 900 + "deep", ["deep"]),
    ],
)
def test_paragraphs_end_where_a_reader_sees_them_end(
    body: str, paragraphs: list[str]
) -> None:
    assert paragraphs_of([tree(body)]) == paragraphs


def test_element_inside_another_is_read_once() -> None:
    root = tree("<div><p>one</p><p>two</p></div>")

    assert paragraphs_of([*root.iter("div"), *root.iter("p")]) == ["one", "two"]


def test_picture_is_passed_over_unless_it_was_asked_for() -> None:
    root = tree("<div>text<figure><figcaption>caption</figcaption></figure></div>")

    assert paragraphs_of(root.iter("div")) == ["text"]
    assert paragraphs_of([*root.iter("div"), *root.iter("figcaption")]) == [
        "text",
        "caption",
    ]
