"""The queue between spider and downloader: requests in the order they came."""

from __future__ import annotations

from collections import deque

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler


class InOrder(BaseScheduler):
    """First come, first sent: whose turn it is at which host, `hosts.py` says.

    Scrapy's own makes a queue for each host and drops it with its last request, to
    share out places of which there are thousands here: a fifth of a millisecond.
    """

    def __init__(self) -> None:
        self._requests: deque[Request] = deque()

    def has_pending_requests(self) -> bool:
        return bool(self._requests)

    def enqueue_request(self, request: Request) -> bool:
        self._requests.append(request)
        return True

    def next_request(self) -> Request | None:
        return self._requests.popleft() if self._requests else None
