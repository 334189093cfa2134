"""Manners on the way out: robots.txt, and each host's own pace.

RobotsMiddleware  stands first: what is forbidden never waits for a turn
PaceMiddleware    stands last: whoever leaves it goes out at once

Both see redirects too, as requests of their own, and the robots.txt themselves wait
for their turn like any page.
"""

from __future__ import annotations

from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotConfigured,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from newswatch.hosts import HostIsWaitingError
from newswatch.robots import MAX_BYTES, Rule
from newswatch.robots_book import RobotsBook, RobotsUnavailableError
from newswatch.transport.trouble import FetchTrouble
from newswatch.urls import absolute_url
from newswatch.workshop import hosts_of, store_of

#: marks the request for a robots.txt; holds the bytes that have come
_ROBOTS = "newswatch_robots_bytes"
#: redirects of a robots.txt that are followed, also to other hosts (RFC 9309 2.3.1.2)
_MOST_HOPS = 5
#: marks a request that had its host's turn
_TURN = "newswatch_turn"
#: of a request that is made a second time: what became of the first
_EARLIER = "newswatch_earlier"
_REDIRECTS = (301, 302, 303, 307, 308)
#: unpacked bytes beyond which a packed robots.txt is no such thing
_MAX_UNPACKED = 16 << 20
#: what tells of a host in trouble; a name that does not resolve is not asked at all
_NO_ANSWER = (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)


class ForbiddenByRobots(IgnoreRequest):
    """*rule* is the line that forbade it, where one could be found."""

    def __init__(self, rule: Rule | None) -> None:
        super().__init__(str(rule) if rule else "robots.txt forbids it")
        self.rule = rule


class RobotsUnavailable(IgnoreRequest):
    """There may be rules, but they cannot be had."""


class AskedToWait(IgnoreRequest):
    """The host is left alone for a while; nothing was asked."""


class RobotsMiddleware:
    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._crawler = crawler
        self._hosts = hosts_of(crawler)
        self._book = RobotsBook(store_of(crawler), self._ask, passing=(AskedToWait,))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.bytes_received, signals.bytes_received)
        return middleware

    async def process_request(self, request: Request) -> None:
        if _ROBOTS in request.meta:
            # Any length may be announced; a second try counts anew.
            request.meta.update({_ROBOTS: 0, "download_maxsize": 0})
            return
        url = urlparse_cached(request)
        origin = f"{url.scheme}://{url.netloc}"
        try:
            robots = await self._book.rules(origin)
        except RobotsUnavailableError as error:
            raise RobotsUnavailable(str(error)) from None
        if not robots.may_fetch(request.url, self._agent):
            raise ForbiddenByRobots(robots.forbidding_rule(request.url, self._agent))
        delay_s = robots.crawl_delay_s(self._agent)
        await self._hosts.heed(url.hostname or "", origin, delay_s)

    def bytes_received(self, data: bytes, request: Request) -> None:
        """End the download of an endless robots.txt where its reading ends."""
        if _ROBOTS in request.meta:
            # Its length was let through; unpacking it is bounded all the same.
            request.meta["download_maxsize"] = _MAX_UNPACKED
            request.meta[_ROBOTS] += len(data)
            if request.meta[_ROBOTS] > MAX_BYTES:
                raise StopDownload(fail=False)

    async def _ask(self, origin: str) -> tuple[int, bytes]:
        url = f"{origin}/robots.txt"
        for _hop in range(_MOST_HOPS + 1):
            response = await self._download(url)
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or not location:
                return response.status, response.body
            to = absolute_url(location.decode("utf-8", "replace"), url)
            if to is None:  # no address of the web: there is none
                return response.status, b""
            url = to
        return 404, b""  # after so many there is none

    async def _download(self, url: str) -> Response:
        # Redirects are followed here: five, whatever the deployment follows for pages.
        meta: dict[str, Any] = {_ROBOTS: 0, "dont_redirect": True}
        if self._crawler.engine is None:
            raise RobotsUnavailableError("the crawl is over")
        request = Request(url, callback=NO_CALLBACK, meta=meta)
        try:
            return await self._crawler.engine.download_async(request)
        except AskedToWait:
            raise
        except IgnoreRequest as error:
            raise RobotsUnavailableError(f"robots.txt: {error}") from error


class PaceMiddleware:
    def __init__(self, crawler: Crawler) -> None:
        self._hosts = hosts_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        connect = crawler.signals.connect
        # Sent before the next one: what an answer asks for holds for the request that
        # takes its place. `process_response` would come after both.
        connect(middleware.response_downloaded, signals.response_downloaded)
        # Sent however a request ends, once it has reached the downloader.
        connect(middleware.request_left_downloader, signals.request_left_downloader)
        return middleware

    async def process_request(self, request: Request) -> Response | None:
        host = urlparse_cached(request).hostname or ""
        try:
            await self._hosts.turn(host)
        except HostIsWaitingError as error:
            # A second try that may not be made leaves it at what the first one found:
            # that page was asked for, and must not be the first again at each poll.
            earlier = request.meta.get(_EARLIER)
            if isinstance(earlier, Exception):
                raise earlier from None
            if earlier is not None:
                return Response(request.url, status=earlier)
            raise AskedToWait(str(error)) from None
        request.meta[_TURN] = host
        return None

    def request_left_downloader(self, request: Request) -> None:
        if host := request.meta.pop(_TURN, None):
            self._hosts.left(host)

    def response_downloaded(self, request: Request, response: Response) -> None:
        if response.status >= 400:
            request.meta[_EARLIER] = response.status
        retry_after = response.headers.get("Retry-After")
        self._hosts.answered(
            urlparse_cached(request).hostname or "",
            response.status,
            retry_after.decode("latin-1") if retry_after else None,
            # From the moment it was sent, without the wait in line, to the headers.
            request.meta.get("download_latency"),
        )

    def process_exception(self, request: Request, exception: Exception) -> None:
        fell_silent = isinstance(exception, FetchTrouble) and (
            exception.reason == "stalled"
        )
        if fell_silent or isinstance(exception, _NO_ANSWER):
            request.meta[_EARLIER] = exception.with_traceback(None)
            self._hosts.failed(urlparse_cached(request).hostname or "")
