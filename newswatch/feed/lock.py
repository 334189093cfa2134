"""One newswatch to a folder: a lock that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from newswatch.errors import ExitCode, ProcessError, StorageError


class FolderLock:
    """Holds `lock` in a data folder; the kernel lets go when the process dies.

    Raises ProcessError NW601 (exit 75) naming the pid that holds it, StorageError
    NW401 when the folder cannot be written.
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
            holder = os.pread(fd, 32, 0).decode("ascii", "replace").strip()
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
