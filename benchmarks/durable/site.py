"""An invented site on loopback that has a few more articles each time it is asked."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

#: articles that an answer of the listing adds by default, and how many it lists
STEP, LISTED = 12, 240
WORDS = "envoys met by the lake and spoke of grain ships ports and a slow peace"


class Site:
    """`base` is its address; `articles` are the paths that were ever announced."""

    def __init__(
        self, most: int | None = None, step: int = STEP, host: str = "127.0.0.1"
    ) -> None:
        self.most = most
        self.step = step
        self.count = 0
        #: requests so far
        self.asked = 0
        self._lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, kind = site.answer(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:  # whoever asked was killed
                    self.close_connection = True

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://{host}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def urls(self) -> list[str]:
        return [f"{self.base}/story/{number}" for number in range(self.count)]

    def answer(self, path: str) -> tuple[bytes, str]:
        self.asked += 1
        if path == "/rss":
            return self._listing(), "application/rss+xml"
        if path.startswith("/story/"):
            return _page(int(path.rpartition("/")[2])), "text/html; charset=utf-8"
        return b"", "text/plain"

    def _listing(self) -> bytes:
        with self._lock:
            if self.most is None or self.count < self.most:
                self.count += self.step
            last = self.count
        items = "".join(
            f"<item><title>{_title(number)}</title>"
            f"<link>{self.base}/story/{number}</link></item>"
            for number in range(max(0, last - LISTED), last)
        )
        return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()


def _title(number: int) -> str:
    return f"Story number {number} from the harbour"


def _page(number: int) -> bytes:
    paragraphs = "".join(
        f"<p>On day {number}, part {part}, the {WORDS}; {_words(number, part)}.</p>"
        for part in range(5)
    )
    title = _title(number)
    return (
        f"<html lang=en><head><title>{title}</title></head><body><article>"
        f"<h1>{title}</h1><time datetime='2026-11-23T10:00:00Z'></time>"
        f"{paragraphs}</article></body></html>"
    ).encode()


def _words(number: int, part: int) -> str:
    start = number * 7919 + part * 104729
    return " ".join(f"w{(start + step * 31) % 99991}" for step in range(60))
