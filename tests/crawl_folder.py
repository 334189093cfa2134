"""A folder to crawl in, commands run in it as a user would, and what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

#: no command of a test takes longer on a busy machine, unless something hangs
PATIENCE_S = 120


def newswatch(
    folder: Path, *arguments: str, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`newswatch -C FOLDER ARGUMENTS`, to its end."""
    return subprocess.run(
        command(folder, *arguments),
        capture_output=True,
        text=True,
        input=stdin,
        timeout=PATIENCE_S,
        env=_environment(environment),
    )


def newswatch_at(
    instant: datetime, folder: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """The same on a day of the test's choosing: its clock stands at *instant*."""
    program = (
        "import sys\nfrom datetime import datetime\n"
        "from newswatch import clock\nfrom newswatch.cli import main\n"
        "clock.stand_at(datetime.fromisoformat(sys.argv.pop(1)))\nmain()\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program, instant.isoformat(), "-C", folder, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        env=_environment({}),
    )


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The same, left running."""
    return subprocess.Popen(
        command(folder, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment({}),
    )


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "newswatch", "-C", str(folder), *arguments]


def _environment(changes: dict[str, str]) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NEWSWATCH")}
    return {**kept, "COLUMNS": "100", **changes}


def feed_lines(folder: Path) -> list[dict[str, Any]]:
    """Every line of the feed; fails on a torn one."""
    text = "".join(
        path.read_text("utf-8")
        for path in sorted((folder / "data" / "feed").glob("*.jsonl"))
    )
    assert not text or text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def write_watch(
    folder: Path,
    outlets: str,
    *,
    query: str = "*",
    polite: str = "",
    more: str = "",
) -> Path:
    """A folder that watches *outlets* (TOML tables) on loopback with one topic."""
    (folder / "schedules").mkdir(parents=True, exist_ok=True)
    (folder / "newswatch.toml").write_text(
        f"""
[agent]
contact = "tests@newswatch.example"
[polite]
delay = "10ms"
timeout = "5s"
allow_networks = ["127.0.0.0/8"]
{polite}
{more}
""",
        "utf-8",
    )
    (folder / "schedules" / "test.toml").write_text(
        f"""
title = "Test"
[schedule]
every = "15m"
{outlets}
[[topic]]
id = "all"
query = '''{query}'''
""",
        "utf-8",
    )
    return folder


def descendants(pid: int) -> list[tuple[int, str]]:
    """(pid, command line) of all processes below *pid*, as /proc has them now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent = _parent(int(entry.name))
            children.setdefault(parent, []).append(int(entry.name))
    found: list[tuple[int, str]] = []
    queue = list(children.get(pid, ()))
    while queue:
        child = queue.pop()
        found.append((child, _command_line(child)))
        queue += children.get(child, ())
    return found


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError):
        return 0


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def alive(pids: Sequence[int]) -> list[int]:
    """Those of *pids* that still run; zombies do not."""
    running = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            running.append(pid)
    return running
