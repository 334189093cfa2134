"""What newswatch answers to third-party cases, by the public functions it runs on.

Each kind is one function from a case to an answer (suite_operations.py says what that
is). A case's input is text or bytes; its context has addresses, headers, an agent.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from suite_operations import NotMade, Refusal

from newswatch.addresses import host_refusal
from newswatch.cli.terminal import safe
from newswatch.dates import record_instant
from newswatch.discover import discover, feed_document
from newswatch.discover.listing import stated_at
from newswatch.discover.validators import Validators, remembered
from newswatch.errors import NewswatchError
from newswatch.extract import extract_article
from newswatch.extract.decode import decode, encoding_of
from newswatch.feed.record import line_of
from newswatch.logs import JsonFormatter, TextFormatter
from newswatch.model import Article, FetchedPage, SourceKind
from newswatch.model.record import FeedRecord
from newswatch.robots import Robots
from newswatch.urls import AddressError, absolute_url, canonical_url, parse_url

Case = Mapping[str, Any]

#: where a case names no address of its own
HOME = "https://news.example/listing"


class MalformedCaseError(Exception):
    """A case that lacks what its kind needs, or has it in another shape."""


def bytes_of(case: Case) -> bytes:
    if "input_base64" in case:
        return base64.b64decode(case["input_base64"])
    return text_of(case).encode("utf-8", "surrogatepass")


def text_of(case: Case) -> str:
    given = case.get("input")
    if isinstance(given, str):
        return given
    if "input_base64" in case:
        return bytes_of(case).decode("utf-8", "replace")
    raise MalformedCaseError("no input")


def context_of(case: Case) -> Mapping[str, Any]:
    context = case.get("context") or {}
    if not isinstance(context, Mapping):
        raise MalformedCaseError("context is no object")
    return context


def content_type_of(case: Case) -> str | None:
    headers = context_of(case).get("headers") or {}
    return next(
        (value for name, value in _pairs(headers) if name.lower() == "content-type"),
        None,
    )


#: header fields that hold a date, and when the answers of a case were made
_DATES = ("date", "expires", "last-modified")
_ANSWERED = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _pairs(headers: object) -> Iterator[tuple[str, str]]:
    """Headers as an object or as a list of pairs."""
    if isinstance(headers, Mapping):
        pairs = [(name, value) for name, value in headers.items()]
    elif isinstance(headers, list):
        pairs = [(header[0], header[1]) for header in headers if len(header) > 1]
    else:
        raise MalformedCaseError("headers are neither object nor list")
    for name, value in pairs:
        for single in value if isinstance(value, list) else [value]:
            yield str(name), _value(str(name), single)


def _value(name: str, value: object) -> str:
    """A header's value; a number in a date is seconds from the moment of the answer."""
    if isinstance(value, int) and name.lower() in _DATES:
        return format_datetime(_ANSWERED + timedelta(seconds=value), usegmt=True)
    return str(value)


def feed(case: Case) -> object:
    """The fields of a feed, addresses resolved and dates read as for links."""
    url = context_of(case).get("url") or HOME
    read = feed_document(bytes_of(case), url=url, content_type=content_type_of(case))
    if not read.entries and not read.version and read.problem:
        return Refusal(read.problem)
    fields = {
        key: value
        for key, value in asdict(read).items()
        if key not in ("entries", "base", "problem")
    }
    fields["url"] = absolute_url(read.href, read.base) or read.href
    entries = []
    for entry in read.entries:
        moments = {
            key: _instant(getattr(entry, key)) for key in ("published", "updated")
        }
        entries.append(
            {
                **asdict(entry),
                **moments,
                "url": absolute_url(entry.href, read.base) or entry.href,
                "link": absolute_url(entry.href, read.base) or entry.href,
            }
        )
    return {"feed": {**fields, "link": fields["url"]}, "entries": entries}


def _instant(text: str) -> str | None:
    at = stated_at(text, UTC)
    return record_instant(at) if at else None


def sitemap(case: Case) -> object:
    url = context_of(case).get("url") or HOME
    listing = discover(
        bytes_of(case),
        kind=SourceKind.SITEMAP,
        url=url,
        content_type=content_type_of(case),
    )
    locs = [*(link.url for link in listing.links), *listing.more]
    if not locs and listing.problem:
        return Refusal(listing.problem)
    return {"locs": locs, "entries": locs}


