"""Fixtures for every suite."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code.
settings.register_profile("newswatch", deadline=None)
settings.load_profile("newswatch")


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of third-party cases and pages; skips where it is not at hand."""
    beside = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("NEWSWATCH_SHARED", beside))
    if not folder.is_dir():
        pytest.skip(f"no third-party material at {folder}; set NEWSWATCH_SHARED")
    return folder
