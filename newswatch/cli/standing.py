"""How outlets stand: what the ledger says of each, and what a person must look at.

Facts only, each of which an account, an owed visit or the lock bears out.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from newswatch.cli.holder import Holder
from newswatch.cli.layout import clip
from newswatch.cli.terminal import count_of
from newswatch.cli.why_section import iso

if TYPE_CHECKING:
    from newswatch.config import Configuration
    from newswatch.model import Outlet
    from newswatch.store.books import OutletBook, StoredRun, Sums

#: polls in a row that reached nothing before a person must look; one is the weather
MOST_FAILURES = 3
#: how long a source of an outlet that is reached may fail before a person must look
SOURCE_PATIENCE = timedelta(days=1)
#: holes of seven days that nothing filled before a person must look
MOST_UNFILLED = 3
#: how late a running daemon may be with a poll; its queue may be long
LATE = timedelta(minutes=10)
#: without a daemon somebody else starts polls, at least once a day
STALE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One outlet, as `status` tells of it."""

    outlet_id: str
    book: OutletBook
    is_watched: bool
    #: what a person must look at: a stable word → in words
    needs: Mapping[str, str]
    #: what is worth knowing
    notes: tuple[str, ...]


def standings(
    configuration: Configuration,
    books: Mapping[str, OutletBook],
    holder: Holder,
    now: datetime,
    *,
    among: Container[str] | None = None,
    down_since: datetime | None = None,
) -> list[Standing]:
    """Every watched outlet, and every one *among* these that was ever polled, by id.

    *among* are the configured ones, unless said otherwise; *down_since* is when our own
    network went, for which polls stand still: no outlet is late by itself then.
    """
    from newswatch.store.books import OutletBook

    among = configuration.outlets if among is None else among
    watched = {outlet.id for outlet in configuration.watched_outlets()}
    found = []
    for outlet_id in sorted(watched | {id_ for id_ in books if id_ in among}):
        book = books.get(outlet_id) or OutletBook(outlet_id=outlet_id)
        is_watched = outlet_id in watched
        found.append(
            Standing(
                outlet_id=outlet_id,
                book=book,
                is_watched=is_watched,
                needs=_needs(
                    book, holder, now, is_due=is_watched and down_since is None
                ),
                notes=(
                    *_notes(
                        book,
                        holder,
                        is_watched=is_watched,
                        is_configured=outlet_id in configuration.outlets,
                    ),
                    *_dangers(configuration.outlets.get(outlet_id)),
                ),
            )
        )
    return found


def _needs(
    book: OutletBook, holder: Holder, now: datetime, *, is_due: bool
) -> dict[str, str]:
    needs = {}
    if book.unbalanced:
        what = count_of(len(book.unbalanced), "ledger")
        verb = "does" if len(book.unbalanced) == 1 else "do"
        needs["unbalanced"] = f"{what} {verb} not balance"
    if book.failing_since and book.failures >= MOST_FAILURES:
        needs["failing"] = f"failing since {short(book.failing_since)}"
    elif book.failing_sources and _is_long_silent(book, now):
        needs["source-failing"] = count_of(book.failing_sources, "source") + " failing"
    if book.open_since and not holder.is_held:
        needs["unfinished"] = f"poll of {short(book.open_since)} cut short"
    if book.unfilled >= MOST_UNFILLED:
        holes = count_of(book.unfilled, "hole")
        needs["holes"] = f"{holes} in 7 days that nothing filled: poll it more often"
    if is_due and _is_overdue(book, holder, now):
        needs["overdue"] = "overdue"
    return needs


def _is_long_silent(book: OutletBook, now: datetime) -> bool:
    since = book.source_failing_since
    return since is not None and now - since > SOURCE_PATIENCE


def _is_overdue(book: OutletBook, holder: Holder, now: datetime) -> bool:
    if holder.is_held:
        due = book.next_due_at
        return due is not None and not book.open_since and now - due > LATE
    return book.last is not None and now - book.last.ended_at > STALE


