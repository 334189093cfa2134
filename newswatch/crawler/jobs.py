"""Jobs from the parent, over the socketpair that the crawler was started with."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

from newswatch.crawler.messages import (
    BEAT_INTERVAL_S,
    MAX_LINE,
    PROGRESS_INTERVAL_S,
    Message,
    done_message,
    encode,
    poll_of,
    progress_message,
    receive,
)
from newswatch.model import Ledger, Poll, Standing


class SocketJobs:
    """Polls until the parent says stop, or is gone."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._writer: asyncio.StreamWriter | None = None
        self._tasks: list[asyncio.Task[None]] = []
        #: polls that wait for their turn; None: no further one will come
        self._waiting: asyncio.Queue[Poll | None] = asyncio.Queue()
        #: rounds under way: run id → how it stands, and what was last told of it
        self._standings: dict[str, Callable[[], Standing]] = {}
        self._told: dict[str, Standing] = {}
        #: set when no further poll will come
        self.stopped = asyncio.Event()

    async def polls(self) -> AsyncIterator[Poll]:
        reader, self._writer = await asyncio.open_unix_connection(
            sock=self._sock, limit=MAX_LINE
        )
        await self._tell({"op": "ready"})
        self._tasks = [
            asyncio.create_task(self._keep_beating()),
            asyncio.create_task(self._keep_telling()),
            asyncio.create_task(self._listen(reader)),
        ]
        while (poll := await self._waiting.get()) is not None:
            yield poll

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        # Apart from polls(), which waits while the engine is busy: a word to stop
        # must be heard at once.
        try:
            while (message := await receive(reader)) is not None:
                if message["op"] == "stop":
                    break
                if message["op"] == "poll":
                    self._waiting.put_nowait(poll_of(message))
        finally:
            self.stopped.set()
            self._waiting.put_nowait(None)

    async def started(self, poll: Poll, standing: Callable[[], Standing]) -> None:
        # A poll that takes longer than the next news is told of then.
        self._standings[poll.run_id] = standing

    async def done(self, poll: Poll, ledger: Ledger, problems: list[str]) -> None:
        self._standings.pop(poll.run_id, None)
        self._told.pop(poll.run_id, None)
        await self._tell(done_message(poll, ledger, problems))

    async def _keep_beating(self) -> None:
        # From the event loop that does the work: a loop that hangs falls silent.
        while True:
            await self._tell({"op": "beat"})
            await asyncio.sleep(BEAT_INTERVAL_S)

    async def _keep_telling(self) -> None:
        while True:
            await asyncio.sleep(PROGRESS_INTERVAL_S)
            for run_id, standing in list(self._standings.items()):
                now = standing()
                # A round that ended while we waited has had its last word.
                if run_id in self._standings and now != self._told.get(run_id):
                    self._told[run_id] = now
                    await self._tell(progress_message(run_id, now))

    async def _tell(self, message: Message) -> None:
        if self._writer is None:
            return
        try:
            self._writer.write(encode(message))
            await self._writer.drain()
        except ConnectionError:
            # The parent is gone: what is committed is committed, nobody listens.
            self.stopped.set()
