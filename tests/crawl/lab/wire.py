"""Servers that send what they like: bytes written to a socket, on loopback."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from typing import Self

#: writes an answer, however odd; may wait for the event, which ends the server
Script = Callable[[socket.socket, threading.Event], None]

#: connections that one server takes; a client that comes back for ever fails its test
MOST_CONNECTIONS = 200


class WireServer:
    """Runs a script for each request: by its path, or the one under "*".

    `asked` lists the paths in order, `heads` the requests as they came.
    """

    def __init__(
        self,
        scripts: Mapping[str, Script],
        host: str = "127.0.0.1",
        context: ssl.SSLContext | None = None,
        *,
        greets: bool = True,
    ) -> None:
        self.scripts = dict(scripts)
        self.asked: list[str] = []
        self.heads: list[bytes] = []
        self._context = context
        self._greets = greets
        self._over = threading.Event()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server((host, 0), backlog=64)
        scheme = "https" if context or not greets else "http"
        self.port = self._listener.getsockname()[1]
        self.base = f"{scheme}://{host}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        # A socket that a thread is waiting on is woken by a shutdown, not by a close.
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        for _ in range(MOST_CONNECTIONS):
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            if not self._greets:  # takes the connection, and says nothing at all
                self._over.wait()
                return
            connection = plain
            if self._context is not None:
                connection = self._context.wrap_socket(plain, server_side=True)
                self._open.append(connection)
            while head := _head(connection):
                path = head.split(b" ")[1].decode("ascii")
                self.asked.append(path)
                self.heads.append(head)
                script = self.scripts.get(path) or self.scripts.get("*") or not_found
                script(connection, self._over)


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return b""
        head += piece
        if head[:1] == b"\x16":  # the beginning of a TLS handshake
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return b""
    return head


def sends(*pieces: bytes, then: str = "keep") -> Script:
    """Writes *pieces*; then keeps the connection, or ends it by "close" or "reset"."""

    def script(connection: socket.socket, _: threading.Event) -> None:
        for piece in pieces:
            connection.sendall(piece)
        if then == "reset":  # what was not read yet is lost with it, or it isn't
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        if then != "keep":
            connection.close()
            raise ValueError(then)

    return script


def drips(start: bytes, endless: bytes, every_s: float) -> Script:
    """Writes *start*, then a byte of *endless* now and then, for ever."""

    def script(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        while not over.wait(every_s):
            connection.sendall(endless)

    return script


def hangs(start: bytes = b"") -> Script:
    """Writes *start* and keeps the connection open, silently."""

    def script(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        over.wait()

    return script


def head(*lines: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    return "\r\n".join([status, *lines, "", ""]).encode("latin-1")


def answer(body: bytes, *lines: str, kind: str = "text/html; charset=utf-8") -> Script:
    """An answer as it should be."""
    about = (f"Content-Type: {kind}", f"Content-Length: {len(body)}", *lines)
    return sends(head(*about) + body)


not_found = sends(head("Content-Length: 0", status="HTTP/1.1 404 Not Found"))