def _notes(
    book: OutletBook, holder: Holder, *, is_watched: bool, is_configured: bool
) -> tuple[str, ...]:
    notes = []
    if not is_configured:
        notes.append("its file has mistakes")
    elif not is_watched:
        notes.append("not watched")
    if book.last is None:
        notes.append("never polled")
    if book.open_since and holder.is_held:
        notes.append("under way")
    if book.failing_since and book.failures < MOST_FAILURES:
        notes.append(f"not reached since {short(book.failing_since)}")
    elif book.failing_sources and not book.failing_since:
        notes.append(count_of(book.failing_sources, "source") + " not read")
    if book.holes:
        left = f", {book.unfilled} not filled" if book.unfilled else ""
        notes.append(count_of(book.holes, "hole") + f" in 7 days{left}")
    return tuple(notes)


def _dangers(outlet: Outlet | None) -> tuple[str, ...]:
    blind = outlet is not None and outlet.accept_forged_certificates
    return ("certificates NOT verified",) if blind else ()


def facts_of_standing(standing: Standing) -> dict[str, Any]:
    """The same for programs."""
    book = standing.book
    return {
        "outlet": standing.outlet_id,
        "watched": standing.is_watched,
        "needs": sorted(standing.needs),
        "notes": list(standing.notes),
        "last_poll": facts_of_run(book.last) if book.last else None,
        "open_since": iso(book.open_since),
        "next_due_at": iso(book.next_due_at),
        "last_reached_at": iso(book.reached_at),
        "failing_since": iso(book.failing_since),
        "failures": book.failures,
        "sources_failing": book.failing_sources,
        "today": _facts_of_sums(book.today),
        "days_7": _facts_of_sums(book.week),
        "holes_7_days": book.holes,
        "holes_not_filled_7_days": book.unfilled,
        "pending": book.pending,
        "quarantined": book.quarantined,
        "failed": book.failed,
        "unbalanced": list(book.unbalanced),
    }


def facts_of_run(run: StoredRun) -> dict[str, Any]:
    from newswatch.model import Outcome

    ledger = run.ledger
    return {
        "run_id": run.id,
        "started_at": iso(run.started_at),
        "ended_at": iso(run.ended_at),
        "reached": None if ledger.is_cut else ledger.reached,
        "cut": ledger.is_cut,
        "balances": ledger.balances,
        "discovered": ledger.discovered,
        **{outcome.value: ledger.outcomes[outcome] for outcome in Outcome},
        "carried": ledger.carried,
        "refused": ledger.refused,
        "refused_by": dict(ledger.refused_by),
        "bytes": ledger.size_bytes,
        "reasons": dict(ledger.reasons),
        "sources": [
            {
                "url": each.url,
                "outcome": each.outcome.value,
                "asked_at": iso(each.asked_at),
                "status": each.status,
                "bytes": each.size_bytes,
                "links": each.links,
                "oldest_at": iso(each.oldest_at),
                "newest_at": iso(each.newest_at),
                "hole": each.is_hole,
                "problem": each.problem or None,
            }
            for each in ledger.sources
        ],
        "problems": list(run.problems),
    }


def _facts_of_sums(sums: Sums) -> dict[str, int]:
    return {
        "polls": sums.polls,
        "discovered": sums.discovered,
        "emitted": sums.emitted,
        "quarantined": sums.quarantined,
        "failed": sums.failed,
        "bytes": sums.size_bytes,
    }


def stamp(at: datetime) -> str:
    """`2026-11-23 12:05 UTC`."""
    from datetime import UTC

    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def short(at: datetime) -> str:
    """`11-23 12:05`, in UTC: for a column that says so."""
    from datetime import UTC

    return f"{at.astimezone(UTC):%m-%d %H:%M}"


def shortened(url: str, width: int) -> str:
    """*url* without its scheme, cut in the middle: both ends tell what it is."""
    text = url.partition("://")[2] or url
    if len(text) <= width:
        return text
    head = width * 2 // 3
    return clip(text, head) + "…" + text[len(text) - (width - head - 1) :]
