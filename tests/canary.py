"""Who must never be asked: a port that counts connections, and names that mislead.

The canary listens on every address of this machine, so that whoever is led astray by
any spelling of a local address is heard. Names below `rebind.test` are answered as
the program of a test says, in every Python process started with its environment.
"""

from __future__ import annotations

import os
import socket
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Canary:
    """Counts whoever connects; `port` is the same for IPv4 and IPv6."""

    def __init__(self, host: str = "", port: int = 0) -> None:
        """Without *host*: on all addresses of this machine."""
        self.hits = 0
        self._open = True
        self._host = host or "127.0.0.1"
        self._listener = (
            socket.create_server((host, port))
            if host
            else socket.create_server(
                ("::", port), family=socket.AF_INET6, dualstack_ipv6=True
            )
        )
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while self._open:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.hits += self._open
            connection.close()

    def close(self) -> None:
        self._open = False
        # Wakes whoever waits for a connection.
        socket.create_connection((self._host, self.port)).close()
        self._listener.close()


@contextmanager
def canary(host: str = "", port: int = 0) -> Iterator[Canary]:
    bird = Canary(host, port)
    try:
        yield bird
    finally:
        bird.close()


def misled(folder: Path, answers: dict[str, list[list[str]]]) -> dict[str, str]:
    """An environment in which names mean what *answers* says: a list of addresses for
    each time that one is asked, the last for all times after. The questions are noted
    in `asked.txt`.
    """
    program = f"""
        import ipaddress, socket
        _answers = {answers!r}
        _asked = {{}}
        _system = socket.getaddrinfo
        def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
            name = host.decode() if isinstance(host, bytes) else host
            if name not in _answers:
                return _system(host, port, family, type, proto, flags)
            _asked[name] = times = _asked.get(name, 0) + 1
            with open({str(folder / "asked.txt")!r}, "a") as notes:
                notes.write(name + "\\n")
            found = _answers[name][min(times, len(_answers[name])) - 1]
            if not found:
                raise socket.gaierror(socket.EAI_NONAME, "no such name")
            return [
                (socket.AF_INET6 if ":" in each else socket.AF_INET,
                 socket.SOCK_STREAM, 6, "",
                 (each, port, 0, 0) if ":" in each else (each, port))
                for each in found
            ]
        socket.getaddrinfo = getaddrinfo
    """
    place = folder / "site"
    place.mkdir(parents=True, exist_ok=True)
    (place / "sitecustomize.py").write_text(textwrap.dedent(program), "utf-8")
    known = os.environ.get("PYTHONPATH", "")
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(place), known)))}
