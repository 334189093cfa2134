"""Lanes: what kills one costs one page, and never its neighbours."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
from pathlib import Path

import pytest
import sabotage
from builders import make_outlet, make_page

from newswatch.crawler import lanes as lanes_module
from newswatch.crawler.lane import Broken, Limits, ReadPage
from newswatch.crawler.lanes import Lane, LaneDiedError, Lanes
from newswatch.errors import OutletError
from newswatch.model import (
    Article,
    Link,
    Options,
    Reading,
    Refusal,
    RefusalReason,
    Source,
    SourceKind,
    Topic,
    Via,
)

PARAGRAPH = (
    "The envoys met for two hours in the old town hall and will meet again. " * 4
)
STORY = f"""<html><head><title>Envoys meet</title></head><body><article>
<h1>Envoys meet in the old town hall</h1><p>{PARAGRAPH}</p><p>Second: {PARAGRAPH}</p>
</article></body></html>""".encode()
TOPICS = (Topic(id="envoys", query="envoy*"), Topic(id="hockey", query="hockey"))
LINK = Link(url="https://herald.example/a", via=Via.FEED)
LIMITS = Limits(cpu_s=2.0, memory_bytes=512 << 20)


def work(body: bytes = STORY) -> ReadPage:
    return ReadPage(
        page=make_page(body=body),
        outlet=make_outlet(),
        link=LINK,
        topic_ids=frozenset({"envoys"}),
    )


@pytest.fixture
def lane():
    lane = Lane(TOPICS, LIMITS)
    yield lane
    lane.stop()


def test_a_page_comes_back_read_fingerprinted_and_matched(lane: Lane):
    reading = lane.run(work())
    assert isinstance(reading, Reading)
    assert isinstance(reading.result, Article)
    assert reading.fingerprint is not None
    assert reading.fingerprint.word_count > 50
    assert [match.topic_id for match in reading.matches] == ["envoys"]


def test_the_text_settles_its_language_where_the_extra_is_installed(lane: Lane):
    reading = lane.run(work(STORY.replace(b"<html>", b'<html lang="fr">')))
    assert isinstance(reading, Reading)
    assert isinstance(reading.result, Article)
    known = importlib.util.find_spec("py3langid") is not None
    assert reading.result.language == ("en" if known else "fr")
    assert ("language-mismatch" in reading.result.warnings) is known


def test_a_lane_killed_from_outside_is_made_anew(lane: Lane):
    lane.run(work())
    os.kill(lane.pid, signal.SIGKILL)
    with pytest.raises(LaneDiedError) as caught:
        lane.run(work())
    assert caught.value.reason is RefusalReason.LANE_DIED
    assert isinstance(lane.run(work()), Reading)


BAD = b"sabotage"


def ending_of(serve, limits: Limits = LIMITS) -> Reading | Broken | RefusalReason:
    """What a page comes to that goes wrong in a lane that runs *serve*."""
    lane = Lane(TOPICS, limits, serve)
    try:
        answer = lane.run(work(BAD))
        # And the next page finds a lane that works.
        assert isinstance(lane.run(work()), Reading)
        return answer
    except LaneDiedError as error:
        assert isinstance(lane.run(work()), Reading)
        return error.reason
    finally:
        lane.stop()


def test_a_page_that_never_ends_is_ended_by_the_kernel(
    monkeypatch: pytest.MonkeyPatch,
):
    # On a busy machine a second of CPU can take a minute; the kernel counts the CPU.
    monkeypatch.setattr(lanes_module, "WALL_FACTOR", 100)
    limits = Limits(cpu_s=1.0, memory_bytes=512 << 20)
    assert ending_of(sabotage.spinning, limits) is RefusalReason.PAGE_CPU


def test_a_page_that_wants_all_memory_is_refused():
    answer = ending_of(sabotage.hoarding, Limits(cpu_s=10, memory_bytes=64 << 20))
    assert isinstance(answer, Reading)
    assert isinstance(answer.result, Refusal)
    assert answer.result.reason is RefusalReason.PAGE_MEMORY


def test_a_page_that_waits_for_ever_is_ended(monkeypatch):
    monkeypatch.setattr(lanes_module, "WALL_FACTOR", 0.5)
    assert ending_of(sabotage.stalling) is RefusalReason.PAGE_WALL


def test_a_process_that_vanishes_is_noticed():
    assert ending_of(sabotage.vanishing) is RefusalReason.LANE_DIED


def test_a_fault_in_the_extractor_is_told_in_words():
    answer = ending_of(sabotage.raising)
    assert answer == Broken(what="KeyError: 'unexpected'")


# -- several lanes behind one Reader


def run_with_lanes(use, count: int = 1, serve=lanes_module.serve):
    async def main():
        lanes = Lanes(Options.model_validate({"read": {"lanes": count}}), TOPICS)
        for lane in lanes._lanes:
            lane._serve = serve
        await lanes.open()
        try:
            return await use(lanes)
        finally:
            await lanes.close()

    return asyncio.run(main())


def test_a_lane_killed_while_it_reads_costs_no_page(tmp_path: Path):
    marks = [tmp_path / name for name in ("a", "b", "c")]
    killers = [STORY + sabotage.ONCE + bytes(mark) for mark in marks]

    async def use(lanes: Lanes) -> list[Reading]:
        return await asyncio.gather(
            *(
                lanes.read(make_page(body=body), make_outlet(), LINK, frozenset())
                for killer in killers
                for body in (STORY, killer)
            )
        )

    readings = run_with_lanes(use, serve=sabotage.killed_once)
    assert all(isinstance(reading.result, Article) for reading in readings)
    assert all(mark.exists() for mark in marks)


def test_hostile_pages_and_good_ones_each_get_their_own_answer():
    async def use(lanes: Lanes) -> list[Reading]:
        bombs = [b"<p " + b"a=1 " * 200_000, b"\0" * 1000, b"", b"<div>" * 200_000]
        pages = [STORY, *bombs, STORY]
        return await asyncio.gather(
            *(
                lanes.read(make_page(body=body), make_outlet(), LINK, frozenset())
                for body in pages
            )
        )

    first, *hostile, last = run_with_lanes(use, count=2)
    assert isinstance(first.result, Article)
    assert isinstance(last.result, Article)
    assert all(isinstance(reading.result, Refusal) for reading in hostile)


def test_a_listing_is_read_in_a_lane():
    async def use(lanes: Lanes):
        feed = b"""<rss version="2.0"><channel><item><title>T</title>
        <link>https://herald.example/a</link></item></channel></rss>"""
        source = Source(kind=SourceKind.FEED, url="https://herald.example/rss")
        page = make_page(source.url, body=feed, content_type="application/rss+xml")
        return await lanes.list_links(page, source, "UTC")

    assert [link.url for link in run_with_lanes(use).links] == [
        "https://herald.example/a"
    ]


