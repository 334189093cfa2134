"""Loading: from a cache, and anew while the old topics stay in force."""

import pickle
from collections.abc import Sequence

import pytest

from newswatch.match import Engine, cache, reloaded
from newswatch.model import Topic

QUERIES = (
    'lede: ("White House" OR US) NEAR/9 talk*',
    "*gespräch* NOT tag:sport",
    "* AND lang:ru",
    "会谈 OR =Polish",
)
TOPICS = [Topic(id=f"t{n}", query=query) for n, query in enumerate(QUERIES)]
ARTICLES = (
    ("US talks", "in the White House"),
    ("Handelsgespräche", "told us"),
    ("中美会谈", "a Polish minister"),
)


def found(engine: Engine) -> list[object]:
    return [engine.match(*article, language="ru") for article in ARTICLES]


def test_a_cached_engine_answers_as_the_one_that_was_read() -> None:
    engine = Engine(TOPICS)
    again = cache.unpacked(cache.packed(engine, TOPICS), TOPICS)
    assert again is not None
    assert found(again) == found(engine)
    assert [len(matches) for matches in found(again)] == [2, 2, 2]


@pytest.mark.parametrize(
    "topics",
    [
        TOPICS[:-1],
        TOPICS[::-1],
        [*TOPICS[:-1], Topic(id="t3", query="会谈")],
        [*TOPICS[:-1], TOPICS[-1].model_copy(update={"name": "other"})],
    ],
)
def test_a_cache_of_other_topics_is_none(topics: Sequence[Topic]) -> None:
    assert cache.unpacked(cache.packed(Engine(TOPICS), TOPICS), topics) is None


def test_a_cache_of_another_version_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    content = cache.packed(Engine(TOPICS), TOPICS)
    monkeypatch.setattr(cache, "VERSION", cache.VERSION + 1)
    assert cache.unpacked(content, TOPICS) is None


def test_a_cache_that_is_cut_short_or_changed_is_none() -> None:
    content = cache.packed(Engine(TOPICS), TOPICS)
    for broken in (b"", content[:40], content[:-1], content[:-2] + b"xx"):
        assert cache.unpacked(broken, TOPICS) is None


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("code of the cache was run",)


@pytest.mark.parametrize("body", [Bomb(), Engine(TOPICS), ([], [0]), None])
def test_a_cache_with_a_true_digest_runs_no_code_of_its_own(body: object) -> None:
    pickled = pickle.dumps(body)
    content = cache._digest(TOPICS, pickled) + pickled
    assert cache.unpacked(content, TOPICS) is None


def test_changed_topics_take_the_place_of_the_old_ones() -> None:
    engine, mistake = reloaded(Engine(TOPICS), [Topic(id="new", query="talks")])
    assert mistake is None
    assert [match.topic_id for match in engine.match("talks", "")] == ["new"]


def test_the_old_topics_stay_in_force_while_a_new_one_cannot_be_read() -> None:
    old = Engine([Topic(id="old", query="talks")])
    topics = [Topic(id="new", query="talks"), Topic(id="bad", query="(talks")]
    engine, mistake = reloaded(old, topics)
    assert engine is old
    assert mistake is not None
    assert mistake.message == 'query of topic "bad": unclosed "("'
    assert [match.topic_id for match in engine.match("talks", "")] == ["old"]
