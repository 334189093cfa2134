"""Outage: the state takes nothing for a while; it is told once and waited for.

    begins   when the store first refuses: one error, with what helps
    meanwhile no page is sent for; what is owed stays pending, and costs no visit
    ends     when its folder takes a file again, which is tried now and then

Without it each page of each poll would be fetched, refused and reported, again and
again for as long as a disk is full.
"""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
import time
from pathlib import Path

from newswatch.errors import StorageError

log = logging.getLogger(__name__)

#: seconds between two tries, however many polls ask
TRY_EVERY_S = 2.0
#: what the folder must take: some pages' worth, so that a poll gets somewhere
ROOM_BYTES = 1 << 20


class Outage:
    """Of the state in *folder*. `begin` may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._next_try_s = 0.0
        #: why nothing can be kept; None while all is well
        self.error: StorageError | None = None

    def begin(self, error: StorageError) -> None:
        """The store has refused; only the first word of it is told."""
        if self.error is not None:
            return
        self.error = error
        self._next_try_s = time.monotonic() + TRY_EVERY_S
        about = {"code": error.code, "why": str(error), "help": error.help or ""}
        log.error("nothing can be kept, polls wait", extra=about)

    async def has_passed(self) -> bool:
        """Whether there is none, or none any more."""
        now_s = time.monotonic()
        if self.error is None or now_s < self._next_try_s:
            return self.error is None
        self._next_try_s = now_s + TRY_EVERY_S
        if await asyncio.to_thread(takes_a_file, self._folder):
            self.error = None
            log.warning("the folder takes files again, polls go on")
        return self.error is None


def takes_a_file(folder: Path) -> bool:
    """Whether *folder* takes ROOM_BYTES, by trying: quotas and mounts have a say."""
    try:
        # Without a name where that can be: nothing is left of it, come what may.
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True
