"""How much memory a process has, and how much it may have."""

from __future__ import annotations

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
