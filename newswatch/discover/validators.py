"""Validators: what the next poll of a listing tells the server that it has already.

A poll always asks; nothing is ever answered from memory, so freshness (`max-age`,
`Expires`) decides nothing here. What is decided is whether a `304` would be believed:

- `no-store` forbids to keep any part of the answer (RFC 9111 section 5.2.2.5), and so
  what would name it: the next poll asks in full.
- Of an answer with `Vary: *` nothing but its entity tag can say which one it was (RFC
  9110 section 12.5.5); a date would name any of them.
- A `304` brings the stored fields up to date (RFC 9111 section 3.2). One that names
  another strong entity tag than was sent speaks of an answer that is not here
  (section 4.3.4): the next poll asks in full.
- Other answers (errors, parts, redirects) say nothing of the listing; what is known
  stays, but for `no-store`.

An entity tag goes back letter by letter, even one that lacks its quotes: servers that
send such tags compare them so. Whatever is too long or holds controls is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from newswatch.model import FetchedPage

#: characters; the longest entity tags seen are two digests and a few words
MAX_LENGTH = 1024

_SENDABLE = re.compile(
    r"[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The preconditions of the next request (RFC 9110 section 13.1)."""
        known = {
            "If-None-Match": self.etag,
            "If-Modified-Since": self.last_modified,
        }
        return {name: value for name, value in known.items() if value}


def fields_of(page: FetchedPage) -> list[tuple[str, str]]:
    """The header fields of *page* that decide what may be remembered of it."""
    fields = {
        "ETag": page.etag,
        "Last-Modified": page.last_modified,
        "Cache-Control": page.cache_control,
        "Vary": page.vary,
    }
    return [(name, value) for name, value in fields.items() if value]


def remembered(
    known: Validators, status: int, headers: Iterable[tuple[str, str]]
) -> Validators:
    """What is known after an answer of *status* to a request that sent *known*.

    *headers* are names and values as sent; a name may come more than once.
    """
    fields: dict[str, list[str]] = {}
    for name, value in headers:
        fields.setdefault(name.strip().lower(), []).append(value.strip())
    if "no-store" in _members(fields, "cache-control"):
        return Validators()
    etag = _sendable(fields, "etag")
    last_modified = _sendable(fields, "last-modified")
    if "*" in _members(fields, "vary"):
        last_modified = None
    if status == 200:
        return Validators(etag=etag, last_modified=last_modified)
    if status != 304:
        return known
    if etag and known.etag and not _is_weak(etag) and etag != known.etag:
        return Validators()
    return Validators(
        etag=etag or known.etag, last_modified=last_modified or known.last_modified
    )


def _members(fields: dict[str, list[str]], name: str) -> set[str]:
    """The names in a list field, without the values that some have."""
    parts = ",".join(fields.get(name, ())).split(",")
    return {part.partition("=")[0].strip().lower() for part in parts}


def _sendable(fields: dict[str, list[str]], name: str) -> str | None:
    values = set(fields.get(name, ()))
    if len(values) != 1:  # two that differ are no answer
        return None
    value = values.pop()
    return value if len(value) <= MAX_LENGTH and _SENDABLE.fullmatch(value) else None


def _is_weak(etag: str) -> bool:
    return etag.startswith("W/")
