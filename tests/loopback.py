"""A small web site on loopback, made of answers that a test writes down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    #: sent after the body, so often; never as a whole in the memory of the test
    filling: bytes = b""
    fillings: int = 0

    @property
    def size(self) -> int:
        return len(self.body) + len(self.filling) * self.fillings


def html(body: str) -> Answer:
    return Answer(
        body=body.encode(), headers={"Content-Type": "text/html; charset=utf-8"}
    )


def redirect(to: str, status: int = 301) -> Answer:
    return Answer(status=status, headers={"Location": to})


def rss(*links: str, base: str = "") -> Answer:
    items = "".join(
        f"<item><link>{base}{_escaped(link)}</link></item>" for link in links
    )
    body = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
    return Answer(body=body.encode(), headers={"Content-Type": "application/rss+xml"})


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;")


def story(number: int | str, *, head: str = "", title: str | None = None) -> Answer:
    """An article page, each number with a text of its own."""
    words = " ".join(f"word{number}x{n}" for n in range(40))
    paragraphs = "".join(
        f"<p>Paragraph {n} of story {number} says: {words}, and so it goes on.</p>"
        for n in range(3)
    )
    title = title or f"Story number {number} has a headline"
    return html(
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head>"
        f"<body><main><article><h1>{title}</h1>{paragraphs}</article></main></body></html>"
    )


class Site:
    """Serves *pages* (path with query → Answer, or a function of the request headers).

    `asked` lists the paths in order, `headers` what was sent with each.
    """

    def __init__(
        self,
        pages: Mapping[str, Answer | Callable[[Mapping[str, str]], Answer]],
        host: str = "127.0.0.1",
    ) -> None:
        self.pages = dict(pages)
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._asked_at_s: list[float] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append(self.path)
                site._asked_at_s.append(time.monotonic())
                site.headers.append(dict(self.headers))
                answer = site.pages.get(self.path, Answer(status=404))
                if callable(answer):
                    answer = answer(dict(self.headers))
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(answer.size))
                self.end_headers()
                try:
                    self.wfile.write(answer.body)
                    for _ in range(answer.fillings):
                        self.wfile.write(answer.filling)
                except ConnectionError:  # the other side has had enough
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """The test looks at `asked`."""

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://{host}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def gaps_s(self) -> list[float]:
        """Seconds between each request and the one before it."""
        times = self._asked_at_s
        return [later - earlier for earlier, later in pairwise(times)]

    def articles_asked(self) -> list[str]:
        """Without robots.txt."""
        return [path for path in self.asked if path != "/robots.txt"]
