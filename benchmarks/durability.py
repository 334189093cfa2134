"""Nothing lost, nothing doubled: newswatch killed, starved and read while it writes.

    python benchmarks/durability.py [--quick] [--only PART …] [--json FILE]
                                    [--kills N] [--minutes M]

random  kill -9 of parent, crawler or lane at random moments of `newswatch once`
points  kill -9, and SIGTERM, at each named point (durable/points.py)
ready   how long `newswatch run` takes to be ready after kill -9, with a large state
readers `newswatch read --follow` and `tail -F` through kills and a midnight
faults  ENOSPC and EIO at every single write, fsync and fallocate of state and feed
full    a disk that is too small, and is enlarged then
others  how late the polls of other outlets are beside a spider that kills crawlers
stock   Scrapy with JOBDIR and a JSON-lines feed: the same kills, the same disk

All on loopback and in a temporary folder. `faults` needs strace, `full` root.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from durable import disks, killing, others, reading, readying, stock

KILLS, QUICK_KILLS = 1_000, 3
#: kills of the peer, which shows what it does after a few
STOCK_KILLS, STOCK_QUICK_KILLS = 40, 3
SEED = 20261123

Row = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="end within a minute")
    parser.add_argument("--kills", type=int, help="random kills; 1,000")
    parser.add_argument("--minutes", type=float, help="no further random kill then")
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--json", type=Path, help="write the figures there too")
    chosen = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="durability-") as name:
        run = partial(_run, Path(name), chosen, rows)
        # What is timed goes alone; in a hurry the others go two at a time.
        timed = ("ready", "others")
        alone = [part for part in chosen.only if part in timed or not chosen.quick]
        for part in alone:
            run(part)
        with ThreadPoolExecutor(2) as both:
            list(both.map(run, [part for part in chosen.only if part not in alone]))
    figures = json.dumps({"benchmark": "durability", "rows": rows})
    if chosen.json:
        chosen.json.write_text(figures + "\n", "utf-8")
    print(figures)
    return 0 if all(row.get("clean", True) or row.get("peer") for row in rows) else 1


def _run(place: Path, chosen: argparse.Namespace, rows: list[Row], part: str) -> None:
    folder = place / part
    folder.mkdir()
    for row in PARTS[part](folder, chosen):
        rows.append({"part": part, **row})
        print(_shown(rows[-1]), flush=True)
    shutil.rmtree(folder, ignore_errors=True)


def _random(folder: Path, chosen: argparse.Namespace) -> list[Row]:
    kills = chosen.kills or (QUICK_KILLS if chosen.quick else KILLS)
    seconds = chosen.minutes * 60 if chosen.minutes else math.inf
    return killing.at_random(folder, kills, random.Random(SEED), seconds)


def _points(folder: Path, chosen: argparse.Namespace) -> Iterable[Row]:
    return killing.at_points(folder, quick=chosen.quick)


def _ready(folder: Path, chosen: argparse.Namespace) -> list[Row]:
    megabytes, starts = (20, 2) if chosen.quick else (200, 5)
    return readying.after_kills(folder, megabytes, starts)


def _readers(folder: Path, chosen: argparse.Namespace) -> list[Row]:
    return reading.through(folder, 2 if chosen.quick else 50, random.Random(SEED))


def _faults(folder: Path, chosen: argparse.Namespace) -> list[Row]:
    if shutil.which("strace") is None:
        return [{"what": "skipped: strace is not installed"}]
    return disks.faults(folder, every=200 if chosen.quick else 1)


def _full(folder: Path, chosen: argparse.Namespace) -> list[Row]:
    if os.geteuid() != 0:
        return [{"what": "skipped: mounting needs root"}]
    return disks.full(folder, quick=chosen.quick)


def _others(folder: Path, chosen: argparse.Namespace) -> list[Row]:
    return others.beside_a_bad_one(folder, quick=chosen.quick)


def _stock(folder: Path, chosen: argparse.Namespace) -> list[Row]:
    kills = STOCK_QUICK_KILLS if chosen.quick else STOCK_KILLS
    toll = stock.killed(folder / "killed", kills, random.Random(SEED))
    rows = [
        {"what": f"Scrapy feed, {kills} kills", "peer": True, **killing.counts(toll)}
    ]
    if os.geteuid() == 0:
        rows += disks.full_stock(folder / "full")
    return rows


PARTS: dict[str, Callable[[Path, argparse.Namespace], Iterable[Row]]] = {
    "random": _random,
    "points": _points,
    "ready": _ready,
    "readers": _readers,
    "faults": _faults,
    "full": _full,
    "others": _others,
    "stock": _stock,
}


def _shown(row: Row) -> str:
    facts = " ".join(
        f"{key}={value}"
        for key, value in row.items()
        if key not in ("part", "what", "peer")
    )
    return f"{row['part']:8} {row['what']:44} {facts}"


if __name__ == "__main__":
    sys.exit(main())
