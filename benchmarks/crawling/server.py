"""The outlets' server: real pages after a set latency, gzip, keep-alive.

    python server.py --corpus DIR --outlets N --stories N --port P [--latency S]

Prints `ready` once it listens. `/_count` answers at once with what was asked for since
the last such question, and with the CPU seconds that the server has used.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import time
from collections import Counter
from html import escape
from pathlib import Path

from sites import Sites, corpus_pages, html_of, number_of, path_of

ROBOTS = b"""\
User-agent: *
Disallow: /admin/
Disallow: /search
Disallow: /*?print=
Allow: /

User-agent: GPTBot
Disallow: /
"""


class Answers:
    """Everything the server can say, ready to be sent."""

    def __init__(self, sites: Sites, corpus: Path) -> None:
        self.asked: Counter[str] = Counter()
        self._sites = sites
        pages = corpus_pages(corpus, sites.outlets * sites.stories)
        self._titles = [page["gold"].get("title") or page["id"] for page in pages]
        plain = [html_of(page, corpus) for page in pages]
        kind = "text/html; charset=utf-8"
        self._plain = [_answer(body, kind) for body in plain]
        self._packed = [_answer(gzip.compress(b, 6), kind, "gzip") for b in plain]
        self._robots = _answer(ROBOTS, "text/plain")
        self._feeds = {host: self._feed(n) for n, host in enumerate(sites.hosts)}

    def to(self, path: str, host: str, *, packed: bool) -> bytes:
        if path == "/robots.txt":
            self.asked["robots"] += 1
            return self._robots
        if path == "/feed.xml" and host in self._feeds:
            self.asked["feeds"] += 1
            return self._feeds[host]
        number = number_of(path)
        if number is None:
            self.asked["other"] += 1
            return _answer(b"", "text/plain", status="404 Not Found")
        self.asked["pages"] += 1
        chosen = self._packed if packed else self._plain
        return chosen[number % len(chosen)]

    def count(self) -> bytes:
        counted = {**self.asked, "cpu_s": time.process_time()}
        self.asked.clear()
        return _answer(json.dumps(counted).encode(), "application/json")

    def _feed(self, outlet: int) -> bytes:
        sites = self._sites
        items = []
        for story in range(sites.stories):
            path = path_of(outlet, story, sites.stories)
            title = self._titles[(outlet * sites.stories + story) % len(self._titles)]
            items.append(
                f"<item><title>{escape(title)}</title>"
                f"<link>{sites.base(outlet)}{path}</link></item>"
            )
        text = f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>"
        return _answer(text.encode(), "application/rss+xml; charset=utf-8")


def _answer(body: bytes, kind: str, coding: str = "", status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n"
    if coding:
        head += f"Content-Encoding: {coding}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Server(asyncio.Protocol):
    """One connection; answers come in the order of the questions."""

    def __init__(self, answers: Answers, latency_s: float) -> None:
        self._answers = answers
        self._latency_s = latency_s
        self._unread = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while b"\r\n\r\n" in self._unread:
            head, _, self._unread = self._unread.partition(b"\r\n\r\n")
            self._answer(head.decode("latin-1"))

    def _answer(self, head: str) -> None:
        first, *lines = head.split("\r\n")
        fields = dict(line.lower().split(":", 1) for line in lines if ":" in line)
        method, path = first.split(" ")[:2]
        if path == "/_count":
            self._send(self._answers.count(), is_last=True)
            return
        host = fields.get("host", "").strip().partition(":")[0]
        packed = "gzip" in fields.get("accept-encoding", "")
        is_last = "close" in fields.get("connection", "")
        answer = self._answers.to(path, host, packed=packed)
        if method == "HEAD":
            answer = answer[: answer.index(b"\r\n\r\n") + 4]
        loop = asyncio.get_running_loop()
        loop.call_later(self._latency_s, self._send, answer, is_last)

    def _send(self, answer: bytes, is_last: bool) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)
            if is_last:
                self._transport.close()


async def serve(sites: Sites, corpus: Path, latency_s: float) -> None:
    answers = Answers(sites, corpus)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Server(answers, latency_s),
        ["127.0.0.1", *sites.hosts],
        sites.port,
        backlog=512,
    )
    print("ready", flush=True)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--outlets", type=int, required=True)
    parser.add_argument("--stories", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latency", type=float, default=0.15)
    chosen = parser.parse_args()
    sites = Sites(outlets=chosen.outlets, stories=chosen.stories, port=chosen.port)
    try:
        import uvloop
    except ImportError:
        run = asyncio.run
    else:
        run = uvloop.run
    run(serve(sites, chosen.corpus, chosen.latency))


if __name__ == "__main__":
    main()
