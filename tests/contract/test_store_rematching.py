"""Telling of stored articles for a later topic, on every implementation."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest
from builders import NOON, make_announced, make_article, make_candidate

from newswatch.dedup.classify import classify
from newswatch.store.base import Retelling, Revisit
from newswatch.store.states import SourceState
from newswatch.store.texts import ToldCopy

MARK = partial(classify, drop_copies=False)
URL = "https://herald.example/a"
LATER = NOON + timedelta(days=2)


def line(seq, event_id, cluster, candidate):
    body = candidate.article.text
    return json.dumps([seq, cluster.role, candidate.article.section, body]).encode()


def admit(store, topics=(), url=URL, **candidate):
    announced = make_announced(url)
    store.announce("herald", "https://herald.example/rss", SourceState(), [announced],
                   NOON)  # fmt: skip
    made = make_candidate(
        url,
        topics=topics,
        article=make_article(paragraphs=("One.", "Two."), section="World"),
        **candidate,
    )
    return store.admit(made, announced.key, MARK, line, None).article_id


def telling(seq, told, topic="rates"):
    return Retelling(
        event="rematched",
        event_id=f"{seq:032x}",
        revision=told.revision if told else 1,
        observed_at=LATER,
        line=b"rematched %d\n" % seq,
        candidate=None,
        entered={topic: "sha256:1"},
    )


def no_looks(read_at):
    return 7, None


def test_what_a_line_would_say_is_kept_without_its_body(store, look):
    article_id = admit(store)

    text = look().text(article_id)

    assert json.loads(text.line) == [1, "first", "World", ""]
    assert (text.text, text.is_told) == ("One.\n\nTwo.", False)


def test_an_article_with_a_line_has_no_other(store, look):
    article_id = admit(store, ("talks",))
    assert json.loads(look().text(article_id).line)[3] == "One.\n\nTwo."

    store.rematched(article_id, telling, no_looks)

    assert look().text(article_id).line == b"rematched 2\n"


def test_article_that_had_no_line_has_one_and_is_on_the_topic(store, look):
    article_id = admit(store)

    seq = store.rematched(article_id, telling, no_looks)

    assert (seq, store.outbox_after(0, 9)[0].line) == (1, b"rematched 1\n")
    told = store.told(article_id)
    assert (told.event, told.revision, told.text) == ("rematched", 1, "One.\n\nTwo.")
    stored = look().article(article_id)
    assert (stored.outcome, stored.topics_matched) == ("emitted", ("rates",))
    text = look().text(article_id)
    assert (text.line, text.is_told) == (b"rematched 1\n", True)
    assert look().topic_counts([NOON]) == {"rates": (1,)}


def test_topics_told_before_stay(store, look):
    article_id = admit(store, ("talks",))

    assert store.rematched(article_id, telling, no_looks) == 2

    assert look().article(article_id).topics_matched == ("rates", "talks")
    assert [each.event for each in look().told_lines(article_id)] == [
        "new",
        "rematched",
    ]


def test_nothing_changes_where_there_is_nothing_to_tell(store, look):
    article_id = admit(store)

    assert store.rematched(article_id, lambda seq, told: None, no_looks) is None

    assert store.last_seq() == 0
    assert look().article(article_id).outcome == "off_topic"


def test_a_transaction_that_fails_tells_of_none(store, look):
    article_id = admit(store)

    def tell_and_fail():
        with store.transaction():
            store.rematched(article_id, telling, no_looks)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        tell_and_fail()

    assert (store.last_seq(), look().text(article_id).is_told) == (0, False)


def test_article_told_for_the_first_time_is_looked_at_from_then_on(store, look):
    article_id = admit(store)
    assert look().planned_look(article_id).due_at is None
    asked = []

    def looks_left(read_at):
        asked.append(read_at)
        return 3, LATER

    store.rematched(article_id, telling, looks_left)

    look_ = look().planned_look(article_id)
    assert (asked, look_.due_at, look_.steps) == ([NOON], LATER, 3)


def test_article_that_was_told_keeps_its_looks(store, look):
    article_id = admit(store, ("talks",))
    store.revisited(Revisit(article_id=article_id, step=2), LATER, NOON)

    store.rematched(article_id, telling, no_looks)

    look_ = look().planned_look(article_id)
    assert (look_.due_at, look_.steps) == (LATER, 2)


def test_copies_are_told_apart_by_outlet_length_and_topics(store, look):
    first = admit(store, ("talks",))
    store.admit(
        make_candidate("https://post.example/a", outlet_id="post", topics=()),
        None,
        MARK,
        line,
    )
    copy = look().ids_between(NOON, LATER)[1]

    assert look().copies_of(copy) == [
        ToldCopy(
            article_id=first,
            outlet_id="herald",
            word_count=80,
            topics=frozenset({"talks"}),
        )
    ]
    assert [each.topics for each in store.copies_of(first)] == [frozenset()]


def test_a_withdrawn_article_is_nobodys_copy(store, look):
    first = admit(store, ("talks",))
    store.admit(
        make_candidate("https://post.example/a", outlet_id="post", topics=()),
        None,
        MARK,
        line,
    )
    copy = look().ids_between(NOON, LATER)[1]

    def withdrawn(seq, told):
        return Retelling(
            event="withdrawn",
            event_id="0" * 32,
            revision=1,
            observed_at=LATER,
            line=b"gone\n",
            candidate=None,
        )

    store.revisited(Revisit(article_id=first), None, LATER, tell=withdrawn)

    assert store.copies_of(copy) == []
