"""How much a host that is slow, or fails, is asked less often.

One number is kept of each host: how long it takes to answer, smoothed. The delay that
follows from it has the host at work for us half of the time at most, with `per_host`
requests at once that many times as much. Answers within half a second ask for nothing.

It rises faster than it falls: by half of the way to a slower answer, by a quarter of
the way to a quicker one. A failure counts as an answer that doubles the delay, however
quickly it came, up to sixteen times what the host has of its own: one page may be out
of order. A dozen quick answers later it is asked as often as before.

Scrapy's AutoThrottle takes the delay from latency too. It forgets a host a minute after
the last request, and does not slow down for one that refuses quickly.
"""

from __future__ import annotations

#: of its time that a host may be at work for us; chosen by hand, as are those below
_SHARE = 0.5
_QUICK_S = 0.5
_RISE, _FALL = 1 / 2, 1 / 4
LONGEST_DELAY_S = 60.0
#: the longest delay for failures: so many times a host's own, or so much
_FAILING_TIMES, _FAILING_S = 16, 1.0


def delay_s(latency_s: float, per_host: int) -> float:
    """Seconds between two requests to a host with that smoothed latency."""
    if latency_s < _QUICK_S:
        return 0.0
    return min(latency_s / (_SHARE * per_host), LONGEST_DELAY_S)


def after_answer(latency_s: float, took_s: float) -> float:
    """The smoothed latency after an answer that took *took_s*."""
    gap_s = took_s - latency_s
    return latency_s + gap_s * (_RISE if gap_s > 0 else _FALL)


def after_failure(latency_s: float, own_pace_s: float, per_host: int) -> float:
    """The smoothed latency that doubles the delay; *own_pace_s* is that without it."""
    share = _SHARE * per_host
    doubled_s = 2 * max(own_pace_s, latency_s / share)
    longest_s = max(_FAILING_TIMES * own_pace_s, _FAILING_S)
    return max(latency_s, share * min(doubled_s, longest_s, LONGEST_DELAY_S))
