"""Model objects with everything but the point of a test filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from newswatch.model import (
    Article,
    FetchedPage,
    Fingerprint,
    Hit,
    Link,
    Match,
    Outlet,
    Source,
    SourceKind,
    Via,
)
from newswatch.model.revision import Addresses, Candidate, Known, Signal, seen_key
from newswatch.store.base import Announced, PendingLink

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LONG_TEXT = ("word " * 80).strip()


def make_outlet(outlet_id: str = "herald", **changes: Any) -> Outlet:
    fields: dict[str, Any] = {
        "id": outlet_id,
        "name": "The Herald",
        "domains": (f"{outlet_id}.example",),
        "sources": (
            Source(kind=SourceKind.FEED, url=f"https://{outlet_id}.example/rss"),
        ),
    }
    return Outlet.model_validate({**fields, **changes})


def make_link(url: str = "https://herald.example/a", **changes: Any) -> Link:
    return Link(**{"url": url, "via": Via.FEED, **changes})


def make_announced(url: str = "https://herald.example/a", **changes: Any) -> Announced:
    return Announced(key=seen_key("herald", url), link=make_link(url, **changes))


def make_page(url: str = "https://herald.example/a", **changes: Any) -> FetchedPage:
    fields: dict[str, Any] = {
        "requested_url": url,
        "url": url,
        "status": 200,
        "body": b"<html></html>",
        "fetched_at": NOON,
        "content_type": "text/html; charset=utf-8",
    }
    return FetchedPage(**{**fields, **changes})


def make_article(headline: str | None = "A headline", **changes: Any) -> Article:
    return Article(
        **{
            "headline": headline,
            "paragraphs": (LONG_TEXT,),
            "extractor": "x",
            **changes,
        }
    )


def make_match(topic_id: str = "talks", **changes: Any) -> Match:
    fields: dict[str, Any] = {
        "topic_id": topic_id,
        "topic_name": topic_id.title(),
        "query_hash": "sha256:" + "0" * 64,
        "hits": (Hit(term="word", field="content_text", spans=((0, 4),), count=1),),
    }
    return Match(**{**fields, **changes})


def make_candidate(
    url: str = "https://herald.example/a",
    *,
    outlet_id: str = "herald",
    words: str | None = "these words",
    headline: str | None = "A headline",
    topics: tuple[str, ...] = ("talks",),
    claims: tuple[str, ...] = (),
    guids: tuple[str, ...] = (),
    word_count: int = 80,
    observed_at: datetime = NOON,
    article: Article | None = None,
) -> Candidate:
    """A candidate at *url*; *words* stands for its text."""
    return Candidate(
        outlet_id=outlet_id,
        addresses=Addresses(
            url=url,
            url_evidence="url",
            answered_url=url,
            address_key=url,
            own=(seen_key(outlet_id, url),),
            canonical=tuple(seen_key(outlet_id, claim) for claim in claims),
            guid=tuple(seen_key(outlet_id, f"guid:{guid}") for guid in guids),
        ),
        article=article or make_article(headline),
        fingerprint=Fingerprint(
            words_hash=None if words is None else words.encode().ljust(32)[:32],
            content_hash="sha256:" + "1" * 64,
            word_count=word_count,
        ),
        matches=tuple(make_match(topic) for topic in topics),
        observed_at=observed_at,
    )


def make_pending(url: str = "https://herald.example/a", **changes: Any) -> PendingLink:
    fields: dict[str, Any] = {
        "key": seen_key("herald", url),
        "outlet_id": "herald",
        "link": make_link(url),
        "source_url": "https://herald.example/rss",
        "found_at": NOON,
    }
    return PendingLink(**{**fields, **changes})


def make_known(signal: Signal, **changes: Any) -> Known:
    """An article of the herald that has the words of make_candidate()."""
    fields: dict[str, Any] = {
        "signal": signal,
        "article_id": "nw:" + "0" * 32,
        "outlet_id": "herald",
        "headline": "A headline",
        "words_hash": b"these words".ljust(32),
        "word_count": 80,
        "cluster_id": "c:" + "0" * 16,
        "cluster_size": 1,
        "emitted_topics": frozenset({"talks"}),
    }
    return Known(**{**fields, **changes})
