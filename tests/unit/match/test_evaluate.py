"""One node of a query against one article: by what it is met, or what it lacks."""

import pytest

from newswatch.match import Document, evaluate, explain_miss, parse_query, read_group
from newswatch.match.document import LEDE_WORDS, MAX_PLACES
from newswatch.match.near import MAX_CHAINED
from newswatch.match.tree import Node

GROUPS = {
    "russia": read_group(["Putin", "Russia*"]),
    "usa": read_group(["=US", "White House"]),
    "talk": read_group(["talks", "met"]),
}


def node(query: str) -> Node:
    return parse_query(query, GROUPS).root


def article(text: str = "", title: str = "") -> Document:
    return Document(
        title,
        text,
        url="https://herald.example/world/riyadh-talks-2026?x=1",
        section="World News",
        outlet=["moscow_times", "The Moscow Times"],
        authors=["Ann Reporter", "Bob Scribe"],
        language="en-GB",
        tags=["Diplomacy", "Nuclear arms"],
    )


@pytest.mark.parametrize(
    ("query", "text", "met"),
    [
        ("a1 NEAR/1 b1", "a1 b1", True),
        ("a1 NEAR/1 b1", "b1 a1", True),
        ("a1 NEAR/1 b1", "a1 x b1", False),
        ("a1 NEAR/2 b1", "a1 x b1", True),
        ("a1 NEAR/2 b1", "b1 x a1", True),
        ("a1 NEAR/3 b1", "a1, x; x. b1", True),
        ("a1 NEAR/2 b1", "a1 x x b1", False),
        ("a1 NEAR/2 b1", "a1 x x b1 x a1", True),
        # the same words are no two places
        ("talk* NEAR/5 talks", "talks", False),
        ("talk* NEAR/5 talks", "talks talks", True),
        ('a1 NEAR/5 "a1 b1"', "a1 b1", False),
        ('a1 NEAR/5 "a1 b1"', "a1 a1 b1", True),
        # phrases are measured from their nearer end
        ('"a1 b1" NEAR/1 "c1 d1"', "a1 b1 c1 d1", True),
        ('"a1 b1" NEAR/2 "c1 d1"', "c1 d1 x a1 b1", True),
        ('"a1 b1" NEAR/1 "c1 d1"', "a1 b1 x c1 d1", False),
        # over OR groups
        ('(a1 OR "b1 b2") NEAR/2 (c1 OR d1)', "a1 x x x b1 b2 x d1", True),
        ('(a1 OR "b1 b2") NEAR/1 (c1 OR d1)', "a1 x c1 x b1 b2 x d1", False),
        ("@russia NEAR/3 @usa", "Putin of the White House", True),
        ("@russia NEAR/3 @usa", "Putin told us", False),
        # chains: each part near the one before it
        ("a1 NEAR/2 b1 NEAR/2 c1", "a1 x b1 x c1", True),
        ("a1 NEAR/4 b1 NEAR/2 c1", "a1 x c1 x b1", True),
        ("a1 NEAR/2 b1 NEAR/2 c1", "b1 x a1 x c1", False),
        ("a1 NEAR/4 b1 NEAR/1 c1", "b1 c1 x x a1", True),
        # the nearest second part is not the one that leads on
        ("a1 NEAR/5 b1 NEAR/1 c1", "a1 b1 x x x b1 c1", True),
        ("a1 NEAR/1 b1 NEAR/1 a1", "a1 b1", True),
        ("a1 NEAR/1 b1 NEAR/9 c1 NEAR/1 d1", "a1 b1 x c1 c1 x c1 d1", True),
        # never over two texts
        ("title:(x1 NEAR/9 a1)", "a1", False),
        ("x1 NEAR/9 a1", "a1", False),
        # infixes
        ("*gespräch*", "Handelsgespräche", True),
        ("*gespräch*", "Gespräch", True),
        ("*gespräch*", "Gesprech", False),
        ("=*Gespräch*", "Handelsgespräche", False),
        ('*treffen* NEAR/2 "in Genf"', "Gipfeltreffens in Genf", True),
        # fields beside the text
        ("url:riyadh", "", True),
        ('url:"herald.example/world"', "", True),
        ("url:oslo", "oslo", False),
        ("riyadh", "", False),
        ("section:world", "", True),
        ("section:(world sport)", "", False),
        ("outlet:moscow_times", "", True),
        ('outlet:"The Moscow Times"', "", True),
        ("outlet:times_moscow", "", False),
        ("author:Ann", "", True),
        ('author:"Reporter Bob"', "", False),
        ('author:("Ann Reporter" "Bob Scribe")', "", True),
        ("author:(Reporter NEAR/5 Bob)", "", False),
        ("lang:en", "", True),
        ("lang:EN", "", True),
        ("lang:en-GB", "", True),
        ("lang:(ru OR uk)", "", False),
        ('tag:"nuclear arms"', "", True),
        ("tag:diplo*", "", True),
        ('tag:"diplomacy nuclear"', "", False),
        ("a1 NOT tag:diplomacy", "a1", False),
        ("a1 NOT lang:ru", "a1", True),
        ("* AND lang:en", "", True),
    ],
)
def test_which_articles_meet_a_query(query: str, text: str, met: bool) -> None:
    document = article(text, title="x1")
    assert (evaluate(node(query), document) is not None) is met
    assert (explain_miss(node(query), document) == ()) is met


def test_an_article_that_tells_nothing_beside_its_text_meets_no_such_field() -> None:
    bare = Document(None, "a1")
    assert not evaluate(node("lang:en"), bare)
    assert evaluate(node("a1 NOT lang:ru"), bare)


