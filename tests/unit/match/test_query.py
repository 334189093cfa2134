"""The query language: what a query means, and how a mistake in it is told."""

import pickle

import pytest

from newswatch.errors import TopicError
from newswatch.match import Engine, QueryError, parse_query
from newswatch.match.query import MAX_DEPTH, MAX_QUERY_CHARS
from newswatch.match.tree import And, Field, Not, Or, Piece, Scoped, Term
from newswatch.model import Topic


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Putin", "Putin"),
        ("a1 b1", "(a1 AND b1)"),
        ("a1 AND b1 c1", "(a1 AND b1 AND c1)"),
        ("a1 OR b1 c1", "(a1 OR (b1 AND c1))"),
        ("a1 b1 OR c1 AND NOT d1", "((a1 AND b1) OR (c1 AND NOT d1))"),
        ("a1 NOT b1", "(a1 AND NOT b1)"),
        ("a1 NOT (b1 OR c1)", "(a1 AND NOT (b1 OR c1))"),
        ("a1 NOT (NOT b1)", "(a1 AND NOT (NOT b1))"),
        ("((a1)) (b1 (c1))", "(a1 AND b1 AND c1)"),
        ("a1(b1)OR c1", "((a1 AND b1) OR c1)"),
        ("title: a1 OR b1", "title:(a1 OR b1)"),
        ("\n title: a1 OR b1", "title:(a1 OR b1)"),
        ("title:a1 OR b1", "(title:a1 OR b1)"),
        ("a1 title: b1 c1", "(a1 AND title:b1 AND c1)"),
        ("a1 lede:(b1 c1)", "(a1 AND lede:(b1 AND c1))"),
        ("NOT title:a1 b1", "(NOT title:a1 AND b1)"),
        ("lede: a1 title:b1", "lede:(a1 AND title:b1)"),
        ("title:(body:a1)", "title:(body:a1)"),
        ("title:(NOT a1) b1", "(title:(NOT a1) AND b1)"),
        ('"White   House"', '"White House"'),
        ("“White House” «Élysée»", '("White House" AND "Élysée")'),
        ('="The Hill" =US', '(="The Hill" AND =US)'),
        ('talk* "trade negotiat*"', '(talk* AND "trade negotiat*")'),
        ("*", "*"),
        ("* NOT sport", "(* AND NOT sport)"),
        ('Putin "and" Lavrov', '(Putin AND "and" AND Lavrov)'),
        ("ANDROID ORB NOTE", "(ANDROID AND ORB AND NOTE)"),
        ("AT&T and/or 10:30", "(AT&T AND and/or AND 10:30)"),
        ("(a1 OR NOT b1) c1", "((a1 OR NOT b1) AND c1)"),
        ("a1 NEAR/3 b1", "(a1 NEAR/3 b1)"),
        ("a1 NEAR/3 b1 NEAR/14 c1 d1", "((a1 NEAR/3 b1 NEAR/14 c1) AND d1)"),
        ("NOT a1 NEAR/3 b1 c1", "(NOT (a1 NEAR/3 b1) AND c1)"),
        ("a1 OR b1 NEAR/3 c1", "(a1 OR (b1 NEAR/3 c1))"),
        ('(a1 OR "b1 c1") NEAR/2 d1*', '((a1 OR "b1 c1") NEAR/2 d1*)'),
        ("title: a1 NEAR/3 b1", "title:(a1 NEAR/3 b1)"),
        ("a1 NEAR/007 b1", "(a1 NEAR/7 b1)"),
        ("*gespräch* =*Gespräch*", "(*gespräch* AND =*Gespräch*)"),
        ("lang:EN outlet:moscow_times", "(lang:EN AND outlet:moscow_times)"),
        ('url:"https://x.example/world"', 'url:"https://x.example/world"'),
        ("author:(Ann OR Bob) tag:war", "(author:(Ann OR Bob) AND tag:war)"),
    ],
)
def test_a_query_prints_with_all_its_brackets(text: str, normal: str) -> None:
    query = parse_query(text)
    assert str(query) == normal
    assert parse_query(normal).root == query.root


