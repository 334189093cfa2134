"""What newswatch reads from real pages, beside the peers, in one run.

    python benchmarks/extraction.py [--quick] [--shared DIR] [--only NAME …]

Every program gets the same text of the same pages, one page at a time in one process,
and is timed in CPU seconds; newswatch reads body and fields as in a crawl, clean text
included. Scores are those of bench/extraction.py beside the corpus: the body counts on
the news pages (fundus, aeb), the fields on fundus, snippets on all others. The floor is
lxml's parse of the same text. A peer that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

QUICK_PAGES = 36
SHARED = Path(__file__).parents[2] / "shared"
GROUPS = ("en", "de", "latin-other", "cjk", "cyrillic")
#: a language with fewer pages says nothing
LEAST_PAGES = 5
REFERENCE = "trafilatura"
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
}
FIELDS = ("title_norm", "authors_f1", "authors_exact", "date_instant", "date_day")

Read = Callable[[str, str], dict[str, Any]]


@dataclass(frozen=True)
class Program:
    name: str
    #: the module it needs, and what makes a reader of it
    needs: str
    make: Callable[[ModuleType], Read]


def _newswatch(_: ModuleType) -> Read:
    from newswatch.clean import clean_article
    from newswatch.extract import extract_article
    from newswatch.model import Article, FetchedPage

    def read(html: str, url: str) -> dict[str, Any]:
        page = FetchedPage(
            requested_url=url,
            url=url,
            status=200,
            body=html.encode("utf-8", "replace"),
            fetched_at=datetime.now(tz=UTC),
            content_type="text/html; charset=utf-8",
        )
        found = extract_article(page)
        if not isinstance(found, Article):
            return {"refused": found.reason}
        article = clean_article(found)
        published = article.published_at
        return {
            "body": "\n".join(article.paragraphs),
            "title": article.headline,
            "authors": [author.name for author in article.authors],
            "published": published.isoformat() if published else None,
            "language": article.language,
            "method": article.evidence["content_text"],
        }

    return read


def _trafilatura(**options: bool) -> Callable[[ModuleType], Read]:
    def make(module: ModuleType) -> Read:
        def read(html: str, url: str) -> dict[str, Any]:
            found = module.bare_extraction(
                html, url=url, include_comments=False, with_metadata=True, **options
            )
            if found is None:
                return {}
            return {
                "body": found.text,
                "title": found.title,
                "authors": found.author,
                "published": found.date,
            }

        return read

    return make


def _newspaper(module: ModuleType) -> Read:
    def read(html: str, url: str) -> dict[str, Any]:
        article = module.Article(url)
        article.download(input_html=html)
        article.parse()
        at = article.publish_date
        return {
            "body": article.text,
            "title": article.title,
            "authors": article.authors,
            "published": at.isoformat() if at else None,
        }

    return read


def _readability(module: ModuleType) -> Read:
    from lxml.html import fromstring

    def read(html: str, _: str) -> dict[str, Any]:
        document = module.Document(html)
        tree = fromstring(document.summary())
        blocks = tree.iter("p", "li", "h2", "h3", "h4", "blockquote", "pre", "div")
        leaves = [b for b in blocks if b.tag != "div" or not len(b)]
        text = "\n".join(" ".join(leaf.text_content().split()) for leaf in leaves)
        return {"body": text, "title": document.short_title()}

    return read


def _resiliparse(module: ModuleType) -> Read:
    def read(html: str, _: str) -> dict[str, Any]:
        return {"body": module.extract_plain_text(html, main_content=True)}

    return read


def _goose(module: ModuleType) -> Read:
    goose = module.Goose({"enable_image_fetching": False})

    def read(html: str, url: str) -> dict[str, Any]:
        found = goose.extract(url=url, raw_html=html)
        at = found.publish_datetime_utc
        return {
            "body": found.cleaned_text,
            "title": found.title,
            "authors": found.authors,
            "published": at.isoformat() if at else None,
        }

    return read


PROGRAMS = (
    Program("newswatch", "newswatch", _newswatch),
    Program(REFERENCE, "trafilatura", _trafilatura()),
    Program("traf. precision", "trafilatura", _trafilatura(favor_precision=True)),
    Program("traf. fast", "trafilatura", _trafilatura(fast=True)),
    Program("newspaper4k", "newspaper", _newspaper),
    Program("readability", "readability", _readability),
    Program("resiliparse", "resiliparse.extract.html2text", _resiliparse),
    Program("goose3", "goose3", _goose),
)


def main() -> int:
    arguments = _arguments()
    scorer = load_scorer(arguments.shared)
    corpus = arguments.shared / "corpus"
    rows = scorer.read_jsonl(corpus / "pages.jsonl")
    if arguments.quick:
        rows = _sample(rows, QUICK_PAGES)
    texts = [
        gzip.decompress((corpus / row["html"]).read_bytes()).decode("utf-8", "replace")
        for row in rows
    ]
    figures, missing = {}, []
    for program in PROGRAMS:
        if arguments.only and program.name not in arguments.only:
            continue
        try:
            read = program.make(importlib.import_module(program.needs))
        except ImportError:
            missing.append(program.name)
            continue
        print(f"reading with {program.name} …", file=sys.stderr)
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
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_PAGES} pages")
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
    read: Read, rows: list[dict[str, Any]], texts: list[str], scorer: ModuleType
) -> dict[str, Any]:
    scores, spent, methods = [], [], {}
    for row, text in zip(rows[:3], texts, strict=False):
        # What a program loads once is no page's fault.
        _one(read, text, row["url"])
    for row, text in zip(rows, texts, strict=True):
        begun = time.process_time()
        found = _one(read, text, row["url"])
        spent.append(time.process_time() - begun)
        method = found.pop("method", None)
        methods[str(method)] = methods.get(str(method), 0) + 1
        scores.append(scorer.score_page(row, found))
    news = [s for s in scores if s["dataset"] == "fundus"]
    summary = scorer.summarise(scores) | {
        key: value for key, value in scorer.summarise(news).items() if key in FIELDS
    }
    languages = {}
    for group in GROUPS:
        pages = [s for s in scores if s["group"] == group and "optional" in s]
        if len(pages) >= LEAST_PAGES:
            languages[group] = scorer.summarise(pages)["optional_f1"]
    figures = {
        key: _rounded(summary.get(key)) for key in (*MEASURES.values(), "errors")
    }
    figures["languages"] = {name: _rounded(value) for name, value in languages.items()}
    figures["cpu_ms"] = _times(spent)
    if len(methods) > 1:
        figures["methods"] = methods
    return figures


def _one(read: Read, text: str, url: str) -> dict[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(text, url)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:200]}


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
    return None if value is None else round(value, 4)


def _print_table(figures: dict[str, dict[str, Any]], floor: dict[str, float]) -> None:
    def line(name: str, cells: list[str]) -> None:
        print(f"{name:<22}" + "".join(f"{cell:>16}" for cell in cells))

    def shown(value: float | None) -> str:
        return "-" if value is None else f"{value:.3f}" if value < 5 else f"{value:.0f}"

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
