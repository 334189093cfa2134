"""The one door to the network: no connection goes where an outlet must not lead us.

Every connection of a crawl asks this resolver, for literals, names and redirects
alike, and connects to the very answer that was checked: rebinding a name between
check and use finds no gap. It does not cover a proxy, which resolves names itself.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer

from newswatch.addresses import refusal
from newswatch.workshop import configuration_in

log = logging.getLogger(__name__)

#: host → why its address was refused; for whoever asks why a page did not come
_refused: OrderedDict[str, str] = OrderedDict()
_REMEMBERED = 1000


def refused_because(host: str) -> str | None:
    """Why connections to *host* were refused the last time, if they were."""
    return _refused.get(host)


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

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        _refused.pop(self._host, None)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        reason = refusal(address.host, self._allowed)
        if reason is None:
            self._receiver.addressResolved(address)
            return
        _refused[self._host] = reason
        while len(_refused) > _REMEMBERED:
            _refused.popitem(last=False)
        log.warning("address refused", extra={"host": self._host, "reason": reason})

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


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
