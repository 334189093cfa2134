"""All topics over one article: which match, by which terms, and where."""

import os
import pickle
from pathlib import Path

import pytest

from newswatch.match import Engine, QueryError, parse_query
from newswatch.match.document import LEDE_WORDS, MAX_PLACES
from newswatch.model import Hit, Match, Topic

SHARED = Path(os.environ.get("NEWSWATCH_SHARED", Path(__file__).parents[4] / "shared"))


def match(query: str, title: str | None, text: str = "") -> Match | None:
    found = Engine([Topic(id="topic", query=query)]).match(title, text)
    return found[0] if found else None


def hits(query: str, title: str | None, text: str = "") -> list[tuple[str, str, int]]:
    """The hits as (term, field, how often); the query has to match."""
    found = match(query, title, text)
    assert found is not None
    return [(hit.term, hit.field, len(hit.spans)) for hit in found.hits]


@pytest.mark.parametrize(
    ("query", "title", "text", "met"),
    [
        ("Putin talks", "Putin", "the talks", True),
        ("Putin talks", "Putin", "the talk", False),
        ("Putin OR Lavrov", "Lavrov speaks", "", True),
        ("Putin NOT Mueller", "Putin", "by Mueller", False),
        ("Putin NOT title:Mueller", "Putin", "by Mueller", True),
        ("title:Putin", "Lavrov", "Putin", False),
        ("body:Putin", "Putin", "", True),
        ("title: Putin OR Lavrov", "Rubio", "Lavrov", False),
        ("title:Putin OR Lavrov", "Rubio", "Lavrov", True),
        ("title:(Putin OR body:talks)", "Rubio", "talks", True),
        ('"White House"', "White", "House", False),
        ('"White House"', "The White House", "", True),
        ('"White House"', "House White", "", False),
        ('"White House"', "white\n\nhouse", "", True),
        ('"the the talks"', "the the the talks", "", True),
        ("negotiat*", "Negotiators meet", "", True),
        ("negotiat*", "Negotia", "", False),
        ('"peace negotiat*"', "peace negotiations", "", True),
        ("(a1 OR NOT b1) c1", "c1", "", True),
        ("(a1 OR NOT b1) c1", "b1 c1", "", False),
        ("a1 NOT (NOT b1)", "a1 b1", "", True),
        ("a1 NOT (NOT b1)", "a1", "", False),
        ("* NOT sport", "politics", "", True),
        ("* NOT sport", "sport", "", False),
    ],
)
def test_which_articles_a_query_is_met_by(
    query: str, title: str, text: str, met: bool
) -> None:
    assert (match(query, title, text) is not None) is met


def test_the_lede_is_the_title_and_the_first_words_of_the_body() -> None:
    body = "word " * (LEDE_WORDS - 2) + "White House Kremlin"
    assert match('lede:"White House"', None, body)
    assert match("lede:Kremlin", "Kremlin", "")
    assert not match("lede:Kremlin", None, body)
    assert not match('lede:"House Kremlin"', None, body)


def test_a_match_says_which_terms_hit_and_where() -> None:
    title = "U.S., Russia 🕊 talk"
    text = "The ﬁrst US-Russia talks.\n\nRussia's offer"
    found = match('US AND Russia* AND ("first US" OR absent)', title, text)
    assert found is not None
    assert found.hits == (
        Hit(term="US", field="title", spans=((0, 4),), count=1),
        Hit(term="US", field="content_text", spans=((9, 11),), count=1),
        Hit(term="Russia*", field="title", spans=((6, 12),), count=1),
        Hit(term="Russia*", field="content_text", spans=((12, 18), (27, 33)), count=2),
        Hit(term='"first US"', field="content_text", spans=((4, 11),), count=1),
    )


def test_a_branch_that_is_not_met_reports_nothing() -> None:
    assert hits("(Putin Rubio) OR Lavrov", "Putin Lavrov") == [("Lavrov", "title", 1)]


def test_every_branch_that_is_met_reports_its_hits() -> None:
    assert hits("Putin OR Lavrov", "Putin Lavrov") == [
        ("Putin", "title", 1),
        ("Lavrov", "title", 1),
    ]


def test_terms_under_a_not_are_never_reported() -> None:
    query = "Putin NOT (Mueller Comey) NOT (NOT Lavrov)"
    assert hits(query, "Putin Lavrov Mueller") == [("Putin", "title", 1)]


def test_a_term_named_twice_is_one_hit() -> None:
    assert hits("title:talks AND talks", "talks", "talks and talks") == [
        ("talks", "title", 1),
        ("talks", "content_text", 2),
    ]


def test_occurrences_of_a_phrase_do_not_overlap() -> None:
    assert hits('"talks talks"', "talks talks talks talks talks") == [
        ('"talks talks"', "title", 2)
    ]


def test_spans_in_text_without_spaces_cover_the_whole_phrase() -> None:
    found = match("会谈", "中美会谈在日内瓦会谈")
    assert found is not None
    assert found.hits[0].spans == ((2, 4), (8, 10))


def test_everything_matches_an_empty_article_without_hits() -> None:
    found = match("*", None, "")
    assert found is not None
    assert (found.hits, found.snippet) == ((), None)