def test_the_tree_of_a_query() -> None:
    russia = Term("russia*", (Piece("russia", is_prefix=True),))
    house = Term('"White House"', (Piece("white"), Piece("house")))
    noise = Term("Mueller", (Piece("mueller"),))
    assert parse_query('lede:(russia* OR "White House") NOT title:Mueller').root == And(
        (
            Scoped(Field.LEDE, Or((russia, house))),
            Not(Scoped(Field.TITLE, noise)),
        )
    )


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("us", [("us", None, False)]),
        ("US", [("us", "US", False)]),
        ("U.S.", [("us", "US", False)]),
        ('"US"', [("us", "US", False)]),
        ("NATO", [("nato", "NATO", False)]),
        ("Nato", [("nato", None, False)]),
        ("США", [("сша", "США", False)]),
        ("UNESCO", [("unesco", None, False)]),
        ("G20", [("g20", None, False)]),
        ("A", [("a", None, False)]),
        ("=Polish", [("polish", "Polish", False)]),
        ('="The Hill"', [("the", "The", False), ("hill", "Hill", False)]),
        ("=Pol*", [("pol", "Pol", True)]),
        ("US-Russia", [("us", "US", False), ("russia", None, False)]),
        ("Russia's", [("russia", None, False)]),
        ("l'accor*", [("accor", None, True)]),
        ('"US Russia*"', [("us", "US", False), ("russia", None, True)]),
        ("会谈", [("会谈", None, False), ("谈", None, True)]),
        ("美", [("美", None, True)]),
        ("美*", [("美", None, True)]),
        ("*Gespräch*", [("gespräch", None, False, True)]),
        ("=*Gespräch*", [("gespräch", "Gespräch", False, True)]),
    ],
)
def test_what_each_word_of_a_term_has_to_be(
    text: str, pieces: list[tuple[str, str | None, bool, bool]]
) -> None:
    root = parse_query(text).root
    assert isinstance(root, Term)
    assert root.pieces == tuple(Piece(*piece) for piece in pieces)


SYNTAX, NEVER, FIELD = "NW203", "NW204", "NW205"


