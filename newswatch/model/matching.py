"""Match: why an article is on a topic. Offsets count Unicode code points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One part of a query that was met, and where."""

    #: the part as written in the query, e.g. `russia*` or `"United States"`
    term: str
    #: the record's key it stands in: `title` or `content_text`
    field: str
    #: half-open [start, end) pairs into that text, ascending
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    topic_id: str
    topic_name: str
    #: which version of the query matched: `sha256:` + 64 hex
    query_hash: str
    #: rank within the topic, 0 to 1; None where the query has no scores
    score: float | None = None
    hits: tuple[Hit, ...] = ()
    #: up to 200 characters round the best hit
    snippet: str | None = None
