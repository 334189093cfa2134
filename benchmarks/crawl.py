"""What a page costs from its outlet to the feed, beside the peers, on loopback.

    python benchmarks/crawl.py [--quick] [--corpus DIR] [--rounds N] [--only NAME …]
                               [--peer-python PYTHON …] [--json FILE]

200 outlets on 200 loopback addresses serve real pages, gzipped, after 150 ms, with a
robots.txt and a feed each. Each client runs in a process of its own; CPU is user and
system time of that process and all it starts, the server's apart, from the first
request on. Rounds are interleaved, figures are medians, ratios those of pairs.

fetch  newswatch's spider, settings, robots.txt, address guard and pace, up to the
       pipelines; Scrapy's defaults with robots.txt, from the same feeds; others from
       the pages' addresses
chain  `newswatch once`, all its processes, to the flushed feed: what a further page
       costs (a run on all outlets less a run on one, by the pages between them);
       peers fetch and extract. `rest` is all that is not extraction: the time that
       lanes spend in extract_article() taken away, by their own CPU clock. A page with
       a live blog is one page, and each of its posts an article
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

BENCHMARKS = Path(__file__).parent
sys.path[:0] = [str(BENCHMARKS), str(BENCHMARKS / "crawling")]

from crawling import runs  # noqa: E402
from crawling.sites import Sites  # noqa: E402

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
ROUNDS = 3
#: outlets and stories of each; the chain reads each real page once
FETCH, CHAIN = (200, 10), (200, 3)
QUICK_FETCH, QUICK_CHAIN = (20, 10), (20, 3)
QUICK = ("newswatch", "scrapy", "aiohttp", "requests", "trafilatura")
#: name → part, module that it needs; newswatch is in both parts
PEERS = {
    "scrapy": ("fetch", "scrapy"),
    "aiohttp": ("fetch", "aiohttp, uvloop"),
    "requests": ("fetch", "requests"),
    "trafilatura-fetch": ("fetch", "trafilatura"),
    "trafilatura": ("chain", "trafilatura"),
    "newspaper4k": ("chain", "newspaper"),
    "news-please": ("chain", "newsplease"),
    "fundus": ("chain", "fundus"),
}
Found = dict[str, Any]
#: a part's name and a client's
Key = tuple[str, str]


def main() -> int:
    chosen = _arguments()
    if not (chosen.corpus / "pages.jsonl").exists():
        print(f"no pages in {chosen.corpus}: name the folder with --corpus")
        print(json.dumps({"benchmark": "crawl", "skipped": "no corpus"}))
        return 0
    found: dict[Key, list[Found]] = {}
    skipped: dict[str, str] = {}
    shapes = (QUICK_FETCH, QUICK_CHAIN) if chosen.quick else (FETCH, CHAIN)
    for part, (outlets, stories) in zip(("fetch", "chain"), shapes, strict=True):
        sites = Sites(
            outlets=outlets, stories=chosen.stories or stories, port=runs.free_port()
        )
        clients = _clients(part, sites, chosen, skipped)
        with runs.serving(chosen.corpus, sites):
            for _ in range(chosen.rounds):
                for name, run in clients.items():
                    found.setdefault((part, name), []).append(run())
    figures = _figures(found)
    _print(found, figures, skipped)
    report = {
        "benchmark": "crawl",
        "rounds": chosen.rounds,
        "load": [round(load, 1) for load in os.getloadavg()],
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "figures": figures,
        "skipped": skipped,
        "runs": {"/".join(key): rows for key, rows in found.items()},
    }
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=1), "utf-8")
    print(json.dumps({k: v for k, v in report.items() if k != "runs"}))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="end within a minute")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--rounds", type=int, help=f"{ROUNDS}; 1 with --quick")
    names = ["newswatch", *PEERS]
    parser.add_argument("--only", nargs="+", choices=names)
    parser.add_argument("--stories", type=int, help="of each outlet, in both parts")
    parser.add_argument("--part", choices=("fetch", "chain"), help="both by default")
    parser.add_argument("--peer-python", action="append", default=[])
    parser.add_argument("--json", type=Path, help="every run, there")
    chosen = parser.parse_args()
    chosen.rounds = chosen.rounds or (1 if chosen.quick else ROUNDS)
    chosen.only = chosen.only or (QUICK if chosen.quick else names)
    return chosen


def _clients(
    part: str, sites: Sites, chosen: argparse.Namespace, skipped: dict[str, str]
) -> dict[str, Callable[[], Found]]:
    clients: dict[str, Callable[[], Found]] = {}
    if chosen.part not in (None, part):
        return clients
    if "newswatch" in chosen.only:
        clients["newswatch"] = partial(
            runs.fetching if part == "fetch" else runs.further_pages, sites
        )
    for name, (of, module) in PEERS.items():
        if of != part or name not in chosen.only:
            continue
        python = runs.python_with(module, [sys.executable, *chosen.peer_python])
        if python is None:
            skipped[name] = f"no {module}: name a Python that has it (--peer-python)"
        else:
            clients[name] = partial(runs.peer, name, python, sites)
    return clients


# -- what it comes to


def _figures(found: dict[Key, list[Found]]) -> dict[str, float]:
    """The figures that have a goal, as far as their clients ran."""
    ours = found.get(("chain", "newswatch"), [])
    figures = {
        "fetch_to_scrapy": _ratio(found, "fetch", "scrapy"),
        "fetch_to_aiohttp": _ratio(found, "fetch", "aiohttp"),
        "rest_ms": _median(ours, _rest_ms),
        "rest_ms_an_article": _median(ours, _rest_ms_an_article),
        "chain_to_newspaper4k": _ratio(found, "chain", "newspaper4k"),
        "chain_to_newsplease": _ratio(found, "chain", "news-please"),
        "chain_to_trafilatura": _ratio(found, "chain", "trafilatura"),
        "chain_to_fundus": _ratio(found, "chain", "fundus"),
        "lag_p99_ms": _median(ours, lambda run: run["lag_p99_ms"]),
        "turn_p99_ms": _median(ours, lambda run: run["turn_p99_ms"]),
        "pace_to_trafilatura": _ratio(found, "chain", "trafilatura", _pages_per_s),
    }
    return {name: round(value, 3) for name, value in figures.items() if value}


#: figure → what it should be at most, or at least
GOALS = {
    "fetch_to_scrapy": "<= 0.75",
    "rest_ms": "<= 6",
    "chain_to_newspaper4k": "<= 0.333",
    "chain_to_newsplease": "<= 0.25",
    "lag_p99_ms": "<= 150",
    "pace_to_trafilatura": ">= 1.5",
}


def _cpu_ms(run: Found) -> float:
    return 1000 * run["cpu_s"] / run["asked"]


def _pages_per_s(run: Found) -> float:
    pages: float = run["asked"] / run["wall_s"]
    return pages


def _rest_ms(run: Found) -> float:
    return 1000 * (run["cpu_s"] - run["extract_cpu_s"]) / run["asked"]


def _rest_ms_an_article(run: Found) -> float:
    return _rest_ms(run) * run["asked"] / run["discovered"]


def _median(rows: list[Found], of: Callable[[Found], float]) -> float | None:
    return statistics.median(map(of, rows)) if rows else None


def _ratio(
    found: dict[Key, list[Found]],
    part: str,
    peer: str,
    of: Callable[[Found], float] = _cpu_ms,
) -> float | None:
    """newswatch's figure to *peer*'s, run by run, since the machine is never still."""
    pairs = zip(
        found.get((part, "newswatch"), []), found.get((part, peer), []), strict=False
    )
    ratios = [of(ours) / of(theirs) for ours, theirs in pairs]
    return statistics.median(ratios) if ratios else None


def _print(
    found: dict[Key, list[Found]], figures: dict[str, float], skipped: dict[str, str]
) -> None:
    print(f"{'part':6} {'client':18} {'pages':>6} {'CPU ms':>8} {'range':>15}", end="")
    print(f" {'pages/CPU s':>12} {'pages/s':>8}")
    for (part, name), rows in found.items():
        costs = [_cpu_ms(run) for run in rows]
        middle = statistics.median(costs)
        spread = f"{min(costs):.2f}-{max(costs):.2f}"
        print(
            f"{part:6} {name:18} {rows[0]['asked']:>6} {middle:>8.2f} {spread:>15}"
            f" {1000 / middle:>12.1f} {_median(rows, _pages_per_s):>8.1f}"
        )
    for run in found.get(("chain", "newswatch"), [])[:1]:
        parts = ("extract", "work", "lanes", "crawler", "others")
        shares = [f"{p} {1000 * run[f'{p}_cpu_s'] / run['asked']:.2f}" for p in parts]
        print("newswatch, CPU ms a page:", ", ".join(shares))
    for name, value in figures.items():
        print(f"{name:24} {value:8.3f}  {GOALS.get(name, '')}")
    for name, reason in skipped.items():
        print(f"{name:24} skipped: {reason}")


if __name__ == "__main__":
    sys.exit(main())
