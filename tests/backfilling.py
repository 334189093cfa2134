"""A backfill that kills itself: python -m backfilling FOLDER INSTANT POINT [NTH].

It is `newswatch topics backfill grain --since 30d`, two articles a batch, with the
clock at INSTANT. POINT is where SIGKILL comes, at the NTH time; `never` lets it end.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from newswatch import clock
from newswatch.cli import main
from newswatch.feed import backfill, jsonl
from newswatch.feed.jsonl import JsonlFeed
from newswatch.store.sqlite import SqliteStore

POINTS = (
    "in-transaction",
    "between-batches",
    "before-the-feed",
    "line-torn",
    "before-the-position",
)


def _die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _nth(call: Callable[..., Any], nth: int, *, after: bool) -> Callable[..., Any]:
    """*call*, but its *nth* time is the last thing that happens, or does not."""
    times = 0

    def counted(*arguments: Any, **named: Any) -> Any:
        nonlocal times
        times += 1
        if times == nth and not after:
            _die()
        result = call(*arguments, **named)
        if times == nth:
            _die()
        return result

    return counted


def _tear(nth: int) -> None:
    write, times = os.write, 0

    def torn(fd: int, data: bytes) -> int:
        nonlocal times
        times += 1
        if times == nth:
            write(fd, data[: len(data) * 2 // 3])
            _die()
        return write(fd, data)

    jsonl.os.write = torn  # type: ignore[attr-defined]


def arm(point: str, nth: int) -> None:
    if point == "in-transaction":
        SqliteStore.rematched = _nth(  # type: ignore[method-assign]
            SqliteStore.rematched, nth, after=True
        )
    elif point == "between-batches":
        run = backfill.Backfill.run

        def killed(self: Any, *arguments: Any) -> Any:
            *given, heard = arguments
            return run(self, *given, _nth(heard, nth, after=False))

        backfill.Backfill.run = killed  # type: ignore[method-assign, assignment]
    elif point == "before-the-feed":
        JsonlFeed._append = _nth(JsonlFeed._append, nth, after=False)  # type: ignore[method-assign]
    elif point == "line-torn":
        append = JsonlFeed._append

        def tearing(self: JsonlFeed, fd: int, data: bytes) -> None:
            _tear(nth)
            append(self, fd, data)

        JsonlFeed._append = tearing  # type: ignore[method-assign]
    elif point == "before-the-position":
        JsonlFeed._adopt = _nth(JsonlFeed._adopt, nth, after=False)  # type: ignore[method-assign]


if __name__ == "__main__":
    folder, instant, point, *nth = sys.argv[1:]
    clock.stand_at(datetime.fromisoformat(instant))
    backfill.BATCH = 2
    arm(point, int(nth[0]) if nth else 1)
    sys.argv = ["newswatch", "-C", folder, "topics", "backfill", "grain"]
    sys.argv += ["--since", "30d"]
    main()
