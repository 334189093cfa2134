"""Why an address was never discovered: by the rules, the ledger and the listings.

Whose it would be, whether it would be let in, when the listings were asked and with
what result, what they covered then, and the known address that is nearest to it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from newswatch.cli.terminal import count_of
from newswatch.cli.why_case import Case
from newswatch.cli.why_section import iso, when
from newswatch.model import Outlet

if TYPE_CHECKING:
    from newswatch.store import Lookup
    from newswatch.store.books import StoredListing

#: sources whose last answer is told; an index may have led to hundreds
_MOST_SOURCES = 6
#: holes that are told of, the newest
_MOST_HOLES = 3
#: fewer shared characters behind the host say nothing
_LEAST_SHARED = 2

#: what is said of an address that may not be asked, by the gate's code (urls.py)
_REFUSALS = {
    "credentials": "it holds a user name or a password",
    "backslash": "it holds a backslash, which programs read in different ways",
    "control-character": "it holds a control character",
    "too-long": "it is longer than any address that is asked",
}

Facts = dict[str, Any]


def unseen(case: Case) -> tuple[list[str], Facts]:
    """What stands between the address and the feed, as far as files and state tell."""
    from newswatch.urls import host_of

    if refused := _refused(case):
        return refused
    url = case.url or ""
    lines = ["never discovered: no listing that was read has announced it"]
    facts: Facts = {"causes": [], "next": f"newswatch outlets test {url}"}
    outlet = case.outlet
    if case.lookup is None:
        facts["causes"].append("nothing-crawled")
        lines.append("nothing was crawled in this folder yet: newswatch once")
    if outlet is None:
        facts["causes"].append("no-outlet")
        lines.append(f"no outlet claims {host_of(url)}")
    else:
        facts["outlet"] = outlet.id
        for cause, line in _causes(case, outlet, url):
            facts["causes"].append(cause)
            lines.append(line)
        lines += _allowed(outlet, url, facts)
        if case.lookup is not None:
            lines += _polled(case, case.lookup, outlet, facts)
            lines += _nearest(case.lookup, outlet, url, facts)
    return [*lines, f"next: {facts['next']}"], facts


def _refused(case: Case) -> tuple[list[str], Facts] | None:
    """That no such address is ever asked, whatever the rules of its outlet say."""
    from newswatch.urls import AddressError, canonical_url, check_url

    try:
        check_url(case.ref)
    except AddressError as error:
        why = _REFUSALS.get(error.reason, "it is no address")
        lines = [f"never asked, and no link is taken that has it: {why}"]
        lines.append(f"refused for: {error.reason}")
        facts: Facts = {"causes": [error.reason], "passes_rules": False}
    else:
        return None
    try:
        facts["next"] = f"newswatch why {check_url(canonical_url(case.ref))}"
    except AddressError:
        return lines, facts  # no other spelling of it will do
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
    for source in outlet.sources:
        if source.link:
            only = f'of {source.url} only what "{source.link}" finds is taken'
            found.append(("link-selector", only))
    if robots := _forbidding_line(case, url):
        found.append(("robots", f"kept out by {robots}"))
    if case.lookup is None or case.lookup.last_round(outlet.id) is None:
        found.append(("never-polled", f"{outlet.id} was never asked"))
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


def _allowed(outlet: Outlet, url: str, facts: Facts) -> list[str]:
    """That the rules would let it in, and by which of them."""
    import re

    facts["passes_rules"] = _keeping_rule(outlet, url) is None
    if not facts["passes_rules"]:
        return []
    finding = [each for each in outlet.link_allow if re.search(each, url)]
    by = f'link_allow "{finding[0]}"' if finding else "it has no link_allow"
    return [f"it would be {outlet.id}'s, whose rules let it in ({by})"]


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


def _polled(case: Case, lookup: Lookup, outlet: Outlet, facts: Facts) -> list[str]:
    """When its listings were asked, and what they said."""
    span = lookup.run_span(outlet.id)
    if span is None:
        return []
    first, last, number = span
    facts["causes"].append("not-listed")
    facts["polls"] = {"first": iso(first), "last": iso(last), "number": number}
    between = f"at {when(last, case.now)}"
    if number > 1:
        between = f"between {when(first, None)} and {when(last, case.now)}"
    polls = count_of(number, "poll")
    lines = [f"{outlet.id} was asked {between}: {polls}, and no listing named it"]
    listings = lookup.listings_of(outlet.id)
    facts["sources"] = [_facts_of(each) for each in listings]
    for listing in listings[:_MOST_SOURCES]:
        lines.append(_told(case, listing))
        if listing.failing_since is not None:
            facts["causes"].append("source-problem")
    if (last_round := lookup.last_round(outlet.id)) and not listings:
        facts["causes"] += ["source-problem"] * len(last_round.problems)
        lines += last_round.problems
    lines += _gaps(case, lookup, outlet, facts)
    facts["next_poll"] = iso(lookup.due_at(outlet.id))
    return [*lines, *polls_to_come(case)]


def next_poll(case: Case) -> datetime | None:
    """When the outlet is asked next, as far as a schedule says."""
    if case.lookup is None or case.outlet_id is None:
        return None
    return case.lookup.due_at(case.outlet_id)


def polls_to_come(case: Case) -> list[str]:
    """What is said of the outlet's next poll where a visit is owed."""
    lines = []
    if case.lookup and case.outlet_id:
        if since := case.lookup.open_since(case.outlet_id):
            lines.append(f"a poll of {case.outlet_id} began {when(since, case.now)}")
        if due := next_poll(case):
            is_late = due < case.asked_at
            word = "due since" if is_late else "due"
            lines.append(f"next poll of {case.outlet_id}: {word} {when(due, case.now)}")
    return lines


