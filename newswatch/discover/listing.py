"""Listing: what one source announces, and the gathering of its links."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from newswatch.dates import parse_instant
from newswatch.model import Link, Via
from newswatch.urls import AddressError, address_key, canonical_url, link_url

#: a title beyond this is not one; the longest of 5,000 real headlines has 188
MAX_TITLE = 1000
#: an identifier beyond this is not kept; addresses end there too
MAX_GUID = 2048

# ISO 8601:2000 sections 5.2.1.3 b to d: YYMMDD, YY-MM-DD, -YYMM and -YY-MM.
_SHORT_DAY = re.compile(r"(\d\d)(-?)(\d\d)\2(\d\d)(T\S+)?")
_SHORT_MONTH = re.compile(r"-(\d\d)-?(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The links of one listing, in its order, each address once; no cap on them."""

    links: tuple[Link, ...] = ()
    #: what was wrong with the bytes, in words; the links are what could be saved
    problem: str | None = None
    #: further listings that this one names, absolute, in its order (a sitemap index)
    more: tuple[str, ...] = ()
    #: when each of them changed last, if it is said
    changed_at: Mapping[str, datetime] = field(default_factory=dict)
    #: entries without an address that may be asked for, by what AddressError calls
    #: the reason: `javascript:` is a "scheme"
    refused_by: Counter[str] = field(default_factory=Counter)
    #: for how many seconds it stays as it is, by its own word; 0.0: it has none
    fresh_s: float = 0.0

    @property
    def refused(self) -> int:
        return self.refused_by.total()

    def newest_first(self) -> list[str]:
        """`more`, that which changed last first; what says nothing of it comes last."""
        dated = sorted(self.changed_at, key=self.changed_at.__getitem__, reverse=True)
        return dated + [url for url in self.more if url not in self.changed_at]


def stated_at(text: str | None, zone: tzinfo | str) -> datetime | None:
    """The moment that a listing's date means, aware UTC, if it is clear.

    Programs write them, by standards that have the year first, so that `03-12-31`,
    which on a page may be a 3rd or a 31st, is ISO 8601:2000's short form here.
    """
    instant = parse_instant(_with_century(text.strip()), zone) if text else None
    return instant.at if instant else None


def _with_century(text: str) -> str:
    if found := _SHORT_DAY.fullmatch(text):
        year, _, month, day, clock = found.groups(default="")
        rest = f"-{month}-{day}{clock}"
    elif found := _SHORT_MONTH.fullmatch(text):
        year, rest = found[1], f"-{found[2]}"
    else:
        return text
    # RFC 2822 section 4.3: 00 to 49 are of this century, 50 to 99 of the last.
    return f"{'20' if year < '50' else '19'}{year}{rest}"


@dataclass(slots=True, kw_only=True)
class Gathering:
    """Links as they are found; `listing` closes it."""

    #: against what relative addresses are resolved
    base: str | None
    links: dict[str, Link] = field(default_factory=dict)
    #: when each changed last, if the listing says it
    more: dict[str, datetime | None] = field(default_factory=dict)
    refused_by: Counter[str] = field(default_factory=Counter)

    def add(
        self,
        href: str,
        via: Via,
        *,
        title: str | None = None,
        published_at: datetime | None = None,
        modified_at: datetime | None = None,
        guid: str | None = None,
    ) -> None:
        """Take an entry; one whose address is known fills the gaps of the first."""
        url = self._address(href)
        if url is None:
            return
        same = canonical_url(url)
        link = Link(
            url=url,
            via=via,
            title=_one_line(title),
            published_at=published_at,
            modified_at=modified_at,
            guid=guid if guid and not _says_the_same(guid, url) else None,
        )
        known = self.links.get(same)
        self.links[same] = _filled(known, link) if known else link

    def add_listing(self, href: str, modified_at: datetime | None = None) -> None:
        """Take the address of a further listing."""
        if url := self._address(href):
            self.more[url] = modified_at

    def _address(self, href: str) -> str | None:
        try:
            return link_url(href, self.base)
        except AddressError as error:
            self.refused_by[error.reason] += 1
            return None

    def listing(self, problem: str | None = None) -> Listing:
        return Listing(
            links=tuple(self.links.values()),
            problem=problem,
            more=tuple(self.more),
            changed_at={url: at for url, at in self.more.items() if at},
            refused_by=self.refused_by,
        )


def _filled(known: Link, link: Link) -> Link:
    return replace(
        known,
        title=known.title or link.title,
        published_at=known.published_at or link.published_at,
        modified_at=known.modified_at or link.modified_at,
        guid=known.guid or link.guid,
    )


def _says_the_same(guid: str, url: str) -> bool:
    """Whether an identifier is only the address again, or too long to be kept."""
    if len(guid) > MAX_GUID:
        return True
    try:
        return address_key(guid, None) == address_key(url, None)
    except AddressError:
        return False


def _one_line(title: str | None) -> str | None:
    """Plain text on one line, without control characters; None if nothing is read."""
    if not title:
        return None
    # Cut first: what is thrown away should cost nothing.
    words = " ".join(title[: 4 * MAX_TITLE].split())
    kept = "".join(c for c in words if unicodedata.category(c) not in ("Cc", "Cs"))
    return kept[:MAX_TITLE].strip() if any(map(str.isalnum, kept)) else None
