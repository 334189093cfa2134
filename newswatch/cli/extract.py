"""`newswatch extract`: the article in a file or at an address, as JSON.

An address is followed over all pages of its article; a file is one page.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newswatch.cli.app import Shared, app, shared
from newswatch.cli.pages_in_turn import PagesInTurn
from newswatch.cli.saved_page import page_of_file
from newswatch.cli.terminal import json_text, result
from newswatch.errors import ExitCode, OutletError

if TYPE_CHECKING:
    from newswatch.crawler.lane import Broken
    from newswatch.crawler.lanes import Lane
    from newswatch.model import Article, FetchedPage, Outlet, Reading


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
        with result():
            if jsonl:
                complete = reader.from_lines(sys.stdin)
            else:
                complete = reader.print(pages or [], url)
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
        self._pages = PagesInTurn(self._outlet, self._reading)

    def close(self) -> None:
        self._lane.stop()

    def print(self, names: list[str], url: str | None) -> bool:
        """Print an object for each file or address; whether all held an article."""
        answers = self._fetch([name for name in names if _is_address(name)])
        complete = True
        for name in names:
            try:
                page = answers.get(name) or page_of_file(Path(name), url)
                if isinstance(page, OutletError):
                    raise page
                entry = self._read(page, self._pages.readings.get(name))
                _refuse(name, entry)
            except OutletError as error:
                # One page never stops the others.
                complete = False
                self._options.terminal.complain(error)
                continue
            sys.stdout.write(json_text({"id": name, **entry}, indent=2) + "\n")
        return complete

    def from_lines(self, lines: Iterable[str]) -> bool:
        """Answer each line with a line, in order; whether all held an article."""
        complete = True
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            entry = self._answer(line, number)
            complete = complete and "refusal" not in entry and "error" not in entry
            sys.stdout.write(json_text(entry) + "\n")
            sys.stdout.flush()
        return complete

    def _answer(self, line: str, number: int) -> dict[str, Any]:
        """One bad line never stops the others: it is answered with its error."""
        name: Any = number
        try:
            wanted = json.loads(line)
            name = wanted.get("id", number)
            page = page_of_file(Path(wanted["html"]), wanted.get("url"))
            return {"id": name, **self._read(page)}
        except OutletError as error:
            return {**_empty(None), "id": name, "error": str(error)}
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            return {**_empty(None), "id": name, "error": f"line {number}: {error!r}"}

    def _read(self, page: FetchedPage, known: Reading | None = None) -> dict[str, Any]:
        from newswatch.model import Reading, Refusal

        reading = known or self._reading(page, self._outlet(page.url))
        if not isinstance(reading, Reading):
            return {**_empty(page.url), "error": reading.what}
        if isinstance(reading.result, Refusal):
            refusal = reading.result
            why = {
                "reason": refusal.reason,
                "detail": refusal.detail,
                "evidence": list(refusal.evidence),
            }
            cpu_s = round(reading.cpu_s, 4)
            return {**_empty(page.url), "refusal": why, "seconds": cpu_s}
        entry = _entry(reading.result, page.url, reading.cpu_s)
        if reading.live:
            # Whoever asks for the text of one page gets all of it.
            entry["body"] = "\n".join(reading.live.shown)
            entry["posts"] = [_post(post) for post in reading.live.posts]
        return entry

    def _reading(
        self, page: FetchedPage, outlet: Outlet, earlier: tuple[Article, ...] = ()
    ) -> Reading | Broken:
        from newswatch.crawler.lane import Broken, ReadPage
        from newswatch.crawler.lanes import LaneDiedError
        from newswatch.model import Reading, Refusal

        work = ReadPage(
            page=page, outlet=outlet, link=None, topic_ids=frozenset(), earlier=earlier
        )
        try:
            answer = self._lane.run(work)
        except LaneDiedError as error:
            return Reading(result=Refusal(reason=error.reason))
        if isinstance(answer, (Reading, Broken)):
            return answer
        return Broken(what="no reading")

    def _outlet(self, url: str) -> Outlet:
        from newswatch.config.claims import claiming_outlet, unclaimed_outlet

        outlets = self._configuration.outlets.values()
        return claiming_outlet(url, outlets) or unclaimed_outlet(url)

    def _fetch(self, addresses: list[str]) -> dict[str, FetchedPage | OutletError]:
        """What each address answered."""
        if not addresses:
            return {}
        from newswatch.crawler.inline import crawl_here
        from newswatch.model import FetchedPage
        from newswatch.spiders.single import SinglePageSpider
        from newswatch.urls import AddressError, check_url

        answers: dict[str, Any] = self._pages.answers
        for address in dict.fromkeys(addresses):
            try:
                check_url(address)
            except AddressError as error:
                answers[address] = f"not asked: {error.reason}"
        asked = [address for address in addresses if address not in answers]
        if asked:
            crawl_here(
                self._options.folder,
                SinglePageSpider,
                bare=True,
                urls=asked,
                take=self._pages.take,
                turn=self._pages.turn,
            )
        return {
            address: answer
            if isinstance(answer, FetchedPage)
            else OutletError(
                f"{address} cannot be fetched: {answer}",
                code="NW301",
                help="open the address in a browser; check robots.txt and network",
            )
            for address, answer in answers.items()
        }


def _is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


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


def _post(post: Any) -> dict[str, Any]:
    return {
        "id": post.names[0],
        "title": post.article.headline,
        "body": "\n".join(post.article.paragraphs),
        "authors": [author.name for author in post.article.authors],
        "published": _iso(post.article.published_at),
        "provenance": dict(post.article.evidence),
    }


def _empty(url: str | None) -> dict[str, Any]:
    """The keys that every answer has, for a page without an article."""
    return {
        "url": url,
        "title": None,
        "body": "",
        "authors": [],
        "published": None,
        "modified": None,
        "language": None,
        "provenance": {},
        "seconds": 0.0,
    }


def _refuse(name: str, entry: dict[str, Any]) -> None:
    """Raises OutletError if *entry* holds no article."""
    if "error" in entry:
        raise OutletError(f"{name} cannot be read: {entry['error']}", code="NW308")
    if refusal := entry.get("refusal"):
        detail = f" ({refusal['detail']})" if refusal["detail"] else ""
        raise OutletError(
            f"{name} holds no article: {refusal['reason']}{detail}",
            code="NW306",
            help="give the page's own address with --url if it was saved from one",
        )


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
