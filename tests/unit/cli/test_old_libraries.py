"""`doctor` on libraries that are older than their last known hole."""

from __future__ import annotations

from importlib import metadata

import pytest

from newswatch.cli import doctor_machine
from newswatch.cli.findings import Level


def test_what_is_installed_is_new_enough():
    assert list(doctor_machine.oldest()) == []


@pytest.mark.parametrize(
    ("name", "version"),
    [("brotli", "1.1.0"), ("Twisted", "25.5.0"), ("lxml", "6.0.2"), ("Scrapy", "2.9")],
)
def test_an_old_one_fails_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, version: str
):
    real = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda each: version if each == name else real(each)
    )
    (finding,) = doctor_machine.oldest()
    assert finding.level is Level.FAIL
    assert f"{name} {version}" in finding.what
    assert name in finding.next_step
