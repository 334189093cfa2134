"""Which addresses a crawl asks for at all; the resolver says where they may lead.

GateMiddleware      stands first: an address that must not be asked for gets no
                    robots.txt, no turn and no connection
RedirectMiddleware  stands before Scrapy's own: where an answer leads is read as
                    browsers read it, and refused under its own name. Nothing that it
                    says, such as a password, reaches a request or a log
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from newswatch.addresses import Network, host_refusal
from newswatch.model import Outcome, RefusalReason
from newswatch.resolver import GuardedResolver
from newswatch.urls import AddressError, check_url, host_of
from newswatch.workshop import configuration_in

#: an answer that leads to no address that may be asked for
BAD_REDIRECT = "bad-redirect"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class AddressRefused(IgnoreRequest):
    """Nothing was asked, or no further: *reason* is a stable word, *detail* says more.

    The address itself is not repeated: it may hold a password.
    """

    def __init__(self, outcome: Outcome, reason: str, detail: str) -> None:
        super().__init__(f"{reason} ({detail})")
        self.outcome = outcome
        self.reason = reason
        self.detail = detail


class GateMiddleware:
    def __init__(self, allowed: Sequence[Network], reactor: Any = None) -> None:
        self._allowed = allowed
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        from twisted.internet import reactor  # not above: it chooses one

        return cls(_allowed(crawler), reactor)

    async def process_request(self, request: Request) -> None:
        try:
            url = check_url(request.url)
        except AddressError as error:
            raise AddressRefused(
                Outcome.QUARANTINED, RefusalReason.BAD_ADDRESS, error.reason
            ) from None
        host = urlparse_cached(request).hostname or ""
        # Read twice, since Scrapy's parser names the host that is connected to.
        for name in {host_of(url), host}:
            _refuse_host(name, self._allowed)
        if request.meta.get("proxy"):
            await self._judge(host)

    async def _judge(self, host: str) -> None:
        resolver = getattr(self._reactor, "nameResolver", None)
        if isinstance(resolver, GuardedResolver):
            reason = await resolver.judged(host)
        else:
            reason = "nobody here can judge what a proxy would connect to"
        if reason is not None:
            raise AddressRefused(
                Outcome.QUARANTINED, RefusalReason.REFUSED_ADDRESS, reason
            )


class RedirectMiddleware:
    """Where an answer leads, made one spelling; what must not be asked, refused."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(_allowed(crawler))

    def process_response(self, request: Request, response: Response) -> Response:
        location = response.headers.get("Location")
        if location is None or response.status not in _REDIRECTS:
            return response
        try:
            url = check_url(_text(location), request.url)
        except AddressError as error:
            raise AddressRefused(
                Outcome.FAILED, BAD_REDIRECT, f"{response.status}: {error.reason}"
            ) from None
        _refuse_host(host_of(url), self._allowed)
        response.headers["Location"] = url
        return response


def _refuse_host(host: str, allowed: Sequence[Network]) -> None:
    if reason := host_refusal(host, allowed):
        raise AddressRefused(Outcome.QUARANTINED, RefusalReason.REFUSED_ADDRESS, reason)


def _allowed(crawler: Crawler) -> Sequence[Network]:
    configuration = configuration_in(Path(crawler.settings["NEWSWATCH_FOLDER"]))
    return configuration.options.polite.allow_networks


def _text(location: bytes) -> str:
    """Raw UTF-8 is common in this header; RFC 9110 5.5 knows Latin-1 of old."""
    try:
        return location.decode("utf-8")
    except UnicodeDecodeError:
        return location.decode("latin-1")
