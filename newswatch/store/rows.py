"""Between table rows and model types: instants, links, relatives."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from newswatch.model import Link, Via
from newswatch.model.likeness import Likeness
from newswatch.model.revision import Known, Signal
from newswatch.store.base import OutboxRow, PendingLink
from newswatch.store.states import RobotsState

#: the earliest instant: due whatever the clock says
AT_ONCE = "0001-01-01T00:00:00.000Z"


def instant_text(at: datetime) -> str:
    """Fixed width, UTC, milliseconds: text order is time order."""
    # Without its offset, six characters; strftime would take five times as long.
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def optional_instant_text(at: datetime | None) -> str | None:
    return None if at is None else instant_text(at)


def instant_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def optional_instant_of(text: str | None) -> datetime | None:
    return None if text is None else instant_of(text)


def pending_of(row: sqlite3.Row) -> PendingLink:
    link = Link(
        url=row["url"],
        via=Via(row["via"]),
        title=row["title"],
        published_at=optional_instant_of(row["published_at"]),
        modified_at=optional_instant_of(row["modified_at"]),
        guid=row["guid"],
    )
    return PendingLink(
        key=row["key"],
        outlet_id=row["outlet_id"],
        link=link,
        source_url=row["source_url"],
        found_at=instant_of(row["found_at"]),
        attempts=row["attempts"],
        hops=row["hops"],
        looks=row["looks"],
    )


def outbox_row_of(row: sqlite3.Row) -> OutboxRow:
    return OutboxRow(
        seq=row["seq"], observed_at=instant_of(row["observed_at"]), line=row["line"]
    )


def robots_of(row: sqlite3.Row) -> RobotsState:
    return RobotsState(
        status=row["status"],
        body=row["body"],
        fetched_at=instant_of(row["fetched_at"]),
    )


def known_of(
    row: sqlite3.Row,
    signal: Signal,
    emitted: frozenset[str],
    alike: tuple[Likeness, bool] | None = None,
) -> Known:
    likeness, roundup = alike or (None, False)
    return Known(
        signal=signal,
        article_id=row["id"],
        outlet_id=row["outlet_id"],
        headline=row["title"],
        words_hash=row["words_hash"],
        word_count=row["word_count"],
        cluster_id=row["cluster_id"],
        cluster_size=row["cluster_size"],
        emitted_topics=emitted,
        published_at=optional_instant_of(row["published_at"]),
        addresses=row["addresses"],
        text=row["text"] if signal is not Signal.TEXT else None,  # twins are many
        likeness=likeness,
        roundup=roundup,
    )
