"""The sections of an answer to `newswatch why`: each a few lines, and facts.

A section looks at the case and says its part, or nothing. Another one is a function in
SECTIONS; the order there is the order on the screen. What an article went through with
time and with others is in why_revisions.py and why_story.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from newswatch.cli.reasons import REASONS
from newswatch.cli.terminal import count_of
from newswatch.cli.why_case import Case, Status
from newswatch.cli.why_kept_out import evidence, waits
from newswatch.cli.why_revisions import looks, page, revisions
from newswatch.cli.why_section import Section, iso, when
from newswatch.cli.why_story import copies
from newswatch.cli.why_topics import matched_lines, nearest_facts
from newswatch.cli.why_unseen import next_poll, polls_to_come, unseen
from newswatch.model.revision import ORIGINAL_WITHDRAWN

#: the record's fields in the order in which people ask for them
_FIELDS = (
    *("title", "authors", "date_published", "date_modified", "language", "summary"),
    *("content_text", "image", "tags", "section", "url"),
)


def sections_of(case: Case) -> list[Section]:
    """All that there is to say, in order."""
    return [section for make in SECTIONS if (section := make(case))]


def facts_of(case: Case, sections: Sequence[Section]) -> dict[str, Any]:
    """The answer as one object: what it is about, then each section by its name."""
    article, record = case.article, case.record
    return {
        "ref": case.ref,
        "status": case.status.value,
        "id": case.article_id,
        "seq": record["seq"] if record else None,
        "title": record["title"] if record else article.title if article else None,
        "url": _url_of(case),
        "outlet": case.outlet_id,
        **{section.name: section.facts for section in sections},
    }


def _article(case: Case) -> Section | None:
    """Which article it is."""
    if case.article_id is None:
        return None
    title = case.record["title"] if case.record else None
    if title is None and case.article is not None:
        title = case.article.title
    name = case.outlet.name if case.outlet else case.outlet_id
    return Section(
        name="article",
        lines=(
            title or "(no title)",
            f"{name} ({case.outlet_id})  {case.article_id}",
            _url_of(case) or "",
        ),
        facts={"outlet_name": name},
    )


def _verdict(case: Case) -> Section:
    """Whether it has a line, and why not."""
    lines, facts = _TOLD[case.status](case)
    return Section(name="verdict", lines=tuple(lines), facts=facts)


Told = tuple[list[str], dict[str, Any]]


def _emitted(case: Case) -> Told:
    record = case.record or {}
    at = datetime.fromisoformat(record["observed_at"])
    line = f"#{record['seq']} of the feed, {record['event']}, {when(at, case.now)}"
    copy = _copied(case)
    if case.article and case.article.reason == ORIGINAL_WITHDRAWN:
        copy[0].append("left out until that was withdrawn")
        copy[1]["reason"] = ORIGINAL_WITHDRAWN
    return [line, *copy[0]], {
        "event": record["event"],
        "observed_at": record["observed_at"],
        **copy[1],
    }


def _off_topic(case: Case) -> Told:
    how = case.article.how_read if case.article else None
    asked = list(how.topics_asked) if how else []
    line = "not written: no topic matched"
    return [line + (f" (asked: {', '.join(asked)})" if asked else "")], {
        "topics_asked": asked
    }


def _duplicate(case: Case) -> Told:
    lines, facts = _copied(case)
    reason = case.article.reason if case.article else None
    said = REASONS.get(reason or "", reason or "a copy")
    return [f"not written: {said}", *lines], {"reason": reason, **facts}


def _copied(case: Case) -> Told:
    """Of which article it is a copy."""
    article, lookup = case.article, case.lookup
    if article is None or lookup is None or article.copy_of is None:
        return [], {}
    if article.role == "related":  # an article of its own: the section on copies tells
        return [], {}
    original = lookup.article(article.copy_of)
    if original is None:
        return [f"a copy of {article.copy_of}"], {"copy_of": article.copy_of}
    rows = lookup.lines_of(original.id)
    number = f"#{rows[0].seq} " if rows else ""
    name = f"{number}{original.outlet_id}: {original.title or original.url}"
    return [f"a copy of {name}"], {
        "copy_of": original.id,
        "copy_of_seq": rows[0].seq if rows else None,
        "copy_of_outlet": original.outlet_id,
        "cluster_size": article.cluster_size,
    }


def _pending(case: Case) -> Told:
    if case.waiting is not None:
        return ["not visited: it seems to be another address's twin"], _visit(case)
    return ["not visited yet: its visit is owed", *_visit_lines(case)], _visit(case)


def _stopped(case: Case) -> Told:
    """Kept out, or not to be had: the reason, the evidence, what comes next."""
    stopped = case.owed or case.seen
    reason = (stopped.reason if stopped else None) or ""
    said = REASONS.get(reason, reason)
    word = "kept out" if case.status is Status.QUARANTINED else "not fetched"
    line = said if said.startswith(word) else f"{word}: {said}"
    lines = [line + ("" if said == reason else f" ({reason})")]
    if stopped and stopped.detail:
        lines.append(stopped.detail)
    return [*lines, *_visit_lines(case)], _visit(case)


def _visit_lines(case: Case) -> list[str]:
    if case.owed is None:
        at = case.seen.seen_at if case.seen else None
        return [f"settled {when(at, case.now)}: not visited again"] if at else []
    tries = case.owed.pending.attempts
    tried = [f"{tries} failed {'try' if tries == 1 else 'tries'}"] if tries else []
    due = case.owed.due_at
    late = due is None or (case.now is not None and due <= case.now)
    soon = "next visit: with the outlet's next round"
    if due and not late:
        soon = f"next visit: not before {when(due, case.now)}"
    return ["; ".join([*tried, soon]), *polls_to_come(case)]


def _visit(case: Case) -> dict[str, Any]:
    stopped, owed = case.owed or case.seen, case.owed
    return {
        "reason": stopped.reason if stopped else None,
        "detail": (stopped.detail if stopped else None) or None,
        "failed_tries": owed.pending.attempts if owed else None,
        "next_visit": iso(owed.due_at) if owed and not case.waiting else None,
        "next_poll": iso(next_poll(case)) if owed else None,
        "is_final": owed is None,
        "settled_at": iso(case.seen.seen_at) if case.seen and not owed else None,
    }


_TOLD: dict[Status, Callable[[Case], Told]] = {
    Status.EMITTED: _emitted,
    Status.OFF_TOPIC: _off_topic,
    Status.DUPLICATE: _duplicate,
    Status.PENDING: _pending,
    Status.QUARANTINED: _stopped,
    Status.FAILED: _stopped,
    Status.UNDISCOVERED: unseen,
}


def _address(case: Case) -> Section | None:
    """How the address that was asked about leads to the article, if by a detour."""
    lines = [f"{url} is but a form of the next" for url in case.passed]
    seen = case.seen
    if seen and seen.article_id and not case.owed and seen.reason:
        how = "only named by the page, never visited" if seen.claimed else seen.reason
        lines.append(f"{case.url} is the article's too: {how}")
    if not lines:
        return None
    facts = {
        "passed": list(case.passed),
        "known_by": seen.reason if seen else None,
        "claimed": seen.claimed if seen else False,
    }
    return Section(name="address", lines=tuple(lines), facts=facts)


def _matched(case: Case) -> Section | None:
    """The topics with the terms that were found, and where."""
    matches = case.record["matches"] if case.record else []
    if not matches:
        topics = case.article.topics_matched if case.article else ()
        if not topics:
            return None
        facts = [{"topic": topic, "terms": []} for topic in topics]
        return Section(name="matched", lines=tuple(topics), facts=facts)
    lines = [line for match in matches for line in matched_lines(match)]
    return Section(name="matched", lines=tuple(lines), facts=matches)


def _nearest(case: Case) -> Section | None:
    """The topic that an article on none is nearest to."""
    found = nearest_facts(case)
    return found and Section(name="nearest", lines=tuple(found[0]), facts=found[1])


def _found(case: Case) -> Section | None:
    """Which listing announced it when, and what its visit was like."""
    facts = _found_facts(case)
    if facts is None:
        return None
    lines = []
    if facts["via"]:
        lines.append(f"{facts['via']} {facts['source'] or '(no listing)'}")
    if facts["discovered_at"]:
        at = datetime.fromisoformat(facts["discovered_at"])
        lines.append(f"discovered {when(at, case.now)}")
    if facts["fetched_at"]:
        at = datetime.fromisoformat(facts["fetched_at"])
        lines.append(f"fetched {when(at, case.now)}")
    if case.record:
        crawl = case.record["crawl"]
        size = f"{crawl['bytes'] / 1000:.0f} kB in {crawl['duration_ms']} ms"
        visit = f"{crawl['status']}, {size}, robots {crawl['robots']}"
        # 0: the line has `facts-unknown`
        lines[-1] += f": {visit}" if crawl["status"] else ", more is not known of it"
    return Section(name="found", lines=tuple(lines), facts=facts)


def _found_facts(case: Case) -> dict[str, Any] | None:
    if case.record:
        crawl = case.record["crawl"]
        return {
            "via": crawl["discovered_via"],
            "source": crawl["discovered_from"],
            "discovered_at": crawl["discovered_at"],
            "fetched_at": crawl["fetched_at"],
        }
    if case.owed:
        pending = case.owed.pending
        return {
            "via": pending.link.via.value,
            "source": pending.source_url,
            "discovered_at": iso(pending.found_at),
            "fetched_at": None,
        }
    how = case.article.how_read if case.article else None
    if how is None:
        return None
    return {
        "via": how.via,
        "source": how.source_url,
        "discovered_at": iso(how.found_at),
        "fetched_at": iso(how.fetched_at),
    }


def _fields(case: Case) -> Section | None:
    """Where each field came from."""
    how = case.article.how_read if case.article else None
    if case.record:
        provenance: Mapping[str, str | None] = case.record["provenance"]
    elif how:
        provenance = how.provenance
    else:
        return None
    found = {name: by for name in _FIELDS if (by := provenance.get(name))}
    width = max(map(len, found), default=0)
    lines = [f"{name:<{width}}  {by}" for name, by in found.items()]
    if missing := [name for name in _FIELDS if name not in found]:
        lines.append(f"not found: {', '.join(missing)}")
    return Section(name="fields", lines=tuple(lines), facts=found)


def _text(case: Case) -> Section | None:
    """How much body there is, by which program, and what to be wary of."""
    how = case.article.how_read if case.article else None
    if case.record:
        words = case.record["word_count"]
        extractor = case.record["producer"]["extractor"]
        warnings = case.record["warnings"]
    elif case.article:
        words = case.article.word_count
        extractor = how.extractor if how else None
        warnings = list(how.warnings) if how else []
    else:
        return None
    lines = [
        count_of(words or 0, "word") + (f", read by {extractor}" if extractor else "")
    ]
    if warnings:
        lines.append(f"warnings: {', '.join(warnings)}")
    facts = {"words": words, "extractor": extractor, "warnings": warnings}
    return Section(name="text", lines=tuple(lines), facts=facts)


def _removed(case: Case) -> Section | None:
    """What was cut as the outlet's furniture, and what its rules take away."""
    if case.article is None or case.lookup is None:
        return None
    removed = case.lookup.removed_from(case.article.id)
    selectors = _removing_rules(case)
    if not removed and not selectors:
        return None
    lines = []
    if removed:
        what = count_of(len(removed), "sentence")
        lines.append(
            f"{what} that {case.outlet_id} repeats, with how many articles had it"
        )
        lines += [f"{each.seen_on:>4}  {each.text}" for each in removed]
    if selectors:
        lines.append(f"by the outlet's rules: {', '.join(selectors)}")
        lines.append(f"what they took: newswatch outlets test {_url_of(case)}")
    facts = {
        "furniture": [{"seen_on": each.seen_on, "text": each.text} for each in removed],
        "rules": selectors,
    }
    return Section(name="removed", lines=tuple(lines), facts=facts)


def _removing_rules(case: Case) -> list[str]:
    """Selectors that took things away on the day the page was fetched."""
    how = case.article.how_read if case.article else None
    if case.outlet is None or how is None or how.fetched_at is None:
        return []
    rules = case.outlet.rules_on(how.fetched_at.date())
    return list(rules.remove) if rules else []


SECTIONS: tuple[Callable[[Case], Section | None], ...] = (
    _article,
    _verdict,
    evidence,
    waits,
    _address,
    page,
    _matched,
    _nearest,
    _found,
    _fields,
    _text,
    _removed,
    copies,
    revisions,
    looks,
)


def _url_of(case: Case) -> str | None:
    if case.record:
        return str(case.record["url"])
    if case.article:
        return case.article.url
    return case.url
