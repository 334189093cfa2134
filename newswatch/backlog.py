"""The order in which a round visits pages: news first, however large the archive is.

    news       what feeds, news sitemaps, pages and other pages name, as it was found
    again      what was visited in vain before       )
    looks      at articles that are in the feed      )  one by one in turn
    archive    what sitemaps name, the newest first  )

An archive of 20,000 pages takes half a day. What comes in meanwhile must not wait for
it, and neither must the looks at what was told an hour ago. Nor must anything wait for
pages that are out of order: a few of them in a row can end a round (hosts.py).
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Sized
from itertools import count

from newswatch.model import Via
from newswatch.store.base import PendingLink


class Backlog:
    def __init__(self) -> None:
        self._news: deque[PendingLink] = deque()
        self._again: deque[PendingLink] = deque()
        self._looks: deque[PendingLink] = deque()
        self._archive: list[tuple[float, int, PendingLink]] = []
        self._number = count()
        #: whose turn it is, of those that take turns
        self._turns: deque[Sized] = deque((self._again, self._looks, self._archive))

    def __len__(self) -> int:
        return len(self._news) + sum(map(len, self._turns))

    def extend(self, links: Iterable[PendingLink]) -> None:
        for pending in links:
            if pending.revisit is not None:
                self._looks.append(pending)
            elif pending.attempts:
                self._again.append(pending)
            elif pending.link.via is Via.SITEMAP:
                entry = (_age(pending), next(self._number), pending)
                heapq.heappush(self._archive, entry)
            else:
                self._news.append(pending)

    def pop(self) -> PendingLink:
        """The link to be visited next. Raises IndexError if there is none."""
        if self._news:
            return self._news.popleft()
        if not self:
            raise IndexError("nothing is left to be visited")
        while not self._turns[0]:
            self._turns.rotate(-1)
        chosen = self._turns[0]
        self._turns.rotate(-1)
        if chosen is self._archive:
            return heapq.heappop(self._archive)[2]
        return (self._again if chosen is self._again else self._looks).popleft()

    def clear(self) -> None:
        self._news.clear()
        self._again.clear()
        self._looks.clear()
        self._archive.clear()


def _age(pending: PendingLink) -> float:
    at = pending.link.published_at or pending.link.modified_at
    return -at.timestamp() if at else 0.0
