"""Part of an answer: the story of an article, as all outlets have told it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from newswatch.cli.reasons import REASONS
from newswatch.cli.terminal import count_of
from newswatch.cli.why_case import Case
from newswatch.cli.why_section import Section, iso, when
from newswatch.model.revision import ORIGINAL_WITHDRAWN

if TYPE_CHECKING:
    from newswatch.model.story import Story, Telling
    from newswatch.store import Lookup

#: tellings on the screen, and in JSON: a wire story may have hundreds
_SHOWN, _TOLD = 12, 200
#: what lowered a likeness (dedup/likeness.py), in words
_GUARDS = {
    "numbers": "other numbers",
    "short-titles": "short, with another headline",
    "short": "short: one other word may be the news",
    "lede": "one outlet's pages with other openings",
    "part": "a piece of a much longer text",
}


def copies(case: Case) -> Section | None:
    """Who had it first, how far the others were behind, and how alike they are."""
    lookup, article_id = case.lookup, case.article_id
    story = lookup.story(article_id) if lookup and article_id else None
    if lookup is None or story is None:
        return None
    mine = next(each for each in story.tellings if each.article_id == article_id)
    if story.size == 1 and mine.like is None and not mine.agencies:
        return None
    told = [_facts(each, story, lookup) for each in _first(story, mine, _TOLD)]
    lines = []
    if story.size > 1:
        lines.append(_size(story))
        lines += _tellings(case, story, mine, told)
    else:
        lines += _relation(mine, lookup)
        if mine.agencies:
            lines.append(f"credits {', '.join(mine.agencies)}")
    facts = {
        "cluster": story.id,
        "size": story.size,
        "outlets": list(story.outlet_ids),
        "first_seen_at": iso(story.first_seen_at),
        "copied": story.copied,
        "tellings": told,
    }
    return Section(name="copies", lines=tuple(lines), facts=facts)


def _first(story: Story, mine: Telling, most: int) -> list[Telling]:
    """The first tellings, and the one that was asked about."""
    shown = list(story.tellings[:most])
    return shown if mine in shown else [*shown[: most - 1], mine]


def _size(story: Story) -> str:
    outlets = count_of(len(story.outlet_ids), "outlet")
    line = f"{story.size} in {story.id}, of {outlets}"
    if story.copied is None:
        return line
    return f"{line}; {story.copied:.0%} of what came later was copied"


def _tellings(
    case: Case, story: Story, mine: Telling, told: Sequence[dict[str, Any]]
) -> Iterator[str]:
    by_id = {facts["id"]: facts for facts in told}
    for each in _first(story, mine, _SHOWN):
        facts = by_id[each.article_id]
        name = f"#{facts['seq']}" if facts["seq"] else "--"
        this = " (this one)" if each is mine else ""
        at = f"first, {when(each.observed_at, case.now)}"
        if each is not story.tellings[0]:
            at = f"{_behind(each.observed_at - story.first_seen_at)} later"
        yield f"{name:<4} {each.outlet_id}{this}  {at}"
        about = [*_likeness(each)]
        if each.agencies:
            about.append(f"credits {', '.join(each.agencies)}")
        if facts["left_out"]:
            about.append(f"no line: {facts['left_out']}")
        if about:
            yield f"     {'; '.join(about)}"
    if story.size > _SHOWN:
        yield f"     and {story.size - _SHOWN} more: --json has up to {_TOLD}"


def _relation(mine: Telling, lookup: Lookup) -> Iterator[str]:
    """What a story of one article is like, without being a copy of it."""
    if mine.like is None:
        return
    other = lookup.article(mine.like)
    rows = lookup.lines_of(mine.like)
    number = f"#{rows[0].seq} " if rows else ""
    name = f"{other.outlet_id}: {other.title or other.url}" if other else mine.like
    yield f"similar to {number}{name}, and no copy of it"
    yield f"     {'; '.join(_likeness(mine))}"


def _likeness(telling: Telling) -> Iterator[str]:
    if telling.score is not None and telling.copied is not None:
        yield f"{telling.role} ({telling.score:.2f}), {telling.copied:.0%} copied"
    if telling.guards:
        guards = [_GUARDS.get(guard, guard) for guard in telling.guards]
        yield f"held less alike: {', '.join(guards)}"


def _facts(telling: Telling, story: Story, lookup: Lookup) -> dict[str, Any]:
    rows = lookup.lines_of(telling.article_id)
    behind = telling.observed_at - story.first_seen_at
    return {
        "id": telling.article_id,
        "outlet": telling.outlet_id,
        "url": telling.url,
        "title": telling.headline,
        "seq": rows[0].seq if rows else None,
        "observed_at": iso(telling.observed_at),
        "minutes_behind": round(behind.total_seconds() / 60, 1),
        "role": telling.role,
        "like": telling.like,
        "similarity": telling.score,
        "copied": telling.copied,
        "guards": list(telling.guards),
        "agencies": list(telling.agencies),
        "left_out": None if rows else _rule(telling, lookup),
    }


def _rule(telling: Telling, lookup: Lookup) -> str:
    """Why it has no line."""
    article = lookup.article(telling.article_id)
    if article is not None and article.reason == ORIGINAL_WITHDRAWN:
        return REASONS[ORIGINAL_WITHDRAWN]
    if article is not None and article.outcome == "duplicate":
        return 'another outlet\'s has its text and topics (copies = "drop")'
    return "on no topic"


def _behind(gap: timedelta) -> str:
    minutes = gap.total_seconds() / 60
    if minutes < 1:
        return f"{gap.total_seconds():.0f} s"
    return f"{minutes:.0f} min" if minutes < 600 else f"{minutes / 60:.0f} h"
