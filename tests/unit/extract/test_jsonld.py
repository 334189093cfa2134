from __future__ import annotations

import pytest
from markup import ADDRESS, json_ld, markup, view_of

from newswatch.extract.dom import parse
from newswatch.extract.jsonld import Graph, address, plain_text, read_graph, text


def graph(*scripts: str) -> Graph:
    root = parse(markup("".join(map(json_ld, scripts))))
    assert root is not None
    return read_graph(root)


def kinds(*scripts: str) -> list[str]:
    return [name for node in graph(*scripts).nodes for name in node.types]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('{"@type":"A"}', ["A"]),
        ('{"@type":"A",}', ["A"]),
        ('[{"@type":"A"},{"@type":"B",},]', ["A", "B"]),
        ('{"@type":"A"};', ["A"]),
        ('{"@type":"A"},{"@type":"B"}', ["A", "B"]),
        ('<!-- {"@type":"A"} -->', ["A"]),
        ('//<![CDATA[\n{"@type":"A"}\n//]]>', ["A"]),
        ('/*<![CDATA[*/{"@type":"A"}/*]]>*/', ["A"]),
        ("{&quot;@type&quot;:&quot;A&quot;}", ["A"]),
        ('{"@type":"A","x":"two\nlines"}', ["A"]),
        ('{"@type":"https://schema.org/A"}', ["A"]),
        ('{"@type":["schema:A","B"]}', ["A", "B"]),
        ('{"@graph":[{"@type":"A"},{"@type":"B"}]}', ["A", "B"]),
        ('{"@type":"A","author":{"@type":"B"}}', ["A", "B"]),
        ('{"@type":"A"', []),
        ("no json", []),
        ("", []),
        ("[" * 5000 + "]" * 5000, []),
        ('{"a":' * 5000 + "1" + "}" * 5000, []),
        ('{"a":' + "1" * 100_000 + "}", []),
        ('"' + '\\"' * 100_000, []),
    ],
)
def test_scripts_are_read_as_pages_write_them(script: str, found: list[str]) -> None:
    assert kinds(script) == found


def test_broken_script_costs_nothing_but_itself() -> None:
    assert kinds('{"@type":"A"}', "{broken", '{"@type":"B"}') == ["A", "B"]


def test_comma_inside_a_text_is_no_trailing_comma() -> None:
    (node,) = graph('{"headline":"One, ] two, } three",}').nodes

    assert node.fields["headline"] == "One, ] two, } three"


def test_reference_is_the_node_it_names() -> None:
    found = graph(
        '{"@graph":[{"@type":"NewsArticle","author":{"@id":"#ann"}},'
        '{"@type":"Person","@id":"#ann","name":"Ann Lee"}]}'
    )

    resolved = found.resolved({"@id": "#ann"})

    assert isinstance(resolved, dict)
    assert resolved["name"] == "Ann Lee"
    assert found.resolved({"@id": "#nobody"}) == {"@id": "#nobody"}


def test_number_of_nodes_is_limited() -> None:
    assert len(graph("[" + "{}," * 20_000 + "{}]").nodes) == 5_000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  Two  words ", "Two words"),
        ("Salt &amp; <em>pepper</em>", "Salt & pepper"),
        (["", "second"], "second"),
        ({"@value": "x"}, "x"),
        ({"name": "x"}, "x"),
        (None, None),
        (7, None),
        ([], None),
    ],
)
def test_text_of_a_value(value: object, expected: str | None) -> None:
    assert text(value) == expected  # type: ignore[arg-type]


def test_less_than_sign_is_no_tag() -> None:
    assert plain_text("1 < 2 and 3 > 2") == "1 < 2 and 3 > 2"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/a.jpg", "/a.jpg"),
        ({"@type": "ImageObject", "url": "/a.jpg"}, "/a.jpg"),
        ([{"url": ["/a.jpg", "/b.jpg"]}], "/a.jpg"),
        ({"contentUrl": "/c.jpg"}, "/c.jpg"),
        ({"width": 3}, None),
        (None, None),
    ],
)
def test_address_of_a_value(value: object, expected: str | None) -> None:
    assert address(value) == expected  # type: ignore[arg-type]


def headline_of_subject(*scripts: str) -> object:
    subject = view_of("".join(map(json_ld, scripts))).subject
    return subject.fields.get("headline") if subject else None


def test_related_articles_are_not_the_pages_subject() -> None:
    related = (
        '{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"no",'
        '"url":"https://herald.example/other"}]}'
    )
    own = '{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"yes"}}'

    assert headline_of_subject(related, own) == "yes"


def test_article_at_the_pages_address_is_its_subject() -> None:
    other = '{"@type":"NewsArticle","headline":"no","url":"https://herald.example/x"}'
    own = f'{{"@type":"Article","headline":"yes","mainEntityOfPage":"{ADDRESS}?a=1"}}'

    assert headline_of_subject(other, own) == "yes"


def test_film_in_an_article_is_not_the_pages_subject() -> None:
    film = f'{{"@type":"VideoObject","headline":"no","url":"{ADDRESS}"}}'
    own = '{"@type":"NewsArticle","headline":"yes"}'

    assert headline_of_subject(film, own) == "yes"


def test_page_without_an_article_has_no_subject() -> None:
    assert view_of(json_ld('{"@type":"WebSite","name":"x"}')).subject is None
