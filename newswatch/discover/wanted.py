"""Which of a listing's links an outlet's own rules let through."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from newswatch.model import Link, Outlet, SourceKind
from newswatch.urls import in_domains


@dataclass(frozen=True, slots=True)
class Wanted:
    links: tuple[Link, ...]
    #: how many the outlet's rules kept out
    unwanted: int


def wanted(links: Iterable[Link], outlet: Outlet, kind: SourceKind) -> Wanted:
    """The links worth a visit.

    `link_allow` and `link_deny` speak of the outlet's own addresses. A foreign address
    (a short link, a feed proxy) is followed from a feed only, whose editors put it
    there, and is judged by where it leads.
    """
    all_links = tuple(links)
    kept = tuple(link for link in all_links if _is_wanted(link.url, outlet, kind))
    return Wanted(links=kept, unwanted=len(all_links) - len(kept))


def is_allowed(url: str, outlet: Outlet) -> bool:
    """Whether the outlet's rules let its own address *url* be an article's."""
    allow, deny = outlet.link_allow, outlet.link_deny
    if allow and not any(_compiled(pattern).search(url) for pattern in allow):
        return False
    return not any(_compiled(pattern).search(url) for pattern in deny)


def _is_wanted(url: str, outlet: Outlet, kind: SourceKind) -> bool:
    if outlet.domains and not in_domains(url, outlet.domains):
        return kind is SourceKind.FEED
    return is_allowed(url, outlet)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
