"""How long quick commands take to answer, beside Python itself and the peers' own.

    python benchmarks/command_start.py [--quick]

Each command runs as a process of its own, in turn with all the others, so that a busy
machine slows all alike. The median of wall time is told, and how far it lies above
`python -c pass`, which no Python program can go under. A first round is not counted:
it fills the file cache and writes byte code.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROUNDS, QUICK_ROUNDS = 30, 7
BASE = "python -c pass"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds")
    rounds = QUICK_ROUNDS if parser.parse_args().quick else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder)
        commands = _commands(folder)
        times: dict[str, list[float]] = {label: [] for label in commands}
        for number in range(rounds + 1):
            for label, command in commands.items():
                taken_s = _time(command)
                if number:
                    times[label].append(taken_s)
        modules = {label: _frameworks(command) for label, command in commands.items()}
    base_ms = 1000 * statistics.median(times[BASE])
    figures = {}
    print(f"{'command':<34} {'median ms':>9} {'above python':>12}  imports")
    for label, taken in times.items():
        ms = 1000 * statistics.median(taken)
        figures[label] = {
            "median_ms": round(ms, 1),
            "above_python_ms": round(ms - base_ms, 1),
            "frameworks": modules[label],
        }
        names = ", ".join(modules[label]) or "-"
        print(f"{label:<34} {ms:>9.1f} {ms - base_ms:>12.1f}  {names}")
    print(json.dumps({"rounds": rounds, "commands": figures}))
    ours = (f["frameworks"] for label, f in figures.items() if "newswatch" in label)
    return 1 if any(ours) else 0


def _fill(folder: Path) -> None:
    """A configuration and a feed of 12 lines: what the demo leaves behind."""
    from newswatch.demo.folder import write_folder
    from newswatch.demo.server import DemoServer

    with DemoServer(datetime.now(UTC)) as server:
        write_folder(folder, server, delay="20ms")
        once = [sys.executable, "-m", "newswatch", "-C", str(folder), "-q", "once"]
        subprocess.run(once, check=True)


def _commands(folder: Path) -> dict[str, list[str]]:
    newswatch = [sys.executable, "-m", "newswatch", "-C", str(folder)]
    commands = {
        BASE: [sys.executable, "-c", "pass"],
        "newswatch --help": [*newswatch, "--help"],
        "newswatch --version": [*newswatch, "--version"],
        "newswatch schema": [*newswatch, "schema"],
        "newswatch read -n 1": [*newswatch, "read", "-n", "1"],
        "newswatch check": [*newswatch, "check"],
    }
    listed = subprocess.run(
        [*newswatch, "outlets", "list"], capture_output=True, check=False
    )
    if listed.returncode == 0:
        commands["newswatch outlets list"] = [*newswatch, "outlets", "list"]
    for name, argument in (("trafilatura", "--version"), ("scrapy", "version")):
        beside = Path(sys.executable).with_name(name)
        found = str(beside) if beside.exists() else shutil.which(name)
        if found:
            commands[f"{name} {argument}"] = [found, argument]
    return commands


def _time(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - began


def _frameworks(command: list[str]) -> list[str]:
    """Which of the heavy libraries *command* imports, as Python itself tells."""
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"},
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    return sorted({"scrapy", "twisted", "trafilatura"} & imported)


if __name__ == "__main__":
    sys.exit(main())
