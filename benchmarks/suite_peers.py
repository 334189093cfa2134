"""What the best public libraries answer to the same cases, used as their authors say.

Only libraries that newswatch has installed anyway; a kind without one has no peer.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from suite_kinds import (
    HOME,
    Case,
    MalformedCaseError,
    bytes_of,
    content_type_of,
    context_of,
    text_of,
)
from suite_operations import Refusal


def feedparser_feed(case: Case) -> object:
    import feedparser

    headers = dict(context_of(case).get("headers") or {})
    headers.setdefault("content-location", context_of(case).get("url") or HOME)
    read = feedparser.parse(bytes_of(case), response_headers=headers)
    if not read.version and not read.entries:
        return Refusal("no feed")
    return {
        "feed": _named(read.feed),
        "entries": [_named(entry) for entry in read.entries],
    }


def _named(source: Any) -> dict[str, object]:
    """The fields under the names that the cases use."""
    fields: dict[str, object] = {
        key: source.get(key)
        for key in ("title", "summary", "description", "id", "language")
        if source.get(key) is not None
    }
    fields["url"] = fields["link"] = source.get("link")
    fields["author"] = (
        ", ".join(p.get("name", "") for p in source.get("authors", ()))
        if len(source.get("authors", ())) > 1
        else source.get("author")
    )
    fields["tags"] = [tag.get("term") for tag in source.get("tags", ())]
    fields["content"] = next(
        (part.get("value") for part in source.get("content", ())), None
    )
    fields["enclosures"] = [link.get("href") for link in source.get("enclosures", ())]
    for key in ("published", "updated", "created"):
        parsed = source.get(f"{key}_parsed")
        fields[key] = datetime(*parsed[:6], tzinfo=UTC) if parsed else None
    return fields


def scrapy_sitemap(case: Case) -> object:
    from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

    url = context_of(case).get("url") or HOME
    if case.get("kind") == "sitemap_robots":
        return {"locs": list(sitemap_urls_from_robots(bytes_of(case), url))}
    try:
        return {"locs": [entry["loc"] for entry in Sitemap(bytes_of(case))]}
    except (KeyError, AttributeError, ValueError) as error:
        return Refusal(type(error).__name__)


def protego_robots(case: Case) -> object:
    from protego import Protego

    context = context_of(case)
    if "url" not in context or "agent" not in context:
        raise MalformedCaseError("no url or no agent")
    read = Protego.parse(bytes_of(case).decode("utf-8", "replace"))
    return {"allowed": read.can_fetch(context["url"], context["agent"])}


def w3lib_parse(case: Case) -> object:
    from w3lib.url import safe_url_string

    try:
        return {
            "url": safe_url_string(
                urljoin(context_of(case).get("base") or "", text_of(case))
            )
        }
    except ValueError as error:
        return Refusal(str(error))


def courlan_canonical(case: Case) -> object:
    return {"url": courlan_value(text_of(case))}


def courlan_value(value: object) -> object:
    from courlan import clean_url

    return clean_url(value) if isinstance(value, str) else value


def dateparser_date(case: Case) -> object:
    import dateparser

    at = dateparser.parse(
        text_of(case),
        settings={"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True},
    )
    return {"date": at} if at else Refusal("no date")


def scrapy_encoding(case: Case) -> object:
    from scrapy.http import HtmlResponse

    sent = content_type_of(case)
    headers = {"Content-Type": sent} if sent else {}
    return {
        "encoding": HtmlResponse(HOME, headers=headers, body=bytes_of(case)).encoding
    }


def ipaddress_guard(case: Case) -> object:
    try:
        return {"blocked": not ipaddress.ip_address(text_of(case).strip()).is_global}
    except ValueError:
        return {"blocked": True}


Peer = Callable[[Case], object]
#: kind → name of the library and its answer
PEERS: Mapping[str, tuple[str, Peer]] = {
    "feed": ("feedparser", feedparser_feed),
    "feed_robust": ("feedparser", feedparser_feed),
    "sitemap": ("scrapy", scrapy_sitemap),
    "sitemap_robots": ("scrapy", scrapy_sitemap),
    "robots": ("protego", protego_robots),
    "url_parse": ("w3lib", w3lib_parse),
    "url_canon": ("courlan", courlan_canonical),
    "url_distinct": ("courlan", courlan_canonical),
    "url_track": ("courlan", courlan_canonical),
    "date": ("dateparser", dateparser_date),
    "html_encoding": ("scrapy", scrapy_encoding),
    "ssrf_address": ("ipaddress", ipaddress_guard),
}
