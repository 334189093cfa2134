"""`newswatch status OUTLET`: its last polls, its sources, what is owed and kept out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from newswatch.cli.reasons import REASONS
from newswatch.cli.standing import (
    Standing,
    facts_of_run,
    facts_of_standing,
    short,
    shortened,
)
from newswatch.cli.status_gaps import gap_facts, gap_lines
from newswatch.cli.terminal import Terminal, count_of
from newswatch.cli.why_section import iso, when

if TYPE_CHECKING:
    from newswatch.store.base import KeptOut
    from newswatch.store.books import Books, OwedLink, StoredListing, StoredRun

#: what one screen shows of each; --json has as many of all
MOST_POLLS, MOST_LINKS = 10, 20
#: an address in a table of 80 columns
_URL_WIDTH = 36

#: the outcomes in the order of their columns
_COUNTED = (
    *("emitted", "off_topic", "duplicate", "unchanged"),
    *("quarantined", "failed", "pending"),
)
POLLS_SUM = (
    "found = new lines + off topic + same article + known before + kept out"
    " + failed + owed"
)
POLLS = (
    *("poll (UTC)", "found", "new", "off", "same", "known", "out", "fail", "owed"),
    "asked",
)


def outlet_facts(standing: Standing, lookup: Books, now: datetime) -> dict[str, Any]:
    id_ = standing.outlet_id
    return {
        **facts_of_standing(standing),
        "polls": [facts_of_run(run) for run in lookup.runs_of(id_, MOST_POLLS)],
        "sources": [_facts_of_listing(each) for each in lookup.listings_of(id_)],
        "owed": [
            {
                "url": each.url,
                "found_at": iso(each.found_at),
                "attempts": each.attempts,
                "next_visit": iso(each.due_at),
                "reason": each.reason,
            }
            for each in lookup.owed_links(id_, MOST_LINKS)
        ],
        "kept_out": [
            {
                "url": each.url,
                "reason": each.reason,
                "detail": each.detail or None,
                "visits": each.visits,
                "last_visit": iso(each.last_at),
                "next_visit": iso(each.next_at),
            }
            for each in lookup.quarantine(id_, MOST_LINKS)
        ],
        **gap_facts(lookup, id_, now),
    }


def print_outlet(
    terminal: Terminal, standing: Standing, lookup: Books, now: datetime
) -> None:
    id_, book = standing.outlet_id, standing.book
    shown_now = now if terminal.is_interactive else None
    if terminal.is_interactive:
        stands = "; ".join((*standing.needs.values(), *standing.notes)) or "ok"
        terminal.say(f"{id_}: {stands}")
        for line in _facts(standing, shown_now):
            terminal.say(f"  {line}")
    runs = lookup.runs_of(id_, MOST_POLLS)
    if runs:
        _title(terminal, "polls")
        _table(terminal, "poll", POLLS, [_poll_row(run) for run in runs])
        if terminal.is_interactive:
            terminal.say(POLLS_SUM)
        problems = list(dict.fromkeys(text for run in runs for text in run.problems))
        for text in problems[:MOST_POLLS]:
            if terminal.is_interactive:
                terminal.say(f"problem: {text}")
            else:
                _table(terminal, "problem", ("problem",), [(text,)])
    listings = lookup.listings_of(id_)
    _listings(terminal, listings)
    name = partial(_address, terminal)
    _gaps(terminal, gap_lines(lookup, id_, listings, now, name))
    _owed(terminal, lookup.owed_links(id_, MOST_LINKS), book.pending)
    _out(
        terminal,
        lookup.quarantine(id_, MOST_LINKS),
        book.quarantined + book.failed,
    )


def _facts(standing: Standing, now: datetime | None) -> list[str]:
    book = standing.book
    lines = []
    if book.last is not None:
        lines.append(f"last poll  {when(book.last.ended_at, now)}")
    if book.reached_at is not None:
        lines.append(f"reached    {when(book.reached_at, now)}")
    if book.next_due_at is not None and standing.is_watched:
        is_late = now is not None and book.next_due_at < now
        word = "due since" if is_late else "next poll"
        lines.append(f"{word}  {when(book.next_due_at, now)}")
    for name, sums in (("today", book.today), ("7 days", book.week)):
        polls = count_of(sums.polls, "poll")
        lines.append(
            f"{name:<10} {polls}: {sums.discovered} links, {sums.emitted} records,"
            f" {sums.quarantined} kept out, {sums.failed} failed,"
            f" {sums.size_bytes / 1000:.0f} kB"
        )
    return lines


def _title(terminal: Terminal, text: str) -> None:
    if terminal.is_interactive:
        terminal.say()
        terminal.say(text)


def _address(terminal: Terminal, url: str) -> str:
    """*url* as far as a screen has room for it; whole for whoever copies it."""
    return shortened(url, _URL_WIDTH) if terminal.is_interactive else url


def _table(
    terminal: Terminal, kind: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> None:
    """A table for people; for programs each line says what it is of first."""
    if terminal.is_interactive:
        terminal.table(heads, rows)
    else:
        terminal.table(("kind", *heads), [(kind, *row) for row in rows])


def _poll_row(run: StoredRun) -> tuple[str, ...]:
    ledger = run.ledger
    c = {outcome.value: n for outcome, n in ledger.outcomes.items()}
    asked = [f"{each.status or each.outcome.value}" for each in ledger.sources]
    told = ", ".join(dict.fromkeys(asked)) or "-"
    marks = [
        *(["cut short"] if ledger.is_cut else []),
        *([] if ledger.balances else ["DOES NOT BALANCE"]),
        *(["hole"] if any(each.is_hole for each in ledger.sources) else []),
        *([f"{ledger.refused} refused"] if ledger.refused else []),
    ]
    return (
        short(run.started_at),
        str(ledger.discovered),
        *(str(c.get(name, 0)) for name in _COUNTED),
        "; ".join([told, *marks]),
    )


def _listings(terminal: Terminal, listings: Sequence[StoredListing]) -> None:
    if not listings:
        return
    _title(terminal, "sources")
    rows = [
        (
            _address(terminal, each.url),
            short(each.asked_at),
            f"{each.outcome.value} {each.status or ''}".strip(),
            str(each.links),
            window_of(each),
        )
        for each in listings
    ]
    _table(
        terminal,
        "source",
        ("source", "asked (UTC)", "answer", "links", "listed (UTC)"),
        rows,
    )


def _gaps(terminal: Terminal, lines: Sequence[str]) -> None:
    if not lines:
        return
    _title(terminal, "holes, recall, audits (UTC)")
    for line in lines:
        if terminal.is_interactive:
            terminal.say(line)
        else:
            _table(terminal, "gap", ("gap",), [(line,)])


def window_of(listing: StoredListing) -> str:
    """What a source covers, or why it does not."""
    if listing.failing_since is not None:
        return f"failing since {short(listing.failing_since)}: {listing.problem}"
    if listing.oldest_at and listing.newest_at:
        return f"{short(listing.oldest_at)} to {short(listing.newest_at)}"
    return "no dates"


def _owed(terminal: Terminal, links: Sequence[OwedLink], total: int) -> None:
    if not links:
        return
    _title(terminal, f"owed a visit: {total}")
    rows = [
        (
            short(each.due_at) if each.due_at else "next poll",
            str(each.attempts),
            REASONS.get(each.reason or "", each.reason or "-"),
            _address(terminal, each.url),
        )
        for each in links
    ]
    _table(terminal, "owed", ("visit (UTC)", "tries", "last time", "address"), rows)


def _out(terminal: Terminal, kept: Sequence[KeptOut], total: int) -> None:
    if not kept:
        return
    _title(terminal, f"kept out or failed: {total}")
    rows = [
        (
            REASONS.get(each.reason, each.reason),
            str(each.visits),
            short(each.next_at) if each.next_at else "never",
            _address(terminal, each.url),
        )
        for each in kept
    ]
    _table(terminal, "out", ("why", "visits", "next (UTC)", "address"), rows)


def _facts_of_listing(each: StoredListing) -> dict[str, Any]:
    return {
        "url": each.url,
        "asked_at": iso(each.asked_at),
        "outcome": each.outcome.value,
        "status": each.status,
        "bytes": each.size_bytes,
        "problem": each.problem or None,
        "answered_at": iso(each.answered_at),
        "failing_since": iso(each.failing_since),
        "read_at": iso(each.read_at),
        "links": each.links,
        "oldest_at": iso(each.oldest_at),
        "newest_at": iso(each.newest_at),
        "audits": each.audits,
        "lies": each.lies,
        "lied_at": iso(each.lied_at),
    }
