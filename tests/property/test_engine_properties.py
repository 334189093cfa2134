"""The engine against a reader that takes the meaning of a query at its word."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from newswatch.match import Document, Engine, evaluate, explain_miss, parse_query
from newswatch.match.percolator import Percolator
from newswatch.match.tokens import tokenize
from newswatch.match.tree import (
    And,
    Everything,
    Field,
    Group,
    Near,
    Node,
    Not,
    Or,
    Scoped,
    Term,
)
from newswatch.model import Topic

STEADY = settings(derandomize=True, max_examples=300, deadline=None)
WORDS = "US us U.S. talk talks talked Russia's US-Russia Gipfeltalks 会谈 谈 x y"
TEXTS = st.lists(st.sampled_from(WORDS.split()), max_size=14).map(" ".join)
TERMS = 'US =us us talk* *talks* =talk talks "US Russia" "talk* us" 会谈 谈 x'
TERM = st.sampled_from(
    [*(t for t in TERMS.split() if '"' not in t), '"US Russia"', '"talk* us"', '"x y"']
)
GROUP = st.lists(TERM, min_size=1, max_size=3).map(
    lambda terms: f"({' OR '.join(terms)})"
)
NEAR = st.lists(GROUP, min_size=2, max_size=3).flatmap(
    lambda parts: st.integers(1, 4).map(lambda n: f"({f' NEAR/{n} '.join(parts)})")
)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inner, st.sampled_from([" AND ", " OR ", " "]), inner)
    return (
        two.map(lambda parts: f"({''.join(parts)})")
        | inner.map(lambda text: f"(* AND NOT ({text}))")
        | st.tuples(st.sampled_from(["title", "lede", "tag"]), inner)
        .map(lambda parts: f"{parts[0]}:({parts[1]})")
        .filter(lambda text: ":(*)" not in text)
    )


QUERIES = st.recursive(TERM | NEAR, _joined, max_leaves=8)
LEDE = 160

#: words first … last of one text of the article
Stand = tuple[str, int, int]
Article = dict[str, list[str]]


def naive(node: Node, article: Article, field: Field = Field.BODY) -> bool:
    match node:
        case Term():
            return bool(stands(node, article, field))
        case And(parts=parts):
            return all(naive(part, article, field) for part in parts)
        case Or(parts=parts):
            return any(naive(part, article, field) for part in parts)
        case Not(part=part):
            return not naive(part, article, field)
        case Scoped(field=narrower, part=part):
            return naive(part, article, narrower)
        case Group(part=part):
            return naive(part, article, field)
        case Near(parts=parts, distances=distances):
            sides = [_any_stand(part, article, field) for part in parts]
            return any(_is_chain(chain, distances) for chain in product(*sides))
        case Everything():
            return True


def _any_stand(node: Node, article: Article, field: Field) -> set[Stand]:
    if isinstance(node, Or):
        return set().union(*(_any_stand(part, article, field) for part in node.parts))
    assert isinstance(node, Term)
    return stands(node, article, field)


def stands(term: Term, article: Article, field: Field) -> set[Stand]:
    keys = {"title": ("title",), "tag": ("tag",)}.get(field, ("title", "body"))
    found = set()
    for key in keys:
        for value in article[key]:
            tokens = list(tokenize(value))
            first = 0
            while first + len(term.pieces) <= len(tokens):
                last = first + len(term.pieces) - 1
                stretch = tokens[first : last + 1]
                is_met = all(
                    piece.accepts(token.folded, token.exact)
                    for piece, token in zip(term.pieces, stretch, strict=True)
                )
                if is_met and (field != "lede" or key == "title" or last < LEDE):
                    found.add((f"{key} {value}", first, last))
                first = last + 1 if is_met else first + 1
    return found


def _is_chain(chain: tuple[Stand, ...], distances: tuple[int, ...]) -> bool:
    return all(
        one[0] == other[0] and 1 <= max(other[1] - one[2], one[1] - other[2]) <= allowed
        for one, other, allowed in zip(chain[:-1], chain[1:], distances, strict=True)
    )


@STEADY
@given(query=QUERIES, title=TEXTS, body=TEXTS, tags=st.lists(TEXTS, max_size=2))
def test_a_query_is_met_exactly_when_its_words_say_so(
    query: str, title: str, body: str, tags: list[str]
) -> None:
    root = parse_query(query).root
    document = Document(title, body, tags=tags)
    expected = naive(root, {"title": [title], "body": [body], "tag": tags})
    assert (evaluate(root, document) is not None) is expected
    assert (explain_miss(root, document) == ()) is expected


@settings(STEADY, max_examples=100)
@given(
    queries=st.lists(QUERIES, max_size=12),
    articles=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4),
)
def test_many_topics_at_once_match_as_each_by_itself(
    queries: list[str], articles: list[tuple[str, str, str]]
) -> None:
    topics = [
        Topic(id=f"t{number}", query=query) for number, query in enumerate(queries)
    ]
    engine = Engine(topics)
    alone = [Engine([topic]) for topic in topics]
    for title, body, tag in articles:
        assert engine.match(title, body, tags=[tag]) == tuple(
            match for one in alone for match in one.match(title, body, tags=[tag])
        )
        expected = [
            topic.id
            for topic in topics
            if naive(
                parse_query(topic.query).root,
                {"title": [title], "body": [body], "tag": [tag]},
            )
        ]
        found = engine.match(title, body, tags=[tag])
        assert [match.topic_id for match in found] == expected


@STEADY
@given(query=QUERIES, text=TEXTS)
def test_every_span_slices_the_text_to_its_term(query: str, text: str) -> None:
    for match in Engine([Topic(id="t", query=query)]).match(text, text):
        for hit in match.hits:
            term = parse_query(hit.term).root
            assert isinstance(term, Term)
            for start, end in hit.spans:
                tokens = list(tokenize(text[start:end]))
                assert len(tokens) >= len(term.pieces)


def test_hanging_queries_up_anew_changes_no_answer() -> None:
    words = WORDS.split()
    roots = [
        parse_query(f'({one} OR {two}) AND "{three}"').root
        for one, two, three in product(words, words, words)
    ]
    percolator = Percolator(roots)
    for number in range(300):
        text = " ".join(words[number % 5 :: 1 + number % 3])
        document = Document(None, text)
        woken = percolator.woken(document)
        if number % 60 == 0 or number in (31, 32, 255, 256, 257):
            met = {n for n, root in enumerate(roots) if evaluate(root, document)}
            assert met <= set(woken)
