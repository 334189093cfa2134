"""From an admitted article to the bytes of its line. Nothing else writes feed bytes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from newswatch import __version__
from newswatch.dates import parse_instant, record_instant
from newswatch.model import Article, FetchedPage, Match, Outlet, RuleMet
from newswatch.model.record import (
    SCHEMA_NAME,
    Crawl,
    FeedRecord,
    Hashes,
    Producer,
    Provenance,
    RecordAuthor,
    RecordChange,
    RecordClause,
    RecordCluster,
    RecordMatch,
    RecordOutlet,
    RecordRule,
    Term,
)
from newswatch.model.revision import Candidate, Cluster
from newswatch.store.base import PendingLink

#: characters of text under the policy "excerpt"; keeps a line near 4 kB
EXCERPT_LENGTH = 300
#: line ends to Python's str.splitlines and some readers, though not to JSON
_LINE_ENDS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}

NO_CHANGE = RecordChange(
    previous_revision=None,
    previous_seq=None,
    class_=None,
    fields=[],
    topics_entered=[],
    topics_left=[],
    words_added=0,
    words_removed=0,
    similarity=None,
    diff=None,
)

TextPolicy = Literal["full", "excerpt", "none"]
Robots = Literal["allowed", "disallowed-ignored", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a record says of how it was made."""

    config_hash: str
    text_policy: TextPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How the page of a record was come by."""

    page: FetchedPage
    pending: PendingLink
    run_id: str
    robots: Robots


def line_of(record: FeedRecord) -> bytes:
    """The record's final bytes: one JSON object and a line end, UTF-8.

    Characters that some readers take for line ends are written as escapes.
    """
    text = json.dumps(
        record.model_dump(mode="json", by_alias=True),
        ensure_ascii=False,
        separators=(",", ":"),
    )
    # Hardly any text has one: looking thrice takes a thousandth of translate().
    for line_end, escape in _LINE_ENDS.items():
        text = text.replace(line_end, escape)
    return text.encode("utf-8", "replace") + b"\n"


def new_record(
    seq: int,
    event_id: str,
    cluster: Cluster,
    *,
    candidate: Candidate,
    outlet: Outlet,
    visit: Visit,
    making: Making,
) -> FeedRecord:
    """The `new` event of *candidate*, admitted as *seq*."""
    article, addresses = candidate.article, candidate.addresses
    text, truncated = text_by_policy(article.text, making.text_policy)
    return FeedRecord(
        schema_=SCHEMA_NAME,
        event="new",
        event_id=event_id,
        seq=seq,
        observed_at=record_instant(candidate.observed_at),
        id=candidate.new_id,
        revision=1,
        url=addresses.url,
        outlet=RecordOutlet(
            id=outlet.id,
            name=outlet.name,
            domain=outlet.domain,
            country=outlet.country,
        ),
        **_stated(article),
        content_text=text,
        word_count=candidate.fingerprint.word_count,
        matches=[match_record(match, text) for match in candidate.matches],
        cluster=cluster_record(cluster),
        hashes=Hashes(
            content=candidate.fingerprint.content_hash,
            html=_hash_of(visit.page.body),
        ),
        provenance=_provenance(candidate, has_text=text is not None),
        crawl=_crawl(visit),
        change=NO_CHANGE,
        warnings=_warnings(article, is_cut=truncated),
        producer=_producer(article, making),
    )


# A live blog asks for the same page's once for each of its posts.
@lru_cache(maxsize=1)
def _hash_of(body: bytes) -> str:
    return "sha256:" + hashlib.sha256(body).hexdigest()


def _warnings(article: Article, *, is_cut: bool) -> list[str]:
    codes = [*article.warnings, *(["text-truncated"] if is_cut else [])]
    return list(dict.fromkeys(codes))


def _stated(article: Article) -> dict[str, Any]:
    """The keys that repeat what the page says of itself."""
    return {
        "title": article.headline,
        "authors": [
            RecordAuthor(name=author.name, url=web_address(author.url))
            for author in article.authors
        ],
        "date_published": _instant(article.published_at),
        "date_published_precision": article.published_precision,
        "date_modified": _instant(article.modified_at),
        "language": article.language,
        "summary": article.summary,
        "image": web_address(article.image),
        "tags": list(article.tags),
        "section": article.section,
        "article_type": article.article_type,
        "is_accessible_for_free": article.free,
    }


def cluster_record(cluster: Cluster) -> RecordCluster:
    return RecordCluster(
        id=cluster.id,
        role=cluster.role.value,
        copy_of=cluster.copy_of,
        similarity=cluster.similarity,
        size=cluster.size,
    )


def _provenance(candidate: Candidate, *, has_text: bool) -> Provenance:
    evidence = {**candidate.article.evidence, "url": candidate.addresses.url_evidence}
    if not has_text:
        evidence["content_text"] = None
    return Provenance(**{key: evidence.get(key) for key in Provenance.model_fields})


def _producer(article: Article, making: Making) -> Producer:
    return Producer(
        name="newswatch",
        version=__version__,
        extractor=article.extractor,
        config_hash=making.config_hash,
        text_policy=making.text_policy,
    )


def text_by_policy(text: str, policy: TextPolicy) -> tuple[str | None, bool]:
    """The text that may stand in the line, and whether it was cut."""
    if not text or policy == "none":
        return None, False
    if policy == "full" or len(text) <= EXCERPT_LENGTH:
        return text, False
    cut = text[:EXCERPT_LENGTH]
    # At a word's end, where there is one: an excerpt must not make up words.
    return re.sub(r"\s+\S*$", "", cut), True


def match_record(match: Match, text: str | None) -> RecordMatch:
    return RecordMatch(
        topic=match.topic_id,
        topic_name=match.topic_name,
        query_hash=match.query_hash,
        score=match.score,
        threshold=match.threshold,
        confidence=match.confidence.value,
        rules=[_rule(rule) for rule in match.rules],
        terms=[
            Term.model_validate(
                {
                    "term": hit.term,
                    "group": hit.group,
                    "field": hit.field,
                    "count": hit.count,
                    "spans": _within(hit.spans, hit.field, text),
                }
            )
            for hit in match.hits
        ],
        snippet=match.snippet,
    )


def _rule(rule: RuleMet) -> RecordRule:
    return RecordRule(
        rule=rule.rule,
        add=rule.add,
        places=rule.places,
        clauses=[
            RecordClause(clause=each.clause, terms=list(each.hits))
            for each in rule.clauses
        ],
    )


def _within(
    spans: Sequence[tuple[int, int]], field: str, text: str | None
) -> list[list[int]]:
    """The spans that point into what the line really holds."""
    if field != "content_text":
        return [list(span) for span in spans]
    return [list(span) for span in spans if text is not None and span[1] <= len(text)]


def _crawl(visit: Visit) -> Crawl:
    page, pending = visit.page, visit.pending
    modified = parse_instant(page.last_modified) if page.last_modified else None
    return Crawl(
        requested_url=page.requested_url,
        final_url=page.url,
        status=page.status,
        fetched_at=record_instant(page.fetched_at),
        duration_ms=page.duration_ms,
        bytes=len(page.body),
        content_type=page.content_type,
        etag=page.etag,
        last_modified=_instant(modified.at) if modified else None,
        attempts=page.attempts,
        discovered_via=pending.link.via.value,
        discovered_from=web_address(pending.source_url),
        discovered_at=record_instant(pending.found_at),
        run_id=visit.run_id,
        robots=visit.robots,
        warc_file=page.warc_file,
        warc_record_id=page.warc_record_id,
    )


def _instant(at: datetime | None) -> str | None:
    return None if at is None else record_instant(at)


def web_address(url: str | None) -> str | None:
    """An address a reader may follow; anything but http(s) is left out."""
    return url if url and url.startswith(("http://", "https://")) else None
