"""What `newswatch why` was asked about, and all that store and feed know of it."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from newswatch.errors import UsageError

if TYPE_CHECKING:
    from newswatch.config import Configuration
    from newswatch.model import Outlet
    from newswatch.store import Lookup
    from newswatch.store.lookup import OwedVisit, SeenAddress, StoredArticle, Waiting

_SEQ = re.compile(r"#?(\d{1,18})")
#: a live blog's post has its own name behind that of its page
_ID = re.compile(r"(?:nw:[0-9a-f]{1,32}|[0-9a-f]{6,32})(?:#[!-~]+)?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
#: ids shown of those that begin alike
_SHOWN_IDS = 5
#: an AMP form leads to its article, and that is all the way there is
_MOST_HOPS = 3


class Status(StrEnum):
    """What became of it: the ledger's outcomes, and one for what is in no ledger."""

    EMITTED = "emitted"
    OFF_TOPIC = "off_topic"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    FAILED = "failed"
    PENDING = "pending"
    UNDISCOVERED = "undiscovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question with its evidence."""

    #: as it was asked
    ref: str
    configuration: Configuration = field(repr=False)
    #: None: nothing was ever crawled here
    lookup: Lookup | None = field(repr=False)
    #: for "2 min ago"; None where a program reads
    now: datetime | None
    #: the address that was asked about, if it was one
    url: str | None = None
    #: addresses that led to others, the first one asked about
    passed: tuple[str, ...] = ()
    outlet_id: str | None = None
    #: under which the address is remembered
    key: bytes | None = None
    seen: SeenAddress | None = None
    owed: OwedVisit | None = None
    #: set where it is not visited since it seems to be another one's twin
    waiting: Waiting | None = None
    article: StoredArticle | None = None
    #: its line; the newest, or the one that was asked about
    record: dict[str, Any] | None = field(default=None, repr=False)
    #: whether it is that line which was asked about
    is_of_line: bool = False

    @property
    def outlet(self) -> Outlet | None:
        """Its outlet, if that is still configured."""
        return self.configuration.outlets.get(self.outlet_id or "")

    @property
    def asked_at(self) -> datetime:
        """When the question was asked: *now*, also where a program reads."""
        return self.now or datetime.now(UTC)

    @property
    def article_id(self) -> str | None:
        if self.article is not None:
            return self.article.id
        return self.record["id"] if self.record else None

    @property
    def status(self) -> Status:
        from newswatch.model import RefusalReason

        if self.record is not None:
            return Status.EMITTED
        if self.article is not None:
            return Status(self.article.outcome)
        stopped = self.owed or self.seen
        if stopped is None:
            return Status.UNDISCOVERED
        if stopped.reason is None:
            return Status.PENDING
        refused = stopped.reason in set(RefusalReason)
        return Status.QUARANTINED if refused else Status.FAILED


def case_of(
    ref: str,
    configuration: Configuration,
    lookup: Lookup | None,
    now: datetime | None = None,
) -> Case:
    """All that is known of *ref*: a record's number, an article's id, an address.

    Raises UsageError NW517 for what is none of them, or stands for nothing here.
    """
    case = Case(ref=ref, configuration=configuration, lookup=lookup, now=now)
    if _ADDRESS.match(ref):
        return _by_address(case, ref)
    seq, is_id = _SEQ.fullmatch(ref), _ID.fullmatch(ref)
    if seq and (record := _record(case, int(seq[1]))):
        return _with_article(replace(case, is_of_line=True), record["id"], record)
    if is_id:  # it may be all digits
        page, mark, post = ref.partition("#")
        return _by_id(case, page.lower() + mark + post)
    if seq:
        last = max((r["seq"] for r in records_of(case)), default=0)
        raise UsageError(
            f"there is no record #{int(seq[1])}",
            code="NW517",
            help=f"the feed ends with #{last}" if last else "the feed is empty",
        )
    raise UsageError(
        f'"{ref}" is no record, no article and no address',
        code="NW517",
        help="give a number (#12), an id (nw:…), or an address (https://…)",
    )


def _record(case: Case, seq: int) -> dict[str, Any] | None:
    """The line *seq*: of the state, or of the feed where the state has it no more."""
    row = case.lookup.line(seq) if case.lookup else None
    if row is not None:
        record: dict[str, Any] = json.loads(row.line)
        return record
    return next((r for r in records_of(case) if r["seq"] == seq), None)


def _by_id(case: Case, ref: str) -> Case:
    prefix = ref if ref.startswith("nw:") else f"nw:{ref}"
    ids = (
        case.lookup.article_ids(prefix, _SHOWN_IDS + 1)
        if case.lookup
        else sorted({r["id"] for r in records_of(case) if r["id"].startswith(prefix)})
    )
    if len(ids) == 1:
        return _with_article(case, ids[0])
    told = ", ".join(ids[:_SHOWN_IDS]) + (", …" if len(ids) > _SHOWN_IDS else "")
    raise UsageError(
        f'several articles have an id that begins with "{prefix}"'
        if ids
        else f'no article has an id that begins with "{prefix}"',
        code="NW517",
        help=f"one of {told}" if ids else "newswatch read --json shows the ids",
    )


