"""What polling costs and brings.

    python benchmarks/polling.py [simulate | cost] [--quick] [--json FILE]
                                 [--outlets N] [--seed N] [--only PART …]

Without a part: both. The last line is one JSON object with what was found; --quick ends
within a minute, with fewer outlets and without the parts of `cost` that say least.

`simulate`: delay from publication to capture under a simulated clock. newswatch's own
timetable polls an invented world (`polling_world.py`) for 17 days, of which the last
ten are measured, at a mean of 15 and of 60 minutes. Beside it, with as many polls as
newswatch needed: a fixed interval, a multiplicative rule, Miniflux's rule, and an
oracle that knows each outlet's intensity to come.

`cost`: CPU of a poll that finds nothing, by the real daemon on loopback
(`polls/cost.py`); --only chooses among its parts.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polling_policies as policies
from polling_policies import Tally
from polling_world import DAY_S, Outlet, world
from polls import cost

LEARNING_DAYS, MEASURED_DAYS = 7, 10
EVERY_S = (900.0, 3600.0)
#: polls of the other policies may differ from newswatch's by so much
_ALIKE = 0.01
_TRIES = 8
#: outlets of the simulation
OUTLETS, QUICK_OUTLETS = 1000, 40
#: parts of `cost` that --quick runs
QUICK_COST = ("304", "rate")
COLUMNS = ("mean", "p50", "p90", "p99", "polls/day", "empty %", "missed %")

Fleet = list[Outlet]


def simulate(outlets: int, seed: int) -> dict[str, Any]:
    days = LEARNING_DAYS + MEASURED_DAYS
    fleet = world(outlets, days + 1, seed)
    articles = sum(len(outlet.articles) for outlet in fleet) / (days + 1)
    print(f"{outlets} outlets, {articles:.0f} articles a day, seed {seed}; minutes")
    report: dict[str, Any] = {"outlets": outlets, "articles_a_day": round(articles)}
    for every_s in EVERY_S:
        report[f"every_{every_s:.0f}s"] = _compare(fleet, every_s)
    return report


def _compare(fleet: Fleet, every_s: float) -> dict[str, Any]:
    asked = len(fleet) * DAY_S / every_s
    print(f"\nevery {every_s / 60:.0f} min: {asked:.0f} polls a day asked for")
    print(f"{'policy':<16}" + "".join(f"{name:>11}" for name in COLUMNS))
    began = time.process_time()
    tally = _tally()
    policies.newswatch(fleet, every_s, tally, _until())
    cpu_us = (time.process_time() - began) * 1e6
    polls = tally.polls
    rows = {"newswatch": _row(tally)}
    _show("newswatch", rows["newswatch"])
    first_s = len(fleet) * MEASURED_DAYS * DAY_S / polls
    rules = {
        "fixed": (policies.fixed, first_s),
        "multiplicative": (policies.multiplicative, 0.8),
        "miniflux": (policies.miniflux, 1.0),
        "oracle": (policies.oracle, 30.0),
    }
    for name, (rule, scale) in rules.items():
        rows[name] = _row(_with_polls(fleet, rule, scale, polls))
        _show(name, rows[name])
    return {
        "asked_polls_a_day": asked,
        "kept": round(polls / MEASURED_DAYS / asked, 3),
        "ratio_to_fixed": round(rows["newswatch"]["mean"] / rows["fixed"]["mean"], 3),
        "ratio_to_oracle": round(rows["newswatch"]["mean"] / rows["oracle"]["mean"], 3),
        "cpu_us_a_poll": round(cpu_us / polls * MEASURED_DAYS / (_until() / DAY_S), 1),
        "policies": rows,
    }


def _with_polls(
    fleet: Fleet, rule: Callable[[float], policies.Rule], scale: float, polls: int
) -> Tally:
    """The tally of *rule* at the scale at which it polls as often.

    Looked for on a part of the fleet first, then put right on all of it: polls fall
    about as the scale rises.
    """
    sample = fleet[:: max(1, len(fleet) // 100)]
    wanted = polls * len(sample) / len(fleet)
    power, found = 1.0, _polled(sample, rule(scale)).polls
    for _ in range(_TRIES):
        tried = scale * (found / wanted) ** power
        after = _polled(sample, rule(tried)).polls
        if after != found and tried != scale:
            slope = math.log(found / after) / math.log(tried / scale)
            power = min(max(1 / slope, 0.1), 2.0) if slope > 0 else power
        scale, found = tried, after
        if abs(found / wanted - 1) <= _ALIKE:
            break
    tally = _polled(fleet, rule(scale))
    for _ in range(_TRIES):
        if abs(tally.polls / polls - 1) <= _ALIKE:
            break
        scale *= (tally.polls / polls) ** power
        tally = _polled(fleet, rule(scale))
    return tally


def _polled(fleet: Fleet, rule: policies.Rule) -> Tally:
    tally = _tally()
    policies.by_rule(fleet, rule, tally, _until())
    return tally


def _tally() -> Tally:
    return Tally(LEARNING_DAYS * DAY_S, _until() - DAY_S)


def _until() -> float:
    # A day more: what appears last is waited for.
    return (LEARNING_DAYS + MEASURED_DAYS + 1) * DAY_S


def _row(tally: Tally) -> dict[str, float]:
    delays = sorted(tally.delays)

    def at(share: float) -> float:
        return round(delays[int(share * (len(delays) - 1))] / 60, 2)

    return {
        "mean": round(sum(delays) / len(delays) / 60, 2),
        "p50": at(0.5),
        "p90": at(0.9),
        "p99": at(0.99),
        "polls/day": round(tally.polls / MEASURED_DAYS),
        "empty %": round(100 * tally.empty / tally.polls, 1),
        "missed %": round(100 * tally.missed / (tally.missed + len(delays)), 3),
    }


def _show(name: str, row: dict[str, float]) -> None:
    print(
        f"{name:<16}" + "".join(f"{row[column]:>11}" for column in COLUMNS), flush=True
    )


def costs(parts: Sequence[str], quick: bool) -> list[dict[str, Any]]:
    found = []
    for part in parts:
        for row in cost.measured(part, quick):
            found.append(row)
            print(cost.shown(row), flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("part", nargs="?", choices=["simulate", "cost"])
    parser.add_argument("--quick", action="store_true", help="end within a minute")
    parser.add_argument("--outlets", type=int, help="of the simulation; 1000")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=list(cost.PARTS))
    parser.add_argument("--json", type=Path, help="write what was found there too")
    options = parser.parse_args()
    report: dict[str, Any] = {"benchmark": "polling"}
    if options.part != "cost":
        outlets = options.outlets or (QUICK_OUTLETS if options.quick else OUTLETS)
        report["simulate"] = simulate(outlets, options.seed)
    if options.part != "simulate":
        every = QUICK_COST if options.quick else tuple(cost.PARTS)
        report["cost"] = costs(options.only or every, options.quick)
    found = json.dumps(report)
    if options.json:
        options.json.write_text(found + "\n", "utf-8")
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