def test_matches_come_in_the_order_of_the_topics_with_their_names() -> None:
    topics = [
        Topic(id="b", name="Bee", query="talks"),
        Topic(id="absent", query="absent"),
        Topic(id="a", query="talks"),
    ]
    found = Engine(topics).match("talks", "")
    assert [(part.topic_id, part.topic_name) for part in found] == [
        ("b", "Bee"),
        ("a", "a"),
    ]
    assert {part.query_hash for part in found} == {parse_query("talks").hash}


def test_a_bad_query_is_told_with_its_topic() -> None:
    with pytest.raises(QueryError, match='query of topic "talks": unclosed "\\("'):
        Engine([Topic(id="talks", query="(Putin")])


def test_an_engine_can_be_sent_to_another_process() -> None:
    engine = Engine([Topic(id="talks", query="talk* NOT sport")])
    assert pickle.loads(pickle.dumps(engine)).match("talks", "") == engine.match(
        "talks", ""
    )


class TestSnippet:
    def test_a_short_text_is_shown_whole_with_folded_space(self) -> None:
        found = match("talks", "x", " The\n\n talks\tbegan ")
        assert found is not None
        assert found.snippet == "The talks began"

    def test_the_title_is_shown_where_the_body_has_no_hit(self) -> None:
        found = match("talks", "The talks began", "Nothing here")
        assert found is not None
        assert found.snippet == "The talks began"

    @pytest.mark.parametrize("before", [0, 3, 40, 200])
    @pytest.mark.parametrize("after", [0, 3, 40, 200])
    def test_a_long_text_is_cut_between_words(self, before: int, after: int) -> None:
        text = "lorem " * before + "Geneva talks" + " ipsum" * after
        found = match('"Geneva talks"', None, text)
        assert found is not None
        assert found.snippet is not None
        shown = found.snippet.strip("…")
        assert len(found.snippet) <= 200
        assert "Geneva talks" in shown
        assert set(shown.split()) <= {"lorem", "Geneva", "talks", "ipsum"}
        assert found.snippet.startswith("…") is not text.startswith(shown)
        assert found.snippet.endswith("…") is not text.endswith(shown)

    def test_the_place_with_the_most_terms_is_shown(self) -> None:
        text = "Putin rests. " + "Nothing. " * 60 + "Putin and Rubio hold talks."
        found = match("Putin Rubio talks", None, text + " Nothing." * 60)
        assert found is not None
        assert found.snippet is not None
        assert "Putin and Rubio hold talks." in found.snippet

    @pytest.mark.parametrize("filler", ["x", "中", "\u0301", " "])
    def test_text_without_borders_is_cut_all_the_same(self, filler: str) -> None:
        found = match("talks", None, filler * 5_000 + " talks " + filler * 5_000)
        assert found is not None
        assert found.snippet is not None
        assert "talks" in found.snippet
        assert len(found.snippet) <= 200

    def test_a_phrase_longer_than_the_snippet_is_cut_at_a_word(self) -> None:
        phrase = " ".join(["negotiation"] * 30)
        found = match(f'"{phrase}"', None, f"{phrase} end")
        assert found is not None
        assert found.snippet is not None
        assert len(found.snippet) <= 200
        assert set(found.snippet.strip("…").split()) == {"negotiation"}


class TestHostileText:
    @pytest.mark.parametrize(
        "text",
        [
            "a" * 1_000_000,
            "talks" + "\u0301\u0327" * 50_000,
            "中" * 200_000,
            "talks " * 100_000,
            " ".join(f"talks{n}" for n in range(50_000)),
            "(" * 100_000,
            "talks" + " " * 1_000_000 + "talks",
        ],
    )
    def test_it_ends_with_few_spans(self, text: str) -> None:
        query = 'talk* OR 中 OR "中中中" OR "talks talks" OR aa*'
        found = match(query, "talks", text)
        assert found is not None
        assert all(len(hit.spans) <= MAX_PLACES for hit in found.hits)

    def test_the_first_places_of_a_term_are_those_reported(self) -> None:
        found = match("talks", None, "talks " * 5_000)
        assert found is not None
        assert len(found.hits[0].spans) == MAX_PLACES
        assert found.hits[0].spans[-1] == (6 * (MAX_PLACES - 1), 6 * MAX_PLACES - 1)


def test_the_founding_story_is_on_the_topic_of_its_headline() -> None:
    seed = SHARED / "corpus" / "seed.txt"
    if not seed.is_file():
        pytest.skip("no shared corpus beside the checkout")
    paragraphs = seed.read_text("utf-8").split("\n\n")
    title, text = paragraphs[1], "\n\n".join(paragraphs[3:12])
    found = match("lede: US AND Russia* AND title:talks", title, text)
    assert found is not None
    parts = {hit.field: title if hit.field == "title" else text for hit in found.hits}
    said = {
        (hit.term, parts[hit.field][start:end])
        for hit in found.hits
        for start, end in hit.spans
    }
    assert ("US", "U.S.") in said
    assert ("Russia*", "Russian") in said
    assert ("talks", "Talks") in said
