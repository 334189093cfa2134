"""Programs that work on a state until they are killed, and what that state holds."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path


def killed_run(module: str, path: Path, first: int, reports: int) -> int:
    """Start *module* at *first*, kill it after some reports; the last one reported."""
    child = subprocess.Popen(
        [sys.executable, "-m", module, str(path), str(first)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
    )
    assert child.stdout is not None
    reported = first
    for _ in range(reports):
        reported = int(child.stdout.readline())
    child.kill()
    rest = child.stdout.read().split()
    child.stdout.close()
    assert child.wait() == -9
    return int(rest[-1]) if rest else reported


def table(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()
