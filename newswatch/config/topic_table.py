"""What must hold for a `[[topic]]` table beyond its types: codes NW2xx."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from newswatch.config.document import EACH, Document
from newswatch.config.positions import Path
from newswatch.errors import ConfigError, TopicError
from newswatch.match import QueryError, parse_query, read_group
from newswatch.match.contradictions import contradiction
from newswatch.match.forms import learn_forms

_GROUP_NAME = re.compile(r"[a-z0-9_]{1,64}")
# A phrase is passed over whole: an @ inside it calls no group.
_NAMED = re.compile(r'"[^"]*"|@(\w+)')
_LANGUAGE_PAGE = "the query language stands in docs/topics.md"
#: keys that mean something only beside [[topic.score]]
_OF_RULES = ("threshold", "low")


def topic_mistakes(document: Document) -> Iterator[ConfigError]:
    """The mistakes of a file's `[[topic]]` tables that no type can tell."""
    tables = [
        _Table(document, path)
        for path, table in document.leaves("topic", EACH)
        if isinstance(table, Mapping)
    ]
    learn_forms(text for table in tables for text in table.texts())
    for table in tables:
        yield from table.mistakes()


class _Table:
    """One `[[topic]]` table; what is of a wrong type is left to the model."""

    def __init__(self, document: Document, path: Path) -> None:
        self.document = document
        self.path = path
        self.topic_id = document.value((*path, "id")) or "?"
        words = document.value((*path, "words"))
        #: word group → its entries that are texts
        self.words: Mapping[str, Sequence[str]] = {
            name: [entry for entry in entries if isinstance(entry, str) and entry]
            for name, entries in (words if isinstance(words, Mapping) else {}).items()
            if isinstance(entries, list)
        }
        self.has_rules = document.has((*path, "score"))

    def mistakes(self) -> Iterator[ConfigError]:
        yield from self.choice_mistakes()
        word_mistakes = [*self.word_mistakes()]
        yield from word_mistakes
        for path, written in self.queries():
            yield from self.query_mistakes(path, written, word_mistakes)
        if self.has_rules:
            yield from self.number_mistakes()
        for path, test in self.document.leaves(*self.path, "test", EACH):
            if isinstance(test, Mapping) and not test.keys() & {"title", "text"}:
                message = "a test without a title and without a text"
                yield self.error("NW107", message, path, "add a line text = …")

    def choice_mistakes(self) -> Iterator[ConfigError]:
        """Either a query, or rules with a threshold."""
        has_query = self.document.has((*self.path, "query"))
        if self.document.value((*self.path, "query")) == "":
            message, advice = (
                "query: must not be empty",
                "write a text between the quotes",
            )
            yield self.error("NW103", message, (*self.path, "query"), advice)
        elif not has_query and not self.has_rules:
            message = '"query" is missing in [[topic]]'
            advice = "add a line query = …, or [[topic.score]] tables"
            yield self.error("NW107", message, self.path, advice)
        elif has_query and self.has_rules:
            message = "set either query or [[topic.score]], not both"
            advice = "write the query as the when of a rule"
            yield self.error("NW103", message, (*self.path, "query"), advice)
        elif self.has_rules and not self.document.has((*self.path, "threshold")):
            message = '"threshold" is missing in [[topic]]'
            advice = "add a line threshold = …, above the first [topic.…] line"
            yield self.error("NW107", message, self.path, advice)
        if has_query and not self.has_rules:
            for key in _OF_RULES:
                if self.document.has((*self.path, key)):
                    message = f"{key} means nothing beside a query"
                    advice = "remove it, or write [[topic.score]] tables"
                    yield self.error("NW103", message, (*self.path, key), advice)

    def word_mistakes(self) -> Iterator[ConfigError]:
        for path, _ in self.groups():
            name = str(path[-1])
            if not _GROUP_NAME.fullmatch(name):
                message = f'the word group "{name}" has a name that no @ can call'
                advice = "up to 64 of a-z, 0-9 and _"
                yield self.error("NW103", message, path, advice)
            elif not self.words.get(name):
                message = f"the word group @{name} is empty"
                yield self.error("NW204", message, path, "write at least one word")
        for path, entries in self.groups():
            for number, entry in enumerate(entries):
                if isinstance(entry, str) and entry:
                    yield from self.entry_mistakes((*path, number), entry)

    def groups(self) -> Iterator[tuple[Path, list[object]]]:
        words = self.document.value((*self.path, "words"))
        for name, entries in (words if isinstance(words, Mapping) else {}).items():
            if isinstance(entries, list):
                yield (*self.path, "words", name), entries

    def entry_mistakes(self, path: Path, entry: str) -> Iterator[ConfigError]:
        try:
            read_group([entry])
        except QueryError as error:
            yield self.query_error(f'words of topic "{self.topic_id}"', path, error)

    def queries(self) -> Iterator[tuple[Path, str]]:
        """The query and what the rules ask, those that are not empty."""
        for pattern in (("query",), ("score", EACH, "when")):
            for path, written in self.document.texts(*self.path, *pattern):
                if written:
                    yield path, written

    def texts(self) -> Iterator[str]:
        """All that is written in the query language."""
        yield from (written for _, written in self.queries())
        for entries in self.words.values():
            yield from entries

    def query_mistakes(
        self, path: Path, written: str, of_words: Sequence[ConfigError]
    ) -> Iterator[ConfigError]:
        # What is wrong inside a group is told once, where it stands.
        words = {name: ["xx"] for name in self.words} if of_words else self.words
        groups = {name: read_group(entries) for name, entries in words.items()}
        try:
            root = parse_query(written, groups).root
            # Groups that stand for others would contradict each other.
            found = None if of_words else contradiction(root)
        except QueryError as error:
            found = error
        if found:
            key = "rule" if path[-1] == "when" else "query"
            yield self.query_error(f'{key} of topic "{self.topic_id}"', path, found)

    def query_error(self, of: str, path: Path, error: QueryError) -> ConfigError:
        note = "opened here" if "unclosed" in error.message else ""
        return TopicError(
            f"{of}: {error.message}",
            code=error.code,
            place=self.document.place_inside(path, error.offset, error.width, note),
            help=error.help or _LANGUAGE_PAGE,
        )

    def number_mistakes(self) -> Iterator[ConfigError]:
        """Points that no article can have, or that change nothing."""
        most = 0.0
        for path, rule in self.document.leaves(*self.path, "score", EACH):
            add, limit = (_number(rule, key) for key in ("add", "max"))
            if add == 0:
                message, advice = "add: 0 points change nothing", "remove the rule"
                yield self.error("NW103", message, (*path, "add"), advice)
            if add is not None and limit is not None and limit < max(add, 0.0):
                message = "max: less than the points of one place"
                advice = "max is the most that a rule gives, over all its places"
                yield self.error("NW103", message, (*path, "max"), advice)
            if add is None or not isfinite(add):
                return  # the model reports it
            most += max(0.0, limit if limit is not None else add)
        table = self.document.value(self.path)
        threshold, low = _number(table, "threshold"), _number(table, "low")
        if threshold is None:
            return
        yield from self.bar_mistakes(threshold, low, most)

    def bar_mistakes(
        self, threshold: float, low: float | None, most: float
    ) -> Iterator[ConfigError]:
        if threshold <= 0 or (low is not None and low <= 0):
            key = "threshold" if threshold <= 0 else "low"
            message = f"{key}: every article would be on the topic"
            advice = "an article with no point at all has 0"
            yield self.error("NW222", message, (*self.path, key), advice)
        if low is not None and low >= threshold:
            message = f"low: {low:g} is not below the threshold, {threshold:g}"
            advice = "from low up to the threshold confidence is low"
            yield self.error("NW103", message, (*self.path, "low"), advice)
        if threshold > most:
            message = f"threshold: the rules give {most:g} points at most"
            advice = "no article can reach it: lower it, or give more points"
            yield self.error("NW222", message, (*self.path, "threshold"), advice)

    def error(self, code: str, message: str, path: Path, help: str) -> ConfigError:
        place = self.document.place(path)
        return TopicError(message, code=code, place=place, help=help)


def topic_warnings(document: Document) -> Iterator[ConfigError]:
    """NW221 for each word group that no query of its topic names."""
    for path, words in document.leaves("topic", EACH, "words"):
        topic = path[:-1]
        queries = [*document.texts(*topic, "query")]
        queries += document.texts(*topic, "score", EACH, "when")
        named = {name for _, written in queries for name in _NAMED.findall(written)}
        for name in words if isinstance(words, Mapping) else ():
            if name not in named:
                yield TopicError(
                    f"nothing asks for the word group @{name}",
                    code="NW221",
                    place=document.place((*path, name), key=True),
                    help=f"write @{name} in a rule, or remove the group",
                )


def _number(table: object, key: str) -> float | None:
    value = table.get(key) if isinstance(table, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
