"""Whose page is it? The outlet that claims an address, or one named after its host."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newswatch.model import Outlet
from newswatch.urls import host_of, in_domains

#: for a host name that leaves nothing of itself in a slug
NAMELESS = "unnamed"


def claiming_outlet(url: str, outlets: Iterable[Outlet]) -> Outlet | None:
    """The outlet whose domains hold *url*'s host; the longest domain wins."""
    best: tuple[int, Outlet] | None = None
    for outlet in outlets:
        for domain in outlet.domains:
            if in_domains(url, (domain,)) and (best is None or len(domain) > best[0]):
                best = (len(domain), outlet)
    return best[1] if best else None


def unclaimed_outlet(url: str) -> Outlet:
    """An outlet for a page that nobody claims; its id is its domain as a slug."""
    host = host_of(url).removeprefix("www.")
    slug = re.sub(r"[^a-z0-9]+", "_", host.lower()).strip("_")[:64]
    return Outlet(id=slug or NAMELESS, name=host or NAMELESS, domains=(host,))
