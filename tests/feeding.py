"""Feeds invented articles through disk trouble: python -m feeding FOLDER COUNT.

Whatever fails is tried again, as the daemon does. Each error is a line on standard
error, once for as long as it stays the same; before the next try a line is awaited on
standard input, if that is not closed. At the end it says `done`.

FEEDING_FROM is the first article, FEEDING_DAY the day on which it is, from 0.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from builders import NOON
from feed_desk import Desk

from newswatch.errors import StorageError

#: tries of one thing; each is answered by whoever feeds us
PATIENCE = 50


class Feeder:
    def __init__(self) -> None:
        self._told = ""

    def insist(self, call: Callable[[], object]) -> object:
        for _ in range(PATIENCE):
            try:
                result = call()
            except StorageError as error:
                if str(error) != self._told:
                    print(f"{error.code} {error}", file=sys.stderr, flush=True)
                self._told = str(error)
                sys.stdin.readline()
            else:
                self._told = ""
                return result
        raise SystemExit("no patience left")


def main() -> None:
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    feeder = Feeder()
    now = NOON + timedelta(days=int(os.environ.get("FEEDING_DAY", "0")))
    desk = feeder.insist(lambda: Desk(folder, now=now))
    assert isinstance(desk, Desk)
    for number in range(int(os.environ.get("FEEDING_FROM", "1")), count + 1):
        feeder.insist(lambda number=number: desk.admit(number))
        feeder.insist(desk.feed.pump)
    desk.close()
    print("done")


if __name__ == "__main__":
    main()
