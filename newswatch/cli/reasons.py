"""Reasons of ledger and store, as people say them."""

from __future__ import annotations

#: what became of a page, in words that can follow a number
REASONS = {
    "robots": "kept out by robots.txt",
    "exact-copy": "carried by another outlet too",
    "soft-404": "not found, though answered with 200",
    "empty-body": "without text",
    "not-article": "no article",
    "consent-wall": "behind a consent wall",
    "robot-check": "behind a check for robots",
    "http-404": "not found",
}
#: by what an article was known that came under another address
SAME_ARTICLE = (
    *("known-address", "amp-twin", "further-page", "named-by-twin"),
    *("same-canonical", "same-guid", "same-text"),
)