def _by_address(case: Case, url: str) -> Case:
    from newswatch.config.claims import claiming_outlet
    from newswatch.urls import AddressError, parse_url

    try:
        url = parse_url(url)
    except AddressError as error:
        raise UsageError(
            f"the address cannot be asked: {error.reason}",
            code="NW517",
            help="give an http(s) address as a browser shows it",
        ) from error
    claimed_by = claiming_outlet(url, case.configuration.outlets.values())
    case = replace(case, url=url, outlet_id=claimed_by.id if claimed_by else None)
    if case.lookup is None:
        record = _newest(r for r in records_of(case) if _is_of(r, url))
        return _with_article(case, record["id"], record) if record else case
    return _followed(case, case.lookup, url)


def _followed(case: Case, lookup: Lookup, url: str) -> Case:
    """What the address leads to, through the forms of an article that only point."""
    from newswatch.model.revision import post_id

    passed: list[str] = []
    while True:
        case = _looked_up(case, lookup, url)
        seen = case.seen
        points_on = seen and not seen.article_id and seen.reason == "amp-twin"
        if not (seen and points_on and seen.detail) or len(passed) == _MOST_HOPS:
            break
        passed.append(url)
        url = seen.detail
    case = replace(case, passed=tuple(passed))
    # A live blog that was admitted is owed further looks.
    is_read = not case.owed or case.owed.pending.looks
    if case.seen and case.seen.article_id and is_read:
        page_id, post = case.seen.article_id, url.partition("#")[2]
        if post and lookup.article(post_id(page_id, post)):
            return _with_article(case, post_id(page_id, post))
        return _with_article(case, page_id)
    return case


def _looked_up(case: Case, lookup: Lookup, url: str) -> Case:
    """Settled addresses first, then what is owed, then what a page merely claimed."""
    claimed: Case | None = None
    for outlet_id, key in _keys_of(case, lookup, url):
        seen, owed = lookup.seen(key), lookup.owed(key)
        if seen is None and owed is None:
            continue
        found = replace(
            case,
            outlet_id=outlet_id,
            key=key,
            seen=seen,
            owed=owed,
            waiting=lookup.waiting(key),
        )
        if owed or (seen and not seen.claimed):
            return found
        claimed = claimed or found
    return claimed or replace(case, seen=None, owed=None)


def _keys_of(case: Case, lookup: Lookup, url: str) -> Iterator[tuple[str, bytes]]:
    """The keys under which any outlet may remember *url*; the likeliest outlet first.

    A short link belongs to whichever outlet announced it; an outlet that was taken
    from the configuration is still remembered. A feed's guid may be an address too.
    """
    from newswatch.model.revision import seen_key
    from newswatch.urls import address_key, in_domains

    outlets = case.configuration.outlets
    ids = dict.fromkeys([case.outlet_id or "", *outlets, *lookup.outlet_ids()])
    for outlet_id in filter(None, ids):
        outlet = outlets.get(outlet_id)
        # What names an article in an outlet's own addresses names nothing in others.
        owns = outlet is not None and in_domains(url, outlet.domains)
        identity = outlet.identity if outlet and owns else None
        for form in (address_key(url, identity), f"guid:{url}"):
            yield outlet_id, seen_key(outlet_id, form)


def _with_article(
    case: Case, article_id: str, record: dict[str, Any] | None = None
) -> Case:
    article = case.lookup.article(article_id) if case.lookup else None
    rows = case.lookup.lines_of(article_id) if case.lookup else []
    if record is None and rows:
        record = json.loads(rows[-1].line)
    if record is None and article is None:
        record = _newest(r for r in records_of(case) if r["id"] == article_id)
    outlet_id = article.outlet_id if article else case.outlet_id
    if record is not None:
        outlet_id = record["outlet"]["id"]
    return replace(case, article=article, record=record, outlet_id=outlet_id)


def records_of(case: Case) -> Iterator[dict[str, Any]]:
    """The whole lines of the feed's files."""
    from newswatch.feed.reader import FeedTail

    for _, record in FeedTail(case.configuration.feed_dir).objects():
        yield record


def _newest(records: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    last = deque(records, maxlen=1)
    return last[0] if last else None


def _is_of(record: dict[str, Any], url: str) -> bool:
    from newswatch.urls import canonical_url

    crawl = record["crawl"]
    names = (record["url"], crawl["requested_url"], crawl["final_url"])
    return canonical_url(url) in {canonical_url(name) for name in names}
