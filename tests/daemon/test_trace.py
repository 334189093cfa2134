"""What a crawler's mark proves, and how long it has spun."""

from __future__ import annotations

import signal
import time

import pytest

from newswatch.crawler.messages import OUT_OF_MEMORY
from newswatch.daemon.trace import SLACK_S, SPIN_S, Spin, trace_of
from newswatch.mark import Marked


def standing_for(seconds: float) -> Marked:
    return Marked("herald", time.monotonic() - seconds)


@pytest.mark.parametrize(
    ("exit_code", "is_proof"),
    [
        (0, True),
        (1, True),
        (3, True),
        (-signal.SIGSEGV, True),
        (-signal.SIGABRT, True),
        (OUT_OF_MEMORY, False),
        (-signal.SIGKILL, False),
    ],
)
def test_who_ends_the_process_by_itself_is_proven(exit_code: int, is_proof: bool):
    trace = trace_of(standing_for(0.0), exit_code, None)
    assert trace
    assert trace.outlet_id == "herald"
    assert trace.is_proof == is_proof


@pytest.mark.parametrize(
    ("stood_s", "silent_s", "is_proof"),
    [
        (15.0, 15.0, True),
        (14.1, 15.0, True),  # it began some time after the last beat
        (SPIN_S + 0.5, SPIN_S + 1.0, True),
        (9.0, 15.0, False),  # somebody else ran, and there was no beat either
        (SLACK_S / 2, SLACK_S, False),
    ],
)
def test_a_mark_that_stood_through_the_silence_is_proof(
    stood_s: float, silent_s: float, is_proof: bool
):
    trace = trace_of(standing_for(stood_s), -signal.SIGKILL, silent_s)
    assert trace
    assert trace.is_proof == is_proof


def test_without_a_mark_there_is_no_trace():
    assert trace_of(None, 3, None) is None
    assert trace_of(None, -signal.SIGKILL, 15.0) is None


def test_spinning_is_counted_in_cpu_and_for_one_stretch():
    spin = Spin()
    first, second = Marked("herald", 100.0), Marked("herald", 200.0)
    assert spin.seconds(first, 40.0) == 0.0
    assert spin.seconds(first, 43.0) == 3.0
    assert spin.seconds(second, 44.0) == 0.0
    assert spin.seconds(None, 50.0) == 0.0
    assert spin.seconds(second, 51.0) == 0.0
    assert spin.seconds(second, 51.0) == 0.0  # it sleeps
    assert spin.seconds(second, 60.0) == 9.0
