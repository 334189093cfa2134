"""DemoServer: the invented world on three loopback addresses.

    python -m newswatch.demo.server [--port N] [--now ISO] [--until-eof]

prints each outlet's id and address and serves until SIGTERM, Ctrl-C, or, with
--until-eof, the end of its standard input.
"""

from __future__ import annotations

import argparse
import errno
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Self

from newswatch.demo.expectations import (
    Expectations,
    SecondPass,
    expectations,
    second_pass,
)
from newswatch.demo.listener import Listener
from newswatch.demo.newsroom import Edition
from newswatch.demo.site import Answer, Site, build_site, not_found
from newswatch.demo.world import WORLD, editions

#: one host an outlet: a crawler keeps its pace by host name, not by port
HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")

#: how often another port is tried when one is taken on the second or third host
_PORT_TRIES = 20


class DemoServer:
    """A context manager that serves WORLD; dates on its pages count back from *now*.

    *port* is the same on every host; 0 takes a free one. Where only the first host
    exists (macOS has no 127.0.0.2) the outlets share it, on ports of their own, and
    `fallback` is true; a *port* given is then the first of three.

    Raises ValueError if *now* has no zone, OSError if the addresses are taken.
    """

    def __init__(
        self, now: datetime, port: int = 0, hosts: Sequence[str] = HOSTS
    ) -> None:
        if now.tzinfo is None:
            raise ValueError("expected a time with a zone")
        if len(hosts) != len(WORLD):
            raise ValueError(f"expected {len(WORLD)} hosts, got {len(hosts)}")
        self.now = now.astimezone(UTC)
        #: whether the outlets share one host
        self.fallback = False
        #: outlet id → scheme, host and port, without a slash at the end
        self.bases: dict[str, str] = {}
        #: the edition that is served
        self.number = 1
        self._port = port
        self._hosts = tuple(hosts)
        self._listeners: list[Listener] = []
        self._sites: dict[str, Site] = {}
        #: the answer to every address that is not in the site
        self._others: dict[str, Answer] = {}
        self._asked: list[tuple[str, str, str]] = []
        self._lock = threading.Lock()

    @property
    def requests(self) -> list[tuple[str, str]]:
        """Host, and path with query, of every request so far, in order."""
        with self._lock:
            return [(host, target) for _, host, target in self._asked]

    @property
    def asked(self) -> list[str]:
        """The absolute address of every request so far, in order."""
        with self._lock:
            return [base + target for base, _, target in self._asked]

    @property
    def expectations(self) -> Expectations:
        """What one full round of a crawl must make of what is served."""
        return expectations(self._editions(self.number))

    @property
    def second_pass(self) -> SecondPass:
        """What a crawl of the second edition must add to one of the first."""
        return second_pass(self._editions(1), self._editions(2))

    def turn_to(self, number: int) -> None:
        """Serve edition *number* from now on."""
        rooms = self._editions(number)
        sites = {edition.newsroom.id: build_site(edition) for edition in rooms}
        others = {edition.newsroom.id: not_found(edition) for edition in rooms}
        with self._lock:
            self.number, self._sites, self._others = number, sites, others

    def _editions(self, number: int) -> list[Edition]:
        return editions(self.bases, self.now, number)

    def bind(self) -> None:
        """Take the addresses; answers come once the context is entered."""
        self._listeners, self.fallback = _bind(self._hosts, self._port)

    def __enter__(self) -> Self:
        if not self._listeners:
            self.bind()
        addresses = [listener.address for listener in self._listeners]
        self.bases = {
            newsroom.id: f"http://{host}:{port}"
            for newsroom, (host, port) in zip(WORLD, addresses, strict=True)
        }
        try:
            self._open()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        for listener in self._listeners:
            listener.stop()
        self._listeners = []

    def _open(self) -> None:
        self.turn_to(1)
        for outlet_id, listener in zip(self.bases, self._listeners, strict=True):
            listener.start(partial(self._answer, outlet_id, listener.address[0]))

    def _answer(self, outlet_id: str, host: str, target: str) -> Answer:
        with self._lock:
            self._asked.append((self.bases[outlet_id], host, target))
            return self._sites[outlet_id].get(target, self._others[outlet_id])


def _bind(hosts: tuple[str, ...], port: int) -> tuple[list[Listener], bool]:
    """A listener for each host, and whether they had to share the first host."""
    try:
        return _bind_one_port(hosts, port), False
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:
            raise
    ports = [port + number if port else 0 for number in range(len(hosts))]
    return _bind_all([(hosts[0], each) for each in ports]), True


def _bind_one_port(hosts: tuple[str, ...], port: int) -> list[Listener]:
    for _ in range(_PORT_TRIES):
        first = Listener(hosts[0], port)
        number = first.address[1]
        try:
            return [first, *_bind_all([(host, number) for host in hosts[1:]])]
        except OSError as error:
            first.stop()
            if port or error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, "no port is free on all hosts", ", ".join(hosts))


def _bind_all(addresses: Sequence[tuple[str, int]]) -> list[Listener]:
    bound: list[Listener] = []
    try:
        for host, port in addresses:
            bound.append(Listener(host, port))
    except OSError:
        for listener in bound:
            listener.stop()
        raise
    return bound


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve as a process of its own; 0 after a signal or the end of the input."""
    parser = argparse.ArgumentParser(prog="python -m newswatch.demo.server")
    parser.add_argument("--port", type=_port, default=0)
    parser.add_argument("--now", type=_instant, default=None)
    parser.add_argument("--until-eof", action="store_true")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    now = options.now or datetime.now(UTC)
    with suppress(KeyboardInterrupt), DemoServer(now, options.port) as server:
        for outlet_id, base in server.bases.items():
            sys.stdout.write(f"{outlet_id} {base}/\n")
        sys.stdout.flush()
        if options.until_eof:
            while sys.stdin.buffer.read(4096):
                pass
        else:
            signal.pause()
    return 0


def _port(text: str) -> int:
    # Three in a row are needed where the outlets share a host.
    if 0 <= (port := int(text)) <= 65535 - len(WORLD):
        return port
    raise argparse.ArgumentTypeError(f"no port: {text}")


def _instant(text: str) -> datetime:
    if (instant := datetime.fromisoformat(text)).tzinfo:
        return instant
    raise argparse.ArgumentTypeError(f"a time without a zone: {text}")


if __name__ == "__main__":
    sys.exit(main())
