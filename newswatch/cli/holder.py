"""Who holds a data folder's lock: found out without taking it, or a moment only."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The state of a lock file."""

    #: whether a process has it now
    is_held: bool
    #: that process; of a lock nobody holds, the one that had it last
    pid: int | None
    #: when it was taken
    since: datetime | None

    @property
    def is_stale(self) -> bool:
        """Whether its last holder ended without anybody taking over: harmless."""
        return not self.is_held and self.pid is not None


def holder_of(data_dir: Path) -> Holder:
    """Who holds the lock of *data_dir*. Raises OSError if that cannot be asked."""
    try:
        fd = os.open(data_dir / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        # It may have been deleted under its holder, which makes it anew.
        return Holder(is_held=_is_folder_locked(data_dir), pid=None, since=None)
    try:
        text = os.pread(fd, 32, 0).decode("ascii", "replace").strip()
        taken_at = datetime.fromtimestamp(os.fstat(fd).st_mtime, UTC)
        return Holder(
            is_held=_is_locked(fd) or _is_folder_locked(data_dir),
            pid=int(text) if text.isdigit() else None,
            since=taken_at,
        )
    finally:
        os.close(fd)


def _is_folder_locked(data_dir: Path) -> bool:
    try:
        fd = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return _is_locked(fd)
    finally:
        os.close(fd)


def _is_locked(fd: int) -> bool:
    """Whether an exclusive lock stands on *fd*'s file.

    /proc/locks tells it for free; it does not name processes outside of a container,
    nor is it everywhere, and some file systems have other numbers in it. Then a shared
    lock is tried, for some microseconds.
    """
    status = os.fstat(fd)
    device = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}"
    mark = f" {device}:{status.st_ino} "
    try:
        lines = Path("/proc/locks").read_text("ascii").splitlines()
    except OSError:
        lines = []
    if any("FLOCK" in line and mark in line for line in lines):
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # what cannot be locked is not
        return False
    fcntl.flock(fd, fcntl.LOCK_UN)
    return False
