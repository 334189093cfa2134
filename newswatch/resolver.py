"""The one door to the network: no connection goes where an outlet must not lead us.

Every connection of a crawl asks this resolver, for literals, names and redirects
alike, with TLS and without, and connects to the very answer that was checked:
rebinding a name between check and use finds no gap, and a connection that is kept
alive leads where it led when it was checked. Of a name with several addresses, those
that are refused are left out. It does not cover a proxy, which resolves names itself:
see `judged`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer

from newswatch.addresses import host_refusal, refusal
from newswatch.workshop import configuration_in

log = logging.getLogger(__name__)

#: host → why its address was refused; for whoever asks why a page did not come
_refused: OrderedDict[str, str] = OrderedDict()
_REMEMBERED = 1000


def refused_because(host: str) -> str | None:
    """Why connections to *host* were refused the last time, if they were."""
    return _refused.get(host.lower())


def _remember(host: str, reason: str | None) -> None:
    """Keep why *host* is refused, or that it isn't; what is new is told once."""
    host = host.lower()
    before = _refused.pop(host, None)
    if reason is None:
        return
    _refused[host] = reason
    while len(_refused) > _REMEMBERED:
        _refused.popitem(last=False)
    if reason != before:
        log.warning("address refused", extra={"host": host, "reason": reason})


@implementer(IResolutionReceiver)
class _CheckedReceiver:
    """Hands on the addresses that may be connected to."""

    def __init__(
        self,
        receiver: Any,
        host: str,
        allowed: Sequence[IPv4Network | IPv6Network],
    ) -> None:
        self._receiver = receiver
        self._host = host
        self._allowed = allowed
        self._reason: str | None = None
        self._passed = 0

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        reason = refusal(address.host, self._allowed)
        if reason is None:
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._reason = reason

    def resolutionComplete(self) -> None:  # noqa: N802
        _remember(self._host, None if self._passed else self._reason)
        self._receiver.resolutionComplete()


@implementer(IResolutionReceiver)
class _Gatherer:
    """Waits for all the addresses of a name."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.done = asyncio.Event()

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """There is nothing to cancel."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.done.set()


@implementer(IHostnameResolver)
class GuardedResolver:
    """Scrapy's TWISTED_DNS_RESOLVER: the system's resolver behind the address guard."""

    def __init__(
        self,
        reactor: Any,
        allowed: Sequence[IPv4Network | IPv6Network],
    ) -> None:
        self._reactor = reactor
        self._system = reactor.nameResolver
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        configuration = configuration_in(Path(crawler.settings["NEWSWATCH_FOLDER"]))
        return cls(reactor, configuration.options.polite.allow_networks)

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        receiver = _CheckedReceiver(resolutionReceiver, hostName, self._allowed)
        return self._system.resolveHostName(receiver, hostName, *args, **kwargs)

    async def judged(self, host: str) -> str | None:
        """Why *host* must not be asked through somebody else, who resolves it anew.

        All of its addresses must be good, since nobody knows which will be taken. What
        is checked here is not what is connected to: a name that changes its address
        between the two, or that the proxy's network answers otherwise, is not caught.
        The proxy's own network must shut that gap.
        """
        if reason := host_refusal(host, self._allowed):
            return reason
        found = _Gatherer()
        self._system.resolveHostName(found, host)
        await found.done.wait()
        if not found.addresses:
            return "no address is known for it here"
        reasons = (refusal(address, self._allowed) for address in found.addresses)
        return next(filter(None, reasons), None)
