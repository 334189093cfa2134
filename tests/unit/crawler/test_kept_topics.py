"""The file of topics: a help that lanes can do without, whatever has become of it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import make_outlet, make_page

from newswatch.crawler import kept_topics
from newswatch.crawler.kept_topics import KeptTopics, engine_of, inherit, make_file
from newswatch.crawler.lanes import Lanes
from newswatch.match import Engine, cache
from newswatch.model import Options, Reading, ScoreRule, Topic

TOPICS = (
    Topic(id="envoys", query="envoy*"),
    Topic(
        id="talks",
        words={"talk": ("talks", "met")},
        score=(ScoreRule(when="lede: @talk NEAR/5 hours", add=2),),
        threshold=2,
    ),
)
OTHERS = (Topic(id="hockey", query="hockey"),)
SENTENCE = "The envoys met for hours in the old town hall and will meet again. "
STORY = (
    f"<html><head><title>Envoys meet</title></head><body><article><h1>Envoys meet</h1>"
    f"<p>{SENTENCE * 4}</p><p>Second: {SENTENCE * 4}</p></article></body></html>"
).encode()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeptTopics:
    monkeypatch.setattr(kept_topics, "WORTH_CHARS", 0)
    monkeypatch.setattr(kept_topics, "_inherited", [])
    found = KeptTopics.of(TOPICS, tmp_path)
    assert found is not None
    return found


def topic_ids(engine: Engine) -> list[str]:
    found = engine.match("Envoys meet", SENTENCE)
    assert all(match.rules for match in found)
    return [match.topic_id for match in found]


def test_a_few_topics_are_read_and_never_kept(tmp_path: Path) -> None:
    assert KeptTopics.of(TOPICS, tmp_path) is None


def test_thousands_of_topics_are_kept(tmp_path: Path) -> None:
    word = "x" * 100
    topics = [Topic(id=f"t{number}", query=word) for number in range(2_500)]
    assert KeptTopics.of(topics, tmp_path) is not None
    grouped = Topic(id="g", query="@words", words={"words": (word,) * 2_500})
    assert KeptTopics.of([grouped], tmp_path) is not None


def test_an_engine_of_the_file_answers_as_one_that_was_read(kept: KeptTopics) -> None:
    make_file(kept)
    assert kept.is_made()
    assert topic_ids(engine_of(kept)) == topic_ids(engine_of(TOPICS))
    assert topic_ids(engine_of(kept)) == ["envoys", "talks"]


def test_no_query_is_read_where_there_is_a_file(
    kept: KeptTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_file(kept)
    monkeypatch.setattr(Engine, "__init__", lambda *_: pytest.fail("it read them"))
    assert topic_ids(engine_of(kept)) == ["envoys", "talks"]


def test_the_file_is_for_our_eyes_and_nothing_is_left_beside_it(
    kept: KeptTopics,
) -> None:
    make_file(kept)
    make_file(kept)
    assert [path.name for path in kept.path.parent.iterdir()] == [kept.path.name]
    assert kept.path.stat().st_mode & 0o077 == 0


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _turned(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-9] ^= 1
    path.write_bytes(content)


def _of_others(path: Path) -> None:
    path.write_bytes(cache.packed(Engine(OTHERS), OTHERS))


def _linked(path: Path) -> None:
    path.symlink_to(path.rename(path.with_name("elsewhere")))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


SPOILT = [
    Path.unlink,
    _cut,
    _turned,
    _of_others,
    _linked,
    _folder,
    _fifo,
    lambda path: path.write_bytes(b""),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_file_that_is_none_costs_time_and_nothing_else(
    kept: KeptTopics, spoil: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_file(kept)
    spoil(kept.path)
    assert not kept.is_made()
    monkeypatch.setenv(kept_topics.VARIABLE, str(kept.path))
    inherit()
    assert topic_ids(engine_of(kept)) == ["envoys", "talks"]


def test_a_file_of_another_user_is_not_read(
    kept: KeptTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_file(kept)
    owner = kept.path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    monkeypatch.setattr(cache, "unpacked", lambda *_: pytest.fail("it was read"))
    assert not kept.is_made()
    assert topic_ids(engine_of(kept)) == ["envoys", "talks"]


def test_a_folder_that_takes_no_file_costs_time_and_nothing_else(
    tmp_path: Path, kept: KeptTopics
) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    without = KeptTopics.of(TOPICS, no_folder)
    assert without is not None
    make_file(without)
    assert not without.is_made()
    assert topic_ids(engine_of(without)) == ["envoys", "talks"]


def test_what_was_there_before_the_fork_is_not_loaded_again(
    kept: KeptTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_file(kept)
    monkeypatch.setenv(kept_topics.VARIABLE, str(kept.path))
    inherit()
    kept.path.unlink()
    assert engine_of(kept) is engine_of(kept)


def test_what_was_there_before_the_fork_is_of_no_use_to_other_topics(
    kept: KeptTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_file(kept)
    monkeypatch.setenv(kept_topics.VARIABLE, str(kept.path))
    inherit()
    others = KeptTopics.of(OTHERS, kept.path.parent)
    assert others is not None
    assert engine_of(others).match("hockey", "")
    assert not engine_of(others).match("Envoys meet", SENTENCE)


# -- lanes that are born with it


def read_with_lanes(folder: Path) -> Reading:
    async def main() -> Reading:
        lanes = Lanes(Options.model_validate({"read": {"lanes": 1}}), TOPICS, folder)
        await lanes.open()
        try:
            page, watched = make_page(body=STORY), frozenset({"envoys", "talks"})
            return await lanes.read(page, make_outlet(), None, watched)
        finally:
            await lanes.close()

    return asyncio.run(main())


@pytest.mark.parametrize("before", [None, b"no engine"])
def test_the_first_crawl_makes_the_file_and_matches(
    kept: KeptTopics, before: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kept_topics.VARIABLE, "")
    if before is not None:
        kept.path.write_bytes(before)
    reading = read_with_lanes(kept.path.parent)
    assert [match.topic_id for match in reading.matches] == ["envoys", "talks"]
    assert kept.is_made()


def test_lanes_match_where_no_file_can_be_made(
    tmp_path: Path, kept: KeptTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kept_topics.VARIABLE, "")
    (tmp_path / "file").touch()
    reading = read_with_lanes(tmp_path / "file")
    assert [match.topic_id for match in reading.matches] == ["envoys", "talks"]


def test_lanes_that_close_while_the_file_is_made_end_at_once(
    kept: KeptTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kept_topics.VARIABLE, "")

    async def main() -> None:
        lanes = Lanes(Options.model_validate({}), TOPICS, kept.path.parent)
        await lanes.open()
        await asyncio.sleep(0)
        await lanes.close()
        assert lanes._maker is None or not lanes._maker.is_alive()

    asyncio.run(main())
