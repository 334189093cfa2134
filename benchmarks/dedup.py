"""Copies of news texts: what is found, beside the peers, and how the index grows.

    python benchmarks/dedup.py predict --data DIR --out FILE
    python benchmarks/dedup.py compare [--data DIR] [--quick]
    python benchmarks/dedup.py growth [--growth N] [--quick]

predict admits every document of DIR/dedup_docs.jsonl (`id`, `title`, `text`, `source`)
to a store, as a crawl does, then asks the filled index once more for each document what
among the earlier ones it is like, and writes `{"a", "b", "score"}` lines: a score of
0.60 or more is a copy, one of 0.41 or more is similar. Less is not written. A copy may
be left out only if the other has nearly all of its words, and the same facts: compare
has a row for pairs of which the later may be left out for the earlier, and one for
those of which either may.

compare judges these and the peers' answers on DIR/dev/dedup_pairs.jsonl (`border` rows
left out), each peer at the threshold that was best for it, or that its users set.

growth fills an index with invented texts, commits in groups as the crawler does, and
measures insertion with query, queries alone, disk, and the purge.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import dedup_growth
import dedup_peers

from newswatch.dedup.classify import classify
from newswatch.dedup.fingerprint import fingerprint
from newswatch.dedup.kinship import FULL_ENOUGH, tells_all
from newswatch.dedup.likeness import COPY, SIMILAR
from newswatch.model import Article
from newswatch.model.revision import Addresses, Candidate, Signal, seen_key
from newswatch.store.sqlite import SqliteStore

LABELLED = Path(__file__).parents[2] / "shared" / "corpus" / "labelled"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
#: documents of --quick: all that are labelled, and as many others
QUICK_OTHERS = 300

Pairs = dict[tuple[str, str], float]


@dataclass(frozen=True, kw_only=True)
class Document:
    id: str
    title: str
    text: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Label:
    pair: tuple[str, str]
    same: bool
    kind: str
    by_hand: bool


def main() -> int:
    arguments = _arguments()
    if arguments.command == "growth":
        return dedup_growth.main(arguments.growth, quick=arguments.quick)
    path = arguments.data / "dedup_docs.jsonl"
    if not path.exists():
        print(f"{path} is not here: name its folder with --data", file=sys.stderr)
        return 2
    documents = [
        Document(**{key: row.get(key) or "" for key in Document.__annotations__})
        for row in _rows(path)
    ]
    if arguments.command == "predict":
        return _predict(documents, arguments.out)
    return _compare(documents, arguments.data, quick=arguments.quick)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    predict = commands.add_parser("predict")
    predict.add_argument("--data", type=Path, required=True)
    predict.add_argument("--out", type=Path, required=True)
    compare = commands.add_parser("compare")
    compare.add_argument("--data", type=Path, default=LABELLED)
    compare.add_argument("--quick", action="store_true")
    growth = commands.add_parser("growth")
    growth.add_argument("--growth", type=int, default=1_000_000, metavar="N")
    growth.add_argument("--quick", action="store_true")
    return parser.parse_args()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


# -- newswatch


def _predict(documents: list[Document], out: Path) -> int:
    began = time.perf_counter()
    pairs = newswatch(documents)
    seconds = time.perf_counter() - began
    with out.open("w", encoding="utf-8") as file:
        for (one, other), score in pairs.items():
            line = {"a": one, "b": other, "score": round(score, 4)}
            file.write(json.dumps(line) + "\n")
    copies = sum(score >= COPY for score in pairs.values())
    print(f"{len(documents)} documents in {seconds:.0f} s")
    print(f"{copies} pairs are copies, {len(pairs) - copies} more are similar: {out}")
    return 0


def newswatch(documents: list[Document]) -> Pairs:
    """Pairs that newswatch finds at least similar, with their scores."""
    store = SqliteStore(":memory:")
    candidates = [_candidate(*numbered) for numbered in enumerate(documents)]
    decide = partial(classify, drop_copies=False)
    admitted: dict[str, list[str]] = {}
    pairs: Pairs = {}
    with store.transaction():
        for document, candidate in zip(documents, candidates, strict=True):
            article = store.admit(candidate, None, decide, lambda *_: b"\n").article_id
            admitted.setdefault(article, []).append(document.id)
    place = {document.id: number for number, document in enumerate(documents)}
    for document, candidate in zip(documents, candidates, strict=True):
        for known in store.relatives(candidate):
            equal = known.words_hash == candidate.fingerprint.words_hash is not None
            how = 1.0 if equal or known.signal is Signal.ADDRESS else 0.0
            score = known.likeness.score if known.likeness else how
            for other in admitted[known.article_id]:
                if score >= SIMILAR and place[other] < place[document.id]:
                    pairs[other, document.id] = score
    store.close()
    return pairs


def _candidate(number: int, document: Document) -> Candidate:
    paragraphs = tuple(filter(None, map(str.strip, document.text.split("\n\n"))))
    url = f"https://benchmark.example/{number}"
    return Candidate(
        outlet_id=document.source or document.id,
        addresses=Addresses(
            url=url,
            url_evidence="url",
            answered_url=url,
            address_key=url,
            own=(seen_key("benchmark", url),),
        ),
        article=Article(headline=document.title or None, paragraphs=paragraphs),
        fingerprint=fingerprint(document.title, paragraphs),
        matches=(),
        observed_at=NOON + timedelta(seconds=number),
    )


# -- beside the peers


def _compare(documents: list[Document], folder: Path, *, quick: bool) -> int:
    labels = [
        Label(
            pair=(str(row["a"]), str(row["b"])),
            same=bool(row["label"]),
            kind=row["kind"],
            by_hand=row["src"].startswith("hand"),
        )
        for row in _rows(folder / "dev" / "dedup_pairs.jsonl")
        if not row["border"]
    ]
    if quick:
        asked = {each for label in labels for each in label.pair}
        others = [each for each in documents if each.id not in asked][:QUICK_OTHERS]
        documents = [each for each in documents if each.id in asked] + others
    systems: dict[str, Callable[[list[Document]], Pairs]] = {
        "newswatch": newswatch,
        **{name: partial(_asked, ask) for name, ask in dedup_peers.PEERS.items()},
    }
    figures = {}
    print(f"{'system':<38}{HEADS}")
    for name, system in systems.items():
        began = time.process_time()
        try:
            pairs = system(documents)
        except ImportError as error:
            print(f"{name:<38}not installed: {error.name}")
            continue
        seconds = time.process_time() - began
        cuts = {f"{name} (copy)": COPY} if name == "newswatch" else {}
        rows = {
            row: {pair for pair, score in pairs.items() if score >= cut}
            for row, cut in {name: 0.0, **cuts}.items()
        }
        if name == "newswatch":
            copies = rows[f"{name} (copy)"]
            served = _served(copies, documents)
            rows[f"{name} (later left out)"] = served
            turned = {(other, one) for one, other in copies}
            rows[f"{name} (either left out)"] = served | _served(turned, documents)
        for row, found in rows.items():
            figures[row] = _figures(labels, found, len(documents) / seconds)
            print(f"{row:<38}{_line(figures[row])}")
    print(json.dumps(figures))
    return 0


def _served(
    pairs: set[tuple[str, str]], documents: list[Document]
) -> set[tuple[str, str]]:
    """Of the copies those whose second may be left out of the feed for the first."""
    texts = {document.id: document.text for document in documents}
    return {
        (one, other)
        for one, other in pairs
        if len(texts[one].split()) >= FULL_ENOUGH * len(texts[other].split())
        and tells_all(texts[one], texts[other])
    }


def _asked(ask: dedup_peers.Ask, documents: list[Document]) -> Pairs:
    texts = {document.id: document.text for document in documents}
    return dict.fromkeys(ask(texts), 1.0)


#: kinds of pairs in which one text is all in the other: copies that must be found
WHOLE = ("truncated", "contained-copy", "new-lede", "tail-added")
COLUMNS = (
    "P",
    "R",
    "F1",
    "hand F1",
    "template",
    "site block",
    "whole missed",
    "docs/s",
)
HEADS = "".join(f"{head:>13}" for head in COLUMNS)


def _figures(
    labels: list[Label], found: set[tuple[str, str]], speed: float
) -> dict[str, float]:
    either = found | {(other, one) for one, other in found}
    precision, recall, f1 = _prf([(each.same, each.pair in either) for each in labels])
    by_hand = [(each.same, each.pair in either) for each in labels if each.by_hand]
    joined = {
        kind: [each.pair in either for each in labels if each.kind == kind]
        for kind in ("template", "shared-boilerplate")
    }
    missed = [
        each
        for each in labels
        if each.same and each.kind in WHOLE and each.pair not in either
    ]
    values = (
        precision,
        recall,
        f1,
        _prf(by_hand)[2],
        *(sum(each) / max(1, len(each)) for each in joined.values()),
        len(missed),
        speed,
    )
    return {name: round(value, 3) for name, value in zip(COLUMNS, values, strict=True)}


def _prf(items: list[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean of (truth, answer)."""
    right = sum(truth and said for truth, said in items)
    precision = right / max(1, sum(said for _, said in items))
    recall = right / max(1, sum(truth for truth, _ in items))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _line(figures: dict[str, float]) -> str:
    return "".join(f"{figures[name]:>13g}" for name in COLUMNS)


if __name__ == "__main__":
    sys.exit(main())
