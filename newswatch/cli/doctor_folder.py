"""What `newswatch doctor` asks of the folder: rights, room, lock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from newswatch.cli.findings import Finding, fail, ok, warn
from newswatch.cli.holder import holder_of
from newswatch.cli.read import ago

MIB, GIB = 1 << 20, 1 << 30
#: a day of full texts of some busy outlets, and what a commit may need at once
LITTLE_ROOM, NO_ROOM = GIB, 64 * MIB
#: files that a crawl makes: a day file, the state's journals, fault reports
FEW_INODES, NO_INODES = 1000, 20
#: their locks and shared memory do not hold between machines, or at all
NETWORK_FILE_SYSTEMS = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "lustre"),
    )
)


def permissions(data_dir: Path) -> Iterator[Finding]:
    """Whether this user can read the configuration and write state and feed."""
    if not data_dir.exists():
        parent = next(each for each in data_dir.absolute().parents if each.exists())
        if os.access(parent, os.W_OK | os.X_OK):
            yield ok("folder", f"{data_dir} is made at the first start")
        else:
            yield _not_writable(data_dir, f"it cannot be made in {parent}")
        return
    if not data_dir.is_dir():
        what = f"{data_dir} is no folder"
        yield fail("folder", what, "move it away; newswatch makes the folder")
        return
    needed = [data_dir, data_dir / "feed", *sorted(data_dir.glob("state.db*"))]
    needed += [data_dir / "lock", *sorted((data_dir / "feed").glob("*.jsonl"))[-1:]]
    for path in needed:
        if not path.exists():
            continue
        mode = os.W_OK | os.R_OK | (os.X_OK if path.is_dir() else 0)
        if not os.access(path, mode):
            yield _not_writable(path, f"it belongs to uid {path.stat().st_uid}")
            return
    kind = _file_system(data_dir)
    if kind in NETWORK_FILE_SYSTEMS:
        yield warn(
            "folder",
            f"{data_dir} is on a network file system ({kind})",
            "put [paths] data on a disk of this machine: locks may not hold there",
        )
    else:
        yield ok("folder", f"{data_dir} can be written" + (f", {kind}" if kind else ""))


def _not_writable(path: Path, why: str) -> Finding:
    return fail(
        "folder",
        f"{path} cannot be written by uid {os.geteuid()}: {why}",
        "chown it to the user newswatch runs as, or choose another folder with -C",
    )


def _file_system(path: Path) -> str | None:
    """The type of the file system *path* is on; None where nobody says."""
    try:
        lines = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
        where = str(path.resolve())
    except OSError:
        return None
    best, kind = "", None
    for line in lines:
        _, at, its_kind, *_ = line.split(" ")
        is_below = where == at or where.startswith(at.rstrip("/") + "/")
        if is_below and len(at) >= len(best):
            best, kind = at, its_kind
    return kind


def space(data_dir: Path) -> Iterator[Finding]:
    """Room and inodes where state and feed are."""
    existing = next(
        each
        for each in (data_dir.absolute(), *data_dir.absolute().parents)
        if each.exists()
    )
    try:
        found = os.statvfs(existing)
    except OSError as error:
        yield fail("disk", f"{existing}: {error.strerror}", "look at the disk")
        return
    free = found.f_bavail * found.f_frsize
    what = f"{_size(free)} free in {data_dir}"
    step = "make room; [feed] keep and [store] keep_texts say what is kept"
    if free < NO_ROOM:
        yield fail("disk", what, step)
    elif free < LITTLE_ROOM:
        yield warn("disk", what, step)
    else:
        yield ok("disk", what)
    if not found.f_files:  # made as needed, as on btrfs
        yield ok("inodes", "made as needed")
        return
    what = f"{found.f_favail} free of {found.f_files}"
    step = "delete small files there, or move [paths] data"
    if found.f_favail < NO_INODES:
        yield fail("inodes", what, step)
    elif found.f_favail < FEW_INODES:
        yield warn("inodes", what, step)
    else:
        yield ok("inodes", what)


def _size(number: int) -> str:
    return f"{number / GIB:.1f} GiB" if number >= GIB else f"{number / MIB:.0f} MiB"


def lock(data_dir: Path, now: datetime) -> Finding:
    """Who uses the folder, and since when."""
    try:
        holder = holder_of(data_dir)
    except OSError as error:
        return fail(
            "lock",
            f"{data_dir / 'lock'} cannot be read ({error.strerror})",
            "run doctor as the user newswatch runs as",
        )
    if holder.is_held:
        age = ago((now - holder.since).total_seconds()) if holder.since else "unknown"
        return ok("lock", f"held by pid {holder.pid or 'unknown'}, taken {age}")
    if holder.is_stale:
        return ok("lock", f"free; pid {holder.pid} had it last, and has ended")
    return ok("lock", "free; nothing runs here")
