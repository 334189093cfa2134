"""What is owed to readers goes out, again and again; trouble is told once."""

from __future__ import annotations

import asyncio
import logging

from newswatch.errors import NewswatchError
from newswatch.feed.relay import Relay

log = logging.getLogger(__name__)


class Pumping:
    """Owns *relay*, which `finish` closes."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._task: asyncio.Task[None] | None = None
        #: the last error, until it goes well again
        self.error: NewswatchError | None = None
        #: what was told of it since it last went well
        self._told: set[str] = set()

    async def start(self) -> None:
        """Have one pump under way, if there is none."""
        # A task of our own: APScheduler cancels the jobs that run when it is shut down.
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._pump())

    async def finish(self) -> None:
        """Returns when all that is owed by now has gone out, or cannot."""
        if self._task is not None:
            await self._task
        await self._pump()
        await asyncio.to_thread(self._relay.close)

    async def _pump(self) -> None:
        try:
            await asyncio.to_thread(self._relay.pump)
        except NewswatchError as error:
            if str(error) not in self._told:
                about = {"code": error.code, "why": str(error)}
                about["help"] = error.help or ""
                log.error("feed not written", extra=about)  # noqa: TRY400
            self._told.add(str(error))
            self.error = error
        else:
            if self.error is not None:
                log.warning("feed written again")
            self._told.clear()
            self.error = None
