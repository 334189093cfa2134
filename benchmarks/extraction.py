"""What newswatch reads from real pages, beside the peers, in one run.

    python benchmarks/extraction.py [--quick] [--shared DIR] [--only NAME …]

Every program gets the same text of the same pages, one page at a time in a process of
its own, one program after the other, and is timed in CPU seconds; newswatch reads body
and fields as in a crawl, clean text included. A page that takes longer than --limit is
an error, counted as `pages over the limit`, and its time is the limit. Scores are those
of bench/extraction.py beside the corpus: the body counts on the news pages (fundus,
aeb), the fields on fundus, snippets on all others. The floor is lxml's parse of the
same text. A peer that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import statistics
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from extraction_programs import PROGRAMS, REFERENCE, Running

#: the first run: pages, and CPU seconds a page may take
QUICK_PAGES, QUICK_LIMIT_S = 36, 2
LIMIT_S = 20
SHARED = Path(__file__).parents[2] / "shared"
GROUPS = ("en", "de", "latin-other", "cjk", "cyrillic")
#: a language with fewer pages says nothing
LEAST_PAGES = 5
MEASURES = {
    "body F1": "optional_f1",
    "precision": "optional_p",
    "recall": "optional_r",
    "pages F1 >= .95": "good",
    "pages > 5 % foreign": "leaky_pages",
    "snippets accuracy": "snip_acc",
    "title normalised": "title_norm",
    "authors F1": "authors_f1",
    "authors exact set": "authors_exact",
    "same instant": "date_instant",
    "same day": "date_day",
    "pages without text": "empty",
    "pages over the limit": "late",
    "other errors": "errors",
}
#: measure of a field → what a program must have said somewhere to be measured by it
FIELDS = {
    "title_norm": "title",
    "authors_f1": "authors",
    "authors_exact": "authors",
    "date_instant": "published",
    "date_day": "published",
}


def main() -> int:
    arguments = _arguments()
    scorer = load_scorer(arguments.shared)
    corpus = arguments.shared / "corpus"
    rows = scorer.read_jsonl(corpus / "pages.jsonl")
    if arguments.quick:
        rows = _sample(rows, QUICK_PAGES)
    limit_s = arguments.limit or (QUICK_LIMIT_S if arguments.quick else LIMIT_S)
    texts = [
        gzip.decompress((corpus / row["html"]).read_bytes()).decode("utf-8", "replace")
        for row in rows
    ]
    figures, missing = {}, []
    for program in PROGRAMS:
        if arguments.only and program.name not in arguments.only:
            continue
        if not program.is_installed():
            missing.append(program.name)
            continue
        print(f"reading with {program.name} …", file=sys.stderr)
        with Running(program, limit_s) as read:
            figures[program.name] = _measured(read, rows, texts, scorer)
    floor = _floor(texts)
    _print_table(figures, floor)
    if missing:
        print(f"not installed: {', '.join(missing)}")
    print(
        json.dumps({"pages": len(rows), "missing": missing, "floor": floor, **figures})
    )
    return 0


def _arguments() -> argparse.Namespace:
    names = [program.name for program in PROGRAMS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--quick",
        action="store_true",
        help=f"{QUICK_PAGES} pages of {QUICK_LIMIT_S} s at most",
    )
    parser.add_argument(
        "--limit", type=int, help=f"CPU seconds a page may take ({LIMIT_S})"
    )
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME")
    return parser.parse_args()


def load_scorer(shared: Path) -> ModuleType:
    """The scorer that stands beside the corpus, as a module."""
    path = shared / "bench" / "extraction.py"
    spec = importlib.util.spec_from_file_location("shared_scorer", path)
    if spec is None or spec.loader is None or not path.exists():
        sys.exit(f"{path} is not here: name the folder with --shared")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _sample(rows: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """The same *count* pages every time, as many of each data set."""
    names = sorted({row["dataset"] for row in rows})
    chosen = []
    for name in names:
        own = [row for row in rows if row["dataset"] == name]
        share = count // len(names)
        chosen += own[:: max(1, len(own) // share)][:share]
    return chosen


def _measured(
    read: Running, rows: list[dict[str, Any]], texts: list[str], scorer: ModuleType
) -> dict[str, Any]:
    scores, spent, methods = [], [], {}
    for row, text in zip(rows[:3], texts, strict=False):
        # What a program loads once is no page's fault.
        read(text, row["url"])
    late, said = 0, set[str]()
    for row, text in zip(rows, texts, strict=True):
        found, spent_s = read(text, row["url"])
        spent.append(spent_s)
        late += found.pop("late", False)
        said |= {name for name, value in found.items() if value}
        method = found.pop("method", None)
        methods[str(method)] = methods.get(str(method), 0) + 1
        scores.append(scorer.score_page(row, found))
    news = [s for s in scores if s["dataset"] == "fundus"]
    summary = scorer.summarise(scores) | {
        key: value if FIELDS[key] in said else None
        for key, value in scorer.summarise(news).items()
        if key in FIELDS
    }
    languages = {}
    for group in GROUPS:
        pages = [s for s in scores if s["group"] == group and "optional" in s]
        if len(pages) >= LEAST_PAGES:
            languages[group] = scorer.summarise(pages)["optional_f1"]
    errors = sum(score["error"] for score in scores)
    summary |= {"late": late, "errors": errors - late}
    figures = {key: _rounded(summary.get(key)) for key in MEASURES.values()}
    figures["languages"] = {name: _rounded(value) for name, value in languages.items()}
    figures["cpu_ms"] = _times(spent)
    if len(methods) > 1:
        figures["methods"] = methods
    return figures


def _times(spent: list[float]) -> dict[str, float]:
    ordered = sorted(spent)
    return {
        "median": round(1000 * statistics.median(ordered), 2),
        "mean": round(1000 * statistics.fmean(ordered), 2),
        "p99": round(1000 * ordered[int(0.99 * (len(ordered) - 1))], 2),
    }


def _floor(texts: list[str]) -> dict[str, float]:
    from lxml.html import HTMLParser, document_fromstring

    spent = []
    for text in texts:
        source = text.encode("utf-8", "replace")
        begun = time.process_time()
        document_fromstring(source, parser=HTMLParser(encoding="utf-8"))
        spent.append(time.process_time() - begun)
    return _times(spent)


def _rounded(value: float | None) -> float | None:
    return round(value, 4) if isinstance(value, float) else value


def _print_table(figures: dict[str, dict[str, Any]], floor: dict[str, float]) -> None:
    def line(name: str, cells: list[str]) -> None:
        print(f"{name:<22}" + "".join(f"{cell:>16}" for cell in cells))

    def shown(value: float | None) -> str:
        if value is None:
            return "-"
        return f"{value:.3f}" if isinstance(value, float) else str(value)

    columns = list(figures.values())
    line("", list(figures))
    for name, key in MEASURES.items():
        line(name, [shown(one[key]) for one in columns])
    for group in GROUPS:
        if any(group in one["languages"] for one in columns):
            cells = [shown(one["languages"].get(group)) for one in columns]
            line(f"body F1, {group}", cells)
    reference = figures.get(REFERENCE, {}).get("cpu_ms")
    for kind in ("median", "mean", "p99"):
        line(f"CPU ms, {kind}", [f"{one['cpu_ms'][kind]:.1f}" for one in columns])
        if reference:
            cells = [
                f"{one['cpu_ms'][kind] / reference[kind]:.2f} x" for one in columns
            ]
            line(f"  to {REFERENCE}", cells)
    parts = ", ".join(f"{kind} {value:.1f}" for kind, value in floor.items())
    print(f"floor, lxml's parse alone, CPU ms: {parts}")


if __name__ == "__main__":
    sys.exit(main())
