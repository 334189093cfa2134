"""How late the polls of other outlets are while one outlet's spider kills crawlers."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from durable.site import Site
from durable.victim import PATIENCE_S

ROGUE = Path(__file__).parents[2] / "tests" / "daemon" / "sabotaged_crawler.py"
#: what the listing of one outlet does to its process, and how that is told
HOW = {"loop": "loops", "leave": "exits", "eat": "eats memory"}
OUTLETS, EVERY_S = 8, 10
#: in the watch all of them share
_TOML = """
[agent]
contact = "tests@newswatch.example"
[polite]
delay = "5ms"
allow_networks = ["127.0.0.0/8"]
[poll]
min = "1s"
"""
#: the daemon, with a crawler in which the listing of one outlet does *how*
_PROGRAM = """
import sys
from newswatch.cli import main
from newswatch.daemon import service
rogue, how, bad = sys.argv[1:4]
del sys.argv[1:4]
honest = service.crawler_command
def command(*arguments, **options):
    _python, _m, _module, *rest = honest(*arguments, **options)
    return [sys.executable, rogue, how, bad, *rest]
if how:
    service.crawler_command = command
main()
"""

Row = dict[str, Any]


def beside_a_bad_one(folder: Path, *, quick: bool) -> list[Row]:
    """A row for the polls without a bad spider, and one for each kind of it."""
    seconds = 45 if quick else 150
    rows = []
    for how in ("", *(["leave"] if quick else HOW)):
        late, polls, deaths = _lateness(folder / (how or "none"), how, seconds)
        what = f"beside one that {HOW[how]}" if how else "and no bad one"
        rows.append(
            {
                "what": f"{OUTLETS - 1} outlets, {seconds} s, {what}",
                "polls": polls,
                "deaths": deaths,
                "late_median_s": round(median(late), 2),
                "late_p95_s": round(quantiles(late, n=20)[-1], 2),
                "late_worst_s": round(max(late), 2),
            }
        )
    return rows


def _lateness(folder: Path, how: str, seconds: float) -> tuple[list[float], int, int]:
    """Seconds beyond the interval between two polls, of all outlets but the bad one."""
    with ExitStack() as stack:
        sites = [
            stack.enter_context(_Polled(f"127.0.0.{n + 1}")) for n in range(OUTLETS)
        ]
        _write(folder, sites)
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", _PROGRAM, str(ROGUE), how, "outlet_0"),
                *("-C", str(folder), "run"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(seconds)
        ended_at = time.monotonic()
        process.send_signal(signal.SIGTERM)
        told = process.communicate(timeout=PATIENCE_S)[1]
    late, polls = [], 0
    for site in sites[1:]:
        times = [at for at in site.polled_at if at < ended_at]
        polls += len(times)
        gaps = [later - before for before, later in pairwise(times)]
        owed = ended_at - times[-1] if times else seconds
        if owed > EVERY_S:  # one that never came is as late as it was at the end
            gaps.append(owed)
        late += [max(0.0, gap - EVERY_S) for gap in gaps]
    return late, polls, told.count("crawler died, starting another")


class _Polled(Site):
    """Knows when its listing was asked for."""

    def __init__(self, host: str) -> None:
        super().__init__(most=2, step=2, host=host)
        self.polled_at: list[float] = []

    def answer(self, path: str) -> tuple[bytes, str]:
        if path == "/rss":
            self.polled_at.append(time.monotonic())
        return super().answer(path)


def _write(folder: Path, sites: list[_Polled]) -> None:
    (folder / "schedules").mkdir(parents=True)
    (folder / "newswatch.toml").write_text(_TOML, "utf-8")
    tables = [f'[schedule]\nevery = "{EVERY_S}s"\n']
    tables += [
        f'[[outlet]]\nid = "outlet_{number}"\n'
        f'source = [{{ kind = "feed", url = "{site.base}/rss" }}]\n'
        for number, site in enumerate(sites)
    ]
    tables.append('[[topic]]\nid = "all"\nquery = "*"\n')
    (folder / "schedules" / "all.toml").write_text("".join(tables), "utf-8")
