"""Parts of an answer about an address without an article: evidence, and waiting."""

from __future__ import annotations

from newswatch.cli.terminal import count_of
from newswatch.cli.why_case import Case
from newswatch.cli.why_section import Section, iso, when


def evidence(case: Case) -> Section | None:
    """What on the page spoke against it, and how often it was visited."""
    if case.lookup is None or case.key is None or case.article_id is not None:
        return None
    kept = case.lookup.kept_out(case.key)
    if kept is None:
        return None
    lines = list(kept.evidence)
    if kept.answered_by and kept.answered_by != kept.url:
        lines.append(f"answered by {kept.answered_by}")
    last = when(kept.last_at, case.now)
    lines.append(f"{count_of(kept.visits, 'visit')}, the last {last}")
    facts = {
        "evidence": list(kept.evidence),
        "answered_by": kept.answered_by,
        "visits": kept.visits,
        "found_at": iso(kept.found_at),
        "last_visit": iso(kept.last_at),
        "next_visit": iso(kept.next_at),
    }
    return Section(name="evidence", lines=tuple(lines), facts=facts)


def waits(case: Case) -> Section | None:
    """Behind which link it waits, and what was learned of its parameters."""
    waiting, lookup = case.waiting, case.lookup
    if waiting is None or lookup is None or case.owed is None:
        return None
    behind = waiting.behind_url
    lines = [f"behind {behind or 'one that was forgotten since'}"]
    parameters = _learned(case)
    for name, articles in parameters.items():
        proof = f": {count_of(articles, 'article')} read the same" if articles else ""
        lines.append(f'"{name}" changes nothing{proof}')
    if waiting.check_at:
        lines.append(f"visited to check {when(waiting.check_at, case.now)}")
    else:
        lines.append("one like it is visited to check, and it too if that differs")
    if behind:
        lines.append(f"next: newswatch why {behind}")
    facts = {
        "behind": behind,
        "parameters": parameters,
        "check_at": iso(waiting.check_at),
    }
    return Section(name="waits", lines=tuple(lines), facts=facts)


def _learned(case: Case) -> dict[str, int]:
    """The ignored parameters, and on how many articles each was proved to be idle."""
    from newswatch.urls import host_of

    if case.waiting is None or case.owed is None or case.lookup is None:
        return {}
    host = host_of(case.owed.pending.link.url).removeprefix("www.")
    proofs = {
        each.name: each.articles
        for each in case.lookup.learned_parameters(case.owed.pending.outlet_id)
        if each.host == host and not each.kept
    }
    return {name: proofs.get(name, 0) for name in case.waiting.ignored}
