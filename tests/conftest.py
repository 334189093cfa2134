"""Fixtures for every suite."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code.
settings.register_profile("newswatch", deadline=None)
settings.load_profile("newswatch")

# A shell starts what runs behind it deaf to Ctrl-C, and processes inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of third-party cases and pages; skips where it is not at hand."""
    beside = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("NEWSWATCH_SHARED", beside))
    if not folder.is_dir():
        pytest.skip(f"no third-party material at {folder}; set NEWSWATCH_SHARED")
    return folder
