"""Who reads the feed while its writer is killed, over a midnight, misses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOON
from feed_desk import Desk

from newswatch.feed.reader import FeedTail

TESTS = Path(__file__).parents[1]
KILLS = 10
DAYS = ("newswatch-2026-11-23.jsonl", "newswatch-2026-11-24.jsonl")
PATIENCE_S = 60


def killed_run(folder: Path, day: int, first: int, lines: int) -> None:
    """Feed articles from *first* on until *lines* are there, then die in between."""
    command = [sys.executable, "-m", "feeding", str(folder), str(first + 500)]
    environment = {**os.environ, "FEEDING_FROM": str(first), "FEEDING_DAY": str(day)}
    with subprocess.Popen(
        command, cwd=TESTS, env=environment, stdin=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + PATIENCE_S
        while count(folder) < lines and process.poll() is None:
            assert time.monotonic() < deadline, "nothing was written"
            time.sleep(0.001)
        process.kill()
    assert process.returncode == -signal.SIGKILL


def count(folder: Path) -> int:
    return feed(folder).count(b"\n")


def feed(folder: Path) -> bytes:
    paths = sorted((folder / "feed").glob("newswatch-*.jsonl"))
    return b"".join(path.read_bytes() for path in paths)


@contextmanager
def tail(folder: Path, output: Path) -> Iterator[None]:
    """`tail -F` on the files of both days."""
    paths = [str(folder / "feed" / day) for day in DAYS]
    command = ["tail", "-q", "-n", "+1", "-s", "0.05", "-F", *paths]
    with (
        output.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL) as process,
    ):
        try:
            yield
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tail") is None, reason="there is no tail")
def test_readers_through_kills_and_a_midnight_get_each_byte_once(tmp_path: Path):
    output, read, following = tmp_path / "tail.out", b"", FeedTail(tmp_path / "feed")
    (tmp_path / "feed").mkdir()
    with tail(tmp_path, output):
        for number in range(KILLS):
            before = feed(tmp_path)
            done = count(tmp_path)
            day = 2 * number // KILLS
            killed_run(tmp_path, day, max(1, done - 3), done + 4)
            assert feed(tmp_path).startswith(before)
            read += b"".join(following.lines())
        last = Desk(tmp_path, now=NOON + timedelta(days=1))
        last.feed.pump()
        last.close()
        read += b"".join(following.lines())
        written = feed(tmp_path)
        deadline = time.monotonic() + PATIENCE_S
        while output.stat().st_size < len(written) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert read == written
    assert output.read_bytes() == written
    assert {path.name for path in (tmp_path / "feed").glob("*.jsonl")} == set(DAYS)
    assert count(tmp_path) >= 4 * KILLS
    lines = written.splitlines()
    seqs = [int(line.partition(b'"seq":')[2].partition(b",")[0]) for line in lines]
    assert seqs == list(range(1, len(lines) + 1))
