"""Match: why an article is on a topic. Offsets count Unicode code points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    #: the threshold is reached
    HIGH = "high"
    #: between the topic's `low` and its threshold
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One part of a query that was met, and where."""

    #: the part as written in the query, e.g. `russia*` or `"United States"`
    term: str
    #: the key of the record it stands in: `title`, `content_text`, `tags` …
    field: str
    #: half-open [start, end) pairs into that text, ascending; none beside the text
    spans: tuple[tuple[int, int], ...]
    #: at how many places it stands
    count: int
    #: the word group that the part comes from
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseMet:
    """One of the parts of a rule that had to be met."""

    #: as written, cut if it is long: `@russia`, `NOT title:@noise`
    clause: str
    #: which of the match's hits met it; none for a NOT
    hits: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMet:
    """One rule of a topic that was met."""

    #: its query as written, cut if it is long
    rule: str
    #: the points it gave
    add: float
    #: at how many places it was met
    places: int
    clauses: tuple[ClauseMet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    topic_id: str
    topic_name: str
    #: which version of the topic matched: `sha256:` + 64 hex
    query_hash: str
    #: in the topic's own points; 1 for a plain query
    score: float = 1.0
    threshold: float = 1.0
    confidence: Confidence = Confidence.HIGH
    rules: tuple[RuleMet, ...] = ()
    hits: tuple[Hit, ...] = ()
    #: up to 200 characters round the best hit
    snippet: str | None = None
