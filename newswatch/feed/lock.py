"""One newswatch to a folder: a lock that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from newswatch.errors import ExitCode, ProcessError, StorageError

#: how long a holder may take from the lock to its name in it, on a busy machine
_SIGNING_S = 5.0


class FolderLock:
    """Holds `lock` in a data folder; the kernel lets go when the process dies.

    The lock is the file's, by whatever path it is reached. Raises ProcessError NW601
    (exit 75) naming the pid that holds it, StorageError NW401 when the folder cannot be
    written.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "lock"
        self._fd: int | None = None

    def acquire(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StorageError(
                f"the data folder cannot be written: {self._path.parent}"
                f" ({error.strerror})",
                code="NW401",
                help="make the folder writable, or choose another one with -C",
            ) from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            try:
                holder = _holder(fd)
            finally:
                os.close(fd)
            raise ProcessError(
                f"another newswatch (pid {holder or 'unknown'}) uses"
                f" {self._path.parent}",
                code="NW601",
                help="wait for it or stop it, or choose another folder with -C",
                exit_code=ExitCode.LOCKED,
            ) from error
        # Not unlinked on release: a second starter could lock the unlinked file.
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()}\n".encode("ascii"), 0)
        self._fd = fd

    def release(self) -> None:
        if self._fd is not None:
            # Whoever comes next must not be taken for us before it has signed.
            os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


def _holder(fd: int) -> int | None:
    """The pid in a lock that somebody holds; None if nobody signs it in time.

    A process that was killed leaves its pid behind, and the next one has the lock a
    moment before it has written its own.
    """
    until = time.monotonic() + _SIGNING_S
    while True:
        signed = os.pread(fd, 32, 0)
        if signed.endswith(b"\n") and signed[:-1].isdigit() and _runs(int(signed)):
            return int(signed)
        if time.monotonic() > until:
            return None
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        return True
    return True
