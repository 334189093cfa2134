"""Parts of an answer about an article in time: its versions, the next look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from newswatch.cli.diff_unified import words
from newswatch.cli.revisions import Event, events_of
from newswatch.cli.terminal import count_of
from newswatch.cli.why_case import Case
from newswatch.cli.why_section import Section, iso, when

if TYPE_CHECKING:
    from newswatch.store.lookup import PlannedLook

#: posts of a live blog that are counted
_MOST_POSTS = 1000


def revisions(case: Case) -> Section | None:
    """What became of it after its first line."""
    events = events_of(case)
    if len(events) < 2:
        return None
    lines: list[str] = []
    before: Event | None = None
    for event in events:
        lines += _event(event, before, case)
        before = event
    facts = [_facts(event) for event in events]
    return Section(name="revised", lines=tuple(lines), facts=facts)


def _event(event: Event, before: Event | None, case: Case) -> Sequence[str]:
    revision, at = event.record["revision"], when(event.at, case.now)
    line = f"r{revision}  #{event.seq}  {at}"
    if event.event == "withdrawn":
        status = event.record["crawl"]["status"]
        how = f" ({status})" if status != 200 else ""
        return [f"    #{event.seq}  {at}  withdrawn{how}"]
    if before is None or event.event != "revised":
        return [f"{line}  {event.event}"]
    change = event.record.get("change") or {}
    back = "back" if before.event == "withdrawn" else ""
    told = [back] if back else []
    if change.get("class"):
        fields = ", ".join(change["fields"])
        told.append(f"{change['class']}: {fields} ({words(change)})")
    if change.get("topics_entered"):
        told.append(f"on a topic now: {', '.join(change['topics_entered'])}")
    if change.get("topics_left"):
        told.append(f"on a topic no more: {', '.join(change['topics_left'])}")
    more = f"      newswatch diff {event.seq}"
    return [line, *(f"      {each}" for each in told), more]


def _facts(event: Event) -> dict[str, Any]:
    change = event.record.get("change") or {}
    keys = ("class", "fields", "words_added", "words_removed", "similarity")
    return {
        "revision": event.record["revision"],
        "seq": event.seq,
        "event": event.event,
        "observed_at": event.record["observed_at"],
        **{key: change.get(key) for key in keys},
        "topics_entered": change.get("topics_entered") or [],
        "topics_left": change.get("topics_left") or [],
    }


def looks(case: Case) -> Section | None:
    """When it is looked at again, and what waits for that."""
    owed = case.owed
    if owed is not None and owed.pending.looks and case.article_id is not None:
        at = when(owed.due_at, case.now) if owed.due_at else "with the next round"
        line = f"next look at the live blog: {at}"
        facts = {"next_look": iso(owed.due_at), "looks": owed.pending.looks}
        return Section(name="looks", lines=(line,), facts=facts)
    look = _planned(case)
    if look is None:
        return None
    facts = {
        "next_look": iso(look.due_at),
        "last_read": iso(look.read_at),
        "looks": look.steps,
        "failed_tries": look.failed,
        "gone": look.gone,
        "is_doubted": look.is_doubted,
    }
    return Section(name="looks", lines=tuple(_look(case, look)), facts=facts)


def _planned(case: Case) -> PlannedLook | None:
    if case.lookup is None or case.article_id is None:
        return None
    return case.lookup.planned_look(case.article_id)


def _look(case: Case, look: PlannedLook) -> Sequence[str]:
    options = case.configuration.options
    steps = len(options.again.ladder_s)
    lines = [f"last read {when(look.read_at, case.now)}"]
    if look.due_at is None:
        lines.append("next look: only if a listing says that it changed")
    else:
        step = f", {look.steps + 1} of {steps}" if look.steps < steps else ""
        lines.append(f"next look: {when(look.due_at, case.now)}{step}")
    if look.is_doubted:
        lines.append("a change that may be the site's: told if it is seen again")
    if look.gone:
        times = count_of(look.gone, "time")
        lines.append(
            f"answered {times} that it is gone; withdrawn after"
            f" {options.feed.withdrawn_after}"
        )
    if look.failed:
        word = "try" if look.failed == 1 else "tries"
        lines.append(f"{look.failed} failed {word}")
    return lines


def page(case: Case) -> Section | None:
    """The live blog that it is a post of, or how many posts of it are known."""
    if case.article_id is None or case.lookup is None:
        return None
    page_id, _, post = case.article_id.partition("#")
    if not post:
        ids = case.lookup.article_ids(f"{page_id}#", _MOST_POSTS)
        line = f"a live blog; {count_of(len(ids), 'post')} of it are known"
        facts: dict[str, Any] = {"id": page_id, "posts": len(ids)}
        return Section(name="live", lines=(line,), facts=facts) if ids else None
    blog = case.lookup.article(page_id)
    rows = case.lookup.lines_of(page_id)
    number = f"#{rows[0].seq} " if rows else ""
    title = (blog.title or blog.url) if blog else page_id
    facts = {
        "id": page_id,
        "seq": rows[0].seq if rows else None,
        "url": blog.url if blog else None,
        "title": blog.title if blog else None,
    }
    lines = (
        f"a post of the live blog {number}{title}",
        f"next: newswatch why {page_id}",
    )
    return Section(name="live", lines=lines, facts=facts)
