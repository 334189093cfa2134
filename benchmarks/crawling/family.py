"""What a command costs with all it starts, whoever waits for whom.

    python family.py OUT COMMAND…

Orphans come to this process (prctl(2), PR_SET_CHILD_SUBREAPER) and their CPU time with
them, by the kernel's own count: a fork server and its lanes are killed with nobody
waiting for them. Linux only. OUT gets one JSON object.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    out, *command = sys.argv[1:]
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    began_s = time.monotonic()
    first = os.spawnvp(os.P_NOWAIT, command[0], command)
    cpu_s, code, wall_s = 0.0, None, 0.0
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        cpu_s += usage.ru_utime + usage.ru_stime
        if pid == first:
            code = os.waitstatus_to_exitcode(status)
            wall_s = time.monotonic() - began_s
    found = {"cpu_s": cpu_s, "wall_s": wall_s, "exit_code": code}
    Path(out).write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main()
