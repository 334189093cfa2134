"""The real crawler, but for what one outlet's listing does to it.

python sabotaged_crawler.py HOW OUTLET [arguments of the crawler]
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from typing import Any

from newswatch.crawler import __main__ as crawler_module
from newswatch.spiders.sources import Sources

#: what the one that eats may have: as much as it is given in half a second
MEMORY_BYTES = 192 << 20

_hoard: list[bytearray] = []


def loop() -> None:
    while True:
        pass


def leave() -> None:
    os._exit(3)


def eat() -> None:
    while True:
        _hoard.append(bytearray(16 << 20))


def sabotage(how: str, outlet_id: str) -> None:
    crawler_module.MEMORY_BYTES = MEMORY_BYTES
    honest = Sources.parse
    does = {"loop": loop, "leave": leave, "eat": eat}[how]

    async def parse(
        self: Sources, response: Any, round_: Any, **asked: Any
    ) -> AsyncIterator[Any]:
        if round_.outlet.id == outlet_id:
            does()
        async for request in honest(self, response, round_, **asked):
            yield request

    Sources.parse = parse  # type: ignore[method-assign]


if __name__ == "__main__":
    how, outlet_id = sys.argv.pop(1), sys.argv.pop(1)
    sabotage(how, outlet_id)
    crawler_module.main()
