"""Many outlets on loopback, each on an address of its own, that have nothing new.

    python benchmarks/polls/server.py COUNT

prints its port and serves until its standard input is closed:

    /rss     a feed of 30 items; 304 to whoever names its entity tag
    /same    the same feed to everybody: a server that knows no validators
    /count   how often the two were answered, and with what
"""

from __future__ import annotations

import asyncio
import json
import resource
import socket
import sys
from collections import Counter

ETAG = '"6f1e-polls"'
ITEMS, SIZE = 30, 16_500
_WORDS = "Envoys met by the lake and spoke of grain ships ports and a slow peace. "


def address(number: int) -> str:
    """The address of outlet *number*."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def feed() -> bytes:
    """An RSS document of ITEMS items and SIZE bytes."""
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>'
    ends = "</description></item>"
    items = [
        f"<item><title>Story {number} from the harbour</title>"
        f"<link>http://stories.example/2026/11/{number}</link>"
        f"<guid>http://stories.example/2026/11/{number}</guid>"
        f"<pubDate>Mon, 23 Nov 2026 10:{number:02}:00 GMT</pubDate><description>"
        for number in range(ITEMS)
    ]
    tail = "</channel></rss>"
    room = SIZE - len(head) - len(tail) - sum(map(len, items)) - ITEMS * len(ends)
    text = (_WORDS * (room // ITEMS // len(_WORDS) + 2))[: room // ITEMS]
    return (head + "".join(item + text + ends for item in items) + tail).encode()


def _answer(status: str, body: bytes, *more: str) -> bytes:
    head = [f"HTTP/1.1 {status}", *more, f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


_XML = "Content-Type: application/rss+xml"
_FULL = _answer("200 OK", feed(), _XML, f"ETag: {ETAG}")
_PLAIN = _answer("200 OK", feed(), _XML)
_NOT_MODIFIED = f"HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n".encode()
_ROBOTS = _answer(
    "200 OK", b"User-agent: *\nDisallow: /private/\n", "Content-Type: text/plain"
)
_counts: Counter[str] = Counter()


class _Site(asyncio.Protocol):
    def __init__(self) -> None:
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            request, _, self._heard = self._heard.partition(b"\r\n\r\n")
            self._transport.write(_answer_to(request))


def _answer_to(request: bytes) -> bytes:
    path = request.split(b" ", 2)[1]
    if path == b"/rss":
        known = ETAG.encode() in request
        _counts["304" if known else "200"] += 1
        return _NOT_MODIFIED if known else _FULL
    if path == b"/same":
        _counts["same"] += 1
        return _PLAIN
    if path == b"/count":
        return _answer("200 OK", json.dumps(_counts).encode())
    return _ROBOTS if path == b"/robots.txt" else _answer("404 Not Found", b"")


def _sockets(count: int) -> list[socket.socket]:
    """A listening socket for each address, all on one port."""
    first = socket.create_server((address(0), 0))
    port = first.getsockname()[1]
    return [
        first,
        *(socket.create_server((address(n), port)) for n in range(1, count)),
    ]


async def _serve(count: int) -> None:
    loop = asyncio.get_running_loop()
    sockets = _sockets(count)
    servers = [await loop.create_server(_Site, sock=each) for each in sockets]
    print(sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for server in servers:
        server.close()


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_serve(int(sys.argv[1])))
