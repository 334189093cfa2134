"""The real crawler, but for what one outlet's listing or page does to it.

python sabotaged_crawler.py HOW OUTLET [arguments of the crawler]

HOW is `loop`, `sleep`, `leave`, `crash`, `eat` or `fail`; `HOW-page` has a page do it,
`HOW-failure` a listing that did not come.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from newswatch.crawler import __main__ as crawler_module
from newswatch.pipelines import DedupPipeline
from newswatch.spiders.listings import Listings

#: what the one that eats may have: as much as it is given in half a second
MEMORY_BYTES = 192 << 20

_hoard: list[bytearray] = []


def loop() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(3600)


def leave() -> None:
    os._exit(3)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def eat() -> None:
    while True:
        _hoard.append(bytearray(16 << 20))


def fail() -> None:
    raise RuntimeError("nobody thought of this")


DOES = {each.__name__: each for each in (loop, sleep, leave, crash, eat, fail)}


def sabotage(how: str, outlet_id: str) -> None:
    crawler_module.MEMORY_BYTES = MEMORY_BYTES
    how, _, where = how.partition("-")
    does, honest_take = DOES[how], Listings.take
    honest_due, honest_dedup = Listings.due, DedupPipeline.process_item

    async def take(self: Listings, round_: Any, *asked: Any) -> Any:
        if round_.outlet.id == outlet_id:
            does()
        return await honest_take(self, round_, *asked)

    async def due(self: Listings, round_: Any) -> Any:
        if round_.outlet.id == outlet_id and not round_.reached:
            does()
        return await honest_due(self, round_)

    async def process_item(self: DedupPipeline, item: Any) -> Any:
        if item.outlet.id == outlet_id:
            does()
        return await honest_dedup(self, item)

    if where == "page":
        DedupPipeline.process_item = process_item  # type: ignore[method-assign]
    elif where == "failure":
        Listings.due = due  # type: ignore[method-assign]
    else:
        Listings.take = take  # type: ignore[method-assign]


if __name__ == "__main__":
    how, outlet_id = sys.argv.pop(1), sys.argv.pop(1)
    sabotage(how, outlet_id)
    crawler_module.main()
