"""What the shipped topics make of labelled articles: `predict` of topics.py.

One line for each article of DIR/SPLIT/topics.jsonl that is on its topic: {"id",
"topic", "score"}. Whoever labelled the articles brings the program that scores them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newswatch.config import load
from newswatch.match import Document, Engine, Scorer

ROOT = Path(__file__).resolve().parents[1]


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def predict(data: Path, split: str, out: Path, *, show: bool) -> None:
    """With *show* prints what each article got for what, beside its label."""
    topics = load(ROOT, {}).topics
    scorers = {topic_id: Scorer(topic) for topic_id, topic in topics.items()}
    engines = {topic_id: Engine([topic]) for topic_id, topic in topics.items()}
    with out.open("w", encoding="utf-8") as file:
        for row in rows_of(data / split / "topics.jsonl"):
            document = Document(row["title"], row["text"])
            matches = engines[row["topic"]].match_document(document)
            for match in matches:
                line = {"id": row["id"], "topic": row["topic"], "score": match.score}
                file.write(json.dumps(line) + "\n")
            if show:
                score = scorers[row["topic"]].score(document)
                print(shown(row, score.points, bool(matches)))
                for met in score.met:
                    print(f"      {met.points:+g}  {met.rule.stated.when}")


def shown(row: dict[str, Any], points: float, is_on: bool) -> str:
    verdict = "ok   " if is_on == bool(row["label"]) else "WRONG"
    border = "border" if row.get("border") else ""
    return f"{verdict} {row['label']} {points:g} {row['topic']} {row['title']} {border}"
