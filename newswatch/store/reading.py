"""How articles were found and read, kept for whoever asks why they have no line."""

from __future__ import annotations

import json
import sqlite3

from newswatch.model.revision import Candidate
from newswatch.store.lookup import HowRead
from newswatch.store.rows import optional_instant_of, optional_instant_text


def keep(
    db: sqlite3.Connection,
    candidate: Candidate,
    article_id: str,
    link: sqlite3.Row | None,
) -> None:
    """Note how *candidate*, under admission, came by *link*, and was read."""
    found = (link["via"], link["source_url"], link["found_at"]) if link else None
    article = candidate.article
    evidence = {**article.evidence, "url": candidate.addresses.url_evidence}
    fetched_at = candidate.blocks.seen_at if candidate.blocks else None
    db.execute(
        "INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article_id,
            *(found or (None, None, None)),
            optional_instant_text(fetched_at),
            article.extractor,
            json.dumps({field: by for field, by in evidence.items() if by}),
            json.dumps(article.warnings),
            json.dumps(sorted(candidate.topics_asked)),
        ),
    )


def how_read(db: sqlite3.Connection, article_id: str) -> HowRead | None:
    """How an article came and was read; None if it was before this was noted."""
    row = db.execute(
        "SELECT * FROM reading WHERE article_id = ?", (article_id,)
    ).fetchone()
    if row is None:
        return None
    return HowRead(
        via=row["via"],
        source_url=row["source_url"],
        found_at=optional_instant_of(row["found_at"]),
        fetched_at=optional_instant_of(row["fetched_at"]),
        extractor=row["extractor"],
        provenance=json.loads(row["provenance"]),
        warnings=tuple(json.loads(row["warnings"])),
        topics_asked=tuple(json.loads(row["topics"])),
    )
