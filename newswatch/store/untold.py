"""The lines of articles that have none, kept for topics that are written later.

A line is kept as it would have been but for the body, which stands in `article`. It is
deflated with a dictionary of what all lines have in common (RFC 1950, FDICT), to about
a quarter: 2 kB of JSON would be a third of a text of usual length.
"""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import replace

from newswatch.model.revision import Candidate, Cluster, event_id
from newswatch.store.base import LineOf

#: which dictionary a row was deflated with: its first byte. A dictionary is part of the
#: format and is never edited; another one gets another number
_FORMAT = b"\x01"
# What is likest to be found stands last (zlib: deflateSetDictionary).
_COMMON = (
    b'"selector-empty","title-from-feed","date-zone-assumed","date-inferred",'
    b'"paywall-suspected","text-short","microdata","html:time","html:h1","url",'
    b'"feed:dc:creator","feed:pubDate","feed:updated","news-sitemap:lastmod","sitemap"'
    b'"OpinionNewsArticle","LiveBlogPosting","BlogPosting","ReportageNewsArticle",'
    b'"section","link","manual","exact-copy","near-copy","related","application/xhtml'
    b'+xml","disallowed-ignored","unknown","day","second","wp-content/uploads/2026/'
    b'.jpg?width=1200.jpeg.webp.png","is_accessible_for_free":false,"https://www.",'
    b'"name":"","url":null},{"name":"","url":"https://www."}],.com/news/world/politics/'
    b'{"schema":"newswatch.article/1.0","event":"new","event_id":"","seq":1,'
    b'"observed_at":"2026-11-2T1:0:0.000Z","id":"nw:","revision":1,"url":"https://www.'
    b'","outlet":{"id":"","name":"The ","domain":".com","country":"GB"},"title":"",'
    b'"authors":[{"name":"","url":null}],"date_published":"2026-11-2T1:00:00Z",'
    b'"date_published_precision":"minute","date_modified":null,"language":"en",'
    b'"summary":"","content_text":null,"word_count":"image":"https://","tags":[],'
    b'"section":"World","article_type":"NewsArticle","is_accessible_for_free":true,'
    b'"is_accessible_for_free":null,"matches":[],"cluster":{"id":"c:","role":"first",'
    b'"copy_of":null,"similarity":null,"size":1},"hashes":{"content":"sha256:","html":'
    b'"sha256:"},"provenance":{"url":"link:canonical","title":"json-ld:NewsArticle'
    b'.headline","authors":"json-ld:NewsArticle.author","date_published":"json-ld:'
    b'NewsArticle.datePublished","date_modified":"json-ld:NewsArticle.dateModified",'
    b'"language":"html:lang","summary":"opengraph:og:description","content_text":null,'
    b'"image":"opengraph:og:image","tags":"meta:keywords","section":"json-ld:'
    b'NewsArticle.articleSection"},"crawl":{"requested_url":"https://www.","final_url":'
    b'"https://www.","status":200,"fetched_at":"2026-11-2T1:0:0.000Z","duration_ms":,'
    b'"bytes":,"content_type":"text/html; charset=utf-8","etag":null,"last_modified":'
    b'null,"attempts":1,"discovered_via":"feed","discovered_from":"https://www.rss.xml"'
    b',"discovered_at":"2026-11-2T1:0:0.000Z","run_id":"2026112T000Z-","robots":'
    b'"allowed","warc_file":null,"warc_record_id":null},"change":{"previous_revision":'
    b'null,"previous_seq":null,"class":null,"fields":[],"topics_entered":[],'
    b'"topics_left":[],"words_added":0,"words_removed":0,"similarity":null,"diff":null},'
    b'"warnings":[],"producer":{"name":"newswatch","version":"0.1.0","extractor":'
    b'"newswatch 0.1.0","config_hash":"sha256:","text_policy":"full"}}\n'
)


def keep(
    db: sqlite3.Connection,
    candidate: Candidate,
    article_id: str,
    cluster: Cluster,
    line_of: LineOf,
) -> None:
    """Keep what the line of *candidate*, admitted without one, would have said."""
    bodiless = replace(candidate, article=replace(candidate.article, paragraphs=()))
    event = event_id(article_id, "new", 1, sorted(candidate.topic_ids), 0)
    # Its place in the feed is not known; a line has one.
    line = line_of(1, event, cluster, bodiless)
    db.execute(
        "INSERT OR REPLACE INTO untold VALUES (?, ?)", (article_id, deflated(line))
    )


def forget(db: sqlite3.Connection, article_id: str) -> None:
    """The article has a line: whatever is asked of it stands there."""
    db.execute("DELETE FROM untold WHERE article_id = ?", (article_id,))


def deflated(line: bytes) -> bytes:
    packer = zlib.compressobj(level=9, zdict=_COMMON)
    return _FORMAT + packer.compress(line) + packer.flush()


def inflated(blob: bytes) -> bytes:
    return zlib.decompressobj(zdict=_COMMON).decompress(blob[len(_FORMAT) :])
