"""Caution: what a reader of an article should be careful with."""

from __future__ import annotations

from enum import StrEnum


class Caution(StrEnum):
    """The codes of the record's `warnings`; docs/feed.md says what each means.

    `selector-empty` also comes as `selector-empty:FIELD`, once for each field.
    """

    TITLE_CONFLICT = "title-conflict"
    TITLE_FROM_FEED = "title-from-feed"
    AUTHORS_CONFLICT = "authors-conflict"
    DATE_CONFLICT = "date-conflict"
    DATE_IN_FUTURE = "date-in-future"
    DATE_INFERRED = "date-inferred"
    DATE_UNREADABLE = "date-unreadable"
    DATE_ZONE_ASSUMED = "date-zone-assumed"
    MODIFIED_BEFORE_PUBLISHED = "modified-before-published"
    MODIFIED_DAY_ONLY = "modified-day-only"
    LANGUAGE_CONFLICT = "language-conflict"
    LANGUAGE_MISMATCH = "language-mismatch"
    CANONICAL_ELSEWHERE = "canonical-elsewhere"
    ACCESS_CONFLICT = "access-conflict"
    PAYWALL_SUSPECTED = "paywall-suspected"
    SELECTOR_EMPTY = "selector-empty"
    TEXT_SHORT = "text-short"
    TEXT_TRUNCATED = "text-truncated"
    FURNITURE_KEPT = "furniture-kept"
    FACTS_UNKNOWN = "facts-unknown"
