"""Whether the configuration's files have changed, and are whole again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

Stamps = Mapping[str, tuple[int, ...]]
#: share of the time that looking may take: 10,000 files, every 20 seconds
LOOKING_SHARE = 1 / 500
#: looks after which files that change all the time are read as they are
MOST_LOOKS = 10


async def have_settled(
    look: Callable[[], Stamps], every_s: float, stop: asyncio.Event
) -> bool:
    """Waits until two looks in a row find the same; False if *stop* came before."""
    last = await asyncio.to_thread(look)
    for _ in range(MOST_LOOKS):
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every_s)
        before, last = last, await asyncio.to_thread(look)
        if stop.is_set() or before == last:
            break
    return not stop.is_set()


class Changes:
    """Looks at stamps of files from time to time; see `config.files.stamps`.

    A change counts once two looks in a row have found the same: an editor that is
    halfway through a file, or a `git pull` through a folder, is let finish.
    """

    def __init__(self, read: Stamps) -> None:
        """*read* is how the files stood when they were read."""
        self._read = read
        self._last = read
        self._next_s = 0.0

    def look(self, stamps: Callable[[], Stamps]) -> bool:
        """`found`, from time to time: many files are looked at less often.

        What has changed is soon looked at again.
        """
        if time.monotonic() < self._next_s:
            return False
        began_s = time.thread_time()
        now = stamps()
        took_s = time.thread_time() - began_s
        if now == self._last:
            self._next_s = time.monotonic() + took_s / LOOKING_SHARE
        return self.found(now)

    def found(self, now: Stamps) -> bool:
        """Whether the files, which stand so *now*, are to be read again."""
        is_settled, self._last = now == self._last, now
        if now == self._read or not is_settled:
            return False
        self._read = now
        return True

    def were_read(self, now: Stamps) -> None:
        """The files were read for another reason, when they stood so."""
        self._read = self._last = now
