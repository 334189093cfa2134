"""What is told beside the text: addresses, outlets, languages, tags."""

from typing import Any

import pytest

from newswatch.match import Engine, QueryError, Scorer
from newswatch.model import Match, Topic

WORDS = {"agencies": ["AFP", "TASS"], "codes": ["en", "pt-BR"], "us": ["US"]}


def match(query: str, **told: Any) -> Match | None:
    topic = Topic(id="topic", query=query, words=WORDS)
    found = Engine([topic]).match("Title", "Text", **told)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("query", "told", "met"),
    [
        ("outlet:@agencies", {"outlet": ["afp"]}, True),
        ("outlet: @agencies OR sport", {"outlet": ["afp"]}, True),
        ("Title NOT outlet:@agencies", {"outlet": ["afp"]}, False),
        ("url:(@us NEAR/1 politics)", {"url": "https://a.example/us/politics"}, True),
        ("url:@us OR url:US", {"url": "https://a.example/us/politics"}, True),
        ("section:@us", {"section": "Us"}, False),
        ("lang:@codes", {"language": "pt-br"}, True),
        ("lang:@codes", {"language": "pt"}, False),
        # The code of a country is no language: ar is Arabic, AR is Argentina.
        ("lang:ar", {"language": "es-AR"}, False),
        ("lang:be", {"language": "nl-BE"}, False),
        ("lang:en", {"language": "en-GB"}, True),
        ("lang:EN", {"language": "en"}, True),
        ("lang:en-GB", {"language": "en-GB"}, True),
        ("lang:(en OR ru)", {"language": "ru"}, True),
    ],
)
def test_what_is_told_beside_the_text_is_met(
    query: str, told: dict[str, Any], met: bool
) -> None:
    assert (match(query, **told) is not None) is met


@pytest.mark.parametrize("query", ["lang:@names", "Title lang:(en OR NOT english)"])
def test_a_name_of_a_language_is_refused_wherever_it_stands(query: str) -> None:
    topic = Topic(id="topic", query=query, words={"names": ["en", "english"]})
    with pytest.raises(QueryError) as refused:
        Scorer(topic)
    assert "lang:english can never match" in refused.value.message


def test_a_term_beside_the_text_counts_its_places() -> None:
    found = match("tag:talks", tags=["Talks", "peace talks", "war"])
    assert found is not None
    (hit,) = found.hits
    assert (hit.count, hit.spans) == (2, ())


def test_a_term_in_the_text_counts_its_spans() -> None:
    (found,) = Engine([Topic(id="topic", query="body:a1 lede:a1")]).match("a1", "a1 a1")
    assert [(hit.field, hit.count) for hit in found.hits] == [
        ("title", 1),
        ("content_text", 2),
    ]
