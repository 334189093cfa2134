"""SIGKILL and SIGTERM, at random and at named points; then everything is counted."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from durable.points import POINTS, Point, environment
from durable.site import Site
from durable.victim import PATIENCE_S, Toll, Victim, strike

#: kills that one folder lives through before it is looked at
PER_FOLDER = 25
#: the first moment of a round, in seconds; the last one is a whole round's end
EARLIEST_S = 0.1
ROLES = ("parent", "child", "lane")
#: half a line written: the one that costs a careless writer a torn line
QUICK_POINT = 7

Row = dict[str, Any]


def at_random(
    folder: Path, kills: int, chance: random.Random, seconds: float
) -> list[Row]:
    """As many *kills*, or as go into *seconds*; folders that were begun are ended."""
    until_s = time.monotonic() + seconds
    toll, hits = Toll(), dict.fromkeys(ROLES, 0)
    number = 0
    while sum(hits.values()) < kills and time.monotonic() < until_s:
        number += 1
        aim = min(PER_FOLDER, kills - sum(hits.values()))
        with Site() as site:
            victim = Victim(folder / str(number), site)
            _kill_often(victim, aim, chance, hits, victim.whole_round())
            victim.finish()
            toll += victim.toll()
    what = f"kill -9, {sum(hits.values())} random moments"
    return [{"what": what, **counts(toll), **hits}]


def _kill_often(
    victim: Victim,
    aim: int,
    chance: random.Random,
    hits: dict[str, int],
    latest_s: float,
) -> None:
    struck, process = 0, None
    while struck < aim:
        began_s = None
        if process is None or process.poll() is not None:
            if process is not None:
                process.communicate()
            process, began_s = victim.start(), time.monotonic()
        if _ends_within(process, chance.uniform(EARLIEST_S, latest_s)):
            # A round that was measured on a busier machine would leave few to strike.
            if began_s is not None:
                latest_s = min(latest_s, time.monotonic() - began_s)
            victim.look()
            continue
        role = chance.choice(ROLES)
        if strike(process, role, signal.SIGKILL):
            hits[role] += 1
            struck += 1
        victim.look()
    if process is not None:
        process.communicate(timeout=PATIENCE_S)


def _ends_within(process: subprocess.Popen[str], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def at_points(folder: Path, *, quick: bool) -> Iterator[Row]:
    points = [point for n, point in enumerate(POINTS) if not quick or n == QUICK_POINT]
    for number in (signal.SIGKILL, signal.SIGTERM):
        if quick and number != signal.SIGKILL:
            continue
        toll, missed, slowest = Toll(), [], 0.0
        for point in points:
            place = folder / f"{number}-{POINTS.index(point)}"
            found, seconds = _at(point, place, number)
            slowest = max(slowest, seconds)
            if found is None:
                missed.append(point.name)
            else:
                toll += found
                if not found.is_clean:
                    toll.notes.append(f"{point.role}: {point.name}")
        row = {"what": f"{number.name} at {len(points) - len(missed)} named points"}
        row |= counts(toll) | ({"missed": missed} if missed else {})
        if number == signal.SIGTERM:
            row["slowest_end_s"] = round(slowest, 2)
        yield row


def _at(point: Point, folder: Path, number: int) -> tuple[Toll | None, float]:
    """What came of a signal at *point*, and the seconds to its end; None: none came."""
    hook = folder / "hook"
    with Site() as site:
        victim = Victim(folder / "watch", site)
        process = victim.start(more=environment(point, hook, number))
        deadline = time.monotonic() + PATIENCE_S
        while not (hook / "struck").exists() and process.poll() is None:
            if time.monotonic() > deadline:
                process.kill()
            time.sleep(0.01)
        struck_at = time.monotonic()
        process.communicate(timeout=PATIENCE_S)
        seconds = time.monotonic() - struck_at
        victim.look()
        victim.finish()
        struck = (hook / "struck").exists()
        return (victim.toll() if struck else None), seconds


def counts(toll: Toll) -> Row:
    row: Row = {
        name: getattr(toll, name)
        for name in ("articles", "lost", "doubled", "torn", "gaps", "changed")
    }
    return (
        row | {"clean": toll.is_clean} | ({"notes": toll.notes} if toll.notes else {})
    )
