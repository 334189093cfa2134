"""What holds of matching whatever the text and whatever the query."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newswatch.errors import TopicError
from newswatch.match import Engine, QueryError, parse_query
from newswatch.match.plain_query import read_plain
from newswatch.match.tokens import Tokens, tokenize, words_in
from newswatch.match.tree import Field, Scoped, Term
from newswatch.model import Topic

LETTERS = "🕊 ＵＳ ﬁ ½ ﷺ İ ß ё e\u0301 \u0301\u0327 \u00ad \u200d ｶﾞ 한 ป์ مُ 会谈 谈"
ENGLISH = "Putin U.S. us US l’ l' 's ʼ - . _ 7 , ; ( ” … u.s. .s"
BITS = st.sampled_from([*LETTERS.split(), *ENGLISH.split(), " ", "\n\n"])
TEXTS = st.lists(BITS | st.text(max_size=4), max_size=30).map("".join)
TERMS = "Putin talk* US =US us U.S. us-us l'accord 会谈 谈 fi*"
WORDS = st.sampled_from(['"White House"', '="The Hill"', *TERMS.split()])


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.tuples(inner, st.sampled_from([" AND ", " OR ", " ", " NOT "]), inner)
        .map(lambda parts: f"({''.join(parts)})")
        .filter(lambda text: "NOT NOT" not in text)
        | inner.map(lambda text: f"title:({text})")
        | inner.map(lambda text: f"(x1 AND NOT ({text}))")
    )


QUERIES = st.recursive(WORDS, _joined, max_leaves=12)
STEADY = settings(derandomize=True, max_examples=150, deadline=None)


@STEADY
@given(text=TEXTS)
def test_words_stand_in_the_text_in_order(text: str) -> None:
    tokens = list(tokenize(text))
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.folded
    starts = [token.start for token in tokens]
    assert starts == sorted(starts)


@STEADY
@given(text=TEXTS)
def test_a_text_has_the_same_words_split_at_its_signs_or_whole(text: str) -> None:
    tokens, whole = tokenize(text), words_in(f"{text}\n-")
    assert tuple(tokens.folded) == whole.folded
    assert tuple(tokens.exact) == whole.exact
    spans = [tokens.span(position) for position in range(len(tokens))]
    assert tuple(spans) == whole.spans


@STEADY
@given(text=TEXTS, data=st.data())
def test_a_word_of_a_text_is_found_where_it_stands(
    text: str, data: st.DataObject
) -> None:
    tokens = list(tokenize(text))
    assume(tokens)
    token = data.draw(st.sampled_from(tokens))
    written = text[token.start : token.end]
    matches = Engine([Topic(id="t", query=f'"{written}"')]).match(None, text)
    assert matches
    assert _is_covered(parse_query(f'"{written}"').root, matches[0].hits[0].spans, text)


@STEADY
@given(text=TEXTS, query=QUERIES)
def test_a_span_covers_what_its_term_accepts(text: str, query: str) -> None:
    try:
        engine = Engine([Topic(id="t", query=query)])
    except QueryError:
        assume(False)
    title, body = text[: len(text) // 2], text
    for match in engine.match(title, body):
        for hit in match.hits:
            source = title if hit.field == "title" else body
            assert list(hit.spans) == sorted(set(hit.spans))
            assert _is_covered(parse_query(hit.term).root, hit.spans, source)
        if match.snippet is not None:
            assert len(match.snippet) <= 200


def _is_covered(root: object, spans: tuple[tuple[int, int], ...], source: str) -> bool:
    assert isinstance(root, Term)
    return all(
        0 <= start < end <= len(source) and _accepts(root, tokenize(source[start:end]))
        for start, end in spans
    )


def _accepts(term: Term, tokens: Tokens) -> bool:
    """Whether *term* stands somewhere among *tokens*."""
    return any(
        all(
            piece.accepts(tokens.folded[first + n], tokens.exact[first + n])
            for n, piece in enumerate(term.pieces)
        )
        for first in range(len(tokens) - len(term.pieces) + 1)
    )


@STEADY
@given(query=QUERIES)
def test_a_printed_query_parses_to_the_same_tree(query: str) -> None:
    parsed = parse_query(query)
    assert parse_query(str(parsed)).root == parsed.root
    assert str(parse_query(str(parsed))) == str(parsed)


PLAIN = st.recursive(
    WORDS,
    lambda inner: (
        st.tuples(inner, st.sampled_from([" AND ", " OR ", " "]), inner).map("".join)
        | inner.map(lambda text: f"({text})")
    ),
    max_leaves=6,
)
SIGNS_AND_KEYWORDS = "AND OR NOT or Not NEAR/3 ( ) title: @g = * x （ ～"
SLIPS = ["", '"', *SIGNS_AND_KEYWORDS.split()]


@settings(STEADY, max_examples=500)
@given(query=PLAIN, slip=st.sampled_from(SLIPS), data=st.data())
def test_what_is_read_without_the_grammar_is_read_as_by_it(
    query: str, slip: str, data: st.DataObject
) -> None:
    words = query.replace("(", "( ").replace(")", " )").split(" ")
    words.insert(data.draw(st.integers(0, len(words))), slip)
    text = " ".join(words)
    tree = read_plain(text)
    # A field is the grammar's to read, and changes nothing inside its brackets.
    assert tree is None or parse_query(f"title:({text})").root == Scoped(
        Field.TITLE, tree
    )
    assert tree is not None or slip


WORD_BITS = st.text("abUSNEARandor", min_size=1, max_size=7)


@STEADY
@given(word=WORD_BITS, end=st.sampled_from(["", "*"]))
def test_a_word_of_letters_asks_for_what_it_asks_for_in_a_phrase_of_signs(
    word: str, end: str
) -> None:
    try:
        found = parse_query(f'"{word}{end}"').root
    except QueryError:
        return
    # A sign before it leaves the way of plain letters, and no word.
    slow = parse_query(f'"-{word}{end}"').root
    assert isinstance(found, Term)
    assert isinstance(slow, Term)
    assert found.pieces == slow.pieces


PARTS = "( ) \" “ * = : AND OR NOT title: US talk - | \\ NEAR/3 ~ 会 '"
SIGNS = st.sampled_from([*PARTS.split(), " ", "\0"])


def _mistake(query: str) -> Exception | None:
    try:
        parse_query(query)
    except TopicError as error:
        return error
    return None


@STEADY
@given(text=st.lists(SIGNS | st.text(max_size=3), max_size=20).map("".join))
def test_any_text_is_a_query_or_a_mistake_with_a_place(text: str) -> None:
    error = _mistake(text)
    if error is None:
        parsed = parse_query(text)
        assert parse_query(str(parsed)).root == parsed.root
    else:
        assert isinstance(error, QueryError)
        assert 0 <= error.offset <= len(text)
        assert error.width >= 1
        assert error.help


def test_lone_surrogates_are_read_like_any_sign() -> None:
    assert list(tokenize("Putin \ud800 talks").folded) == ["putin", "talks"]
    assert parse_query("Putin\udfff").hash
    assert isinstance(_mistake("\ud800"), QueryError)
