"""Signals call functions of ours, for as long as a daemon works."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def heard(calls: Mapping[signal.Signals, Callable[[], None]]) -> Iterator[None]:
    """Signals call what *calls* says while this holds; the loop must run."""
    loop = asyncio.get_running_loop()
    for number, call in calls.items():
        loop.add_signal_handler(number, call)
    try:
        yield
    finally:
        for number in calls:
            loop.remove_signal_handler(number)
