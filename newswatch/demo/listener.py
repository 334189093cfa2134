"""HTTP/1.1 on one loopback address: answers from a table, in threads, silently."""

from __future__ import annotations

import socketserver
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from typing import Any

from newswatch.demo.site import Answer, is_unchanged

#: seconds an idle connection is kept
_IDLE_S = 30
#: seconds between two looks at the flag that ends the accept loop
_ACCEPT_POLL_S = 0.05

#: the Answer to a request target
Desk = Callable[[str], Answer]


class Listener(ThreadingHTTPServer):
    """Serves until `stop`, which ends connections that are open or waiting.

    Raises OSError where the address cannot be bound.
    """

    # Threads end because their sockets are shut, and server_close waits for them.
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, host: str, port: int) -> None:
        self._closing = threading.Event()
        self._open: set[socket] = set()
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._thread = threading.Thread(
            target=self.serve_forever, args=(_ACCEPT_POLL_S,), daemon=True
        )
        super().__init__((host, port), partial(_Handler, listener=self))

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.socket.getsockname()[:2]
        return str(host), int(port)

    def start(self, desk: Desk) -> None:
        self._desk = desk
        self._thread.start()

    def stop(self) -> None:
        self._closing.set()
        if self._thread.ident is not None:
            self.shutdown()
            self._thread.join()
        with self._lock:
            connections = tuple(self._open)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)
        self.server_close()

    def answer_to(self, target: str) -> Answer:
        """The desk's answer, after its delay.

        Raises ConnectionAbortedError if the server stops in the meantime.
        """
        if self._desk is None:
            raise RuntimeError("a listener answers only after start()")
        answer = self._desk(target)
        if answer.delay_s and self._closing.wait(answer.delay_s):
            raise ConnectionAbortedError("the server is closing")
        return answer

    def server_bind(self) -> None:
        # HTTPServer would look the host's name up, which may ask a name server.
        socketserver.TCPServer.server_bind(self)
        host, self.server_port = self.address
        self.server_name = host

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that goes away is its own affair; anything else is a fault here.
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_S
    # One packet for head and body, sent without waiting for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def __init__(self, *connection: Any, listener: Listener) -> None:
        self._listener = listener
        super().__init__(*connection)

    def do_GET(self) -> None:
        self._send(self._listener.answer_to(self.path), with_body=True)

    def do_HEAD(self) -> None:
        self._send(self._listener.answer_to(self.path), with_body=False)

    def version_string(self) -> str:
        return "newswatch-demo"

    def log_message(self, format: str, *facts: Any) -> None:
        """Nothing: what was asked is in the server's `requests`."""

    def _send(self, answer: Answer, *, with_body: bool) -> None:
        headers = self.headers
        # A body that nobody reads would be taken for the next request.
        if "Content-Length" in headers or "Transfer-Encoding" in headers:
            self.close_connection = True
        unchanged = answer.status == 200 and is_unchanged(
            answer, headers["If-None-Match"], headers["If-Modified-Since"]
        )
        self.send_response(304 if unchanged else answer.status)
        stated = {
            "Location": answer.location,
            "ETag": answer.etag,
            "Last-Modified": answer.last_modified,
        }
        if not unchanged:
            stated["Content-Type"] = answer.content_type
            stated["Content-Length"] = str(len(answer.body))
        if self.close_connection:
            stated["Connection"] = "close"
        for name, value in stated.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        if with_body and not unchanged:
            self.wfile.write(answer.body)
