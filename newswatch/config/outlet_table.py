"""What must hold for an outlet beyond its types, in a file of its own or inline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newswatch.config.document import EACH, Document
from newswatch.config.positions import Path
from newswatch.config.values import (
    address_mistakes,
    country_mistakes,
    cron_mistakes,
    domain_mistakes,
    duration_mistakes,
    language_mistakes,
    pattern_mistakes,
    selector_mistakes,
    weekday_warnings,
)
from newswatch.errors import ConfigError
from newswatch.model import Outlet
from newswatch.model.outlet import RULED_FIELDS, RULED_LINKS
from newswatch.urls import host_of

_ADDRESSES: tuple[Path, ...] = (("homepage",), ("source", EACH, "url"))
_PATTERNS: tuple[Path, ...] = (
    *(("link_allow", EACH), ("link_deny", EACH), ("identity",)),
)
_SELECTORS: tuple[Path, ...] = (
    ("source", EACH, "link"),
    ("rules", EACH, "remove", EACH),
    *(("rules", EACH, key) for key in (*RULED_FIELDS, *RULED_LINKS)),
    *(("rules", EACH, key, EACH) for key in (*RULED_FIELDS, *RULED_LINKS)),
)


def outlet_mistakes(document: Document, at: Path = ()) -> Iterator[ConfigError]:
    """Every mistake of the outlets at *at*, a pattern that may hold EACH."""
    for pattern in _ADDRESSES:
        for path, address in document.texts(*at, *pattern):
            yield from address_mistakes(document, path, address)
    for path, domain in document.texts(*at, "domains", EACH):
        yield from domain_mistakes(document, path, domain)
    for path, language in document.texts(*at, "languages", EACH):
        yield from language_mistakes(document, path, language)
    for path, country in document.texts(*at, "country"):
        yield from country_mistakes(document, path, country)
    for pattern in _PATTERNS:
        for path, expression in document.texts(*at, *pattern):
            yield from pattern_mistakes(document, path, expression)
    for path, every in document.texts(*at, "every"):
        yield from duration_mistakes(document, path, every, least="1s")
    for path, delay in document.texts(*at, "delay"):
        yield from duration_mistakes(document, path, delay, least="0s")
    for path, line in document.texts(*at, "cron"):
        yield from cron_mistakes(document, path, line)
    for pattern in _SELECTORS:
        for path, selector in document.texts(*at, *pattern):
            yield from selector_mistakes(document, path, selector)
    yield from _two_cadences(document, at)
    yield from _identities_without_group(document, at)
    yield from _links_of_listings(document, at)
    yield from _periods_that_end_early(document, at)
    yield from _endless_weights(document, at)


def outlet_warnings(
    document: Document,
    at: Path = (),
    *,
    zone: str | None = None,
    outlet_id: str | None = None,
) -> Iterator[ConfigError]:
    """What is odd about the outlets at *at*, though it can be used.

    *zone* is where their cron lines are read; None: in the outlet's own time zone.
    *outlet_id* is that of a file of its own.
    """
    for path, line in document.texts(*at, "cron"):
        own = document.value((*path[:-1], "timezone")) or "UTC"
        for warning in weekday_warnings(document, path, line, zone or own):
            warning.about = outlet_id or document.value((*path[:-1], "id"))
            yield warning
    for path, accepts in document.leaves(*at, "accept_forged_certificates"):
        if accepts is True:
            warning = document.error(
                "NW130",
                "accept_forged_certificates: anybody on the way can pose as this"
                " outlet, and write what stands in the feed",
                path,
                help="have the site mend its certificate, then remove this line; for a"
                " private authority set SSL_CERT_FILE instead",
                key=True,
            )
            warning.about = outlet_id or document.value((*path[:-1], "id"))
            yield warning


def _two_cadences(document: Document, at: Path) -> Iterator[ConfigError]:
    for path, _ in document.leaves(*at, "cron"):
        if document.has((*path[:-1], "every")):
            yield document.error(
                "NW103",
                "set either every or cron, not both",
                path,
                help="remove one of the two lines",
                key=True,
            )


def _identities_without_group(document: Document, at: Path) -> Iterator[ConfigError]:
    for path, pattern in document.texts(*at, "identity"):
        try:
            groups = re.compile(pattern).groups
        except re.error:
            continue  # the model reports it
        if groups == 0:
            yield document.error(
                "NW118",
                "identity: a group in brackets must say what names the article",
                path,
                help=r"e.g. -a(\d+)$ where the number at the end names it",
            )


def _links_of_listings(document: Document, at: Path) -> Iterator[ConfigError]:
    for path, _ in document.leaves(*at, "source", EACH, "link"):
        kind = document.value((*path[:-1], "kind"))
        if kind in ("feed", "news_sitemap", "sitemap"):
            yield document.error(
                "NW103",
                f"link: only a section page has links to choose, this is a {kind}",
                path,
                help='remove the line, or write kind = "section"',
                key=True,
            )


def _periods_that_end_early(document: Document, at: Path) -> Iterator[ConfigError]:
    for path, until in document.leaves(*at, "rules", EACH, "valid_until"):
        start = document.value((*path[:-1], "valid_from"))
        # Dates may stand in quotes or bare; both compare as ISO 8601 text.
        if start is not None and str(until) < str(start):
            yield document.error(
                "NW103",
                f"valid_until: {until} lies before valid_from, {start}",
                path,
                help="exchange the two dates",
            )


def _endless_weights(document: Document, at: Path) -> Iterator[ConfigError]:
    for path, weight in document.leaves(*at, "weight"):
        if isinstance(weight, int | float) and weight > 1e6:
            yield document.error(
                "NW103",
                f"weight: expected at most 1000000, got {weight}",
                path,
                help="1.0 is an outlet like any other",
            )


def with_domains(outlet: Outlet) -> Outlet:
    """*outlet* with its domains in lower case ASCII; if it has none, those of its
    homepage and sources, without `www.` and without sub-domains of one another.
    """
    if outlet.domains:
        hosts = [host_of(f"https://{domain}/") or domain for domain in outlet.domains]
        return outlet.model_copy(update={"domains": tuple(dict.fromkeys(hosts))})
    addresses = [outlet.homepage, *(source.url for source in outlet.sources)]
    found = [host_of(address) for address in addresses if address]
    hosts = [_without_www(host) for host in found if host]
    domains = [
        host
        for host in dict.fromkeys(hosts)
        if not any(host.endswith(f".{other}") for other in hosts)
    ]
    return outlet.model_copy(update={"domains": tuple(domains)})


def _without_www(host: str) -> str:
    bare = host.removeprefix("www.")
    return bare if "." in bare else host