def test_a_distance_in_the_lede_ends_with_the_lede() -> None:
    text = "word " * (LEDE_WORDS - 1) + "a1 b1"
    assert not evaluate(node("lede: a1 NEAR/3 b1"), article(text))
    assert evaluate(node("a1 NEAR/3 b1"), article(text))


@pytest.mark.parametrize(
    ("query", "text", "count"),
    [
        ("a1", "a1 a1 a1", 3),
        ("a1 OR b1", "a1 b1 b1", 3),
        ("a1 b1", "a1 b1 b1", 1),
        ("@talk", "met, talks, met", 3),
        ("a1 NEAR/2 b1", "a1 b1 x x x b1 a1", 2),
        ("a1 NEAR/2 b1", "a1 a1 a1 b1", 1),
        ("a1 NEAR/9 b1", "a1 a1 b1 b1", 1),
        ("a1 NEAR/9 b1 NEAR/9 c1", "a1 b1 c1 a1 b1 c1 c1", 2),
        ("* NOT b1", "a1", 1),
        ("a1 AND (* NOT b1)", "a1 a1", 2),
    ],
)
def test_how_often_a_part_is_met(query: str, text: str, count: int) -> None:
    evidence = evaluate(node(query), article(text))
    assert evidence is not None
    assert evidence.count == count


def test_the_count_of_a_distance_is_of_title_and_body_together() -> None:
    evidence = evaluate(node("a1 NEAR/2 b1"), article("a1 b1. x x x b1 a1", "a1 b1"))
    assert evidence is not None
    assert evidence.count == 3


def test_a_distance_tells_only_the_places_in_its_stretches() -> None:
    document = article("Putin slept. x x x x x x Putin called the White House, US.")
    evidence = evaluate(node("@russia NEAR/3 @usa"), document)
    assert evidence is not None
    assert [
        (found.group, found.term.written, [place.first for place in found.places])
        for found in evidence.found
    ] == [("russia", "Putin", [8]), ("usa", '"White House"', [11])]


@pytest.mark.parametrize(
    ("query", "text", "misses"),
    [
        ("a1 b1 c1", "b1", [("absent", "a1"), ("absent", "c1")]),
        ("@russia @usa @talk", "Putin met", [("absent", "@usa")]),
        ("a1 (b1 OR c1)", "a1", [("absent", "(b1 OR c1)")]),
        ("(a1 b1 c1) OR (d1 e1)", "d1", [("absent", "e1")]),
        ("a1 NOT @usa", "a1 of the White House", [("unwanted", "@usa")]),
        ("title:a1 b1", "a1", [("absent", "a1"), ("absent", "b1")]),
        ("@russia NEAR/3 @usa", "Putin", [("absent", "@usa")]),
        ("(a1 NEAR/2 b1) OR (c1 d1)", "a1 x x b1", [("distance", "a1 NEAR/2 b1")]),
    ],
)
def test_a_miss_names_what_is_lacking(
    query: str, text: str, misses: list[tuple[str, str]]
) -> None:
    found = explain_miss(node(query), article(text))
    assert [(miss.lack, miss.part) for miss in found] == misses


@pytest.mark.parametrize(
    ("query", "text", "part", "allowed", "apart"),
    [
        ("a1 NEAR/2 b1", "a1 x x x b1", "a1 NEAR/2 b1", 2, 4),
        ("a1 NEAR/2 b1", "b1 x x x x a1 x x b1", "a1 NEAR/2 b1", 2, 3),
        ("x1 NEAR/2 b1", "b1", "x1 NEAR/2 b1", 2, None),
        ("talk* NEAR/2 talks", "talks", "talk* NEAR/2 talks", 2, 0),
        ("x1 NEAR/2 (x1 OR b1)", "b1", "x1 NEAR/2 (x1 OR b1)", 2, 0),
        ("a1 NEAR/2 b1 NEAR/3 c1", "a1 b1 x x x x c1", "b1 NEAR/3 c1", 3, 5),
        # b1 and c1 stand close once, but not the b1 that is close to a1
        ("a1 NEAR/2 b1 NEAR/2 c1", "a1 b1 x x b1 c1", "b1 NEAR/2 c1", 2, 4),
    ],
)
def test_a_miss_names_the_distance_that_failed(
    query: str, text: str, part: str, allowed: int, apart: int | None
) -> None:
    (miss,) = explain_miss(node(query), article(text, title="x1"))
    assert miss.lack == "distance"
    assert (miss.part, miss.allowed, miss.apart) == (part, allowed, apart)


def test_a_miss_says_the_field_in_which_it_looked() -> None:
    misses = explain_miss(node("title:@usa lang:ru"), article("White House"))
    assert [(miss.part, miss.field, miss.group) for miss in misses] == [
        ("@usa", "title", "usa"),
        ("ru", "lang", None),
    ]


@pytest.mark.parametrize(
    ("query", "part", "field", "terms"),
    [
        ("House NOT title:(a1 OR b1)", "(a1 OR b1)", "title", ("b1",)),
        ("House NOT @usa", "@usa", "body", ('"White House"',)),
        ("House NOT lang:en", "en", "lang", ("en",)),
    ],
)
def test_a_miss_says_what_unwanted_is_there(
    query: str, part: str, field: str, terms: tuple[str, ...]
) -> None:
    (miss,) = explain_miss(node(query), article("White House", title="b1"))
    assert (miss.lack, miss.part, miss.field) == ("unwanted", part, field)
    assert miss.terms == terms


def test_a_page_of_one_word_is_measured_in_few_steps() -> None:
    document = article("talks " * 200_000)
    chain = " NEAR/200 ".join(["talks"] * MAX_CHAINED)
    evidence = evaluate(node(chain), document)
    assert evidence is not None
    assert evidence.count <= MAX_PLACES
