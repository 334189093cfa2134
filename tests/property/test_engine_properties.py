"""The engine against a reader that takes the meaning of a query at its word."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from newswatch.match import (
    Document,
    Engine,
    cache,
    evaluate,
    explain_miss,
    parse_query,
    read_group,
)
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
from newswatch.model import Confidence, ScoreRule, Topic

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
    if isinstance(node, Group):
        return _any_stand(node.part, article, field)
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


#: rules over two word groups; @a and @b stand wherever a term may
_GROUPED = st.sampled_from(["@a", "@b", "@a NEAR/2 @b", "title:@a", "@b AND NOT x"])
RULES = st.builds(
    ScoreRule,
    when=QUERIES | _GROUPED,
    add=st.sampled_from([-2, -1, 0.5, 1, 2]),
    max=st.none() | st.sampled_from([1, 2, 3]),
).filter(lambda rule: rule.max is None or rule.add > 0)
WORD_GROUPS = st.lists(TERM, min_size=1, max_size=3, unique=True)


@st.composite
def scored_topics(draw: st.DrawFn) -> list[Topic]:
    topics = []
    for number in range(draw(st.integers(1, 4))):
        low = draw(st.sampled_from([None, 0.5, 1]))
        topics.append(
            Topic(
                id=f"t{number}",
                words={name: tuple(draw(WORD_GROUPS)) for name in "ab"},
                score=tuple(draw(st.lists(RULES, min_size=1, max_size=4))),
                threshold=draw(st.sampled_from([1, 1.5, 3])),
                low=low,
            )
        )
    return topics


def naive_points(topic: Topic, document: Document, article: Article) -> float:
    """Points by what `naive` says of each rule; how often is the engine's to count."""
    groups = {name: read_group(words) for name, words in topic.words.items()}
    points = 0.0
    for rule in topic.score:
        root = parse_query(rule.when, groups).root
        if naive(root, article):
            evidence = evaluate(root, document)
            assert evidence is not None
            count = evidence.count if rule.max is not None else 1
            most = rule.add * count if rule.max is None else rule.max
            points += min(rule.add * count, most)
    return points


@settings(STEADY, max_examples=100)
@given(topics=scored_topics(), title=TEXTS, body=TEXTS, tag=TEXTS)
def test_topics_with_rules_match_exactly_when_their_points_say_so(
    topics: list[Topic], title: str, body: str, tag: str
) -> None:
    document = Document(title, body, tags=[tag])
    article = {"title": [title], "body": [body], "tag": [tag]}
    points = [naive_points(topic, document, article) for topic in topics]
    expected = [
        (topic.id, got, Confidence.HIGH if got >= topic.threshold else Confidence.LOW)
        for topic, got in zip(topics, points, strict=True)
        if got >= topic.least
    ]
    engine = Engine(topics)
    matches = engine.match(title, body, tags=[tag])
    assert [(m.topic_id, m.score, m.confidence) for m in matches] == expected
    kept = cache.unpacked(cache.packed(engine, topics), cache.key_of(topics))
    assert kept is not None
    assert kept.match(title, body, tags=[tag]) == matches


@settings(STEADY, max_examples=100)
@given(topics=scored_topics(), title=TEXTS, body=TEXTS)
def test_the_clauses_of_a_match_point_at_hits_that_are_in_the_text(
    topics: list[Topic], title: str, body: str
) -> None:
    for match in Engine(topics).match(title, body):
        assert sum(rule.add for rule in match.rules) == match.score
        for rule in match.rules:
            for clause in rule.clauses:
                assert all(number < len(match.hits) for number in clause.hits)
        for hit in match.hits:
            source = title if hit.field == "title" else body
            term = parse_query(hit.term).root
            assert isinstance(term, Term)
            for start, end in hit.spans:
                assert _is_the_term(term, source[start:end])


def _is_the_term(term: Term, text: str) -> bool:
    """Whether *text* is *term*; what was split at a hyphen may stand inside it."""
    words = list(tokenize(text))
    return any(
        all(
            piece.accepts(words[at].folded, words[at].exact)
            for at, piece in enumerate(term.pieces, first)
        )
        for first in range(len(words) - len(term.pieces) + 1)
    )


@STEADY
@given(query=QUERIES, text=TEXTS)
def test_every_span_slices_the_text_to_its_term(query: str, text: str) -> None:
    for match in Engine([Topic(id="t", query=query)]).match(text, text):
        for hit in match.hits:
            term = parse_query(hit.term).root
            assert isinstance(term, Term)
            for start, end in hit.spans:
                assert _is_the_term(term, text[start:end])


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
