"""`newswatch status OUTLET`: what was missed, what sources name, what audits found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from newswatch.cli.standing import short
from newswatch.cli.terminal import count_of
from newswatch.cli.why_section import iso

if TYPE_CHECKING:
    from newswatch.store.books import Books, Recall, StoredHole, StoredListing

#: what one screen shows; --json has as many
MOST_HOLES = 10
#: how far back it is told what each source has named
RECALL_DAYS = 7


def gap_facts(lookup: Books, outlet_id: str, now: datetime) -> dict[str, Any]:
    return {
        "holes": [
            _facts_of_hole(each) for each in lookup.holes_of(outlet_id, MOST_HOLES)
        ],
        "recall_7_days": [
            {
                "source": each.url,
                "since": iso(each.since),
                "articles": each.articles,
                "named": each.named,
                "missed": each.missed,
            }
            for each in _recalls(lookup, outlet_id, now)
        ],
    }


def gap_lines(
    lookup: Books,
    outlet_id: str,
    listings: Sequence[StoredListing],
    now: datetime,
    name: Callable[[str], str] = str,
) -> list[str]:
    """One sentence each: holes, the newest first, then sources.

    *name* is how an address is written.
    """
    holes = lookup.holes_of(outlet_id, MOST_HOLES)
    lines = [hole_line(each, name) for each in holes]
    recalls = _recalls(lookup, outlet_id, now)
    # One source alone has led to all there is.
    lines += [_recall_line(each, name) for each in recalls if len(recalls) > 1]
    lines += [_audit_line(each, name) for each in listings if each.audits]
    return lines


def _recalls(lookup: Books, outlet_id: str, now: datetime) -> list[Recall]:
    recalls = lookup.recall_of(outlet_id, now - timedelta(days=RECALL_DAYS))
    return [each for each in recalls if each.articles]


def hole_line(stored: StoredHole, name: Callable[[str], str] = str) -> str:
    """`hole of URL, 11-23 12:00 to 11-23 16:00: filled by URL: 4 links, 3 articles`."""
    hole = stored.hole
    head = (
        f"hole of {name(hole.source_url)}, {short(hole.since)} to {short(hole.until)}"
    )
    found = f"{count_of(stored.links, 'link')}, {count_of(stored.articles, 'article')}"
    by = ", ".join(map(name, stored.filled_by or hole.asked))
    match hole.outcome:
        case None:
            end = f"open, {found} so far"
        case "filled" if stored.links:
            end = f"filled by {by}: {found}"
        case "filled":
            end = f"nothing was lost, by {by}"
        case "partly":
            end = f"filled in part by {by}: {found}"
        case _:
            end = f"nothing filled it; asked: {by or 'nobody'}"
    return f"{head}: {end}"


def _recall_line(recall: Recall, name: Callable[[str], str]) -> str:
    articles = count_of(recall.articles, "article")
    line = f"{name(recall.url)} named {recall.named} of {articles}"
    line += f" since {short(recall.since)}"
    return f"{line}; not {name(recall.missed)}" if recall.missed else line


def _audit_line(listing: StoredListing, name: Callable[[str], str]) -> str:
    url, audits = name(listing.url), count_of(listing.audits, "audit")
    if not listing.lies:
        return f"{url}: {audits} of its 304 answers, all true"
    times = count_of(listing.lies, "time")
    line = f"{url}: answered 304 though it had changed {times} in {audits}"
    return f"{line}, last {short(listing.lied_at)}" if listing.lied_at else line


def _facts_of_hole(stored: StoredHole) -> dict[str, Any]:
    hole = stored.hole
    return {
        "source": hole.source_url,
        "run_id": hole.run_id,
        "found_at": iso(hole.found_at),
        "since": iso(hole.since),
        "until": iso(hole.until),
        "outcome": hole.outcome.value if hole.outcome else "open",
        "ended_at": iso(hole.ended_at),
        "tries": hole.tries,
        "asked": list(hole.asked),
        "filled_by": list(stored.filled_by),
        "links": stored.links,
        "articles": stored.articles,
    }