def test_a_listing_that_ends_its_lane_is_a_named_error(monkeypatch):
    async def use(lanes: Lanes):
        monkeypatch.setattr(
            lanes._lanes[0], "run", _dies(RefusalReason.PAGE_CPU), raising=True
        )
        source = Source(kind=SourceKind.FEED, url="https://herald.example/rss")
        await lanes.list_links(make_page(source.url), source, "UTC")

    with pytest.raises(OutletError, match="page-cpu-limit"):
        run_with_lanes(use)


def _dies(reason: RefusalReason):
    def run(_: object) -> None:
        raise LaneDiedError(reason)

    return run


def test_closing_leaves_no_process_behind():
    async def use(lanes: Lanes) -> int:
        await lanes.read(make_page(body=STORY), make_outlet(), LINK, frozenset())
        pid = lanes._lanes[0].pid
        assert pid
        return pid

    assert not Path(f"/proc/{run_with_lanes(use)}").exists()


@pytest.mark.parametrize(
    ("limit", "value"),
    [("RECYCLE_AFTER", 1), ("LANE_AGE_S", 0.0), ("LANE_GROWTH", -1.0)],
)
def test_lanes_that_have_had_their_day_are_made_anew_one_by_one(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: float
):
    monkeypatch.setattr(lanes_module, limit, value)
    renewals = lanes_module.Renewals()
    lanes = [Lane(TOPICS, LIMITS, renewals=renewals) for _ in range(2)]
    try:
        for lane in lanes:
            assert isinstance(lane.run(work()), Reading)
        # The second waits until the first has had time to be back.
        assert [lane.pid is None for lane in lanes] == [True, False]
        monkeypatch.setattr(lanes_module, "RENEWAL_GAP_S", 0.0)
        lanes[1].run(work())
        assert lanes[1].pid is None
    finally:
        for lane in lanes:
            lane.stop()
