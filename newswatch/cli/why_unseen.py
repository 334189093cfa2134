"""Why an address may never have been discovered, and what to do about it."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from newswatch.cli.why_case import Case
from newswatch.model import Outlet


def unseen(case: Case) -> tuple[list[str], dict[str, Any]]:
    """What stands between the address and the feed, as far as files and state tell."""
    from newswatch.urls import host_of

    url = case.url or ""
    lines = ["never discovered: no listing that was read has announced it"]
    facts: dict[str, Any] = {"causes": [], "next": f"newswatch outlets test {url}"}
    outlet = case.outlet
    if case.lookup is None:
        facts["causes"].append("nothing-crawled")
        lines.append("nothing was crawled in this folder yet: newswatch once")
    if outlet is None:
        facts["causes"].append("no-outlet")
        lines.append(f"no outlet claims {host_of(url)}")
    else:
        for cause, line in _causes(case, outlet, url):
            facts["causes"].append(cause)
            lines.append(line)
    return [*lines, f"next: {facts['next']}"], facts


def _causes(case: Case, outlet: Outlet, url: str) -> list[tuple[str, str]]:
    """Causes within *outlet*, whose address it is."""
    found = []
    watched = {each.id for each in case.configuration.watched_outlets()}
    if outlet.id not in watched:
        found.append(("not-watched", f"no enabled schedule names {outlet.id}"))
    if any(source.url == url for source in outlet.sources):
        found.append(("is-source", f"it is a source of {outlet.id}, not an article"))
    if rule := _keeping_rule(outlet, url):
        found.append(("link-rule", f"{outlet.id} keeps it out: {rule}"))
    if robots := _forbidding_line(case, url):
        found.append(("robots", f"kept out by {robots}"))
    last = case.lookup.last_round(outlet.id) if case.lookup else None
    if last is None:
        found.append(("never-polled", f"{outlet.id} was never asked"))
        return found
    at = f"{last.ended_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    seen_then = f"{outlet.id} was last asked at {at} and named {last.discovered} links"
    found.append(("not-listed", seen_then))
    found += [("source-problem", problem) for problem in last.problems]
    return found


def _keeping_rule(outlet: Outlet, url: str) -> str | None:
    """The `link_deny` that finds *url*, or that no `link_allow` does."""
    import re

    from newswatch.discover.wanted import is_allowed

    if is_allowed(url, outlet):
        return None
    for pattern in outlet.link_deny:
        if re.search(pattern, url):
            return f'link_deny "{pattern}"'
    return "no link_allow finds it"


def _forbidding_line(case: Case, url: str) -> str | None:
    """The line of robots.txt by which *url* would be kept out, as far as known."""
    from urllib.parse import urlsplit

    from newswatch.robots import Robots

    options = case.configuration.options
    if case.lookup is None or not options.polite.obey_robots:
        return None
    parts = urlsplit(url)
    state = case.lookup.robots(f"{parts.scheme}://{parts.netloc}")
    if state is None:
        return None
    rules = Robots.parse(state.body)
    if rules.may_fetch(url, options.agent.name):
        return None
    return str(rules.forbidding_rule(url, options.agent.name) or "robots.txt")
