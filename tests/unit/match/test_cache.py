"""The engine as bytes: the same answers without reading a query, or no engine."""

import pickle
from collections.abc import Sequence

import pytest

from newswatch.match import Engine, cache
from newswatch.model import Match, ScoreRule, Topic

QUERIES = (
    'lede: ("White House" OR US) NEAR/9 talk*',
    "*gespräch* NOT tag:sport",
    "* AND lang:ru",
    "会谈 OR =Polish",
)
RULES = (
    ScoreRule(when="title: @usa AND talk*", add=2),
    ScoreRule(when="@usa NEAR/4 House", add=0.5, max=1),
    ScoreRule(when="told", add=-1),
)
SCORED = Topic(
    id="scored", words={"usa": ("=US", "White")}, score=RULES, threshold=2, low=1
)
TOPICS = [
    *(Topic(id=f"t{n}", query=query) for n, query in enumerate(QUERIES)),
    SCORED,
]
ARTICLES = (
    ("US talks", "in the White House"),
    ("Handelsgespräche", "told us"),
    ("中美会谈", "a Polish minister"),
)


KEY = cache.key_of(TOPICS)


def found(engine: Engine) -> list[tuple[Match, ...]]:
    return [engine.match(*article, language="ru") for article in ARTICLES]


def test_a_cached_engine_answers_as_the_one_that_was_read() -> None:
    engine = Engine(TOPICS)
    again = cache.unpacked(cache.packed(engine, TOPICS), KEY)
    assert again is not None
    assert found(again) == found(engine)
    assert [len(matches) for matches in found(again)] == [3, 2, 2]


@pytest.mark.parametrize(
    "topics",
    [
        TOPICS[:-1],
        TOPICS[::-1],
        [*TOPICS[:-1], Topic(id="scored", query="会谈")],
        [*TOPICS[:-1], SCORED.model_copy(update={"name": "other"})],
        [*TOPICS[:-1], SCORED.model_copy(update={"threshold": 2.5})],
        [*TOPICS[:-1], SCORED.model_copy(update={"low": None})],
        [*TOPICS[:-1], SCORED.model_copy(update={"words": {"usa": ("=US",)}})],
        [*TOPICS[:-1], SCORED.model_copy(update={"score": RULES[:2]})],
    ],
)
def test_a_cache_of_other_topics_is_none(topics: Sequence[Topic]) -> None:
    content = cache.packed(Engine(TOPICS), TOPICS)
    assert cache.unpacked(content, cache.key_of(topics)) is None


@pytest.mark.parametrize("what", ["VERSION", "_forms_version"])
def test_a_cache_of_another_version_is_none(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = cache.packed(Engine(TOPICS), TOPICS)
    monkeypatch.setattr(cache, what, lambda: "another")
    assert cache.unpacked(content, cache.key_of(TOPICS)) is None


def test_a_cache_that_is_cut_short_or_changed_is_none() -> None:
    content = cache.packed(Engine(TOPICS), TOPICS)
    for broken in (b"", content[:40], content[:-1], content[:-2] + b"xx"):
        assert cache.unpacked(broken, KEY) is None


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("code of the cache was run",)


STATE = Engine(TOPICS).percolator.state()


@pytest.mark.parametrize(
    "body",
    [
        Bomb(),
        Engine(TOPICS),
        None,
        ([], [0]),
        ([b"{}"], ([], [], [], [], False)),
        ([b"{}"], ([], [], [], [((7,),)], False)),
        ([b"{}"], ([], [], [("a", "b", 3)], [((0,),)], False)),
        ([b"{}"], ([(1, None, False, False, ())], [0], [], [((0,),)], False)),
        ([], STATE),
    ],
)
def test_a_cache_with_a_true_digest_and_a_false_body_is_none(body: object) -> None:
    pickled = pickle.dumps(body)
    content = KEY + cache._digest(pickled) + pickled
    assert cache.unpacked(content, KEY) is None
