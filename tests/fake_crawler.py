"""A crawler that speaks the supervisor's language and misbehaves as it is told.

    python fake_crawler.py BEHAVIOUR NOTES --fd N --mark N

One that is `marked-…` marks each poll before it does it.
NOTES is a file to which each start adds a line; NOTES.in gets what it was handed.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

from newswatch.mark import Mark


def main() -> None:
    behaviour, notes, _, fd, _, memory = sys.argv[1:7]
    mark = Mark(int(memory)) if behaviour.startswith("marked-") else None
    behaviour = behaviour.removeprefix("marked-")
    with Path(notes).open("a") as file:
        file.write(f"{os.getpid()}\n")
    with Path(notes).with_suffix(".in").open("ab") as file:
        file.write(sys.stdin.buffer.read() + b"\n")
    starts = len(Path(notes).read_text().splitlines())
    connection = socket.socket(fileno=int(fd))
    if behaviour == "stillborn":
        return
    # Two files: writing to a text file drops what was read ahead of it.
    stream = connection.makefile("w")
    tell(stream, {"op": "ready"})
    print("at your service", file=sys.stderr)
    for line in connection.makefile("r"):
        message = json.loads(line)
        if message["op"] == "stop":
            if behaviour == "deaf":
                time.sleep(3600)
            return
        first = starts == 1
        if mark is not None:
            mark.put(message["outlet_id"])
        if behaviour == "dies" or (behaviour == "dies-once" and first):
            os._exit(3)
        killer = behaviour.partition("-of-")[2] == message["outlet_id"]
        if behaviour.startswith("dies-of") and killer:
            os._exit(3)
        if behaviour.startswith("hangs-of") and killer:
            time.sleep(3600)
        while behaviour.startswith("spins-of") and killer:
            pass
        if behaviour.startswith("kill-9-of") and killer:
            os.kill(os.getpid(), signal.SIGKILL)
        if behaviour == "hangs" and first:
            time.sleep(3600)
        if behaviour == "babbles" and first:
            stream.write("no json at all\n")
            stream.flush()
            time.sleep(3600)
        if behaviour == "chatty":
            for news in chatter(message["run_id"]):
                tell(stream, news)
        if behaviour == "unplugged" and Path(notes).with_suffix(".cut").exists():
            heard = {"published": [], "undated": 0, "scrolled": 0.0}
            heard |= {"whole_since": None, "fresh_s": None, "failure": "network"}
            tell(stream, done(message) | {"reached": False, "heard": heard})
            continue
        tell(stream, done(message))


def chatter(run_id: str) -> list[dict[str, object]]:
    """News of a poll, and what may be taken for it."""
    counts = {"discovered": 7, "settled": 3, "emitted": 2}
    return [
        {"op": "started", "run_id": run_id},
        {"op": "progress", "run_id": run_id, **counts},
        {"op": "progress", "run_id": "another one's", **counts},
        {"op": "progress", "run_id": [run_id], "discovered": None},
        {"op": "progress"},
        {"op": "progress", "run_id": run_id, "discovered": "many", "settled": 5},
    ]


def done(message: dict[str, str]) -> dict[str, object]:
    return {
        "op": "done",
        "run_id": message["run_id"],
        "outlet_id": message["outlet_id"],
        "reached": True,
        "discovered": 0,
        "refused": 0,
        "outcomes": {},
        "reasons": {},
        "not_before": None,
        "problems": [],
    }


def tell(stream, message: dict[str, object]) -> None:
    stream.write(json.dumps(message) + "\n")
    stream.flush()


if __name__ == "__main__":
    main()