def robots(case: Case) -> object:
    context = context_of(case)
    url, agent = context.get("url"), context.get("agent")
    if not isinstance(url, str) or not isinstance(agent, str):
        raise MalformedCaseError("no url or no agent")
    return {"allowed": Robots.parse(bytes_of(case)).may_fetch(url, agent)}


def url_parse(case: Case) -> object:
    try:
        return {"url": parse_url(text_of(case), context_of(case).get("base"))}
    except AddressError as error:
        return Refusal(error.reason)


def url_canon(case: Case) -> object:
    try:
        return {"url": canonical_url(text_of(case))}
    except AddressError as error:
        return Refusal(error.reason)


def canonical_value(value: object) -> object:
    """The other address of a pair, in the form in which two are compared."""
    try:
        return canonical_url(value) if isinstance(value, str) else value
    except AddressError:
        return None


def date(case: Case) -> object:
    """A date as a listing states it, in UTC where it names no zone."""
    at = _instant(text_of(case))
    return {"date": at} if at else Refusal("no date that is clear")


def html_encoding(case: Case) -> object:
    return {"encoding": encoding_of(bytes_of(case), content_type_of(case))}


def ssrf_address(case: Case) -> object:
    reason = host_refusal(text_of(case).strip())
    return {"blocked": reason is not None, "reason": reason}


def text(case: Case) -> object:
    """One text from a page, as each output shows it."""
    return outputs(text_of(case))


def html_render(case: Case) -> object:
    """A page's article, or all of the page where it has none, as outputs show it."""
    body, content_type = bytes_of(case), content_type_of(case)
    page = FetchedPage(
        requested_url=HOME,
        url=context_of(case).get("url") or HOME,
        status=200,
        body=body,
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        content_type=content_type or "text/html",
    )
    article = extract_article(page)
    if isinstance(article, Article):
        return outputs("\n".join((article.headline or "", article.text)))
    return outputs(decode(body, content_type))


def outputs(shown: str) -> dict[str, object]:
    record = logging.makeLogRecord(
        {"name": "newswatch", "levelname": "INFO", "msg": "page", "title": shown}
    )
    line = line_of(FeedRecord.model_construct(title=shown)).decode("utf-8")
    return {
        "cli": safe(shown),
        "log": [TextFormatter().format(record), JsonFormatter().format(record)],
        "jsonl": line.removesuffix("\n"),
        # Neither a page nor a table is written so far.
        "page": NotMade(),
        "html": NotMade(),
        "csv": NotMade(),
    }


def http_conditional(case: Case) -> object:
    """What the poll after the last answer sends; it asks the server in any case.

    It revalidates if it sends what the last whole answer offered, or if that offered
    nothing. It would reuse what it must not if it named an answer that said `no-store`.
    """
    requests = context_of(case).get("requests")
    if not isinstance(requests, list) or not requests:
        raise MalformedCaseError("no requests")
    known, offered, forbidden = Validators(), False, False
    for request in requests:
        if not isinstance(request, Mapping):
            raise MalformedCaseError("a request is no object")
        headers = request.get("headers") or request.get("response_headers") or {}
        status = request.get("status") or request.get("response_status") or 200
        code = int(status[0] if isinstance(status, list) else status)
        pairs = list(_pairs(headers))
        known = remembered(known, code, pairs)
        if code == 200:
            lower = [(name.lower(), value.lower()) for name, value in pairs]
            offered = any(name in ("etag", "last-modified") for name, _ in lower)
            forbidden = any(
                name == "cache-control" and "no-store" in value for name, value in lower
            )
    sent = known.headers()
    reuse, revalidate = bool(sent) and forbidden, bool(sent) or not offered
    return {
        "headers": {name.lower(): value for name, value in sent.items()},
        "conditional": bool(sent),
        "revalidate": revalidate,
        "must_revalidate": revalidate,
        "reuse": reuse,
        "must_not_reuse": not reuse,
    }


KINDS: dict[str, Callable[[Case], object]] = {
    "feed": feed,
    "feed_robust": feed,
    "sitemap": sitemap,
    "sitemap_robots": sitemap,
    "robots": robots,
    "url_parse": url_parse,
    "url_canon": url_canon,
    "url_distinct": url_canon,
    "url_track": url_canon,
    "date": date,
    "html_encoding": html_encoding,
    "ssrf_address": ssrf_address,
    "html_render": html_render,
    "text": text,
    "show_text": text,
    "http_conditional": http_conditional,
}
#: what newswatch and its libraries raise on purpose
NAMED = (NewswatchError, AddressError)
