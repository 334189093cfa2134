"""`newswatch why` of every address of the demo's world, and of some it does not have.

What is true is known from the world, from the feed and from what its server was asked,
not from newswatch's own state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from crawl_folder import feed_lines, newswatch

from newswatch.cli.why_case import case_of
from newswatch.cli.why_sections import facts_of, sections_of
from newswatch.config import load
from newswatch.demo.expectations import Expectations
from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer
from newswatch.store import open_lookup
from newswatch.urls import canonical_url

#: the issue asks for as many addresses
LEAST = 30


@dataclass(frozen=True)
class World:
    folder: Path
    expected: Expectations
    bases: dict[str, str]
    asked: frozenset[str]
    #: canonical address → seq
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Truth:
    """What must be said of one address."""

    status: str
    reason: str | None = None
    cause: str | None = None
    outlet: str | None = None
    #: the line whose article it is
    seq: int | None = None
    #: whether another visit must be promised
    is_owed: bool = False


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("demo")
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(folder, server, delay="20ms")
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
        lines = {line["url"]: line["seq"] for line in feed_lines(folder)}
        asked = frozenset(canonical_url(url) for url in server.asked)
        bases = dict(server.bases)
        yield World(folder, server.expectations, bases, asked, lines)


def truths(world: World) -> dict[str, Truth]:
    """Every address of the world, and some that it does not have."""
    expected, found = world.expected, {}
    for article in expected.articles:
        seq = world.lines.get(canonical_url(article.url))
        status = "emitted" if seq else "duplicate" if article.topics else "off_topic"
        found[article.url] = Truth(status, outlet=article.outlet_id, seq=seq)
    for alias, url in expected.aliases.items():
        found[alias] = found.get(url) or Truth("off_topic")
    kept_out = {
        "robots": expected.forbidden - expected.aliases.keys(),
        "consent-wall": expected.walled,
        "robot-check": expected.challenged,
        "soft-404": expected.gone_softly,
    }
    for reason, urls in kept_out.items():
        for url in urls:
            found[url] = Truth("quarantined", reason, is_owed=True)
    for url in expected.gone:
        found[url] = Truth("failed", "http-404", is_owed=True)
    for url in expected.unwanted:
        found[url] = Truth("undiscovered", cause="link-rule or link-selector")
    return found | nowhere(world)


def nowhere(world: World) -> dict[str, Truth]:
    """Addresses that no listing of the world names."""
    found = {
        "https://elsewhere.example/news/1": Truth("undiscovered", cause="no-outlet"),
        "https://www.themoscowtimes.com/2026/11/23/x-a90001": Truth(
            "undiscovered", cause="never-polled", outlet="moscow_times"
        ),
    }
    configuration = load(world.folder)
    for outlet_id, base in world.bases.items():
        article = next(
            each.url for each in world.expected.articles if each.outlet_id == outlet_id
        )
        # One digit more names no other article by any outlet's rule of identity.
        slip = Truth("undiscovered", cause="not-listed", outlet=outlet_id)
        found[f"{article}9"] = slip
        (source, *_) = configuration.outlets[outlet_id].sources
        found[source.url] = Truth("undiscovered", cause="is-source", outlet=outlet_id)
        found[f"{base}/"] = Truth("undiscovered", outlet=outlet_id)
    return found


def answers(world: World, urls: list[str]) -> dict[str, dict[str, Any]]:
    configuration = load(world.folder)
    lookup = open_lookup(configuration.options, configuration.data_dir)
    assert lookup is not None
    try:
        cases = {url: case_of(url, configuration, lookup) for url in urls}
        return {url: facts_of(case, sections_of(case)) for url, case in cases.items()}
    finally:
        lookup.close()


def untrue(url: str, truth: Truth, told: dict[str, Any], world: World) -> list[str]:
    """What of an answer is not so."""
    verdict = told["verdict"]
    claims = {
        "status": (told["status"], truth.status),
        "seq": (told["seq"], truth.seq),
    }
    if truth.outlet:
        claims["outlet"] = (told["outlet"], truth.outlet)
    if truth.reason:
        claims["reason"] = (verdict.get("reason"), truth.reason)
    if truth.cause:
        causes = set(truth.cause.split(" or "))
        claims["cause"] = (bool(causes & set(verdict.get("causes", ()))), True)
    if truth.is_owed:
        claims["next visit"] = (bool(verdict.get("next_visit")), True)
        claims["next poll"] = (bool(verdict.get("next_poll")), True)
    if truth.status == "undiscovered":
        was_asked = canonical_url(url) in world.asked and truth.cause != "is-source"
        claims["asked"] = (was_asked, False)
    return [
        f"{url}: {what} is told as {told_!r}, and is {true!r}"
        for what, (told_, true) in claims.items()
        if told_ != true
    ]


def test_why_answers_truly_for_each_address_in_the_feed_or_not(world: World):
    table = truths(world)
    assert len(table) >= LEAST
    told = answers(world, list(table))
    wrong = [
        each
        for url, truth in table.items()
        for each in untrue(url, truth, told[url], world)
    ]
    assert not wrong, "\n".join(wrong)
    # The table itself holds every kind of answer.
    assert {truth.status for truth in table.values()} >= {
        *("emitted", "off_topic", "quarantined", "failed", "undiscovered"),
    }


def test_an_address_that_no_listing_named_tells_what_was_asked_and_when(world: World):
    url = next(u for u, t in nowhere(world).items() if t.cause == "not-listed")
    done = newswatch(world.folder, "why", url)
    assert done.returncode == 0, done.stderr
    verdict = answers(world, [url])[url]["verdict"]
    assert verdict["passes_rules"]
    assert verdict["polls"]["number"] == 1
    assert [each["outcome"] for each in verdict["sources"]] == ["read"]
    assert verdict["sources"][0]["links"] > 0
    assert verdict["nearest"] in world.expected.announced[
        answers(world, [url])[url]["outlet"]
    ] | {each.url for each in world.expected.articles}
    for words in ("whose rules let it in", "1 poll, and no listing named it"):
        assert words in done.stdout
    for words in ("when last read, it named", "nearest known address", "next poll of"):
        assert words in done.stdout
