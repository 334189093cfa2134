"""Jobs from the parent, over the socketpair that the crawler was started with."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

from newswatch.crawler.messages import (
    BEAT_INTERVAL_S,
    MAX_LINE,
    Message,
    done_message,
    encode,
    poll_of,
    receive,
)
from newswatch.model import Ledger, Poll


class SocketJobs:
    """Polls until the parent says stop, or is gone."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._writer: asyncio.StreamWriter | None = None
        self._beat: asyncio.Task[None] | None = None
        #: set when no further poll will come
        self.stopped = asyncio.Event()

    async def polls(self) -> AsyncIterator[Poll]:
        reader, self._writer = await asyncio.open_unix_connection(
            sock=self._sock, limit=MAX_LINE
        )
        await self._tell({"op": "ready"})
        self._beat = asyncio.create_task(self._keep_beating())
        try:
            while (message := await receive(reader)) is not None:
                if message["op"] == "stop":
                    break
                if message["op"] == "poll":
                    yield poll_of(message)
        finally:
            self.stopped.set()

    async def started(self, poll: Poll) -> None:
        await self._tell({"op": "started", "run_id": poll.run_id})

    async def done(self, poll: Poll, ledger: Ledger, problems: list[str]) -> None:
        await self._tell(done_message(poll, ledger, problems))

    async def _keep_beating(self) -> None:
        # From the event loop that does the work: a loop that hangs falls silent.
        while True:
            await self._tell({"op": "beat"})
            await asyncio.sleep(BEAT_INTERVAL_S)

    async def _tell(self, message: Message) -> None:
        if self._writer is None:
            return
        try:
            self._writer.write(encode(message))
            await self._writer.drain()
        except ConnectionError:
            # The parent is gone: what is committed is committed, nobody listens.
            self.stopped.set()
