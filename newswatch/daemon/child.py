"""One crawler process, from its start to its burial.

It can be begun before it may work: half of its start is Python reading its modules,
and only then does it ask for the configuration in force.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from newswatch import clock
from newswatch.crawler.messages import MAX_LINE, Message, encode, receive
from newswatch.logs import LogFormat
from newswatch.mark import Mark, Marked, new_memory

log = logging.getLogger(__name__)

#: seconds for the end of a process that has hung up
BURIAL_S = 2.0

#: the process, and our end of its socketpair
_Begun = tuple[asyncio.subprocess.Process, socket.socket]


def crawler_command(
    folder: Path, *, log_level: int, log_format: LogFormat
) -> list[str]:
    """What starts the crawler of *folder*; its clock stands where ours does."""
    stands_at = clock.stands_at()
    return [
        *(sys.executable, "-m", "newswatch.crawler"),
        *("--folder", str(folder.resolve())),
        *("--log-level", str(log_level), "--log-format", log_format),
        *(("--clock", stands_at.isoformat()) if stands_at else ()),
    ]


class Child:
    """*command* starts it; `--fd N`, its end of the socketpair, is added, and
    `--mark N`, memory in which it writes down whose work it does.

    It logs to *stderr*, a file descriptor, or to where this process does.
    """

    def __init__(self, command: Sequence[str], stderr: int | None) -> None:
        self._command = command
        self._stderr = stderr
        self._begun: _Begun | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._loop = asyncio.get_running_loop()
        self._started_at = self._loop.time()
        #: when it last said anything, by the loop's clock
        self.heard_at = self._started_at
        #: whether it has said that it takes polls
        self.is_ready = False
        #: whether we have ended it
        self.was_killed = False
        self._mark: Mark | None = None
        #: the process id while it runs
        self.pid: int | None = None

    @property
    def silent_s(self) -> float:
        return self._loop.time() - self.heard_at

    @property
    def age_s(self) -> float:
        return self._loop.time() - self._started_at

    @property
    def marked(self) -> Marked | None:
        """Whose work it does, or did when it ended."""
        return None if self._mark is None else self._mark.read()

    async def begin(self) -> _Begun:
        """Start the process, which then waits for what `run` hands it."""
        ours, theirs = socket.socketpair()
        try:
            with theirs, new_memory() as memory:
                self._mark = Mark(memory.fileno())
                process = await asyncio.create_subprocess_exec(
                    *self._command,
                    *("--fd", str(theirs.fileno()), "--mark", str(memory.fileno())),
                    pass_fds=(theirs.fileno(), memory.fileno()),
                    stdin=asyncio.subprocess.PIPE,
                    stderr=self._stderr,
                    # A group of its own: killed whole, and deaf to the terminal's
                    # Ctrl-C.
                    start_new_session=True,
                )
        except BaseException:
            ours.close()
            raise
        self.pid = process.pid
        self._begun = process, ours
        return self._begun

    async def run(self, handover: bytes, hear: Callable[[Message], None]) -> int:
        """Its whole life from *handover* on, which it reads from its standard input.

        *hear* gets what it says. Returns its exit code.
        """
        process, ours = self._begun or await self.begin()
        self._started_at = self.heard_at = self._loop.time()
        with ours:
            giving = asyncio.create_task(_give(process, handover))
            try:
                await self._talk(ours, hear)
            finally:
                # Before another one starts: two would ask every host twice as fast.
                giving.cancel()
                code = await self._bury(process)
        return code

    async def discard(self) -> None:
        """End one that was begun and is not to run."""
        if self._begun is not None:
            process, ours = self._begun
            ours.close()
            _kill_group(process.pid)
            await self._bury(process)

    async def _talk(self, ours: socket.socket, hear: Callable[[Message], None]) -> None:
        reader, self._writer = await asyncio.open_unix_connection(
            sock=ours, limit=MAX_LINE
        )
        try:
            while (message := await receive(reader)) is not None:
                self.heard_at = self._loop.time()
                self.is_ready = True
                hear(message)
        finally:
            self._writer.close()
            self._writer = None

    async def _bury(self, process: asyncio.subprocess.Process) -> int:
        try:
            code = await asyncio.wait_for(process.wait(), BURIAL_S)
        except TimeoutError:
            self.kill("it hung up, but did not end")
            code = await process.wait()
        # One more turn of the loop: asyncio closes the process's transport in it.
        await asyncio.sleep(0)
        # Whatever it left behind in its group: lanes, the fork server.
        _kill_group(process.pid)
        self.pid = None
        return code

    def send(self, message: Message) -> None:
        if self._writer is not None:
            with contextlib.suppress(ConnectionError):
                self._writer.write(encode(message))

    def kill(self, why: str) -> None:
        """End it and all that it has started, at once."""
        if self.pid is not None:
            self.was_killed = True
            log.warning("crawler killed", extra={"pid": self.pid, "why": why})
            _kill_group(self.pid)


async def _give(process: asyncio.subprocess.Process, handover: bytes) -> None:
    """Write *handover* to where the process reads; it may die before it has read it."""
    if process.stdin is None:
        return
    with contextlib.suppress(ConnectionError):
        process.stdin.write(handover)
        await process.stdin.drain()
        process.stdin.close()
        await process.stdin.wait_closed()


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
