"""Topics: how good the shipped ones are, and what thousands of them cost.

    python benchmarks/topics.py predict --data DIR --split dev --out FILE [--show]
    python benchmarks/topics.py speed [--data DIR] [--quick] [--json FILE]

predict writes a line for each article of DIR/dev/topics.jsonl that is on its topic, as
the scorer of the labels reads them.

speed takes real articles of about 900 words from DIR/dedup_docs.jsonl and topics of
three OR groups of five terms (words, phrases, prefixes, drawn from the articles), all
three required. Each engine answers in a process of its own; half of the articles warm
it up, the other half are timed. Slow ones are cut off after a while and told by what
they had done.

    newswatch    match.Engine, its Match with rules, spans and snippet included
    fts5 row     SQLite FTS5, one article a table, every topic a MATCH
    fts5 200     the same over batches of 200 articles
    tantivy 200  an index in memory per 200 articles, every topic a query
    regex        three regular expressions a topic
    aho          pyahocorasick over folded words, and a bit for each group

Times are of the processor (user and system, all threads); the wall clock stands beside.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import topics_peers
from topics_peers import Article, Topic

LABELLED = Path(__file__).parents[2] / "shared" / "corpus" / "labelled"
DOCS = Path("dedup_docs.jsonl")
ENGINES = ("newswatch", "fts5 row", "fts5 200", "tantivy 200", "regex", "aho")
SIZES = (10, 1_000, 10_000)
#: words of an article; the mean comes to about 900
LENGTHS = range(600, 1_500)
BATCH = 200
#: seconds of one engine at one size, after which it is cut off
PATIENCE_S = 20.0
QUICK_PATIENCE_S = 4.0


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What one engine did with so many topics."""

    engine: str
    topics: int
    articles: int
    matches: int
    load_s: float
    cpu_ms: float
    wall_ms: float
    #: the peak of the process, articles included
    memory_mb: float
    #: loading again what has not changed, where the engine has a cache
    again_s: float | None = None


def articles_of(folder: Path, most: int) -> list[Article]:
    """Real articles of LENGTHS, the same ones each time."""
    found = []
    with (folder / DOCS).open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if len(document["text"].split()) in LENGTHS:
                found.append(Article(document["title"] or "", document["text"]))
    random.Random(6).shuffle(found)
    return found[:most]


def topics_of(articles: Sequence[Article], count: int) -> list[Topic]:
    """Topics of 3 × 5 terms: three words to one phrase and one prefix.

    Words are drawn from those in 0.2 % to 5 % of the articles, phrases from the text.
    """
    seen: Counter[str] = Counter()
    for article in articles:
        seen.update(set(re.findall(r"[a-z]{4,}", article.text.lower())))
    bounds = len(articles) * 0.002, len(articles) * 0.05
    words = sorted(word for word, n in seen.items() if bounds[0] <= n <= bounds[1])
    pairs = sorted(
        {
            pair
            for article in articles
            for pair in re.findall(r"\b[a-z]{4,} [a-z]{4,}\b", article.text)
        }
    )
    chance = random.Random(7)

    def group() -> tuple[str, ...]:
        stem = chance.choice(words)
        return (
            *chance.sample(words, 3),
            chance.choice(pairs),
            stem[: max(4, len(stem) - 2)] + "*",
        )

    return [(group(), group(), group()) for _ in range(count)]


def measured(
    engine: str, articles: Sequence[Article], count: int, patience_s: float
) -> Figure:
    topics = topics_of(articles, max(SIZES))[:count]
    half = len(articles) // 2
    asked, load_s, again_s = topics_peers.load(engine, topics)
    # As a lane does: what was made so far stays, and is not worth scanning again.
    gc.freeze()
    size = 1 if engine in ("newswatch", "regex", "aho", "fts5 row") else BATCH
    _run(asked, articles[:half], size, patience_s / 2)
    wall, cpu = time.perf_counter(), time.process_time()
    done, matches = _run(asked, articles[half:], size, patience_s)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Figure(
        engine=engine,
        topics=count,
        articles=done,
        matches=matches,
        load_s=round(load_s, 3),
        cpu_ms=round(cpu * 1000 / done, 3),
        wall_ms=round(wall * 1000 / done, 3),
        memory_mb=round(peak / (1 if sys.platform == "darwin" else 1024)),
        again_s=None if again_s is None else round(again_s, 3),
    )


