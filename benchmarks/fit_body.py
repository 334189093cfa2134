"""Fit the weights of the body's two looks, and say how well they carry to strangers.

    python benchmarks/fit_body.py [--parts N …] [--write] [--shared DIR]

Labels come from the gold texts of ../shared/corpus: a block belongs to the story if
most of its 4-word shingles stand in the gold text, and on pages that have only
snippets, if it holds a wanted one or an unwanted one. First the figures of a
cross-validation over publishers, for the blocks alone and for the whole chain that a
crawl runs (fallbacks, clean text): each part of the pages is read with weights fitted
on the others, and no publisher is in two parts. With --write, weights fitted on all
pages replace newswatch/extract/weights.json. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
from extraction import MEASURES, load_scorer
from extraction_programs import newswatch_reader
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from newswatch.extract import looks, story
from newswatch.extract.authors import authors_of
from newswatch.extract.blocks import Block, blocks_of
from newswatch.extract.body import hints_of
from newswatch.extract.dom import parse
from newswatch.extract.sight import Sight, sight_of
from newswatch.extract.summary import described_as
from newswatch.extract.titles import title_of
from newswatch.extract.traits import Hints
from newswatch.extract.view import View, open_view, value_of
from newswatch.model import FetchedPage

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "newswatch/extract/weights.json"
#: strength of the weights' leash (scikit-learn's C): 0.05 to 2 differ by 0.001 F1
LEASH = 0.3
PARTS = (5,)
BODY = ("optional_f1", "optional_p", "optional_r", "good", "leaky_pages", "snip_acc")
#: what a page counts that ends with its story: the labelled ones all go on with menus
BARE = 0.3
#: weights nearer to nothing are left out
LEAST = 0.01


@dataclass
class Labelled:
    row: dict[str, Any]
    html: str
    sight: Sight
    #: share of each block that is story, None where nobody knows
    labels: list[float | None]
    weights: list[float]
    glance: list[float]
    #: the same page as it would be with nothing after its story
    bare: Labelled | None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--parts", type=int, nargs="+", default=PARTS, metavar="N")
    parser.add_argument("--write", action="store_true", help="replace the weights")
    arguments = parser.parse_args()
    scorer = load_scorer(arguments.shared)
    pages = _labelled(arguments.shared, scorer)
    figures = _across_publishers(pages, arguments.parts, scorer)
    if arguments.write:
        first, second = _fit(pages)
        kept = [
            {name: round(v, 3) for name, v in sorted(w.items()) if abs(v) >= LEAST}
            for w in (first, second)
        ]
        WEIGHTS.write_text(json.dumps(kept, indent=0) + "\n", encoding="utf-8")
        print(f"{sum(map(len, kept))} weights written")
    print(json.dumps(figures))
    return 0


def _labelled(shared: Path, scorer: ModuleType) -> list[Labelled]:
    pages = []
    for row in scorer.read_jsonl(shared / "corpus" / "pages.jsonl"):
        body = gzip.decompress((shared / "corpus" / row["html"]).read_bytes())
        page = FetchedPage(
            requested_url=row["url"],
            url=row["url"],
            status=200,
            body=body,
            fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
            content_type="text/html; charset=utf-8",
        )
        html = body.decode("utf-8", "replace")
        root = parse(html)
        if root is None:
            continue
        hints = _hints(open_view(page, root, html, outlet=None, link=None))
        share = 0.5 if row["dataset"] == "traf" else 1.0
        pages.append(_label(row, html, blocks_of(root), hints, share, scorer))
    return pages


def _label(
    row: dict[str, Any],
    html: str,
    blocks: list[Block],
    hints: Hints,
    share: float,
    scorer: ModuleType,
) -> Labelled:
    sight = sight_of(blocks, hints)
    labels, lengths = _labels(row, sight, scorer)
    story = sum(n for n, y in zip(lengths, labels, strict=True) if (y or 0) > 0.5)
    weights = [share * (min(n, 150) / ((story or 200) + 100) + 0.004) for n in lengths]
    told = [at for at, y in enumerate(labels) if (y or 0) > 0.5]
    page = Labelled(row, html, sight, labels, weights, [], None)
    if row["dataset"] != "traf" and told and told[-1] + 1 < len(blocks):
        seen = blocks[: told[-1] + 1]
        page.bare = _label(row, html, seen, hints, share * BARE, scorer)
    return page


def _hints(view: View) -> Hints:
    authors, title = value_of(authors_of(view)) or (), value_of(title_of(view))
    return hints_of(view, title, described_as(view), authors)


def _labels(
    row: dict[str, Any], sight: Sight, scorer: ModuleType
) -> tuple[list[float | None], list[int]]:
    gold = row["gold"]
    texts = [block.text for block in sight.blocks]
    tokens = [scorer.tokens(text) for text in texts]
    lengths = [max(1, len(words)) for words in tokens]
    if not gold.get("body"):
        return [_by_snippets(" ".join(text.split()), gold) for text in texts], lengths
    shingles = scorer.shingles(gold["body"])
    line = f" {' '.join(scorer.tokens(gold['body']))} "
    labels: list[float | None] = []
    for words, group in zip(tokens, sight.groups, strict=True):
        if not words:
            labels.append(None)
        elif len(words) < scorer.N:
            inside = f" {' '.join(words)} " in line
            # One word of a menu proves nothing by standing in the story as well.
            labels.append(None if inside and group not in "hp" else float(inside))
        else:
            own = [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
            labels.append(sum(item in shingles for item in own) / len(own))
    return _without_left_out_lists(sight, labels), lengths


def _without_left_out_lists(
    sight: Sight, labels: list[float | None]
) -> list[float | None]:
    """*labels* that say nothing of lists between the story's own paragraphs.

    The gold texts of several publishers leave them out, which no reader would.
    """
    up = sight.outline.parents
    nodes = sight.outline.nodes
    columns = {
        up[node] for node, y in zip(nodes, labels, strict=True) if (y or 0) > 0.5
    }
    return [
        None
        if sight.groups[at] == "li"
        and (label or 0) < 0.5
        and up[up[nodes[at]]] in columns
        and "in any" not in sight.own[at]
        and "li linked" not in sight.own[at]
        else label
        for at, label in enumerate(labels)
    ]


def _by_snippets(text: str, gold: dict[str, Any]) -> float | None:
    def holds(snippets: list[str]) -> bool:
        return any(s in text or (len(text) > 40 and text in s) for s in snippets)

    wanted, unwanted = holds(gold["with"]), holds(gold["without"])
    return None if wanted == unwanted else float(wanted)


def _fold(page: Labelled, count: int) -> int:
    # 840 is a multiple of all fold counts used, so publishers stay together.
    name = hashlib.sha256(page.row["domain"].encode()).digest()
    return int.from_bytes(name[:4], "big") % 840 % count


def _across_publishers(
    pages: list[Labelled], parts: Sequence[int], scorer: ModuleType
) -> dict[str, dict[str, float]]:
    figures = {}
    for count in parts:
        alone, whole = [], []
        for fold in range(count):
            weights = _fit([p for p in pages if _fold(p, count) != fold])
            for page in (p for p in pages if _fold(p, count) == fold):
                chances = _chances(page.sight, *weights)
                text = "\n".join(story.paragraphs_from(page.sight, chances))
                alone.append(scorer.score_page(page.row, {"body": text}))
                with patch.object(looks, "fitted", lambda found=weights: found):
                    found = newswatch_reader(page.html, page.row["url"])
                whole.append(scorer.score_page(page.row, found))
        figures[f"{count} parts, blocks alone"] = scorer.summarise(alone)
        figures[f"{count} parts, whole chain"] = scorer.summarise(whole)
    shown = {name: key for name, key in MEASURES.items() if key in BODY}
    print(f"{'across publishers':<26}" + "".join(f"{name:>21}" for name in shown))
    for name, one in figures.items():
        print(f"{name:<26}" + "".join(f"{one[key]:>21.3f}" for key in shown.values()))
    return {
        name: {key: round(one[key], 4) for key in shown.values()}
        for name, one in figures.items()
    }


def _chances(
    sight: Sight, first: dict[str, float], second: dict[str, float]
) -> list[float]:
    glance = looks.first_look(sight, first)
    return looks.second_look(sight, glance, second)


def _fit(pages: list[Labelled]) -> tuple[dict[str, float], dict[str, float]]:
    """Both looks; the second learns from what the first says of pages it never saw."""
    pages = [replace(p) for page in pages for p in (page, page.bare) if p]
    for fold in range(4):
        weights = _weights([p for p in pages if _fold(p, 840) % 7 % 4 != fold], _first)
        for page in pages:
            if _fold(page, 840) % 7 % 4 == fold:
                page.glance = looks.first_look(page.sight, weights)
    return _weights(pages, _first), _weights(pages, _second)


def _first(page: Labelled) -> list[looks.Traits | None]:
    return [a | b for a, b in zip(page.sight.own, page.sight.place, strict=True)]


def _second(page: Labelled) -> list[looks.Traits | None]:
    return looks.second_traits(page.sight, page.glance)


def _weights(pages: list[Labelled], seen: Any) -> dict[str, float]:
    traits, labels, weights = [], [], []
    for page in pages:
        for item, label, weight in zip(
            seen(page), page.labels, page.weights, strict=True
        ):
            if item is not None and label is not None and not 0.3 <= label <= 0.6:
                traits.append(item)
                labels.append(int(label > 0.5))
                weights.append(weight)
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(traits)
    scale = np.array(weights)
    model = LogisticRegression(C=LEASH, max_iter=400)
    model.fit(matrix, labels, sample_weight=scale * len(scale) / scale.sum() / 2)
    named = zip(vectors.feature_names_, model.coef_[0], strict=True)
    return {"": float(model.intercept_[0]), **{n: float(w) for n, w in named}}


if __name__ == "__main__":
    sys.exit(main())
