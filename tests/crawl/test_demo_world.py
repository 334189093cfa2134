"""The demo's server over real HTTP on loopback."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import newswatch
from newswatch.demo.listener import Listener
from newswatch.demo.server import DemoServer
from newswatch.demo.site import Answer

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
#: TEST-NET-1 (RFC 5737): addresses that no machine has, as macOS lacks 127.0.0.2
NOWHERE = ("127.0.0.1", "192.0.2.2", "192.0.2.3")


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(NOW) as running:
        yield running


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    headers: Message
    body: bytes


def ask(
    url: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> Reply:
    """One request on a connection of its own; redirects are not followed."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body, named)
        answer = connection.getresponse()
        return Reply(status=answer.status, headers=answer.msg, body=answer.read())
    finally:
        connection.close()


def test_every_article_answers_200(server: DemoServer) -> None:
    urls = [article.url for article in server.expectations.articles]
    assert {ask(url).status for url in urls} == {200}


def test_short_link_and_former_address_redirect_to_the_article(
    server: DemoServer,
) -> None:
    aliases = server.expectations.aliases
    replies = {url: ask(url) for url in aliases}
    moved = {
        url: reply.headers["Location"]
        for url, reply in replies.items()
        if reply.status == 301
    }
    assert {urlsplit(url).path for url in moved} == {
        "/s/x7kq",
        "/world/trams-stand-still-p31004",
    }
    assert moved == {url: aliases[url] for url in moved}


def test_tracked_address_and_amp_twin_answer_themselves(server: DemoServer) -> None:
    aliases = server.expectations.aliases
    themselves = [url for url in aliases if "utm_" in url or "/amp/" in url]
    assert {ask(url).status for url in themselves} == {200}


def test_gone_page_is_404_and_the_soft_one_200(server: DemoServer) -> None:
    expected = server.expectations
    assert {ask(url).status for url in expected.gone} == {404}
    assert {ask(url).status for url in expected.gone_softly} == {200}


def test_turning_the_page_changes_what_is_served() -> None:
    with DemoServer(NOW) as server:
        changes = server.second_pass
        new, old = changes.new[0].url, next(iter(changes.taken_down))
        edited = changes.edited[0].url
        before = [ask(url).status for url in (new, old, edited)]
        tag = ask(edited).headers["ETag"]
        server.turn_to(2)
        assert before == [404, 200, 200]
        assert [ask(url).status for url in (new, old, edited)] == [200, 404, 200]
        assert ask(edited, If_None_Match=tag).status == 200
        assert new in {article.url for article in server.expectations.articles}


def test_walls_answer_200(server: DemoServer) -> None:
    expected = server.expectations
    walls = expected.walled | expected.challenged
    assert len(walls) == 2
    assert {ask(url).status for url in walls} == {200}


def test_an_outlet_answers_for_its_own_site_only(server: DemoServer) -> None:
    wire_page = "/news/new-chief-negotiator-dw2202"
    assert ask(server.bases["demo_wire"] + wire_page).status == 200
    assert ask(server.bases["demo_herald"] + wire_page).status == 404
    assert ask(server.bases["demo_post"] + wire_page).status == 404


@pytest.mark.parametrize(
    ("outlet_id", "path"),
    [
        ("demo_herald", "/rss.xml"),
        ("demo_wire", "/news-sitemap.xml"),
        ("demo_post", "/world"),
        ("demo_post", "/arctic"),
    ],
)
def test_unchanged_listing_is_304_by_either_validator(
    server: DemoServer, outlet_id: str, path: str
) -> None:
    url = server.bases[outlet_id] + path
    first = ask(url)
    assert first.status == 200
    by_tag = ask(url, If_None_Match=first.headers["ETag"])
    by_date = ask(url, If_Modified_Since=first.headers["Last-Modified"])
    assert (by_tag.status, by_date.status) == (304, 304)
    assert by_tag.headers["ETag"] == first.headers["ETag"]


def test_head_has_the_headers_and_no_body(server: DemoServer) -> None:
    url = server.bases["demo_herald"] + "/rss.xml"
    whole, head = ask(url), ask(url, "HEAD")
    assert head.status == 200
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert whole.body
    assert head.body == b""


def test_other_methods_are_refused(server: DemoServer) -> None:
    answer = ask(server.bases["demo_herald"] + "/rss.xml", "POST", b"x=1")
    assert answer.status == 501


