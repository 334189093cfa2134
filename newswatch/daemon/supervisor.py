"""The supervisor: starts the crawler process, hands it polls, and outlives it.

A crawler that dies is started again, sooner or later by how often it died; one that
falls silent is killed with its whole process group. Polls under way are handed to the
next one: the store makes that harmless.
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
from dataclasses import dataclass
from pathlib import Path

from newswatch import clock
from newswatch.crawler.messages import (
    MAX_LINE,
    Message,
    encode,
    ledger_of,
    poll_message,
    receive,
    standing_of,
)
from newswatch.logs import LogFormat
from newswatch.model import Ledger, Poll, Standing

log = logging.getLogger(__name__)

#: seconds without a sign of life after which a crawler counts as hung
SILENCE_S = 15.0
#: the same while it starts, when imports on a busy machine take their time
START_SILENCE_S = 60.0
#: a second's sleep that took this long says that this process itself stood still
OVERSLEPT_S = 3.0
#: seconds for a clean end before the process group is killed
STOP_S = 9.0
#: crawlers that a poll may see die before it is given up for this time
POLL_LIVES = 3
#: seconds before a restart after the n-th death in a row
_BACKOFF_S = (0.0, 1.0, 5.0, 15.0, 60.0)


@dataclass(slots=True)
class _UnderWay:
    poll: Poll
    deaths: int = 0


#: a poll that is over, its account, what its sources did wrong
OnDone = Callable[[Poll, Ledger, list[str]], None]
#: a poll under way, how far it has come
OnStanding = Callable[[Poll, Standing], None]


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


class Supervisor:
    """*command* starts a crawler; `--fd N`, its end of the socketpair, is added.

    The crawler logs to *stderr*, a file descriptor, or to where this process does.
    """

    def __init__(
        self,
        command: Sequence[str],
        on_done: OnDone,
        on_standing: OnStanding = lambda _poll, _standing: None,
        stderr: int | None = None,
    ) -> None:
        self._command = command
        self._on_done = on_done
        self._on_standing = on_standing
        self._stderr = stderr
        self._under_way: dict[str, _UnderWay] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._stopping = False
        self._stop_asked = asyncio.Event()
        self._heard_at = 0.0
        self._silence_s = START_SILENCE_S
        self._task: asyncio.Task[None] | None = None
        #: the crawler's process id while there is one
        self.pid: int | None = None
        #: crawlers that died since the last poll that was done
        self.deaths = 0

    @property
    def outlets_under_way(self) -> set[str]:
        return {entry.poll.outlet_id for entry in self._under_way.values()}

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_running())

    def submit(self, poll: Poll) -> None:
        """Have *poll* done; `on_done` hears of it, once."""
        self._under_way[poll.run_id] = _UnderWay(poll)
        self._send(poll_message(poll))

    async def stop(self) -> None:
        """End the crawler: cleanly if it can, in STOP_S at the latest."""
        self._stopping = True
        self._stop_asked.set()
        self._send({"op": "stop"})
        if self._task is None:
            return
        try:
            await asyncio.wait_for(asyncio.shield(self._task), STOP_S)
        except TimeoutError:
            self._kill("it did not stop in time")
            await self._task

    # -- one crawler after the other

    async def _keep_running(self) -> None:
        while not self._stopping:
            delay_s = _BACKOFF_S[min(self.deaths, len(_BACKOFF_S) - 1)]
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop_asked.wait(), delay_s)
            if self._stopping:
                return
            try:
                await self._run_one()
            except Exception:  # the daemon's own loop: it must outlive anything
                log.exception("crawler not supervised, starting another")
                self._mourn()

    async def _run_one(self) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                "--fd",
                str(theirs.fileno()),
                pass_fds=(theirs.fileno(),),
                stdin=asyncio.subprocess.DEVNULL,
                stderr=self._stderr,
                # A group of its own: killed whole, and deaf to the terminal's Ctrl-C.
                start_new_session=True,
            )
            theirs.close()
            self.pid = process.pid
            try:
                await self._talk(ours)
            finally:
                # Before another one starts: two would ask every host twice as fast.
                code = await self._bury(process)
        if not self._stopping:
            log.error("crawler died, starting another", extra={"exit_code": code})
            self._mourn()

    async def _talk(self, ours: socket.socket) -> None:
        reader, self._writer = await asyncio.open_unix_connection(
            sock=ours, limit=MAX_LINE
        )
        watch = asyncio.create_task(self._watch_for_silence())
        try:
            for entry in self._under_way.values():
                self._send(poll_message(entry.poll))
            if self._stopping:
                self._send({"op": "stop"})
            await self._listen(reader)
        finally:
            watch.cancel()
            self._writer.close()
            self._writer = None

    async def _bury(self, process: asyncio.subprocess.Process) -> int:
        """Wait for the end of a crawler that has hung up; its exit code."""
        try:
            code = await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            self._kill("it hung up, but did not end")
            code = await process.wait()
        # One more turn of the loop: asyncio closes the process's transport in it.
        await asyncio.sleep(0)
        # Whatever it left behind in its group: lanes, the fork server.
        self._kill_group(process.pid)
        self.pid = None
        return code

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        self._silence_s = START_SILENCE_S
        while (message := await receive(reader)) is not None:
            self._heard_at = asyncio.get_running_loop().time()
            self._silence_s = SILENCE_S
            if message["op"] == "done":
                self._finish(message)
            elif message["op"] in ("started", "progress"):
                self._note(message)

    def _note(self, message: Message) -> None:
        # Another poll's news, or nonsense, is no reason to lose a crawler.
        entry = self._under_way.get(str(message.get("run_id")))
        if entry is not None:
            self._on_standing(entry.poll, standing_of(message))

    def _finish(self, message: Message) -> None:
        entry = self._under_way.pop(message["run_id"], None)
        if entry is not None:
            self.deaths = 0
            self._tell(entry, ledger_of(message), message["problems"])

    def _mourn(self) -> None:
        """Count a death against every poll that was under way."""
        self.deaths += 1
        for run_id, entry in list(self._under_way.items()):
            entry.deaths += 1
            if entry.deaths >= POLL_LIVES:
                del self._under_way[run_id]
                problem = f"the crawler died {entry.deaths} times during this poll"
                self._tell(entry, Ledger(), [problem])

    def _tell(self, entry: _UnderWay, ledger: Ledger, problems: list[str]) -> None:
        try:
            self._on_done(entry.poll, ledger, problems)
        except Exception:  # whoever listens must not end the supervision
            log.exception("poll done, but not taken note of")

    # -- signs of life, and the end

    async def _watch_for_silence(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            asleep_at = loop.time()
            await asyncio.sleep(1.0)
            if loop.time() - asleep_at > OVERSLEPT_S:
                # It was we who were stopped: its beats are waiting to be read.
                self._heard_at = loop.time()
            silent_s = loop.time() - self._heard_at
            if silent_s > self._silence_s:
                self._kill(f"no sign of life for {silent_s:.0f} s")

    def _kill(self, why: str) -> None:
        if self.pid is not None:
            log.warning("crawler killed", extra={"pid": self.pid, "why": why})
            self._kill_group(self.pid)

    @staticmethod
    def _kill_group(pid: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)

    def _send(self, message: Message) -> None:
        if self._writer is not None:
            with contextlib.suppress(ConnectionError):
                self._writer.write(encode(message))
