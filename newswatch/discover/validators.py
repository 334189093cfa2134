"""Validators: what the next poll of a listing tells the server that it has already.

A poll always asks; nothing is ever answered from memory, so freshness (`max-age`,
`Expires`, `Age`) decides nothing here. What is decided is whether a `304` would be
believed:

- `no-store` forbids to keep any part of the answer (RFC 9111 section 5.2.2.5), and so
  what would name it: the next poll asks in full. `must-understand` does not lift that.
- Of an answer with `Vary: *` nothing but its entity tag can say which one it was (RFC
  9110 section 12.5.5); a date would name any of them.
- A `Last-Modified` that is no HTTP-date may not be sent (RFC 9110 sections 2.2 and
  5.6.7). One later than the answer itself (8.8.2.1) would have every change until then
  called old, so it names nothing. `ETag: *` would match whatever there is (13.1.2).
- A validator belongs to the address that answered. Where a redirect leads elsewhere by
  now, a `304` speaks of another listing.
- A `304` says something only of what was asked about, and brings only that up to date:
  the answer that it names by a strong tag, or by a weak one, or, naming none, the one
  that is here (RFC 9111 section 4.3.4). One that names another answer is not believed.
- Other answers (errors, parts, redirects) say nothing of the listing; what is known
  stays, but for `no-store`. `Content-Location` names the answer, not what was asked for
  (RFC 9110 section 8.7), and changes nothing.

An entity tag goes back letter by letter, even one that lacks its quotes: servers that
send such tags compare them so. Whatever is too long or holds controls is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate

from newswatch.model import FetchedPage

#: characters; the longest entity tags seen are two digests and a few words
MAX_LENGTH = 1024

_SENDABLE = re.compile(
    r"[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?"
)
#: members of a list field; a comma in quotes ends none (RFC 9110 section 5.6.1)
_MEMBER = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"|")+')
#: the three forms of an HTTP-date (RFC 9110 section 5.6.7)
_DATE = re.compile(
    r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"
    r"|[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"
)

Fields = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    etag: str | None = None
    last_modified: str | None = None
    #: the address that answered with them, where it was told
    answered_by: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)

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
        "Date": page.date,
    }
    return [(name, value) for name, value in fields.items() if value]


def remembered(
    known: Validators,
    status: int,
    headers: Iterable[tuple[str, str]],
    *,
    answered_by: str | None = None,
    now: datetime | None = None,
) -> Validators:
    """What is known after an answer of *status* to a request that sent *known*.

    *headers* are names and values as sent; a name may come more than once. *now*, when
    the answer came, stands in for a `Date` that it lacks (RFC 9110 section 6.6.1).
    """
    fields = _by_name(headers)
    if "no-store" in _members(fields, "cache-control"):
        return Validators()
    if status == 304:
        return _renewed(known, fields, answered_by, now)
    if status != 200:
        return known
    return Validators(
        etag=_etag(fields),
        last_modified=_last_modified(fields, now),
        answered_by=answered_by,
    )


def says_unchanged(
    known: Validators,
    headers: Iterable[tuple[str, str]],
    *,
    answered_by: str | None = None,
) -> bool:
    """Whether a `304` to a request that sent *known* speaks of what is here."""
    return _speaks_of(known, _by_name(headers), answered_by)


def _speaks_of(known: Validators, fields: Fields, answered_by: str | None) -> bool:
    if not known:
        return False  # nothing was asked that could be answered so
    if known.answered_by and answered_by and known.answered_by != answered_by:
        return False
    etag, last_modified = _etag(fields), _only(fields, "last-modified")
    if etag and known.etag:
        return _opaque(etag) == _opaque(known.etag)
    if etag or known.etag or not last_modified or not known.last_modified:
        return True  # nothing that could be compared
    changed_at, known_at = http_date(last_modified), http_date(known.last_modified)
    return changed_at is None or known_at is None or changed_at <= known_at


def _renewed(
    known: Validators, fields: Fields, answered_by: str | None, now: datetime | None
) -> Validators:
    if not _speaks_of(known, fields, answered_by):
        return Validators()
    etag, last_modified = _etag(fields), _last_modified(fields, now)
    if "*" in _members(fields, "vary"):
        known = Validators(etag=known.etag, answered_by=known.answered_by)
    # A strong tag speaks of an answer with that very tag (RFC 9111 section 4.3.4); a
    # date alone does not say that the answer it goes with is the one that is here.
    if not etag or not known.etag or (not _is_weak(etag) and etag != known.etag):
        return known
    return Validators(
        etag=etag,
        last_modified=last_modified or known.last_modified,
        answered_by=known.answered_by,
    )


def http_date(text: str) -> datetime | None:
    """The instant of an HTTP-date, aware UTC; None if *text* is none."""
    parsed = parsedate(text) if _DATE.fullmatch(text) else None
    if parsed is None:
        return None
    try:
        return datetime(*parsed[:6], tzinfo=UTC)
    except ValueError:  # a day that no month has
        return None


def _by_name(headers: Iterable[tuple[str, str]]) -> Fields:
    fields: dict[str, list[str]] = {}
    for name, value in headers:
        fields.setdefault(name.strip().lower(), []).append(value.strip())
    return fields


def _etag(fields: Fields) -> str | None:
    etag = _only(fields, "etag")
    if etag is None or etag.endswith('"'):
        return etag
    return None if "*" in map(str.strip, etag.split(",")) else etag


def _last_modified(fields: Fields, now: datetime | None) -> str | None:
    value = _only(fields, "last-modified")
    at = http_date(value) if value else None
    if at is None or "*" in _members(fields, "vary"):
        return None
    sent_at = http_date(_only(fields, "date") or "") or now
    return value if sent_at is None or at <= sent_at else None


def _members(fields: Fields, name: str) -> set[str]:
    """The names in a list field, without the values that some have."""
    parts = _MEMBER.findall(",".join(fields.get(name, ())))
    return {part.partition("=")[0].strip().lower() for part in parts}


def _only(fields: Fields, name: str) -> str | None:
    values = set(fields.get(name, ()))
    if len(values) != 1:  # two that differ are no answer
        return None
    value = values.pop()
    return value if len(value) <= MAX_LENGTH and _SENDABLE.fullmatch(value) else None


def _opaque(etag: str) -> str:
    """What the weak comparison compares (RFC 9110 section 8.8.3.2)."""
    return etag.removeprefix("W/")


def _is_weak(etag: str) -> bool:
    return etag.startswith("W/")
