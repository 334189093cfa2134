"""The outlets of the benchmark: which real page stands at which loopback address."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: addresses a network of 127.0.x.0/24 has for us
_PER_NETWORK = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """*outlets* of them on *port*, each with *stories* pages in its feed."""

    outlets: int
    stories: int
    port: int

    @property
    def hosts(self) -> list[str]:
        return [
            f"127.0.{1 + number // _PER_NETWORK}.{1 + number % _PER_NETWORK}"
            for number in range(self.outlets)
        ]

    def base(self, number: int) -> str:
        return f"http://{self.hosts[number]}:{self.port}"

    @property
    def bases(self) -> list[str]:
        return [f"http://{host}:{self.port}" for host in self.hosts]

    @property
    def urls(self) -> list[str]:
        """All pages, in turn of the outlets, as a feed's reader meets them."""
        bases = self.bases
        return [
            bases[number] + path_of(number, story, self.stories)
            for story in range(self.stories)
            for number in range(self.outlets)
        ]


def path_of(outlet: int, story: int, stories: int) -> str:
    return f"/news/2026/11/story-of-the-day-{outlet * stories + story}.html"


def number_of(path: str) -> int | None:
    """Which story *path* is; None if it is none."""
    digits = path.rpartition("-")[2].removesuffix(".html")
    return int(digits) if path.startswith("/news/") and digits.isdigit() else None


def corpus_pages(corpus: Path, most: int | None = None) -> list[dict[str, Any]]:
    """What the corpus says of its pages; *most* of them, evenly chosen."""
    manifest = corpus / "pages.jsonl"
    pages = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    if most is not None and most < len(pages):
        step = len(pages) / most
        pages = [pages[int(number * step)] for number in range(most)]
    return pages


def html_of(page: dict[str, Any], corpus: Path) -> bytes:
    return gzip.decompress((corpus / page["html"]).read_bytes())