def _run(
    asked: topics_peers.Ask, articles: Sequence[Article], size: int, patience_s: float
) -> tuple[int, int]:
    """How many articles were asked about, and how many matches there were."""
    ends = time.perf_counter() + patience_s
    done = matches = 0
    for batch in _batches(articles, size):
        matches += asked(batch)
        done += len(batch)
        if time.perf_counter() > ends:
            break
    return done, matches


def _batches(articles: Sequence[Article], size: int) -> Iterator[Sequence[Article]]:
    for start in range(0, len(articles), size):
        yield articles[start : start + size]


def speed(folder: Path, *, quick: bool, engines: Sequence[str]) -> list[Figure]:
    figures = []
    sizes = SIZES[:2] if quick else SIZES
    for engine in engines:
        for count in sizes:
            figure = _apart(engine, folder, count, quick=quick)
            if figure is not None:
                figures.append(figure)
    return figures


def _apart(engine: str, folder: Path, count: int, *, quick: bool) -> Figure | None:
    command = [sys.executable, __file__, "one", engine, str(count), "--data", folder]
    done = subprocess.run(
        [*command, "--quick"] if quick else command,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"{engine}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return Figure(**json.loads(done.stdout))


def show(figures: Sequence[Figure]) -> None:
    row = "{:<12} {:>7} {:>8} {:>8} {:>9} {:>9} {:>9} {:>9} {:>8} {:>9} {:>8}"
    head = (
        "engine topics articles matches docs/s cpu_ms wall_ms growth load_s again_s MB"
    )
    print(row.format(*head.split()))
    least = {f.engine: f.cpu_ms for f in figures if f.topics == SIZES[0]}
    for figure in figures:
        growth = figure.cpu_ms / least.get(figure.engine, figure.cpu_ms)
        print(
            row.format(
                figure.engine,
                figure.topics,
                figure.articles,
                figure.matches,
                f"{1000 / figure.cpu_ms:.1f}",
                f"{figure.cpu_ms:.2f}",
                f"{figure.wall_ms:.2f}",
                f"x{growth:.1f}",
                f"{figure.load_s:.2f}",
                "-" if figure.again_s is None else f"{figure.again_s:.2f}",
                f"{figure.memory_mb:.0f}",
            )
        )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    predict = commands.add_parser("predict", help="write a line for each match")
    predict.add_argument("--split", default="dev")
    predict.add_argument("--out", type=Path, required=True, metavar="FILE")
    predict.add_argument("--show", action="store_true", help="print points and rules")
    timing = commands.add_parser("speed", help="time the engines")
    timing.add_argument("--engine", action="append", choices=ENGINES)
    timing.add_argument("--json", type=Path)
    one = commands.add_parser("one", help="time one engine, in this process")
    one.add_argument("engine", choices=ENGINES)
    one.add_argument("topics", type=int)
    for command in (timing, one):
        command.add_argument("--quick", action="store_true")
    for command in (predict, timing, one):
        command.add_argument("--data", type=Path, default=LABELLED, metavar="DIR")
    asked = parser.parse_args(arguments)
    needed = Path(asked.split, "topics.jsonl") if asked.command == "predict" else DOCS
    if not (asked.data / needed).is_file():
        parser.error(f"no {needed} in {asked.data}")
    return {"predict": _predict, "speed": _speed, "one": _one}[asked.command](asked)


def _predict(asked: argparse.Namespace) -> int:
    # Not at the top: what it imports would count as memory of every engine.
    import topics_quality

    topics_quality.predict(asked.data, asked.split, asked.out, show=asked.show)
    return 0


def _one(asked: argparse.Namespace) -> int:
    articles = articles_of(asked.data, 200 if asked.quick else 800)
    patience_s = QUICK_PATIENCE_S if asked.quick else PATIENCE_S
    figure = measured(asked.engine, articles, asked.topics, patience_s)
    print(json.dumps(asdict(figure)))
    return 0


def _speed(asked: argparse.Namespace) -> int:
    articles = articles_of(asked.data, 800)
    words = statistics.mean(len(article.text.split()) for article in articles)
    print(f"{len(articles)} articles, {words:.0f} words on average\n")
    figures = speed(asked.data, quick=asked.quick, engines=asked.engine or ENGINES)
    show(figures)
    rows = [asdict(figure) for figure in figures]
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    print(json.dumps({"words": round(words), "figures": rows}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
