"""`newswatch extract`: the article in a file or at an address, as JSON."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newswatch.cli.app import Shared, app, shared
from newswatch.errors import ExitCode, OutletError

if TYPE_CHECKING:
    from newswatch.crawler.lanes import Lane
    from newswatch.model import FetchedPage, Outlet

#: what a page saved without its address is taken to be
UNKNOWN_URL = "https://unknown.invalid/"
#: plain bytes of a file that are read
MAX_FILE = 64 * 1024 * 1024


@app.command()
def extract(
    context: typer.Context,
    pages: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE|URL]...", help="HTML or gzip")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="The address that a file was saved from")
    ] = None,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help='Read {"id", "url", "html"} lines, html being a path, from standard '
            "input; print one object a line",
        ),
    ] = False,
) -> None:
    """Print the article of a page as JSON; exit 1 if there is none."""
    options = shared(context)
    if jsonl == bool(pages):
        raise typer.BadParameter("name files or addresses, or use --jsonl")
    reader = _Reader(options)
    try:
        complete = reader.from_lines(sys.stdin) if jsonl else reader.print(pages, url)
    finally:
        reader.close()
    if not complete:
        raise typer.Exit(ExitCode.PROBLEMS)


class _Reader:
    """Reads pages in a lane: within the limits that a crawl would set."""

    def __init__(self, options: Shared) -> None:
        from newswatch.config import load
        from newswatch.crawler.lane import Limits
        from newswatch.crawler.lanes import Lane

        self._options = options
        self._configuration = load(options.folder)
        read = self._configuration.options.read
        limits = Limits(cpu_s=read.page_cpu_s, memory_bytes=read.page_memory)
        self._lane: Lane = Lane((), limits)

    def close(self) -> None:
        self._lane.stop()

    def print(self, names: list[str] | None, url: str | None) -> bool:
        """Print an object for each file or address; whether all held an article."""
        names = names or []
        addresses = [name for name in names if name.startswith(("http://", "https://"))]
        fetched = self._fetch(addresses)
        complete = True
        for name in names:
            page = fetched.get(name) or _page_of_file(Path(name), url or UNKNOWN_URL)
            entry = self._read(page)
            if "refusal" in entry:
                complete = False
                self._options.terminal.complain(_refused(name, entry["refusal"]))
                continue
            json.dump({"id": name, **entry}, sys.stdout, ensure_ascii=False, indent=2)
            sys.stdout.write("\n")
        return complete

    def from_lines(self, lines: Iterable[str]) -> bool:
        """Answer each line with a line, in order; whether all held an article."""
        complete = True
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            entry = self._answer(line, number)
            complete = complete and "refusal" not in entry and "error" not in entry
            sys.stdout.write(json.dumps(entry, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        return complete

    def _answer(self, line: str, number: int) -> dict[str, Any]:
        """One bad line never stops the others: it is answered with its error."""
        name: Any = number
        try:
            wanted = json.loads(line)
            name = wanted.get("id", number)
            page = _page_of_file(Path(wanted["html"]), wanted.get("url") or UNKNOWN_URL)
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            return {**_empty(), "id": name, "error": f"line {number}: {error!r}"}
        except OutletError as error:
            return {**_empty(), "id": name, "error": str(error)}
        return {"id": name, **self._read(page)}

    def _read(self, page: FetchedPage) -> dict[str, Any]:
        from newswatch.crawler.lane import Broken, ReadPage
        from newswatch.crawler.lanes import LaneDiedError
        from newswatch.model import Refusal

        work = ReadPage(
            page=page, outlet=self._outlet(page.url), link=None, topic_ids=frozenset()
        )
        try:
            reading: Any = self._lane.run(work)
        except LaneDiedError as error:
            return {**_empty(), "refusal": {"reason": error.reason, "detail": ""}}
        if isinstance(reading, Broken):
            return {**_empty(), "error": reading.what}
        if isinstance(reading.result, Refusal):
            refusal = reading.result
            why = {"reason": refusal.reason, "detail": refusal.detail}
            return {**_empty(), "refusal": why, "seconds": round(reading.cpu_s, 4)}
        return _entry(reading.result, page.url, reading.cpu_s)

    def _outlet(self, url: str) -> Outlet:
        from newswatch.config.claims import claiming_outlet, unclaimed_outlet

        outlets = self._configuration.outlets.values()
        return claiming_outlet(url, outlets) or unclaimed_outlet(url)

    def _fetch(self, addresses: list[str]) -> dict[str, FetchedPage]:
        if not addresses:
            return {}
        from newswatch.crawler.inline import crawl_here
        from newswatch.model import FetchedPage
        from newswatch.spiders.single import SinglePageSpider

        answers: dict[str, Any] = {}
        crawl_here(
            self._options.folder,
            SinglePageSpider,
            bare=True,
            urls=addresses,
            take=answers.__setitem__,
        )
        for address, answer in answers.items():
            if not isinstance(answer, FetchedPage):
                raise OutletError(
                    f"{address} cannot be fetched: {answer}",
                    code="NW301",
                    help="open the address in a browser; check robots.txt and network",
                )
        return answers


def _page_of_file(path: Path, url: str) -> FetchedPage:
    from newswatch.model import FetchedPage

    try:
        with path.open("rb") as file:
            body = file.read(MAX_FILE)
        if body.startswith(b"\x1f\x8b"):
            with gzip.open(path) as unpacked:
                body = unpacked.read(MAX_FILE)
    except (OSError, EOFError, zlib.error) as error:
        raise OutletError(
            f"{path} cannot be read: {error}",
            code="NW305",
            help="name an HTML file, gzipped or not, or an http(s) address",
        ) from error
    return FetchedPage(
        requested_url=url,
        url=url,
        status=200,
        body=body,
        fetched_at=datetime.now(UTC),
    )


def _entry(article: Any, url: str, cpu_s: float) -> dict[str, Any]:
    return {
        "url": article.canonical_url or url,
        "title": article.headline,
        "body": "\n".join(article.paragraphs),
        "authors": [author.name for author in article.authors],
        "published": _iso(article.published_at),
        "published_precision": article.published_precision,
        "modified": _iso(article.modified_at),
        "language": article.language,
        "summary": article.summary,
        "section": article.section,
        "tags": list(article.tags),
        "image": article.image,
        "article_type": article.article_type,
        "is_accessible_for_free": article.free,
        "provenance": dict(article.evidence),
        "warnings": list(article.warnings),
        "extractor": article.extractor,
        "seconds": round(cpu_s, 4),
    }


def _empty() -> dict[str, Any]:
    """The keys that every answer has, for a page without an article."""
    return {"title": None, "body": "", "authors": [], "published": None, "seconds": 0.0}


def _refused(name: str, refusal: dict[str, Any]) -> OutletError:
    detail = f" ({refusal['detail']})" if refusal["detail"] else ""
    return OutletError(
        f"{name} holds no article: {refusal['reason']}{detail}",
        code="NW306",
        help="give the page's own address with --url if it was saved from one",
    )


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
