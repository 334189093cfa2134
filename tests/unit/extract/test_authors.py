from __future__ import annotations

import pytest
from builders import make_outlet
from markup import json_ld, view_of

from newswatch.extract.authors import authors_of
from newswatch.model import Author, Rules


def ld(author: str) -> str:
    publisher = '{"name":"The Herald"}'
    return json_ld(
        f'{{"@type":"NewsArticle","author":{author},"publisher":{publisher}}}'
    )


def names(body: str = "", head: str = "", **others: object) -> list[str]:
    found = authors_of(view_of(body, head, **others))  # type: ignore[arg-type]
    return [author.name for author in found.value] if found else []


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ('"Ann Lee"', ["Ann Lee"]),
        ('"By Ann Lee, Bo Ek and Cy Oz"', ["Ann Lee", "Bo Ek", "Cy Oz"]),
        ('{"@type":"Person","name":"Ann Lee"}', ["Ann Lee"]),
        (
            '[{"name":"Ann Lee"},{"name":"Bo Ek"},{"name":"Ann Lee"}]',
            ["Ann Lee", "Bo Ek"],
        ),
        ('{"name":["Ann Lee","Bo Ek"]}', ["Ann Lee", "Bo Ek"]),
        ('{"name":"Ann Lee und Bo Ek"}', ["Ann Lee", "Bo Ek"]),
        ('{"@type":"Organization","name":"Simon and Sons"}', ["Simon and Sons"]),
        ('"Ann Lee, Political Correspondent"', ["Ann Lee"]),
        ('"Ana Costa e Silva"', ["Ana Costa e Silva"]),
        ('"Ana Costa e Rui Silva"', ["Ana Costa", "Rui Silva"]),
        ('"Ann Lee (dpa)"', ["Ann Lee"]),
        ('"O&#039;Neil &amp; Bo Ek"', ["O'Neil", "Bo Ek"]),
        ('"Ann Lee (ann@herald.example)"', ["Ann Lee"]),
        ('"Ann Lee ann.lee@herald.example, Bo Ek"', ["Ann Lee", "Bo Ek"]),
        ('"Ann Lee @annlee"', ["Ann Lee"]),
        ('"@annlee"', []),
        ('"Ann Lee | @annlee"', ["Ann Lee"]),
        ('"Ann Lee – Political Correspondent"', ["Ann Lee"]),
        ('"Ann Lee - The Herald"', ["Ann Lee"]),
        ('"Ann Lee in Moscow and Bo Ek in New York"', ["Ann Lee", "Bo Ek"]),
        ('"Reported by Ann Lee"', ["Ann Lee"]),
        ('"Staff reporter Ann Lee"', ["Ann Lee"]),
        ('"Корреспондент Иван Петров"', ["Иван Петров"]),
        ('"Reporter Brasil"', ["Reporter Brasil"]),
        ('"Ann Lee, Photo: Bo Ek"', ["Ann Lee"]),
        ('["Ann Lee","ANN LEE","By Ann Lee"]', ["Ann Lee"]),
        ('["José Díaz","Jose Diaz"]', ["José Díaz"]),
        ('"Anna Lind, Brussels"', ["Anna Lind"]),
        ('"Von Anna Lind, Berlin"', ["Anna Lind"]),
        ('"Anna Lind, New York and Bo Ek, London"', ["Anna Lind", "Bo Ek"]),
        ('"Anna Lind, Reuters"', ["Anna Lind", "Reuters"]),
        ('"Anna Lind, AP Security Writer"', ["Anna Lind", "AP"]),
        ('"Anna Lind, dpa"', ["Anna Lind", "dpa"]),
        ('"Anna Lind, political editor, in Brussels"', ["Anna Lind"]),
        ('"Anna Lind, Bo Ek"', ["Anna Lind", "Bo Ek"]),
        ('"Anna Lind, Paris, Bo Ek, London"', ["Anna Lind", "Bo Ek"]),
        ('"Anna Lind, reporter, Paris"', ["Anna Lind"]),
        ('"Anna Lind, Bo Ek, Madonna"', ["Anna Lind", "Bo Ek", "Madonna"]),
        ('"Lind, Anna"', ["Anna Lind"]),
        ('"O\'Neill, John"', ["John O'Neill"]),
        ('"Reuters, AFP"', ["Reuters", "AFP"]),
        ('"山田太郎, 鈴木花子"', ["山田太郎", "鈴木花子"]),
        ('"Anna Lind with Reuters"', ["Anna Lind", "Reuters"]),
        ('"Anna Lind mit dpa"', ["Anna Lind", "dpa"]),
        ('"Le Monde avec AFP"', ["Le Monde", "AFP"]),
        ('"Anna Lind with Reuters and AFP"', ["Anna Lind", "Reuters", "AFP"]),
        ('"Anna Lind BBC News"', ["Anna Lind"]),
        ('"BBC News"', ["BBC News"]),
        ('"Jean Paul ROUX"', ["Jean Paul ROUX"]),
        ('"Anna Lind AFP"', ["Anna Lind", "AFP"]),
        ('"Thomson Reuters"', ["Thomson Reuters"]),
        ('"Staff and agencies"', []),
        ('"News agencies"', []),
        ('"Di Maria"', ["Di Maria"]),
        ('"Ángel Di Maria"', ["Ángel Di Maria"]),
        ('"Di Anna Rossi"', ["Anna Rossi"]),
        ('"Par AFP"', ["AFP"]),
        ('"By Madonna"', ["Madonna"]),
        ('"Anna Lind and Madonna"', ["Anna Lind", "Madonna"]),
        ('"Staff Writer"', []),
        ('"Our Special Correspondent"', []),
        ('"Специальный корреспондент"', []),
        ('"Bo Writer"', ["Bo Writer"]),
        ('"admin"', []),
        ('"null"', []),
        ('{"@type":"Organization","name":"Web Desk"}', ["Web Desk"]),
        ('"BR24 Redaktion"', ["BR24 Redaktion"]),
        ('"Ann Lee, 17:05"', ["Ann Lee"]),
        ('"https://facebook.com/ann"', []),
        ('"facebook.com/ann"', []),
        ('"ann@herald.example"', []),
        ('{"name":null}', []),
        ("7", []),
        ("[[],{},null]", []),
        ('"' + "x, " * 10_000 + '"', []),
    ],
)
def test_json_ld_authors_are_a_list_of_names(author: str, expected: list[str]) -> None:
    assert names(ld(author)) == expected


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ("", '<meta name="author" content="Ann Lee; Bo Ek">', ["Ann Lee", "Bo Ek"]),
        (
            "",
            '<meta name="citation_author" content="Ann Lee">'
            '<meta name="citation_author" content="Bo Ek">',
            ["Ann Lee", "Bo Ek"],
        ),
        ('<a rel="author" href="/ann">Ann Lee</a>', "", ["Ann Lee"]),
        (
            '<div itemprop="author"><span itemprop="name">Ann Lee</span> 17:05</div>',
            "",
            ["Ann Lee"],
        ),
        ('<p class="byline">Von Ann Lee und Bo Ek</p>', "", ["Ann Lee", "Bo Ek"]),
        (
            '<p class="byline">By <a href="/a">Ann Lee</a> and <a>Bo Ek</a></p>',
            "",
            ["Ann Lee", "Bo Ek"],
        ),
        (
            '<p class="byline"><b>Ann Lee</b> <b>Bo Mia Ek</b></p>',
            "",
            ["Ann Lee", "Bo Mia Ek"],
        ),
        ('<p class="byline"><b>Ann</b> <b>Lee</b></p>', "", ["Ann Lee"]),
        ('<span class="author">Ann Lee</span>', "", ["Ann Lee"]),
        ('<span class="author">vor 5 Stunden</span>', "", []),
    ],
)
def test_metadata_and_bylines_name_authors_too(
    body: str, head: str, expected: list[str]
) -> None:
    assert names(body, head) == expected


