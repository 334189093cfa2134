"""FeedDocument: a feed as it was written, whatever its format, before links are made.

Text fields hold what the feed says, markup included where the format allows it; dates
are the feed's own words. Addresses may still be relative: `base` is what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An item or entry; "" and () where it says nothing."""

    #: the address of the page, as announced
    href: str = ""
    id: str = ""
    title: str = ""
    #: whether the title may hold tags and entities
    title_is_html: bool = False
    summary: str = ""
    content: str = ""
    #: names, joined by a comma
    author: str = ""
    #: when it appeared, and when it was changed last
    published: str = ""
    updated: str = ""
    tags: tuple[str, ...] = ()
    #: addresses of what is attached, such as sound
    enclosures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """The feed's own fields and its entries, in its order."""

    #: against what relative addresses are resolved
    base: str
    #: such as `rss20`, `atom10`, `json11`; "" where the format is not clear
    version: str = ""
    id: str = ""
    title: str = ""
    #: the address of the site
    href: str = ""
    description: str = ""
    author: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    entries: tuple[FeedEntry, ...] = ()
    #: RSS: how many minutes it may be kept
    ttl: str = ""
    #: the syndication module: it changes so often in an hour, day, week, month, year
    update_period: str = ""
    update_frequency: str = ""
    #: what was wrong with it, in words; the entries are what could be saved
    problem: str | None = None