def test_encoding_is_in_the_content_type(server: DemoServer) -> None:
    cyrillic = [
        article.url
        for article in server.expectations.articles
        if article.story.language == "ru"
    ]
    assert [ask(url).headers["Content-Type"] for url in cyrillic] == [
        "text/html; charset=windows-1251"
    ]


def test_one_connection_carries_several_requests(server: DemoServer) -> None:
    connection = HTTPConnection(urlsplit(server.bases["demo_wire"]).netloc, timeout=10)
    connection.request("GET", "/robots.txt")
    connection.getresponse().read()
    held = connection.sock
    connection.request("GET", "/nothing-here")
    answer = connection.getresponse()
    assert answer.status == 404
    assert b"nothing at this address" in answer.read()
    assert connection.sock is held
    connection.close()


def test_requests_are_recorded_with_their_query() -> None:
    with DemoServer(NOW) as server:
        base = server.bases["demo_wire"]
        ask(base + "/report?id=2206")
        ask(base + "/nothing-here", "HEAD")
        host = urlsplit(base).hostname
        assert server.requests == [(host, "/report?id=2206"), (host, "/nothing-here")]
        assert server.asked == [base + "/report?id=2206", base + "/nothing-here"]


def test_server_prints_nothing(
    server: DemoServer, capfd: pytest.CaptureFixture[str]
) -> None:
    ask(server.bases["demo_herald"] + "/nothing-here")
    # A client that leaves without reading is no reason to speak either.
    address = urlsplit(server.bases["demo_herald"])
    left = socket.create_connection((address.hostname or "", address.port or 0))
    left.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    left.close()
    ask(server.bases["demo_herald"] + "/")
    assert capfd.readouterr() == ("", "")


def test_missing_addresses_are_replaced_by_ports() -> None:
    with DemoServer(NOW, hosts=NOWHERE) as server:
        assert server.fallback
        bases = server.bases.values()
        assert {urlsplit(base).hostname for base in bases} == {"127.0.0.1"}
        assert len({urlsplit(base).port for base in bases}) == 3
        urls = [article.url for article in server.expectations.articles]
        assert {ask(url).status for url in urls} == {200}


def test_a_taken_port_is_an_error(server: DemoServer) -> None:
    taken = urlsplit(server.bases["demo_herald"]).port or 0
    with pytest.raises(OSError, match="in use"), DemoServer(NOW, port=taken):
        pass


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        DemoServer(datetime(2026, 11, 23, 18, 30))


def test_closing_ends_connections_that_idle() -> None:
    with DemoServer(NOW) as server:
        netloc = urlsplit(server.bases["demo_herald"]).netloc
        connection = HTTPConnection(netloc, timeout=10)
        connection.request("GET", "/robots.txt")
        connection.getresponse().read()
        idle = connection.sock
    assert idle.recv(1) == b""
    connection.close()


def test_closing_ends_an_answer_that_is_still_waiting() -> None:
    arrived = threading.Event()

    def slow(_: str) -> Answer:
        arrived.set()
        return Answer(body=b"late", delay_s=3600)

    listener = Listener("127.0.0.1", 0)
    listener.start(slow)
    with socket.create_connection(listener.address, timeout=10) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert arrived.wait(10)
        listener.stop()
        assert client.recv(4096) == b""


def started(*options: str) -> subprocess.Popen[str]:
    """The server as a process of its own, once it has printed its addresses."""
    return subprocess.Popen(
        [sys.executable, "-m", "newswatch.demo.server", *options],
        cwd=Path(newswatch.__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_bases(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout
    return dict(process.stdout.readline().split() for _ in range(3))


def test_process_prints_addresses_and_ends_with_its_input() -> None:
    with started("--until-eof", "--now", NOW.isoformat()) as process:
        bases = read_bases(process)
        assert list(bases) == ["demo_herald", "demo_wire", "demo_post"]
        assert ask(bases["demo_herald"] + "rss.xml").status == 200
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_process_ends_on_a_signal(number: signal.Signals) -> None:
    with started("--port", "0") as process:
        read_bases(process)
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")


def test_process_refuses_a_time_without_a_zone() -> None:
    with started("--now", "2026-11-23T18:30") as process:
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 2
        assert "without a zone" in errors
