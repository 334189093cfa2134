"""From Scrapy's responses and failures to what the stages know."""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newswatch import clock
from newswatch.errors import NewswatchError
from newswatch.model import FetchedPage

#: in a field they make it none (RFC 9110 5.5), and would go on into lines and requests
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


def fetched_page(response: Response) -> FetchedPage:
    """*response* as a page, fetched now."""
    meta = response.meta
    redirects = tuple(meta.get("redirect_urls", ()))
    asked = response.request.url if response.request else response.url
    return FetchedPage(
        requested_url=redirects[0] if redirects else asked,
        url=response.url,
        status=response.status,
        body=response.body,
        fetched_at=clock.now(),
        duration_ms=round(1000 * meta.get("download_latency", 0.0)),
        content_type=_header(response, "Content-Type"),
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        cache_control=_list_header(response, "Cache-Control"),
        vary=_list_header(response, "Vary"),
        expires=_header(response, "Expires"),
        date=_header(response, "Date"),
        attempts=meta.get("retry_times", 0) + 1,
        redirects=redirects,
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    if not value or _CONTROL.search(value):
        return None
    # RFC 9110 5.5: historically Latin-1; it can't fail, and keeps every byte.
    return value.decode("latin-1")


def _list_header(response: Response, name: str) -> str | None:
    """A field that may come on several lines, which mean one list (RFC 9110 5.3)."""
    values = response.headers.getlist(name)
    if not values or any(map(_CONTROL.search, values)):
        return None
    return b", ".join(values).decode("latin-1")


def request_of(failure: Failure) -> Request:
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
    return request


def error_of(failure: Failure) -> BaseException:
    return failure.value or RuntimeError("a failure without an error")


def told(error: NewswatchError) -> str:
    """An error as a round's problem; whoever reads it may look for its code."""
    return f"{error.message} [{error.code}]"
