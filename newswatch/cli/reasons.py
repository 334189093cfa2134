"""Reasons of ledger and store, as people say them."""

from __future__ import annotations

from newswatch.model import LOOKED_AT
from newswatch.model.revision import ORIGINAL_WITHDRAWN

#: what became of a page, in words that can follow a number
REASONS = {
    "robots": "kept out by robots.txt",
    "exact-copy": "carried by another outlet too",
    "near-copy": "mostly carried by another outlet too",
    ORIGINAL_WITHDRAWN: "left out for a line withdrawn since, told if a look finds it",
    LOOKED_AT: "looked at again, unchanged",
    "change-in-doubt": "perhaps changed, to be looked at again",
    "soft-404": "not found, though answered with 200",
    "empty-body": "without text",
    "not-article": "no article",
    "index-page": "a list of articles",
    "tag-page": "a tag's or author's page",
    "search-page": "a search's results",
    "video-page": "a film without text",
    "gallery-page": "pictures without text",
    "donation-page": "asking for money",
    "newsletter-page": "for signing up to letters",
    "consent-wall": "behind a consent wall",
    "robot-check": "behind a check for robots",
    "region-block": "not shown in our region",
    "paywall-stub": "behind a paywall, no teaser",
    "error-page": "a server's error with 200",
    "redirected-home": "led to the front page",
    "foreign-host": "led to another host",
    "crowded-address": "led to a page that others lead to",
    "refused-address": "on a machine that is off limits",
    "bad-address": "at no address that can be asked",
    "too-large": "larger than max_page",
    "not-html": "no HTML",
    "undecodable": "could not be unpacked",
    "hostile-markup": "built to hurt whoever reads it",
    "page-cpu-limit": "too much work",
    "page-memory-limit": "too much memory",
    "page-time-limit": "too slow to read",
    "lane-died": "broke off while it was read",
    "extractor-failed": "beyond newswatch: see the log",
    "another-article": "led to another article",
    "http-404": "not found",
    "http-410": "gone for good",
}
#: what a look at a known article told the feed: lines, but no further articles
RETOLD = ("revised", "withdrawn")
#: by what an article was known that came under another address
SAME_ARTICLE = (
    *("known-address", "amp-twin", "further-page", "named-by-twin"),
    *("same-canonical", "same-guid", "same-text", "same-passages"),
)
