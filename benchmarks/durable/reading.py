"""Readers that follow the feed while its writer is killed, and over a midnight."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from durable.killing import EARLIEST_S, ROLES, counts
from durable.site import Site
from durable.victim import PATIENCE_S, Victim, strike

DAYS = ("2026-11-23T23:59:00+00:00", "2026-11-24T00:01:00+00:00")
_LATE_S = 20.0


def through(folder: Path, kills: int, chance: random.Random) -> list[dict[str, Any]]:
    with Site() as site:
        victim = Victim(folder / "watch", site)
        outputs = {
            "read --follow": folder / "follow.out",
            "tail -F": folder / "tail.out",
        }
        latest_s = victim.whole_round(DAYS[0])
        readers = _readers(victim, outputs)
        try:
            for day in DAYS:
                _killed(victim, day, kills // 2 + kills % 2, chance, latest_s)
            victim.finish(DAYS[1])
            written = b"".join(
                path.read_bytes() for path in sorted(victim.feed.glob("*.jsonl"))
            )
            rows = []
            for name, output in outputs.items():
                got = _when_there(output, len(written))
                row = {"what": f"{name} through {kills} kills and a midnight"}
                row |= counts(victim.toll())
                row |= {"lines": got.count(b"\n"), "same_bytes": got == written}
                row["clean"] = bool(row["clean"]) and got == written
                rows.append(row)
            return rows
        finally:
            for reader in readers:
                reader.kill()
                reader.wait()


def _readers(victim: Victim, outputs: dict[str, Path]) -> list[subprocess.Popen[str]]:
    days = [victim.feed / f"newswatch-{day[:10]}.jsonl" for day in DAYS]
    with (
        outputs["read --follow"].open("wb") as follow,
        outputs["tail -F"].open("wb") as tail,
    ):
        command = victim.start("read", "--follow", "--json")
        command.kill()
        command.communicate()
        return [
            subprocess.Popen(
                [*command.args, "-q"],  # type: ignore[misc, list-item]
                stdout=follow,
                stderr=subprocess.DEVNULL,
                text=True,
            ),
            subprocess.Popen(
                ["tail", "-q", "-n", "+1", "-s", "0.1", "-F", *map(str, days)],
                stdout=tail,
                stderr=subprocess.DEVNULL,
                text=True,
            ),
        ]


def _killed(
    victim: Victim, day: str, kills: int, chance: random.Random, latest_s: float
) -> None:
    struck = 0
    while struck < kills:
        process = victim.start(at=day)
        time.sleep(chance.uniform(EARLIEST_S, latest_s))
        role = chance.choice(ROLES)
        struck += strike(process, role, signal.SIGKILL)
        process.communicate(timeout=PATIENCE_S)
        victim.look()


def _when_there(output: Path, size: int) -> bytes:
    deadline = time.monotonic() + _LATE_S
    while output.stat().st_size < size and time.monotonic() < deadline:
        time.sleep(0.1)
    return output.read_bytes()
