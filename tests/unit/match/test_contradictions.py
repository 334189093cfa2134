"""Queries that no article can meet, and those that look like it."""

import pytest

from newswatch.match import parse_query, read_group
from newswatch.match.contradictions import contradiction

GROUPS = {"usa": read_group(["US", "Rubio"]), "us": read_group(["US"])}


@pytest.mark.parametrize(
    ("query", "message", "offset"),
    [
        ("a1 AND NOT a1", "a1 is asked for and left out", 7),
        ("title:a1 NOT a1", "a1 is asked for", 9),
        ("title:a1 NOT lede:a1", "a1 is asked for", 9),
        ("title: a1 (b1 NOT a1)", "a1 is asked for", 14),
        ("(a1 OR b1) NOT (b1 OR c1 OR a1)", "(a1 OR b1) is asked for", 11),
        ("a1 NEAR/3 b1 NOT b1", "b1 is asked for", 13),
        ("@us NOT @usa", "@us is asked for", 4),
        ("c1 OR (a1 NOT a1)", "a1 is asked for", 10),
        ("lang:en lang:ru", "an article has one language", 0),
        ("lang:(en OR de) AND lang:(ru OR uk)", "an article has one language", 0),
    ],
)
def test_a_query_that_no_article_can_meet(
    query: str, message: str, offset: int
) -> None:
    found = contradiction(parse_query(query, GROUPS).root)
    assert found is not None
    assert found.message.startswith(message)
    assert (found.code, found.offset) == ("NW204", offset)
    assert found.help


@pytest.mark.parametrize(
    "query",
    [
        "a1 NOT title:a1",
        "lede:a1 NOT title:a1",
        "(a1 OR b1) NOT a1",
        "@usa NOT @us",
        "US NOT =us",
        "a1 NOT (a1 b1)",
        "a1 NOT (b1 NOT a1)",
        "a1 OR NOT b1 c1",
        "tag:a1 NOT a1",
        "lang:en (lang:en OR lang:ru)",
        "lang:en lang:en-GB",
        "* NOT a1",
    ],
)
def test_a_query_that_some_article_meets(query: str) -> None:
    assert contradiction(parse_query(f"({query}) OR z1", GROUPS).root) is None
