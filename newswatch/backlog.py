"""The order in which a round visits pages: news first, however large the archive is.

    news       what feeds, news sitemaps, pages and other pages name, as it was found
    looks      at articles that are in the feed      )
    archive    what sitemaps name, the newest first  )  one by one in turn

An archive of 20,000 pages takes half a day. What comes in meanwhile must not wait for
it, and neither must the looks at what was told an hour ago.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable
from itertools import count

from newswatch.model import Via
from newswatch.store.base import PendingLink


class Backlog:
    def __init__(self) -> None:
        self._news: deque[PendingLink] = deque()
        self._looks: deque[PendingLink] = deque()
        self._archive: list[tuple[float, int, PendingLink]] = []
        self._number = count()
        self._was_look = False

    def __len__(self) -> int:
        return len(self._news) + len(self._looks) + len(self._archive)

    def extend(self, links: Iterable[PendingLink]) -> None:
        for pending in links:
            if pending.revisit is not None:
                self._looks.append(pending)
            elif pending.link.via is Via.SITEMAP:
                entry = (_age(pending), next(self._number), pending)
                heapq.heappush(self._archive, entry)
            else:
                self._news.append(pending)

    def pop(self) -> PendingLink:
        """The link to be visited next. Raises IndexError if there is none."""
        if self._news:
            return self._news.popleft()
        self._was_look = bool(self._looks) and not (self._was_look and self._archive)
        if self._was_look:
            return self._looks.popleft()
        return heapq.heappop(self._archive)[2]

    def clear(self) -> None:
        self._news.clear()
        self._looks.clear()
        self._archive.clear()


def _age(pending: PendingLink) -> float:
    at = pending.link.published_at or pending.link.modified_at
    return -at.timestamp() if at else 0.0
