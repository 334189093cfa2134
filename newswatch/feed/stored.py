"""A stored article as topics see it, and as a line of the feed would tell of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from newswatch import __version__
from newswatch.dates import record_instant
from newswatch.feed.record import NO_CHANGE, web_address
from newswatch.feed.retold import told_record
from newswatch.match import Document
from newswatch.model import Outlet
from newswatch.model.caution import Caution
from newswatch.model.record import (
    SCHEMA_NAME,
    Crawl,
    FeedRecord,
    Hashes,
    Producer,
    Provenance,
    RecordCluster,
    RecordOutlet,
)
from newswatch.store.lookup import StoredArticle
from newswatch.store.texts import StoredText

#: keys whose values outlive the line of an article, so that their origin is known
_KEPT = frozenset({"url", "title", "date_published", "language"})


def said_of(stored: StoredText) -> dict[str, Any]:
    """The line that is kept with the text, as an object; empty if none is."""
    said: dict[str, Any] = json.loads(stored.line) if stored.line else {}
    return said


def document_of(
    stored: StoredText, said: Mapping[str, Any], outlet: Outlet | None
) -> Document:
    """The article for the topics, with all that the crawl matched it by.

    *said* is `said_of` the same article. Where it is empty section, authors and tags
    are not known; *outlet* is None if no file has it any more.
    """
    named = said.get("outlet") or {}
    name = outlet.name if outlet else named.get("name")
    return Document(
        said.get("title", stored.title),
        stored.text,
        url=said["crawl"]["final_url"] if said else stored.url,
        section=said.get("section"),
        outlet=(stored.outlet_id, name) if name else (stored.outlet_id,),
        authors=[author["name"] for author in said.get("authors", ())],
        language=said.get("language", stored.language),
        tags=said.get("tags", ()),
    )


def record_of(
    stored: StoredText, article: StoredArticle, outlet: Outlet | None
) -> FeedRecord:
    """What the newest line of an article says, or the line that it would have had.

    Of an article that came before such lines were kept it says what is known, nothing
    for the rest, and `facts-unknown` (docs/feed.md).
    """
    if stored.line is not None:
        return told_record(stored.line)
    how = article.how_read
    at = record_instant(article.observed_at)
    published = article.published_at and record_instant(article.published_at)
    return FeedRecord(
        schema_=SCHEMA_NAME,
        event="new",
        event_id="0" * 32,
        seq=1,
        observed_at=at,
        id=stored.id,
        revision=1,
        url=stored.url,
        outlet=_outlet(stored, outlet),
        title=stored.title,
        authors=[],
        date_published=published,
        date_published_precision=None,
        date_modified=None,
        language=stored.language,
        summary=None,
        content_text=None,
        word_count=article.word_count,
        image=None,
        tags=[],
        section=None,
        article_type=None,
        is_accessible_for_free=None,
        matches=[],
        cluster=_alone(article),
        hashes=Hashes(content=article.content_hash, html=None),
        provenance=_provenance(how.provenance if how else {}),
        crawl=_crawl(article),
        change=NO_CHANGE,
        warnings=[*(how.warnings if how else ()), Caution.FACTS_UNKNOWN],
        producer=Producer(
            name="newswatch",
            version=__version__,
            extractor=how.extractor if how else "",
            config_hash="",
            text_policy="none",
        ),
    )


def _outlet(stored: StoredText, outlet: Outlet | None) -> RecordOutlet:
    if outlet is None:
        host = stored.url.split("/")[2]
        return RecordOutlet(
            id=stored.outlet_id, name=stored.outlet_id, domain=host, country=None
        )
    return RecordOutlet(
        id=outlet.id, name=outlet.name, domain=outlet.domain, country=outlet.country
    )


def _alone(article: StoredArticle) -> RecordCluster:
    return RecordCluster(
        id=article.cluster_id, role="first", copy_of=None, similarity=None, size=1
    )


def _provenance(known: Mapping[str, str]) -> Provenance:
    return Provenance(
        **{
            key: known.get(key) if key in _KEPT else None
            for key in Provenance.model_fields
        }
    )


def _crawl(article: StoredArticle) -> Crawl:
    """How it was come by; numbers that nobody knows are 0, which none can be."""
    how, at = article.how_read, article.observed_at
    found_at = (how and how.found_at) or at
    unannounced = "link" if "#" in article.id else "manual"
    return Crawl.model_validate(
        {
            "requested_url": article.url,
            "final_url": article.url,
            "status": 0,
            "fetched_at": record_instant((how and how.fetched_at) or at),
            "duration_ms": 0,
            "bytes": 0,
            "content_type": None,
            "etag": None,
            "last_modified": None,
            "attempts": 0,
            "discovered_via": (how and how.via) or unannounced,
            "discovered_from": how and web_address(how.source_url),
            "discovered_at": record_instant(found_at),
            "run_id": "",
            "robots": "unknown",
            "warc_file": None,
            "warc_record_id": None,
        }
    )
