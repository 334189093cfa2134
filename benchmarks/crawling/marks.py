"""CPU and wall seconds between two moments of a process, children included."""

from __future__ import annotations

import resource
import time


class Meter:
    """Starts when it is made, or told to: what was imported by then does not count."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self._cpu_s, self._wall_s = cpu_s(), time.monotonic()

    def read(self) -> dict[str, float]:
        return {
            "cpu_s": cpu_s() - self._cpu_s,
            "wall_s": time.monotonic() - self._wall_s,
        }


def cpu_s() -> float:
    """User and system time of this process and of its children that have ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
