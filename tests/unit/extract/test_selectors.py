from __future__ import annotations

import pytest
from builders import make_outlet
from lxml.html import HtmlElement
from markup import markup, view_of

from newswatch.extract.dom import parse
from newswatch.extract.paragraphs import paragraphs_of
from newswatch.extract.rules import compiled_selector, cut, select, text_in
from newswatch.model import Rules


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


def test_missed_selectors_are_remembered_and_unset_ones_are_not() -> None:
    rules = Rules(title=".none", authors=".empty")
    view = view_of('<p class="empty"> </p>', outlet=make_outlet(rules=(rules,)))

    for name in ("title", "authors", "section"):
        assert view.ruled(name) == []

    assert view.missed == {"title"}


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
