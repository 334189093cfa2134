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

from newswatch.crawler.messages import BEAT_INTERVAL_S, OUT_OF_MEMORY
from newswatch.mark import Marked

#: CPU seconds that one stretch of work may take: five times what the longest honest one
#: takes, the first reading of a sitemap of 50,000 links (1.6 s). Unlike seconds by the
#: clock they pass no faster on a busy machine
SPIN_S = 8.0
#: seconds by which a stretch may be shorter than the silence that it made: two beats
SLACK_S = 2 * BEAT_INTERVAL_S


@dataclass(frozen=True, slots=True)
class Trace:
    """Whom the mark names; *is_proof* says that nobody else could be at fault."""

    outlet_id: str
    is_proof: bool


def trace_of(
    marked: Marked | None, exit_code: int, silent_s: float | None
) -> Trace | None:
    """*silent_s*: how long it had said nothing, if that is what we killed it for."""
    if marked is None:
        return None
    if silent_s is not None:
        stood_s = time.monotonic() - marked.since_s
        is_proof = stood_s > max(SLACK_S, silent_s - SLACK_S)
    else:
        is_proof = exit_code not in (OUT_OF_MEMORY, -signal.SIGKILL)
    return Trace(marked.outlet_id, is_proof)


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
