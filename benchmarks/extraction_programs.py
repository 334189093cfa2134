"""The programs whose reading of a page is compared, each in a process of its own.

A process reads a page at a time under a limit of CPU seconds that the kernel keeps:
what is caught in a regular expression or in C code answers to nothing else. A page that
takes longer has an error for an answer and its limit for a time, and the process is
made anew. None may ask the network, as some would for images and lists of domains.
"""

from __future__ import annotations

import importlib
import math
import multiprocessing
import resource
import socket
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, Self

REFERENCE = "trafilatura"
#: the machine may be busy with other work this many times longer
PATIENCE = 10

Read = Callable[[str, str], dict[str, Any]]

_context = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Program:
    name: str
    #: the module it needs, and what makes a reader of it
    needs: str
    make: Callable[[ModuleType], Read]

    def is_installed(self) -> bool:
        return find_spec(self.needs.partition(".")[0]) is not None


def newswatch_reader(html: str, url: str) -> dict[str, Any]:
    from newswatch.clean import clean_article, clean_paragraphs
    from newswatch.extract import extract_article
    from newswatch.model import Article, FetchedPage

    page = FetchedPage(
        requested_url=url,
        url=url,
        status=200,
        body=html.encode("utf-8", "replace"),
        fetched_at=datetime.now(tz=UTC),
        content_type="text/html; charset=utf-8",
    )
    found = extract_article(page)
    if not isinstance(found, Article):
        return {"refused": found.reason}
    article = clean_article(found)
    paragraphs = article.paragraphs
    if article.live:  # in the feed its posts are lines of their own
        paragraphs = clean_paragraphs(article.live.shown, article.headline)
    published = article.published_at
    return {
        "body": "\n".join(paragraphs),
        "title": article.headline,
        "authors": [author.name for author in article.authors],
        "published": published.isoformat() if published else None,
        "language": article.language,
        "method": article.evidence["content_text"],
    }


def _trafilatura(**options: bool) -> Callable[[ModuleType], Read]:
    def make(module: ModuleType) -> Read:
        def read(html: str, url: str) -> dict[str, Any]:
            found = module.bare_extraction(
                html, url=url, include_comments=False, with_metadata=True, **options
            )
            if found is None:
                return {}
            return {
                "body": found.text,
                "title": found.title,
                "authors": found.author,
                "published": found.date,
            }

        return read

    return make


def _newspaper(module: ModuleType) -> Read:
    def read(html: str, url: str) -> dict[str, Any]:
        article = module.Article(url, fetch_images=False)
        article.download(input_html=html)
        article.parse()
        at = article.publish_date
        return {
            "body": article.text,
            "title": article.title,
            "authors": article.authors,
            "published": at.isoformat() if at else None,
        }

    return read


def _readability(module: ModuleType) -> Read:
    from lxml.html import fromstring

    def read(html: str, _: str) -> dict[str, Any]:
        document = module.Document(html)
        tree = fromstring(document.summary())
        blocks = tree.iter("p", "li", "h2", "h3", "h4", "blockquote", "pre", "div")
        leaves = [b for b in blocks if b.tag != "div" or not len(b)]
        text = "\n".join(" ".join(leaf.text_content().split()) for leaf in leaves)
        return {"body": text, "title": document.short_title()}

    return read


def _resiliparse(module: ModuleType) -> Read:
    def read(html: str, _: str) -> dict[str, Any]:
        return {"body": module.extract_plain_text(html, main_content=True)}

    return read


def _goose(module: ModuleType) -> Read:
    goose = module.Goose({"enable_image_fetching": False})

    def read(html: str, url: str) -> dict[str, Any]:
        found = goose.extract(url=url, raw_html=html)
        at = found.publish_datetime_utc
        return {
            "body": found.cleaned_text,
            "title": found.title,
            "authors": found.authors,
            "published": at.isoformat() if at else None,
        }

    return read


PROGRAMS = (
    Program("newswatch", "newswatch", lambda _: newswatch_reader),
    Program(REFERENCE, "trafilatura", _trafilatura()),
    Program("traf. precision", "trafilatura", _trafilatura(favor_precision=True)),
    Program("traf. fast", "trafilatura", _trafilatura(fast=True)),
    Program("newspaper4k", "newspaper", _newspaper),
    Program("readability", "readability", _readability),
    Program("resiliparse", "resiliparse.extract.html2text", _resiliparse),
    Program("goose3", "goose3", _goose),
)


class Running:
    """One program at work: call it with the text and the address of a page."""

    def __init__(self, program: Program, limit_s: float) -> None:
        self._program, self._limit_s = program, limit_s
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def __call__(self, html: str, url: str) -> tuple[dict[str, Any], float]:
        """What was read, and the CPU seconds it took."""
        connection = self._connection or self._start()
        try:
            connection.send((html, url))
            if connection.poll(self._limit_s * PATIENCE):
                found, spent_s = connection.recv()
                return found, spent_s
        except (EOFError, OSError):
            pass
        self._stop()
        return {"error": "ended", "late": True}, self._limit_s

    def _start(self) -> Connection:
        self._connection, theirs = _context.Pipe()
        self._process = _context.Process(
            target=_serve, args=(theirs, self._program.name, self._limit_s), daemon=True
        )
        self._process.start()
        theirs.close()
        return self._connection

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None


def _serve(connection: Connection, name: str, limit_s: float) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    socket.getaddrinfo = socket.socket.connect = _no_network  # type: ignore[assignment]
    program = next(each for each in PROGRAMS if each.name == name)
    read = program.make(importlib.import_module(program.needs))
    while True:
        try:
            html, url = connection.recv()
        except EOFError:
            return
        # The kernel counts whole seconds.
        end_s = math.ceil(time.process_time() + limit_s)
        resource.setrlimit(resource.RLIMIT_CPU, (end_s, -1))
        # The clock of the process goes in steps of milliseconds under that limit.
        begun = time.thread_time()
        found = _one(read, html, url)
        connection.send((found, time.thread_time() - begun))


def _no_network(*_: object, **__: object) -> None:
    raise OSError("a benchmark asks nobody")


def _one(read: Read, html: str, url: str) -> dict[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(html, url)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:200]}
