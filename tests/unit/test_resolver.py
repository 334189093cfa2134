"""The address guard: whoever asks for a connection gets checked addresses only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import (
    IHostnameResolver,
    IReactorPluggableNameResolver,
)
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock
from twisted.web.client import Agent, BrowserLikePolicyForHTTPS
from zope.interface import implementer

from newswatch import resolver
from newswatch.gate import AddressRefused, GateMiddleware, RedirectMiddleware
from newswatch.model import Outcome
from newswatch.resolver import GuardedResolver, refused_because

PUBLIC, SECRET = "93.184.216.34", "127.0.0.9"


@implementer(IHostnameResolver)
class Names:
    """Answers each name with the next of its lists of addresses, the last for ever."""

    def __init__(self, answers: dict[str, list[list[str]]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def resolveHostName(  # noqa: N802
        self, receiver: Any, name: str, *_: Any, **options: Any
    ) -> Any:
        found = self.answers.get(name, [[name]])
        addresses = found[min(self.asked.count(name), len(found) - 1)]
        self.asked.append(name)
        receiver.resolutionBegan(self)
        for each in addresses:
            kind = IPv6Address if ":" in each else IPv4Address
            receiver.addressResolved(kind("TCP", each, options.get("portNumber", 80)))
        receiver.resolutionComplete()
        return self


@implementer(IReactorPluggableNameResolver)
class Reactor(MemoryReactorClock):
    """Connects to nobody, and notes who was to be connected to."""

    def __init__(self, **answers: list[list[str]]) -> None:
        super().__init__()
        self.names = Names({k.replace("_", "."): v for k, v in answers.items()})
        self.nameResolver: Any = self.names
        self.nameResolver = GuardedResolver(self, ())

    @property
    def connected(self) -> list[str]:
        return [client[0] for client in self.tcpClients]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    resolver._refused.clear()
    yield
    resolver._refused.clear()


def connect(reactor: Reactor, host: str) -> None:
    endpoint = HostnameEndpoint(reactor, host, 80)
    endpoint.connect(Factory.forProtocol(Protocol)).addErrback(lambda _: None)
    for _ in range(5):  # the next address is tried after 0.3 s
        reactor.advance(1)


def test_a_name_is_connected_to_at_the_address_that_was_checked():
    reactor = Reactor(news_example=[[PUBLIC], [SECRET]])
    connect(reactor, "news.example")
    assert reactor.connected == [PUBLIC]
    connect(reactor, "news.example")
    assert reactor.connected == [PUBLIC]
    assert refused_because("news.example") == "loopback"
    assert refused_because("NEWS.example") == "loopback"


def test_of_several_addresses_the_bad_ones_are_left_out():
    reactor = Reactor(news_example=[[SECRET, PUBLIC, "::1", "fd00:ec2::254"]])
    connect(reactor, "news.example")
    assert reactor.connected == [PUBLIC]
    assert refused_because("news.example") is None


@pytest.mark.parametrize("literal", [SECRET, "169.254.169.254", "10.0.0.1"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_literal_is_asked_of_the_guard_with_tls_and_without(
    literal: str, scheme: str
):
    reactor = Reactor()
    agent = Agent(reactor, contextFactory=BrowserLikePolicyForHTTPS())
    url = f"{scheme}://{literal}/".encode()
    agent.request(b"GET", url).addErrback(lambda _: None)
    assert reactor.names.asked == [literal]
    assert reactor.connected == []


def test_a_refusal_is_forgotten_when_the_name_leads_to_a_good_address():
    reactor = Reactor(news_example=[[SECRET], [PUBLIC]])
    connect(reactor, "news.example")
    connect(reactor, "news.example")
    assert refused_because("news.example") is None
    assert reactor.connected == [PUBLIC]


def test_a_refused_host_is_told_once(caplog: pytest.LogCaptureFixture):
    reactor = Reactor(news_example=[[SECRET]])
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            connect(reactor, "news.example")
    assert [record.message for record in caplog.records] == ["address refused"]


# -- behind a proxy


@pytest.mark.parametrize(
    ("addresses", "reason"),
    [
        ([PUBLIC], None),
        ([PUBLIC, SECRET], "loopback"),
        ([], "no address is known for it here"),
        (["169.254.169.254"], "cloud metadata service"),
    ],
)
def test_a_proxy_gets_a_name_only_if_all_its_addresses_are_good(
    addresses: list[str], reason: str | None
):
    reactor = Reactor(news_example=[addresses])
    gate = GateMiddleware((), reactor)
    request = Request(
        "https://news.example/a", meta={"proxy": "http://proxy.example:3128"}
    )
    assert _refused_with(gate, request) == reason


def test_a_proxy_gets_nothing_where_the_guard_is_not_in_place():
    gate = GateMiddleware((), MemoryReactorClock())
    request = Request("http://news.example/a", meta={"proxy": "http://proxy:3128"})
    assert "nobody here can judge" in str(_refused_with(gate, request))


def _refused_with(gate: GateMiddleware, request: Request) -> str | None:
    try:
        asyncio.run(gate.process_request(request))
    except AddressRefused as error:
        return error.detail
    return None


# -- the gate, and where answers lead


@pytest.mark.parametrize(
    ("url", "reason", "detail"),
    [
        ("ftp://news.example/a", "bad-address", "scheme"),
        ("file:///etc/passwd", "bad-address", "scheme"),
        ("data:text/html,a", "bad-address", "scheme"),
        ("s3://bucket/a", "bad-address", "scheme"),
        ("http://u:secret@news.example/", "bad-address", "credentials"),
        ("http://127.0.0.9/a", "refused-address", "loopback"),
        ("http://127.9/a", "refused-address", "loopback"),
        ("http://localhost:8080/a", "refused-address", "loopback"),
    ],
)
def test_the_gate_lets_nobody_ask(url: str, reason: str, detail: str):
    gate = GateMiddleware((), Reactor())
    with pytest.raises(AddressRefused) as caught:
        asyncio.run(gate.process_request(Request(url)))
    assert (caught.value.reason, caught.value.detail) == (reason, detail)
    assert "secret" not in str(caught.value)


def test_the_gate_opens_for_networks_that_are_allowed():
    gate = GateMiddleware((ip_network("127.0.0.0/8"),), Reactor())
    asyncio.run(gate.process_request(Request("http://127.0.0.9:8080/a")))


@pytest.mark.parametrize(
    ("location", "detail"),
    [
        (b"file:///etc/passwd", "302: scheme"),
        (b"FTP://news.example/", "302: scheme"),
        (b"javascript:alert(1)", "302: scheme"),
        (b"jar:http://news.example/!/a", "302: scheme"),
        (b"gopher://news.example/", "302: scheme"),
        (b"http://u:secret@news.example/", "302: credentials"),
        (b"//secret@news.example/", "302: credentials"),
        (b"http://a.example\\@127.0.0.9/", "302: backslash"),
        (b"\\\\127.0.0.9/", "302: backslash"),
        (b"http://[::1%25lo]/", "302: not-an-address"),
        (b"/a%00b", "302: control-character"),
        (b"/" + b"a" * 3000, "302: too-long"),
    ],
)
def test_an_answer_that_leads_nowhere_good_is_not_followed(
    location: bytes, detail: str
):
    with pytest.raises(AddressRefused) as caught:
        _led(location)
    refused = caught.value
    assert (refused.outcome, refused.reason) == (Outcome.FAILED, "bad-redirect")
    assert refused.detail == detail
    assert "secret" not in str(refused)


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        (b"/b?x=1", b"https://news.example/b?x=1"),
        (b"b", b"https://news.example/news/b"),
        (b"//Other.example/b", b"https://other.example/b"),
        (b"HTTPS:/b", b"https://news.example/b"),
        ("/größe".encode(), b"https://news.example/gr%C3%B6%C3%9Fe"),
        ("/größe".encode("latin-1"), b"https://news.example/gr%C3%B6%C3%9Fe"),
    ],
)
def test_where_an_answer_leads_is_read_as_browsers_do(location: bytes, leads_to: bytes):
    assert _led(location).headers["Location"] == leads_to


def _led(location: bytes) -> Response:
    request = Request("https://news.example/news/a")
    answer = Response(request.url, status=302, headers={"Location": location})
    return RedirectMiddleware(()).process_response(request, answer)