MISTAKES = [
    ("", SYNTAX, 0, 1, "empty query"),
    (" \n ", SYNTAX, 0, 1, "empty query"),
    ("(a1", SYNTAX, 0, 1, 'unclosed "("'),
    ("a1 (b1 (c1)", SYNTAX, 3, 1, 'unclosed "("'),
    ("title:(", SYNTAX, 6, 1, 'unclosed "("'),
    ("a1)", SYNTAX, 2, 1, '")" closes nothing'),
    ("a1 AND )", SYNTAX, 7, 1, '")" closes nothing'),
    ("a1 ()", SYNTAX, 3, 1, "empty brackets"),
    ('a1 "b1', SYNTAX, 3, 1, "unclosed quotation mark"),
    ('"a1" b1"', SYNTAX, 7, 1, "unclosed quotation mark"),
    ("a1 AND", SYNTAX, 3, 3, "AND has nothing after it"),
    ("a1 (b1 OR)", SYNTAX, 7, 2, "OR has nothing after it"),
    ("a1 NOT", SYNTAX, 3, 3, "NOT has nothing after it"),
    ("OR a1", SYNTAX, 0, 2, "OR has nothing before it"),
    ("a1 (AND b1)", SYNTAX, 4, 3, "AND has nothing before it"),
    ("a1 AND OR b1", SYNTAX, 7, 2, "AND is followed by OR"),
    ("a1 NOT NOT b1", SYNTAX, 7, 3, "NOT is followed by NOT"),
    ("title:", SYNTAX, 0, 6, '"title:" has nothing after it'),
    ("  title: ", SYNTAX, 2, 6, '"title:" has nothing after it'),
    ("a1 (title:)", SYNTAX, 4, 6, '"title:" has nothing after it'),
    ("a1 title:NOT b1", SYNTAX, 9, 3, '"title:" is followed by NOT'),
    ("title:body:a1", SYNTAX, 6, 5, '"title:" is followed by body:'),
    ("title: *", SYNTAX, 0, 6, '"*" stands for every article'),
    ("NOT a1", SYNTAX, 0, 3, "a query of NOT alone"),
    ("a1 OR NOT b1", SYNTAX, 6, 3, "a query of NOT alone"),
    ("title: NOT a1 NOT b1", SYNTAX, 7, 3, "a query of NOT alone"),
    ("a*", SYNTAX, 0, 2, "the prefix a* is too short"),
    ("ab *cd", SYNTAX, 3, 1, '"*" is not at the end'),
    ("ab*cd", SYNTAX, 2, 1, '"*" is not at the end'),
    ('x "a1 * b1"', SYNTAX, 6, 1, '"*" is not at the end'),
    ("-Putin", SYNTAX, 0, 1, '"-" has no meaning here'),
    ("x =~Putin", SYNTAX, 3, 1, '"~" has no meaning here'),
    ("Putin|Lavrov", SYNTAX, 5, 1, '"|" has no meaning here'),
    ("wom?n", SYNTAX, 3, 1, '"?" has no meaning here'),
    ("'White House'", SYNTAX, 0, 1, '"\'" has no meaning here'),
    ("@russia", "NW206", 0, 7, "unknown group @russia"),
    ("a1 @", NEVER, 3, 1, "the term @ can never match"),
    ("=@russia", SYNTAX, 1, 1, '"@" has no meaning here'),
    ("title :Putin", SYNTAX, 6, 1, '":" has no meaning here'),
    ("a1 NEAR b1", SYNTAX, 3, 4, "NEAR is no distance"),
    ("a1 near/5 b1", SYNTAX, 3, 6, "near/5 is no distance"),
    ("a1 NEAR/x b1", SYNTAX, 3, 6, "NEAR/x is no distance"),
    ("a1 NEAR5 b1", SYNTAX, 3, 5, "NEAR5 is no distance"),
    ("a1 W/5 b1", SYNTAX, 3, 3, "W/5 is no distance"),
    ("a1 NEAR/0 b1", NEVER, 3, 6, "NEAR/0 can never match"),
    ("a1 NEAR/201 b1", SYNTAX, 3, 8, "NEAR/201: 200 words are the most"),
    (f"a1 NEAR/{'9' * 5_000} b1", SYNTAX, 3, 5_005, "NEAR/9999"),
    ("a1 NEAR/3", SYNTAX, 3, 6, "NEAR/3 has nothing after it"),
    ("NEAR/3 a1", SYNTAX, 0, 6, "NEAR/3 has nothing before it"),
    ("a1 NEAR/3 AND b1", SYNTAX, 10, 3, "NEAR/3 is followed by AND"),
    ("a1 NEAR/3 NOT b1", SYNTAX, 10, 3, "NEAR/3 is followed by NOT"),
    ("a1 NEAR/3 (b1 c1)", SYNTAX, 3, 6, "NEAR/3 cannot measure to AND"),
    ("a1 NEAR/3 (b1 OR (NOT c1))", SYNTAX, 3, 6, "NEAR/3 cannot measure to NOT"),
    ("a1 NEAR/3 title:b1", SYNTAX, 3, 6, "NEAR/3 cannot measure to title:"),
    ("(a1 NEAR/3 b1) NEAR/5 c1", SYNTAX, 15, 6, "NEAR/5 cannot measure to br"),
    ("a1 NEAR/3 *", SYNTAX, 3, 6, 'NEAR/3 cannot measure to "*"'),
    ("*bank*", SYNTAX, 0, 6, "*bank* is too short to stand inside a word"),
    ("x1 *trade-talks*", SYNTAX, 3, 13, "*trade-talks* is more than one word"),
    ("*会谈会谈会*", SYNTAX, 0, 7, "*会谈会谈会* is more than one word"),
    ("*tra*ding*", SYNTAX, 4, 1, '"*" is inside a word'),
    ("***", SYNTAX, 1, 1, '"*" is inside a word'),
    ("~talk*", SYNTAX, 0, 6, "~ takes one plain word"),
    ("~=Talk", SYNTAX, 0, 6, "~ takes one plain word"),
    ("~cease-fire", SYNTAX, 0, 11, "~ takes one plain word"),
    ("~", SYNTAX, 0, 1, '"~" has no meaning here'),
    ("lang:Russian", NEVER, 0, 12, "the term lang:Russian can never match"),
    ("a1 lang:(en OR en*)", NEVER, 3, 8, "the term lang:en* can never match"),
    ('a1 ""', NEVER, 3, 2, 'the term "" can never match'),
    ('"?!"', NEVER, 0, 4, 'the term "?!" can never match'),
    ("a1 & b1", NEVER, 3, 1, "the term & can never match"),
    ("=", NEVER, 0, 1, "the term = can never match"),
    ("…*", NEVER, 0, 2, "the term …* can never match"),
    ("titel:Putin", FIELD, 0, 6, 'unknown field "titel:"'),
    ("  Title: Putin", FIELD, 2, 6, 'unknown field "Title:"'),
    ("a1 http://x.example", FIELD, 3, 5, 'unknown field "http:"'),
    ("titel:-x", FIELD, 0, 6, 'unknown field "titel:"'),
    # What a reader takes for an operator.
    ("a1 or b1", SYNTAX, 3, 2, "or is no operator"),
    ("not a1", SYNTAX, 0, 3, "not is no operator"),
    ("a1 And (b1)", SYNTAX, 3, 3, "And is no operator"),
    ("a1 ＡＮＤ b1", SYNTAX, 3, 3, "ＡＮＤ is no operator"),
    ("（日本 OR 中国）", SYNTAX, 0, 1, '"（" has no meaning here'),
    ("title：日本", SYNTAX, 5, 1, '"：" has no meaning here'),
    ("日本＊", SYNTAX, 2, 1, '"＊" has no meaning here'),
    ("「日本」", SYNTAX, 0, 1, '"「" has no meaning here'),
    ('"peace talks"~3', SYNTAX, 13, 1, '"~" has no meaning here'),
    ("a1 NOT *", NEVER, 3, 3, "NOT * can never match"),
    ("NOT (*)", NEVER, 0, 3, "NOT * can never match"),
]