def test_authors_of_other_articles_on_the_page_are_not_taken() -> None:
    card = '<article><h3>Other</h3><a rel="author" href="/x">Wrong Person</a></article>'
    own = '<article><h1>Ours</h1><a rel="author" href="/ann">Ann Lee</a></article>'

    assert names(card + own + card) == ["Ann Lee"]


def test_site_that_names_itself_gives_way_to_a_name() -> None:
    body = ld('{"@type":"Organization","name":"The Herald"}')

    assert names(body, '<meta name="author" content="Ann Lee">') == ["Ann Lee"]
    assert names(ld('["The Herald","Ann Lee"]')) == ["Ann Lee"]


def test_known_outlets_own_name_is_no_author() -> None:
    body = ld('{"@type":"Organization","name":"The Herald"}')

    assert names(body, outlet=make_outlet(name="The Herald")) == []


@pytest.mark.parametrize(
    ("author", "meta", "told"),
    [
        ('"Ann Lee"', "Bo Ek", True),
        ('"Ann Lee"', "By Ann Lee", False),
        ('"Ann Lee"', "Ann Lee, Bo Ek", False),
        ('"Ann Lee"', "Dr Ann Lee", False),
        ('"Ann Lee"', "The Herald", False),
        ('"Ann Lee"', "", False),
        ('"The Herald"', "Bo Ek", False),
    ],
)
def test_sources_that_name_different_people_are_told_of(
    author: str, meta: str, told: bool
) -> None:
    view = view_of(ld(author), f'<meta name="author" content="{meta}">')

    assert authors_of(view) is not None
    assert view.doubts == (["authors-conflict"] if told else [])


def test_agency_is_an_author() -> None:
    body = ld('{"@type":"Organization","name":"AFP"}')

    assert names(body, outlet=make_outlet(name="The Herald")) == ["AFP"]


def test_selector_of_the_outlet_comes_first_and_says_so() -> None:
    outlet = make_outlet(rules=(Rules(authors=".names a"),))
    view = view_of(
        ld('"Wrong Person"') + '<p class="names"><a>Ann Lee</a>, <a>Bo Ek</a></p>',
        outlet=outlet,
    )

    found = authors_of(view)

    assert found is not None
    assert [author.name for author in found.value] == ["Ann Lee", "Bo Ek"]
    assert found.evidence == "selector:.names a"
    assert view.missed == set()


def test_address_of_an_author_is_absolute() -> None:
    linked = authors_of(view_of(ld('{"name":"Ann Lee","url":"/ann"}')))
    several = authors_of(view_of(ld('{"name":"Ann Lee, Bo Ek","url":"/both"}')))
    script = authors_of(view_of(ld('{"name":"Ann Lee","url":"javascript:x"}')))

    assert linked is not None
    assert several is not None
    assert script is not None
    assert linked.value == (Author(name="Ann Lee", url="https://herald.example/ann"),)
    assert [author.url for author in several.value] == [None, None]
    assert script.value[0].url is None
