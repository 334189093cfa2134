"""What a crawler's mark says: of its death, and of its life while it is busy.

Whoever ends the process by what it does on the event loop has the mark at that moment:

    it exits or crashes             proof, unless it ran out of memory: the last straw
                                    may be anybody's
    killed for its silence, and     proof: nobody else did anything all the while
    the mark has stood as long
    killed by others                a hint: the mark is where the blow fell

A proof may still be chance, where another thread is at fault, so one condemns nobody.
"""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass

from newswatch.crawler.messages import OUT_OF_MEMORY
from newswatch.mark import Marked

#: CPU seconds that one stretch of work may take; the longest honest one is a
#: twentieth of it. Unlike seconds by the clock they do not pass faster when the
#: machine is busy
SPIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Trace:
    """Whom the mark names; *is_proof* says that nobody else could be at fault."""

    outlet_id: str
    is_proof: bool


def trace_of(
    marked: Marked | None, exit_code: int, *, was_killed: bool
) -> Trace | None:
    """*was_killed*: by us, since it said nothing any more."""
    if marked is None:
        return None
    if was_killed:
        stood_s = time.monotonic() - marked.since_s
        return Trace(marked.outlet_id, is_proof=stood_s >= SPIN_S)
    is_unclear = exit_code in (OUT_OF_MEMORY, -signal.SIGKILL)
    return Trace(marked.outlet_id, is_proof=not is_unclear)


class Spin:
    """How much CPU the stretch of work that is under way has taken."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._began_s = 0.0

    def seconds(self, marked: Marked | None, cpu_s: float) -> float:
        """*cpu_s* is what the crawler's event loop has used in all.

        Counted from the first look at the stretch: looks must come often.
        """
        since_s = None if marked is None else marked.since_s
        if since_s is None or since_s != self._since_s:
            self._since_s, self._began_s = since_s, cpu_s
        return cpu_s - self._began_s
