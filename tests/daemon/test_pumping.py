"""The feed writer at the moment the daemon ends."""

from __future__ import annotations

import asyncio
import logging
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newswatch.config import load
from newswatch.daemon import service as service_module
from newswatch.daemon.service import Service
from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer
from newswatch.feed.relay import Relay


def test_an_end_in_the_middle_of_a_pump_waits_for_it_and_reports_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(tmp_path, server, delay="50ms")
    service = Service(load(tmp_path), lambda *_: None)
    pumping, may_end = threading.Event(), threading.Event()
    finished: list[bool] = []

    class SlowRelay(Relay):
        calls = 0

        def pump(self) -> int:
            self.calls += 1
            if self.calls == 2:  # the first of the timer's; the start has its own
                pumping.set()
                assert may_end.wait(30)
                finished.append(True)
            return super().pump()

    monkeypatch.setattr(service_module, "Relay", SlowRelay)
    monkeypatch.setattr(service_module, "TICK_S", 0.02)

    async def live() -> None:
        running = asyncio.create_task(service.run())
        assert await asyncio.to_thread(pumping.wait, 30)
        service.stop()
        await asyncio.sleep(0.1)  # the end is under way, the pump still holds on
        assert not running.done()
        may_end.set()
        await running

    with caplog.at_level(logging.WARNING):
        asyncio.run(live())
    assert finished == [True]
    assert [record for record in caplog.records if record.exc_info] == []
