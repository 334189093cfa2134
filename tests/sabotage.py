"""What goes wrong inside a lane, on purpose; importable by the lane's own process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

from newswatch.crawler import lane


def _with_extraction(extraction: Callable[..., Any]) -> Callable[..., None]:
    def serve(connection: Any, topics: Any, limits: Any) -> None:
        honest = lane.extract_article

        def chosen(page: Any, **arguments: Any) -> Any:
            # A page says by its body whether it is to go wrong.
            does = extraction if page.body == b"sabotage" else honest
            return does(page, **arguments)

        lane.extract_article = chosen  # type: ignore[assignment]
        lane.serve(connection, topics, limits)

    return serve


def _spin(*_: Any, **__: Any) -> None:
    while True:
        pass


def _hoard(*_: Any, **__: Any) -> None:
    hoard = [bytearray(1 << 20) for _ in range(1 << 20)]
    raise AssertionError(f"{len(hoard)} MiB and no limit")


def _stall(*_: Any, **__: Any) -> None:
    time.sleep(3600)


def _raise(*_: Any, **__: Any) -> None:
    raise KeyError("unexpected")


def _vanish(*_: Any, **__: Any) -> None:
    os._exit(3)


ONCE = b"<!--once "


def killed_once(connection: Any, topics: Any, limits: Any) -> None:
    """Killed in the middle of each page that ends in ONCE and a path, the first time.

    The path is there from then on.
    """
    honest = lane.extract_article

    def chosen(page: Any, **arguments: Any) -> Any:
        _, _, path = page.body.partition(ONCE)
        if path and not os.path.exists(path):  # noqa: PTH110  (bytes)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL))
            os.kill(os.getpid(), signal.SIGKILL)
        return honest(page, **arguments)

    lane.extract_article = chosen  # type: ignore[assignment]
    lane.serve(connection, topics, limits)


def spinning(connection: Any, topics: Any, limits: Any) -> None:
    _with_extraction(_spin)(connection, topics, limits)


def hoarding(connection: Any, topics: Any, limits: Any) -> None:
    _with_extraction(_hoard)(connection, topics, limits)


def stalling(connection: Any, topics: Any, limits: Any) -> None:
    _with_extraction(_stall)(connection, topics, limits)


def raising(connection: Any, topics: Any, limits: Any) -> None:
    _with_extraction(_raise)(connection, topics, limits)


def vanishing(connection: Any, topics: Any, limits: Any) -> None:
    _with_extraction(_vanish)(connection, topics, limits)
