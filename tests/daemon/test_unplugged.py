"""The daemon while its own machine has no network."""

from __future__ import annotations

import asyncio
import logging
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from newswatch.config import load
from newswatch.daemon import network as network_module
from newswatch.daemon import service as service_module
from newswatch.daemon.service import Service
from newswatch.model import Ledger, Poll
from newswatch.store import open_store
from newswatch.store.base import Store

FAKE = Path(__file__).parents[1] / "fake_crawler.py"
PATIENCE_S = 60
OUTLETS = 6
OUTLET = """
[[outlet]]
id = "o{n}"
[[outlet.source]]
kind = "feed"
url = "https://o{n}.example/rss"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    schedules = tmp_path / "schedules"
    schedules.mkdir()
    outlets = "".join(OUTLET.format(n=n) for n in range(OUTLETS))
    topic = '[[topic]]\nid = "t"\nquery = "x"\n'
    (schedules / "a.toml").write_text(f'[schedule]\nevery = "1h"\n{outlets}{topic}')
    return tmp_path


def stored(folder: Path) -> Store:
    configuration = load(folder)
    return open_store(configuration.options, configuration.data_dir)


def test_nobody_is_blamed_and_all_go_on_when_it_is_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    notes = folder / "notes"
    cut = notes.with_suffix(".cut")
    cut.touch()
    crawler = [sys.executable, str(FAKE), "unplugged", str(notes)]
    monkeypatch.setattr(service_module, "crawler_command", lambda *_, **__: crawler)
    monkeypatch.setattr(service_module, "TICK_S", 0.02)
    monkeypatch.setattr(network_module, "PROBE", timedelta(seconds=0.05))
    answered: set[str] = set()
    tried: list[str] = []

    def report(poll: Poll, ledger: Ledger, _problems: list[str]) -> None:
        tried.append(poll.outlet_id)
        if ledger.reached:
            answered.add(poll.outlet_id)

    async def until(claim: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not claim():
                await asyncio.sleep(0.02)

    async def live() -> None:
        service = Service(load(folder), report, dice=random.Random(1))
        running = asyncio.create_task(service.run())
        await until(lambda: service._network.is_down and len(tried) > 2 * OUTLETS)
        assert answered == set()
        cut.unlink()
        await until(lambda: len(answered) == OUTLETS)
        service.stop()
        await running

    with caplog.at_level(logging.WARNING):
        asyncio.run(live())
    store = stored(folder)
    states = store.outlet_states()
    assert {state.failures for state in states.values()} == {0}
    assert len(states) == OUTLETS
    assert store.network_down_since() is None
    store.close()
    told = [r.message for r in caplog.records if getattr(r, "code", "") == "NW607"]
    assert len(told) == 2


def test_a_stop_while_it_is_down_leaves_that_in_the_store(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    notes = folder / "notes"
    notes.with_suffix(".cut").touch()
    crawler = [sys.executable, str(FAKE), "unplugged", str(notes)]
    monkeypatch.setattr(service_module, "crawler_command", lambda *_, **__: crawler)
    ids = [f"o{n}" for n in range(OUTLETS)]
    service = Service(load(folder), lambda *_: None)
    assert asyncio.run(service.once(ids))
    store = stored(folder)
    assert store.network_down_since() is not None
    assert {state.failures for state in store.outlet_states().values()} == {0}
    store.close()
