"""Servers that take their time: their places are free again, and nobody waits."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from crawl.lab.hostile import SLOW
from crawl.lab.outcomes import outlet, problems
from crawl.lab.wire import Script, WireServer, drips, head, sends
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Site, rss, story

GOOD = {f"/news/{n}": story(n) for n in range(3)}


def crawl(
    folder: Path,
    feeds: Sequence[str],
    good: Site,
    timeout: str = "4s",
    idle: str = "1s",
) -> None:
    """A round on *feeds*, of outlets s0, s1, …, with a good site beside them."""
    good.pages["/rss"] = rss(*GOOD, base=good.base)
    outlets = "".join(outlet(f"s{n}", feed) for n, feed in enumerate(feeds))
    outlets += outlet("good", f"{good.base}/rss")
    write_watch(folder, outlets, polite=f'idle = "{idle}"')
    options = folder / "newswatch.toml"
    options.write_text(options.read_text().replace('"5s"', f'"{timeout}"'))
    done = newswatch(folder, "once")
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert len(feed_lines(folder)) == len(GOOD)


def hosts(number: int) -> list[str]:
    return [f"127.0.1.{n}" for n in range(1, number + 1)]


def test_each_slow_server_ends_in_its_word(tmp_path: Path):
    with ExitStack() as stack:
        servers = [
            stack.enter_context(WireServer({"/rss": row.script}, host))
            for host, row in zip(hosts(len(SLOW)), SLOW.values(), strict=True)
        ]
        servers.append(WireServer({}, "127.0.1.99", greets=False))
        stack.enter_context(servers[-1])
        good = stack.enter_context(Site(GOOD, "127.0.0.2"))
        crawl(tmp_path, [f"{server.base}/rss" for server in servers], good)
    told = problems(tmp_path)
    for number, row in enumerate(SLOW.values()):
        assert f"/rss: {row.ends}" in told[f"s{number}"], row.does
    assert "stalled" in told[f"s{len(SLOW)}"], "a TLS handshake that never comes"


class Hold:
    """Keeps its clients waiting until it is let go; knows how many are."""

    def __init__(self) -> None:
        self.waiting = 0
        self._lock = threading.Lock()
        self._gone = threading.Event()

    def script(self, connection: socket.socket, _: threading.Event) -> None:
        with self._lock:
            self.waiting += 1
        self._gone.wait(60)
        connection.close()
        raise ValueError("let go")

    def let_go(self) -> None:
        self._gone.set()


def test_the_others_are_done_while_twenty_servers_are_still_silent(tmp_path: Path):
    """No clock: the silence ends when the last page of the good outlet was asked for.

    Were it to wait for one of the silent ones, it would be asked for too late.
    """
    hold, held = Hold(), []
    scripts: dict[str, Script] = {"*": hold.script}
    with ExitStack() as stack:
        servers = [stack.enter_context(WireServer(scripts, host)) for host in hosts(20)]
        good = stack.enter_context(Site(GOOD, "127.0.0.2"))

        def last(_: object):
            held.append(hold.waiting)
            hold.let_go()
            return GOOD["/news/2"]

        good.pages["/news/2"] = last
        feeds = [f"{server.base}/rss" for server in servers]
        crawl(tmp_path, feeds, good, timeout="60s", idle="60s")
    assert held[0] == 20


def test_redirects_share_one_deadline(tmp_path: Path):
    """Each hop alone would be quick enough."""
    hops = {f"/{n}": _slow_redirect(f"/{n + 1}") for n in range(5)}
    scripts = {**hops, "/rss": _slow_redirect("/0")}
    with WireServer(scripts, "127.0.1.1") as server, Site(GOOD, "127.0.0.2") as good:
        crawl(tmp_path, [f"{server.base}/rss"], good)
        assert "timeout" in problems(tmp_path)["s0"]
        assert "/4" not in server.asked


def _slow_redirect(to: str) -> Script:
    start = head(f"Location: {to}", "Content-Length: 3", status="HTTP/1.1 302 Found")

    def script(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        for _ in range(3):
            over.wait(0.4)
            connection.sendall(b".")

    return script


def test_a_robots_txt_byte_by_byte_ends_with_the_deadline(tmp_path: Path):
    slow = drips(head("Content-Length: 9000"), b"#", 0.3)
    scripts = {"/robots.txt": slow, "*": sends()}
    with WireServer(scripts, "127.0.1.1") as server, Site(GOOD, "127.0.0.2") as good:
        crawl(tmp_path, [f"{server.base}/rss"], good)
        assert "timeout" in problems(tmp_path)["s0"]
        assert server.asked == ["/robots.txt"]
