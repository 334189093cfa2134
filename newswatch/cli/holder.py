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
    path = data_dir / "lock"
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return Holder(is_held=False, pid=None, since=None)
    try:
        text = os.pread(fd, 32, 0).decode("ascii", "replace").strip()
        taken_at = datetime.fromtimestamp(os.fstat(fd).st_mtime, UTC)
        return Holder(
            is_held=_is_locked(fd),
            pid=int(text) if text.isdigit() else None,
            since=taken_at,
        )
    finally:
        os.close(fd)


def _is_locked(fd: int) -> bool:
    """Whether an exclusive lock stands on *fd*'s file.

    /proc/locks tells it for free; it does not name processes outside of a container,
    nor is it everywhere. Then a shared lock is tried, for some microseconds.
    """
    status = os.fstat(fd)
    mark = f":{status.st_ino} "
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
    fcntl.flock(fd, fcntl.LOCK_UN)
    return False
