"""The engines of benchmarks/topics.py: each takes topics, then answers for articles."""

from __future__ import annotations

import re
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Article(NamedTuple):
    title: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.text}"


#: three groups of terms, of each of which one must stand in the article
Topic = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
#: articles → how often a topic matched one of them
Ask = Callable[[Sequence[Article]], int]


#: seconds of loading the same topics once more, from what the engine keeps of them
Again = Callable[[], float]


def load(engine: str, topics: Sequence[Topic]) -> tuple[Ask, float, float | None]:
    """The engine, the seconds of loading its topics, and those from its cache."""
    began = time.process_time()
    ask, again = _LOADERS[engine](topics)
    load_s = time.process_time() - began
    return ask, load_s, again() if again else None


def _quoted(term: str) -> str:
    return f'"{term}"' if " " in term else term


def _query(topic: Topic) -> str:
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in topic)


def _newswatch(topics: Sequence[Topic]) -> tuple[Ask, Again]:
    from newswatch.match import Engine, cache
    from newswatch.model import Topic as Watched

    watched = [
        Watched(id=f"t{number}", query=_query(topic))
        for number, topic in enumerate(topics)
    ]
    engine = Engine(watched)

    def again() -> float:
        packed = cache.packed(engine, watched)
        began = time.process_time()
        found = cache.unpacked(packed, cache.key_of(watched))
        assert found is not None
        return time.process_time() - began

    def ask(articles: Sequence[Article]) -> int:
        return sum(len(engine.match(*article)) for article in articles)

    return ask, again


def _fts5(topics: Sequence[Topic]) -> tuple[Ask, None]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE page USING fts5(text)")
    queries = [_query(topic) for topic in topics]

    def ask(articles: Sequence[Article]) -> int:
        connection.execute("DELETE FROM page")
        rows = [(article.whole,) for article in articles]
        connection.executemany("INSERT INTO page VALUES (?)", rows)
        matches = 0
        for query in queries:
            found = connection.execute("SELECT rowid FROM page(?)", (query,))
            matches += len(found.fetchall())
        return matches

    return ask, None


def _tantivy(topics: Sequence[Topic]) -> tuple[Ask, None]:
    import tantivy
    from tantivy import Occur, Query

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text")
    schema = builder.build()

    def term(written: str) -> Query:
        if written.endswith("*"):
            return Query.fuzzy_term_query(
                schema, "text", written[:-1], distance=0, prefix=True
            )
        if " " in written:
            return Query.phrase_query(schema, "text", written.split())
        return Query.term_query(schema, "text", written)

    queries = [
        Query.boolean_query(
            [
                (
                    Occur.Must,
                    Query.boolean_query([(Occur.Should, term(t)) for t in group]),
                )
                for group in topic
            ]
        )
        for topic in topics
    ]

    def ask(articles: Sequence[Article]) -> int:
        index = tantivy.Index(schema)
        writer = index.writer(heap_size=64_000_000, num_threads=1)
        for article in articles:
            writer.add_document(tantivy.Document(text=article.whole))
        writer.commit()
        index.reload()
        searcher = index.searcher()
        most = len(articles)
        return sum(len(searcher.search(query, most).hits) for query in queries)

    return ask, None


def _regex(topics: Sequence[Topic]) -> tuple[Ask, None]:
    def pattern(group: Sequence[str]) -> re.Pattern[str]:
        terms = [
            re.escape(term[:-1]) + r"\w*"
            if term.endswith("*")
            else re.escape(term).replace(r"\ ", r"\W+")
            for term in group
        ]
        return re.compile(rf"\b(?:{'|'.join(terms)})\b", re.IGNORECASE)

    compiled = [tuple(map(pattern, topic)) for topic in topics]

    def ask(articles: Sequence[Article]) -> int:
        return sum(
            all(group.search(article.whole) for group in topic)
            for article in articles
            for topic in compiled
        )

    return ask, None


def _aho(topics: Sequence[Topic]) -> tuple[Ask, None]:
    import ahocorasick

    wanted: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, topic in enumerate(topics):
        for bit, group in enumerate(topic):
            for term in group:
                key = f" {term[:-1]}" if term.endswith("*") else f" {term} "
                wanted[key].append((number, 1 << bit))
    automaton = ahocorasick.Automaton()
    for key, payload in wanted.items():
        automaton.add_word(key, (key, payload))
    automaton.make_automaton()

    def ask(articles: Sequence[Article]) -> int:
        matches = 0
        for article in articles:
            words = re.findall(r"\w+", article.whole.casefold())
            found = {
                key: rest for _, (key, rest) in automaton.iter(f" {' '.join(words)} ")
            }
            bits: defaultdict[int, int] = defaultdict(int)
            for payload in found.values():
                for number, bit in payload:
                    bits[number] |= bit
            matches += sum(met == 7 for met in bits.values())
        return matches

    return ask, None


_LOADERS: dict[str, Callable[[Sequence[Topic]], tuple[Ask, Again | None]]] = {
    "newswatch": _newswatch,
    "fts5 row": _fts5,
    "fts5 200": _fts5,
    "tantivy 200": _tantivy,
    "regex": _regex,
    "aho": _aho,
}
