"""The CPU time of a process's first thread, from the kernel."""

from __future__ import annotations

import os
import sys
import threading
import time

import pytest

from newswatch.crawler.memory import loop_cpu_s

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")


def burn(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_what_this_thread_burns_is_counted_and_another_ones_is_not():
    before = loop_cpu_s(os.getpid())
    other = threading.Thread(target=burn, args=(0.3,))
    other.start()
    other.join()
    between = loop_cpu_s(os.getpid())
    assert between - before < 0.2
    burn(0.3)
    assert loop_cpu_s(os.getpid()) - between > 0.2


def test_a_process_that_is_gone_has_used_nothing():
    assert loop_cpu_s(None) == 0.0
    assert loop_cpu_s(2**22 + 1) == 0.0
