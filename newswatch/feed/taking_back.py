"""From a line of the feed to what the state should know of it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from newswatch.dedup.identity import key_of
from newswatch.errors import StorageError
from newswatch.feed.retold import told_record
from newswatch.model import Outlet
from newswatch.model.record import FeedRecord
from newswatch.model.revision import seen_key
from newswatch.schedule.ladder import next_look
from newswatch.store.keeping import TakenBack
from newswatch.urls import AddressError, address_key

#: a live blog that was told of within this time may run still
_LIVE = timedelta(days=2)

#: what to take back of a line; raises StorageError NW407 for a line that is none
TakingBack = Callable[[bytes], TakenBack]


def taking_back(
    outlets: Mapping[str, Outlet], ladder_s: Sequence[float], now: datetime
) -> TakingBack:
    """Reads lines by the outlets' rules of today; looks that are over stay so."""

    def take(line: bytes) -> TakenBack:
        try:
            record = told_record(line)
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(
                f"a line of the feed is no record: {line[:60]!r}", code="NW407"
            ) from error
        step, due_at = _next_look(record, ladder_s, now)
        return TakenBack(
            record=record,
            line=line,
            keys=tuple(dict.fromkeys(_keys(record, outlets.get(record.outlet.id)))),
            step=step,
            due_at=due_at,
        )

    return take


def _keys(record: FeedRecord, outlet: Outlet | None) -> Iterable[bytes]:
    """What its outlet's article is known by: the address asked for comes first."""
    if "#" in record.id:  # a live blog's post is known by its id alone
        yield seen_key(record.outlet.id, record.id)
        return
    crawl = record.crawl
    for url in (crawl.requested_url, crawl.final_url):
        try:
            if outlet is None:
                yield seen_key(record.outlet.id, address_key(url, None))
            else:
                yield key_of(url, outlet)
        except AddressError:
            continue
    # The id is the key of the address under which it was admitted first.
    yield bytes.fromhex(record.id.removeprefix("nw:"))


def _next_look(
    record: FeedRecord, ladder_s: Sequence[float], now: datetime
) -> tuple[int, datetime | None]:
    at = datetime.fromisoformat(record.observed_at)
    if record.article_type == "LiveBlogPosting":
        return 0, now if now - at < _LIVE else None
    for step in range(len(ladder_s)):
        due_at = next_look(ladder_s, step, at)
        if due_at is None or due_at > now:
            return step, due_at
        at = due_at
    return len(ladder_s), None
