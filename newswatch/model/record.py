"""FeedRecord: one line of the feed, version 1.0. Every key is in every line.

Names come from JSON Feed 1.1 where it has one, from schema.org where JSON Feed has
none, and are newswatch's own only for what no standard has. docs/feed.md says what
each means; the JSON Schema that `newswatch schema` prints is made from these models.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from newswatch.model.caution import Caution

SCHEMA_NAME = "newswatch.article/1.0"

Instant = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$"),
    Field(json_schema_extra={"format": "date-time"}),
]
Url = Annotated[
    str,
    StringConstraints(pattern=r"^https?://"),
    Field(json_schema_extra={"format": "uri"}),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Event = Literal["new", "revised", "withdrawn", "rematched"]


class _Object(BaseModel):
    """Keys are fixed and all required; readers of 1.x must ignore further ones."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Producer(_Object):
    name: Literal["newswatch"]
    version: str
    #: the program that found the body, with its version
    extractor: str
    config_hash: str
    text_policy: Literal["full", "excerpt", "none"]


class RecordOutlet(_Object):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]
    name: str
    domain: str
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None


class RecordAuthor(_Object):
    name: str
    url: Url | None


class Term(_Object):
    #: the part of the query that hit, as written
    term: str
    #: the topic's word group that it comes from
    group: str | None
    #: the key of this line that it stands in
    field: Literal[
        "title",
        "content_text",
        "url",
        "section",
        "outlet",
        "authors",
        "language",
        "tags",
    ]
    count: Annotated[int, Field(ge=1)]
    #: [start, end) in Unicode code points of that field of this line
    spans: list[Annotated[list[int], Field(min_length=2, max_length=2)]]


class RecordClause(_Object):
    #: a part of a rule that had to be met: `@russia`, `NOT title:@noise`
    clause: str
    #: positions in `terms`, from 0, of what met it
    terms: list[Annotated[int, Field(ge=0)]]


class RecordRule(_Object):
    #: as written in the topic, up to 200 characters of it
    rule: str
    #: the points it gave
    add: float
    #: at how many places it was met
    places: Annotated[int, Field(ge=1)]
    clauses: list[RecordClause]


class RecordMatch(_Object):
    topic: str
    topic_name: str
    query_hash: str
    #: in the topic's own points
    score: float
    threshold: float
    #: low where only the topic's lower bar is reached
    confidence: Literal["high", "low"]
    #: those that were met
    rules: list[RecordRule]
    terms: list[Term]
    snippet: str | None


class RecordCluster(_Object):
    id: str
    role: Literal["first", "exact-copy", "near-copy", "related"]
    copy_of: str | None
    similarity: Annotated[float, Field(ge=0, le=1)] | None
    size: Annotated[int, Field(ge=1)]


class Hashes(_Object):
    content: Sha256 | None
    html: Sha256 | None


class Provenance(_Object):
    """METHOD or METHOD:DETAIL for each field; null where the field is null."""

    url: str | None
    title: str | None
    authors: str | None
    date_published: str | None
    date_modified: str | None
    language: str | None
    summary: str | None
    content_text: str | None
    image: str | None
    tags: str | None
    section: str | None


class Crawl(_Object):
    requested_url: Url
    final_url: Url
    status: int
    fetched_at: Instant
    duration_ms: int
    #: size of the body
    bytes: int
    content_type: str | None
    etag: str | None
    last_modified: Instant | None
    attempts: int
    discovered_via: Literal[
        "feed", "news-sitemap", "sitemap", "section", "link", "manual"
    ]
    discovered_from: Url | None
    discovered_at: Instant
    run_id: str
    robots: Literal["allowed", "disallowed-ignored", "unknown"]
    warc_file: str | None
    warc_record_id: str | None


class RecordChange(_Object):
    previous_revision: int | None
    previous_seq: int | None
    class_: Literal["correction", "update", "headline", "typo"] | None = Field(
        alias="class"
    )
    #: keys of the record that differ
    fields: list[str]
    #: ids of topics that the article matches now and did not before, and vice versa
    topics_entered: list[str]
    topics_left: list[str]
    words_added: int
    words_removed: int
    similarity: float | None
    diff: str | None


class FeedRecord(_Object):
    """One event about one article."""

    model_config = ConfigDict(
        frozen=True, populate_by_name=True, title="newswatch feed record"
    )

    schema_: Literal["newswatch.article/1.0"] = Field(alias="schema")
    event: Event
    event_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    seq: Annotated[int, Field(ge=1)]
    observed_at: Instant
    #: a live blog's post has its own name behind that of its page
    id: Annotated[str, StringConstraints(pattern=r"^nw:[0-9a-f]{32}(#[!-~]+)?$")]
    revision: Annotated[int, Field(ge=1)]
    url: Url
    outlet: RecordOutlet
    title: str | None
    authors: list[RecordAuthor]
    date_published: Instant | None
    date_published_precision: Literal["second", "minute", "day"] | None
    date_modified: Instant | None
    language: str | None
    summary: str | None
    content_text: str | None
    word_count: int | None
    image: Url | None
    tags: list[str]
    section: str | None
    article_type: str | None
    is_accessible_for_free: bool | None
    matches: list[RecordMatch]
    cluster: RecordCluster
    hashes: Hashes
    provenance: Provenance
    crawl: Crawl
    change: RecordChange
    warnings: list[Annotated[str, Field(examples=[code.value for code in Caution])]]
    producer: Producer
