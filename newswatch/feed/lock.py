"""One newswatch to a folder: a lock that ends with the process that holds it.

The folder itself is locked, and the file `lock` in it, which says by whom. A file can
be deleted while it is held; what its folder is locked by then stays.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from newswatch.errors import ExitCode, NewswatchError, ProcessError, StorageError

#: how long a holder may take from the lock to its name in it, on a busy machine
_SIGNING_S = 5.0


class FolderLock:
    """Holds a data folder; the kernel lets go when the process dies.

    The lock is the folder's, by whatever path it is reached. Raises ProcessError NW601
    (exit 75) naming the pid that holds it, StorageError NW401 when the folder cannot be
    written.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self._path = data_dir / "lock"
        self._folder_fd: int | None = None
        self._fd: int | None = None

    def acquire(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder_fd = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
            is_free = _locked_folder(self._folder_fd)
            fd = self._open_file()
        except OSError as error:
            self.release()
            raise _not_writable(self._folder, error) from error
        if not is_free or not _locked(fd):
            holder = _holder(fd)
            os.close(fd)
            self.release()
            raise _used(self._folder, holder)
        self._fd = fd
        _sign(fd)

    def renew(self) -> None:
        """See that the folder is still ours, and that the file in it says so.

        Raises StorageError NW401 while another folder, or none, is in its place.
        """
        if self._fd is None or self._folder_fd is None:
            return
        try:
            if not _is_at(self._folder, self._folder_fd):
                raise _moved(self._folder)
            if not _is_at(self._path, self._fd):
                self._replace_file()
            elif not os.fstat(self._fd).st_size:
                _sign(self._fd)
        except OSError as error:
            raise _not_writable(self._folder, error) from error

    def _replace_file(self) -> None:
        """Somebody deleted or replaced it: whoever asks is to be told again."""
        fd = self._open_file()
        if not _locked(fd):  # where a folder cannot be locked
            holder = _holder(fd)
            os.close(fd)
            raise _used(self._folder, holder)
        if self._fd is not None:
            os.close(self._fd)
        self._fd = fd
        _sign(fd)

    def _open_file(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def release(self) -> None:
        # The file is not unlinked: a second starter could lock the unlinked one.
        if self._fd is not None:
            # Whoever comes next must not be taken for us before it has signed.
            os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = None
        if self._folder_fd is not None:
            os.close(self._folder_fd)
            self._folder_fd = None

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


def _locked(fd: int) -> bool:
    """Whether the lock is ours now."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked_folder(fd: int) -> bool:
    """The same; also where folders cannot be locked (NFS), and the file must do."""
    try:
        return _locked(fd)
    except OSError:
        return True


def _is_at(path: Path, fd: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(fd))


def _sign(fd: int) -> None:
    """Write our pid into the lock; a full disk takes it later, and locks all the same.

    What is written then says what the disk lacks, with a path of its own.
    """
    try:
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()}\n".encode("ascii"), 0)
    except OSError:
        return


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


def _used(folder: Path, holder: int | None) -> NewswatchError:
    return ProcessError(
        f"another newswatch (pid {holder or 'unknown'}) uses {folder}",
        code="NW601",
        help="wait for it or stop it, or choose another folder with -C",
        exit_code=ExitCode.LOCKED,
    )


def _not_writable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"the data folder cannot be written: {folder} ({error.strerror})",
        code="NW401",
        help=(
            "make room there, for files as well as bytes"
            if error.errno in (errno.ENOSPC, errno.EDQUOT)
            else "make the folder writable, or choose another one with -C"
        ),
    )


def _moved(folder: Path) -> StorageError:
    return StorageError(
        f"the data folder was moved, or another one put in its place: {folder}",
        code="NW401",
        help="put it back, or stop newswatch first; records wait in the state",
    )
