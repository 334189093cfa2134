"""The mark: whose work the event loop does at this moment, for whoever outlives it.

A process that hangs or dies tells nobody what it died of. This one writes down, before
each stretch of work for one outlet, which outlet that is, into memory that it shares
with the process that started it, and takes it away after the stretch. A stretch ends
where a coroutine waits; work that never ends leaves its mark standing.
"""

from __future__ import annotations

import mmap
import os
import struct
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from dataclasses import dataclass
from inspect import isasyncgen
from typing import IO, Any, TypeVar

T = TypeVar("T")

#: seconds, length of the outlet's id, the id: a slug of at most 64 letters
_LAYOUT = struct.Struct("<dB64s")
_LENGTH_AT = 8


@dataclass(frozen=True, slots=True)
class Marked:
    """What a mark says."""

    outlet_id: str
    #: when the stretch began, by the machine's monotonic clock
    since_s: float


def new_memory() -> IO[bytes]:
    """Memory for a mark, without a name: it goes with the last who holds it."""
    if hasattr(os, "memfd_create"):
        memory: IO[bytes] = os.fdopen(os.memfd_create("mark"), "r+b", buffering=0)
    else:  # not Linux
        memory = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (the caller's)
    memory.truncate(_LAYOUT.size)
    return memory


class Mark:
    """Memory that two processes share, by a file descriptor that one gives the other.

    Reading is safe at any time; what is read while the other side writes may be a
    mixture of two marks.
    """

    def __init__(self, fd: int) -> None:
        self._memory = mmap.mmap(fd, _LAYOUT.size)

    def put(self, outlet_id: str) -> None:
        name = outlet_id.encode()
        _LAYOUT.pack_into(self._memory, 0, time.monotonic(), len(name), name)

    def clear(self) -> None:
        self._memory[_LENGTH_AT] = 0

    def read(self) -> Marked | None:
        since_s, length, name = _LAYOUT.unpack_from(self._memory)
        if not length:
            return None
        return Marked(name[:length].decode("ascii", "replace"), since_s)


#: this process's own; None where nobody would read it
_own: Mark | None = None


def bear(mark: Mark | None) -> None:
    """From now on, write down in *mark* what this process works at."""
    global _own  # noqa: PLW0603  (there is one event loop to a process)
    _own = mark


def marked(outlet_id: str, work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
    """*work*, under the mark of *outlet_id* whenever it does not wait."""
    return work if _own is None else _Marking(_own, outlet_id, work)


def marking(outlet_id: str, callback: Callable[..., Any]) -> Callable[..., Any]:
    """*callback*, for a Request: what it does is done under the mark of *outlet_id*."""
    if _own is None:
        return callback
    mark = _own

    def call(*args: Any, **kwargs: Any) -> Any:
        work = callback(*args, **kwargs)
        return (_each if isasyncgen(work) else _all)(mark, outlet_id, work)

    return call


async def _all(mark: Mark, outlet_id: str, work: Coroutine[Any, Any, T]) -> T:
    return await _Marking(mark, outlet_id, work)


async def _each(
    mark: Mark, outlet_id: str, results: AsyncGenerator[T, None]
) -> AsyncGenerator[T, None]:
    try:
        while True:
            try:
                result = await _Marking(mark, outlet_id, anext(results))
            except StopAsyncIteration:
                return
            yield result
    finally:
        await results.aclose()


class _Marking(Coroutine[Any, Any, T]):
    """A coroutine whose every step is one of *work*, under its mark."""

    __slots__ = ("_mark", "_outlet_id", "_work")

    def __init__(
        self, mark: Mark, outlet_id: str, work: Coroutine[Any, Any, T]
    ) -> None:
        self._mark = mark
        self._outlet_id = outlet_id
        self._work = work

    def send(self, value: Any) -> Any:
        return self._step(self._work.send, value)

    def throw(self, *error: Any) -> Any:
        return self._step(self._work.throw, *error)

    def close(self) -> None:
        self._work.close()

    def __await__(self) -> Generator[Any, Any, T]:
        return self  # an iterator with send and throw is as good

    def __iter__(self) -> _Marking[T]:
        return self

    def __next__(self) -> Any:
        return self.send(None)

    def _step(self, step: Callable[..., Any], *given: Any) -> Any:
        self._mark.put(self._outlet_id)
        try:
            waits_for = step(*given)
        except MemoryError:  # this process is about to die of it: the mark stays
            raise
        except BaseException:  # its end is one, too
            self._mark.clear()
            raise
        self._mark.clear()
        return waits_for
