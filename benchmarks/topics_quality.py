"""What the shipped topics make of labelled articles.

    python benchmarks/topics_quality.py predict --data DIR --split dev --out FILE

writes one line for each article of DIR/dev/topics.jsonl that is on its topic:
{"id", "topic", "score"}. `--show` prints what each article got for what, to be read
beside its label. Whoever labelled the articles brings the program that scores them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newswatch.config import load
from newswatch.match import Document, Scorer

ROOT = Path(__file__).resolve().parents[1]


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def predict(data: Path, split: str, out: Path, *, show: bool) -> None:
    topics = load(ROOT, {}).topics
    scorers = {topic_id: Scorer(topic) for topic_id, topic in topics.items()}
    with out.open("w", encoding="utf-8") as file:
        for row in rows_of(data / split / "topics.jsonl"):
            scorer = scorers[row["topic"]]
            score = scorer.score(Document(row["title"], row["text"]))
            is_on = scorer.confidence(score) is not None
            if is_on:
                line = {"id": row["id"], "topic": row["topic"], "score": score.points}
                file.write(json.dumps(line) + "\n")
            if show:
                print(shown(row, score.points, is_on))
                for met in score.met:
                    print(f"      {met.points:+g}  {met.rule.stated.when}")


def shown(row: dict[str, Any], points: float, is_on: bool) -> str:
    verdict = "ok   " if is_on == bool(row["label"]) else "WRONG"
    border = "border" if row.get("border") else ""
    return f"{verdict} {row['label']} {points:g} {row['topic']} {row['title']} {border}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("predict", help="write a line for each match")
    command.add_argument("--data", type=Path, required=True, metavar="DIR")
    command.add_argument("--split", default="dev")
    command.add_argument("--out", type=Path, required=True, metavar="FILE")
    command.add_argument("--show", action="store_true", help="print points and rules")
    given = parser.parse_args()
    predict(given.data, given.split, given.out, show=given.show)


if __name__ == "__main__":
    main()