@pytest.mark.parametrize(("text", "code", "offset", "width", "message"), MISTAKES)
def test_a_mistake_is_told_with_its_place(
    text: str, code: str, offset: int, width: int, message: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    error = caught.value
    assert isinstance(error, TopicError)
    assert (error.code, error.offset, error.width) == (code, offset, width)
    assert error.message.startswith(message)
    assert error.help
    assert "\n" not in error.help


@pytest.mark.parametrize(
    ("text", "offset", "width"),
    # Longer lines are shown in part, other scripts in cells of their own width.
    [
        (text, offset, width)
        for text, _, offset, width, _ in MISTAKES
        if text.strip() and text.isascii() and len(text) < 60
    ],
)
def test_a_mistake_has_carets_below_it_and_a_next_step(
    text: str, offset: int, width: int
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    head, arrow, _, shown, carets, step = caught.value.render().splitlines()
    assert head == f"error[{caught.value.code}]: {caught.value.message}"
    assert arrow == f"  --> query:1:{offset + 1}"
    first = shown.index(text.rstrip()) + offset
    assert carets[first:] == "^" * width
    assert not carets[:first].strip(" |")
    assert step == f"help: {caught.value.help}"


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("titel:Putin", "did you mean title:"),
        ("TITLE:Putin", "did you mean title:"),
        ("leed:Putin", "did you mean lede:"),
        (
            "Reuters:x",
            "fields are title:, lede:, body:, url:, section:, outlet:, author:, lang:,"
            ' tag:; for the word itself write "Reuters"',
        ),
        ("site:bbc", "did you mean outlet:"),
        ("https://x", 'put an address in quotation marks: url:"https://…"'),
        ("a1 near/5 b1", "write NEAR/5: at most 5 words apart"),
        ("a1 NEAR b1", "write NEAR/10: at most 10 words apart"),
        (
            "@russia",
            "name its words in the topic's [topic.words], or write (one OR other)",
        ),
        ("lang:Russian", "languages are codes such as lang:en, lang:ru, lang:pt-BR"),
        (
            "a1 NEAR/3 title:b1",
            "let the field govern the whole: title:(one NEAR/3 other)",
        ),
        ("-Putin", "to leave a word out write NOT before it"),
        ("a1 || b1", "write OR"),
        ("Putin|Lavrov", "for either of two words write OR"),
        ("a1 or b1", 'write OR; for the word itself write "or"'),
        ("（日本 OR 中国）", "write ("),
        ("a1 NEAR/5.5 b1", "write NEAR/5: at most 5 words apart"),
        ("a1 NEAR/-1 b1", "write NEAR/1: side by side"),
        ('"peace talks"~3', "for a distance write one NEAR/3 other"),
        ("NOT *", "write * for every article"),
        ("NOT a1", 'say what is wanted too; for all but these write "* AND NOT …"'),
    ],
)
def test_a_mistake_comes_with_one_next_step(text: str, help: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.help == help


def test_a_mistake_shows_its_line_with_carets() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("(Putin OR Lavrov)\n AND titel:talks")
    place = caught.value.place
    assert place is not None
    assert (place.line, place.column, place.width) == (2, 6, 6)
    assert caught.value.render().splitlines() == [
        'error[NW205]: unknown field "titel:"',
        "  --> query:2:6",
        "   |",
        " 2 |  AND titel:talks",
        "   |      ^^^^^^",
        "help: did you mean title:",
    ]


@pytest.mark.parametrize(
    "text", ["(" * 10_000, "(" * 10_000 + "a1" + ")" * 10_000, "(a1 " * 100]
)
def test_too_many_brackets_are_a_mistake_and_no_crash(text: str) -> None:
    with pytest.raises(QueryError, match=f"brackets more than {MAX_DEPTH} deep"):
        parse_query(text)


def test_brackets_as_deep_as_allowed_are_read_printed_and_matched() -> None:
    levels = MAX_DEPTH // 2 - 1
    query = parse_query("a1 OR b1 NOT title:(" * levels + "c1" + ")" * levels)
    # The print puts OR and AND in brackets of their own.
    assert str(query).count("(") == 2 * levels
    assert parse_query(str(query)).root == query.root
    assert Engine([Topic(id="deep", query=query.text)]).match("a1", "")


def test_a_query_whose_print_would_be_too_deep_is_refused_at_its_deepest() -> None:
    level = "a1 OR b1 NOT title:("
    with pytest.raises(QueryError) as caught:
        parse_query(level * (MAX_DEPTH - 1) + "c1" + ")" * (MAX_DEPTH - 1))
    assert caught.value.offset == len(level) * (MAX_DEPTH - 1) - 1


def test_brackets_within_a_phrase_are_no_brackets() -> None:
    assert parse_query(f'"talks {"(" * 1_000}"')


def test_a_query_beyond_the_limit_is_refused_where_the_limit_is() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("ab " * MAX_QUERY_CHARS)
    assert caught.value.offset == MAX_QUERY_CHARS


def test_a_phrase_of_hundreds_of_words_is_refused() -> None:
    with pytest.raises(QueryError, match="a phrase of 200 words; 64 are allowed"):
        parse_query('x1 "' + "word " * 200 + '"')


def test_the_hash_is_of_the_meaning_not_of_the_spelling() -> None:
    query = parse_query("(Putin  AND (Lavrov talks))")
    assert query.hash == parse_query("Putin Lavrov\ntalks").hash
    assert query.hash != parse_query("Putin Lavrov OR talks").hash
    assert query.hash.startswith("sha256:")
    assert len(query.hash) == len("sha256:") + 64


def test_a_mistake_survives_the_way_between_processes() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("a1 titel:b1")
    error = pickle.loads(pickle.dumps(caught.value.of_topic("talks")))
    assert error.message == 'query of topic "talks": unknown field "titel:"'
    assert (error.code, error.offset, error.width) == (FIELD, 3, 6)
    assert error.help == "did you mean title:"
