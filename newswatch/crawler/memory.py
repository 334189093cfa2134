"""How much memory and CPU a process has taken, and how much memory it may have."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path


def memory_bytes(pid: int | None) -> int:
    """What a process holds in memory now; 0 where nobody can tell."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
    except (OSError, IndexError):  # not Linux, or gone
        return 0
    return int(pages) * resource.getpagesize()


def loop_cpu_s(pid: int | None) -> float:
    """CPU seconds that the first thread of a process has used; 0 as above."""
    try:
        stat = Path(f"/proc/{pid}/task/{pid}/stat").read_text("ascii", "replace")
        # proc(5): user and system time are fields 14 and 15; the second one, a name
        # in brackets, may hold anything.
        user, system = stat.rpartition(")")[2].split()[11:13]
    except (OSError, ValueError):
        return 0.0
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def limit_memory(allowance_bytes: int) -> None:
    """Let this process have so much more memory than it has now, by the kernel."""
    if sys.platform != "linux":  # macOS accepts the limit and ignores it
        return
    fields = dict(
        line.split(":", 1)
        for line in Path("/proc/self/status").read_text("ascii").splitlines()
        if ":" in line
    )
    used = int(fields["VmData"].split()[0]) * 1024
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    soft = used + allowance_bytes
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
