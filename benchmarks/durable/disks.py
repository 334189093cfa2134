"""Disks that refuse: every single call once, and one that is too small for a while."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from durable.killing import counts
from durable.site import Site
from durable.stock import Stock
from durable.victim import PATIENCE_S, Victim

TESTS = Path(__file__).parents[2] / "tests"
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "fallocate", "ftruncate")
ERRORS = ("ENOSPC", "EIO")
ARTICLES = 3
SMALL, LARGE = "size=400k", "size=64m"
#: the state alone takes 300 kB before the first article
SMALL_WITH_STATE = "size=1500k"

Row = dict[str, Any]


def faults(folder: Path, every: int) -> list[Row]:
    """One call fails, the writer (tests/feeding.py) tries again: what the feed has."""
    begun = folder / "begun"
    _feed(begun, 0, [])
    whole = shutil.copytree(begun, folder / "whole")
    _, found = _under_strace(whole, [])
    rows = []
    for error in ERRORS:
        tried, told, wrong, silent = 0, 0, [], 0
        for call, count in found.items():
            for number in range(1, count + 1, every):
                place = folder / "victim"
                shutil.rmtree(place, ignore_errors=True)
                shutil.copytree(begun, place)
                fault = f"inject={call}:error={error}:when={number}"
                complaints, _ = _under_strace(place, ["-e", fault])
                tried += 1
                told += bool(complaints)
                silent += not complaints
                if not _is_whole(place / "feed", complaints, place):
                    wrong.append(f"{call} {number}")
        what = f"{error} at each of {tried} calls"
        row = {"what": what, "wrong": len(wrong), "one_error": told, "unseen": silent}
        rows.append(row | {"clean": not wrong} | ({"notes": wrong} if wrong else {}))
    return rows


def _under_strace(folder: Path, fault: list[str]) -> tuple[list[str], Counter[str]]:
    trace = folder.with_name("trace")
    feed = folder / "feed"
    paths = [folder / "state.db", folder / "state.db-wal", feed]
    paths.append(feed / "newswatch-2026-11-23.jsonl")
    watched = [
        "strace",
        "-f",
        "-qq",
        "-o",
        str(trace),
        "-e",
        f"trace={','.join(CALLS)}",
    ]
    watched += [part for path in paths for part in ("-P", str(path))]
    told = _feed(folder, ARTICLES, [*watched, *fault])
    traced = trace.read_text().splitlines()
    return told, Counter(line.split()[1].partition("(")[0] for line in traced)


def _feed(folder: Path, count: int, before: list[str]) -> list[str]:
    run = subprocess.run(
        [*before, sys.executable, "-m", "feeding", str(folder), str(count)],
        input="",
        capture_output=True,
        text=True,
        cwd=TESTS,
        timeout=PATIENCE_S,
        check=False,
    )
    return run.stderr.splitlines() if run.stdout == "done\n" else [run.stderr, "ended"]


def _is_whole(feed: Path, complaints: list[str], folder: Path) -> bool:
    text = b"".join(path.read_bytes() for path in sorted(feed.glob("*.jsonl")))
    try:
        seqs = [json.loads(line)["seq"] for line in text.splitlines()]
    except ValueError:
        return False
    named = all(str(folder) in line for line in complaints)
    return seqs == [*range(1, ARTICLES + 1)] and len(complaints) <= 1 and named


@contextmanager
def _mounted(place: Path, options: str) -> Iterator[None]:
    place.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", options, "none", str(place)]
    subprocess.run(mount, check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def _enlarge(place: Path) -> None:
    subprocess.run(["mount", "-o", f"remount,{LARGE}", str(place)], check=True)


def full(folder: Path, *, quick: bool) -> list[Row]:
    """Whole rounds of newswatch on a disk that fills up, and on it enlarged."""
    rows, least = [], 200 if quick else 400
    disks = [
        ("state and feed", "data", SMALL_WITH_STATE),
        ("feed", "data/feed", SMALL),
    ]
    for name, where, small in disks[: 1 if quick else None]:
        with Site(step=least if quick else 100) as site:
            victim = Victim(folder / name, site)
            disk = victim.folder / where
            with _mounted(disk, small):
                codes, told = set[int](), ""
                while site.count < least:
                    process = victim.start()
                    told += process.communicate(timeout=PATIENCE_S)[1]
                    codes.add(process.returncode)
                    victim.look()
                _enlarge(disk)
                victim.finish()
                toll = victim.toll()
        errors = sum(line.startswith("error[") for line in told.splitlines())
        rows.append(
            {
                "what": f"{name} on {small}, enlarged then",
                "exit_codes": sorted(codes),
                "errors": errors,
                "named": str(victim.folder / "data") in told,
                **counts(toll),
            }
        )
    return rows


def full_stock(folder: Path) -> list[Row]:
    """The peer's feed on the same disk."""
    with Site(most=240, step=240) as site, _mounted(folder / "disk", SMALL):
        stock = Stock(folder / "spider", site, folder / "disk" / "feed.jsonl")
        code, errors = stock.finish()
        _enlarge(folder / "disk")
        again, _ = stock.finish()
        toll = stock.toll()
    row = {"what": f"Scrapy feed on {SMALL}, enlarged then", "peer": True}
    row |= {"exit_codes": [code, again], "errors": errors}
    return [row | counts(toll)]