def _gaps(case: Case, lookup: Lookup, outlet: Outlet, facts: Facts) -> list[str]:
    """That it may have come and gone between two polls, and who was asked then."""
    from newswatch.cli.status_gaps import hole_line

    holes = lookup.holes(outlet.id, case.asked_at)
    if not holes:
        return []
    facts["causes"].append("hole")
    lines = [
        f"{count_of(holes, 'poll')} of the last 7 days found none of the links of the"
        " poll before: it may have come and gone between"
    ]
    return lines + [hole_line(each) for each in lookup.holes_of(outlet.id, _MOST_HOLES)]


def _told(case: Case, listing: StoredListing) -> str:
    """`URL: 304 at …; read …, when it named 30 links of 11-20 to 11-23`."""
    answer = str(listing.status or listing.outcome.value)
    parts = [f"{listing.url}: {answer} at {when(listing.asked_at, case.now)}"]
    if listing.failing_since is not None:
        since = when(listing.failing_since, None)
        parts.append(f"failing since {since} ({listing.problem})")
    if listing.read_at is None:
        return "; ".join([*parts, "never read to its end"])
    named = f"when last read, it named {count_of(listing.links, 'link')}"
    if listing.oldest_at and listing.newest_at:
        oldest, newest = when(listing.oldest_at, None), when(listing.newest_at, None)
        named += f", published from {oldest} to {newest}"
    return "; ".join([*parts, named])


def _facts_of(listing: StoredListing) -> Facts:
    return {
        "url": listing.url,
        "asked_at": iso(listing.asked_at),
        "outcome": listing.outcome.value,
        "status": listing.status,
        "problem": listing.problem or None,
        "failing_since": iso(listing.failing_since),
        "read_at": iso(listing.read_at),
        "links": listing.links,
        "oldest_at": iso(listing.oldest_at),
        "newest_at": iso(listing.newest_at),
    }


def _nearest(lookup: Lookup, outlet: Outlet, url: str, facts: Facts) -> list[str]:
    """The known address most like it: a slip of the keyboard, or another edition."""
    found = lookup.nearest_address(outlet.id, url)
    facts["nearest"] = found if found and _is_near(found, url) else None
    if facts["nearest"] is None:
        return []
    return [f"nearest known address: {found} (newswatch why {found})"]


def _is_near(found: str, url: str) -> bool:
    """Whether more than the site is the same, or a part of its path."""
    from urllib.parse import urlsplit

    one, other = urlsplit(found).path, urlsplit(url).path
    shared = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return shared >= _LEAST_SHARED
