"""A state that takes nothing: told once, waited for, over when its folder takes."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from newswatch import outage as module
from newswatch.errors import StorageError
from newswatch.outage import Outage

FULL = StorageError("the disk is full", code="NW401", help="make room")


def test_the_first_refusal_is_told_with_what_helps_and_the_others_are_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    outage = Outage(tmp_path)
    for _ in range(3):
        outage.begin(FULL)
    (record,) = caplog.records
    told = {key: vars(record)[key] for key in ("code", "why", "help")}
    assert record.levelno == logging.ERROR
    assert told == {"code": "NW401", "why": "the disk is full", "help": "make room"}


def test_it_is_over_once_the_folder_takes_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "TRY_EVERY_S", 0.0)
    folder = tmp_path / "data"
    outage = Outage(folder)
    assert asyncio.run(outage.has_passed())
    outage.begin(FULL)
    assert not asyncio.run(outage.has_passed())  # there is no such folder
    folder.mkdir()
    assert asyncio.run(outage.has_passed())
    assert outage.error is None
    assert list(folder.iterdir()) == []


def test_it_is_not_tried_more_often_than_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tries: list[Path] = []
    monkeypatch.setattr(module, "TRY_EVERY_S", 1000.0)
    monkeypatch.setattr(module, "takes_a_file", tries.append)
    outage = Outage(tmp_path)
    outage.begin(FULL)
    for _ in range(5):
        assert not asyncio.run(outage.has_passed())
    assert tries == []
