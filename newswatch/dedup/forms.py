"""The plain address behind an AMP, print or mobile form, as far as the form shows it.

Only ever a hint: the page under the plain address may be another one, or none. What is
known there must agree in text or headline before the two are one article (classify.py),
and it is never asked for instead.

    https://amp.news.example/a            https://news.example/a
    https://news.example/a/amp            https://news.example/a
    https://news.example/print/a          https://news.example/a
    https://en.m.news.example/a?print=1   https://en.news.example/a
    https://x.cdn.ampproject.org/c/s/news.example/a   (the cache of AMP Project)
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from newswatch.urls import AddressError, canonical_url

_CACHE_HOST = re.compile(r"\.(?:cdn\.ampproject\.org|bing-amp\.com)$")
_CACHE_PATH = re.compile(r"^/[a-z](/s)?/([^/]+)(/.*)?$")
#: a label of the host, never one of its last two
_HOST_LABEL = re.compile(r"(?:^|(?<=\.))(?:amp|m|mobile|touch|wap|print)\.(?=[^.]+\.)")
_WORDS = "amp|print|printable|print-version|printversion|druckversion|imprimir|mobile"
_PATH_EDGES = re.compile(rf"^/(?:{_WORDS})(?=/.)|(?<=.)/(?:{_WORDS})/?$", re.IGNORECASE)
_PATH_DOT = re.compile(r"[._](?:amp|print|mobile)(?=(?:\.s?html?|\.php)?$)", re.I)
_FLAGS = frozenset(("amp", "print", "printable", "printer", "mobile"))
_ON = frozenset(("", "1", "true", "yes", "y", "on"))
_CHOICES = frozenset(("view", "output", "outputtype", "mode", "format", "layout"))
_CHOSEN = frozenset(("amp", "print", "printable", "printer", "mobile"))


def plain_form(url: str) -> str | None:
    """The canonical address that *url* is a form of; None where it is none."""
    try:
        canonical = canonical_url(url)
        parts = urlsplit(canonical)
        if _CACHE_HOST.search(parts.hostname or ""):
            return _cached(parts.path, parts.query)
        host = _HOST_LABEL.sub("", parts.netloc, count=1)
        path = _PATH_DOT.sub("", _PATH_EDGES.sub("", parts.path))
        pieces = [piece for piece in parts.query.split("&") if not _is_form(piece)]
        plain = canonical_url(
            urlunsplit((parts.scheme, host, path, "&".join(pieces), ""))
        )
    except (AddressError, ValueError):
        return None
    return plain if plain != canonical else None


def _cached(path: str, query: str) -> str | None:
    if (found := _CACHE_PATH.match(path)) is None:
        return None
    scheme = "https" if found[1] else "http"
    original = urlunsplit((scheme, found[2], found[3] or "/", query, ""))
    return plain_form(original) or canonical_url(original)


def _is_form(piece: str) -> bool:
    name, _, value = piece.lower().partition("=")
    return (name in _FLAGS and value in _ON) or (name in _CHOICES and value in _CHOSEN)
