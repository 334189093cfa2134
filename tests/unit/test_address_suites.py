"""Third-party cases: addresses, instants, IP addresses and sitemaps, with a floor each.

Each test fails below the figure that was reached; the cases missed beyond it are of
the kinds named beside them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newswatch.addresses import host_refusal
from newswatch.discover import discover
from newswatch.discover.listing import stated_at
from newswatch.model import SourceKind
from newswatch.urls import AddressError, canonical_url, parse_url

Case = dict[str, Any]


@pytest.fixture
def cases(shared_dir: Path) -> Callable[[str], list[Case]]:
    def read(name: str) -> list[Case]:
        path = shared_dir / "suites" / name
        if not path.is_file():
            pytest.skip(f"no {path}")
        lines = path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    return read


def parsed(case: Case) -> str | None:
    try:
        return parse_url(case["input"], case["context"].get("base"))
    except AddressError:
        return None


def canonical(url: str) -> str | None:
    try:
        return canonical_url(url)
    except AddressError:
        return None


def test_every_address_is_parsed_as_the_standard_says(
    cases: Callable[[str], list[Case]],
) -> None:
    wrong = []
    for case in cases("url_parse.jsonl"):
        expected = case["expect"][0]
        wanted = None if expected["op"] == "reject" else expected["value"]
        if parsed(case) != wanted:
            wrong.append(case["id"])
    assert wrong == []


def test_same_pages_are_known_as_the_same(cases: Callable[[str], list[Case]]) -> None:
    # Missed on purpose: equal names in another order, a name without a value among
    # others, addresses inside addresses, names that only sound like tracking.
    right = 0
    for case in cases("url_canonical.jsonl"):
        one = canonical(case["input"])
        right += one is not None and one == canonical(case["expect"][0]["value"])
    assert right >= 97


def test_different_pages_are_never_one(cases: Callable[[str], list[Case]]) -> None:
    merged = [
        case["id"]
        for case in cases("url_distinct.jsonl")
        if canonical(case["input"]) == canonical(case["expect"][0]["value"])
    ]
    assert merged == []


def test_instants_are_read(cases: Callable[[str], list[Case]]) -> None:
    # Missed on purpose: the year 100, and `03335`, a day of a year of two digits.
    right = 0
    for case in cases("dates.jsonl"):
        expected, at = case["expect"][0], stated_at(case["input"], UTC)
        if expected["op"] == "reject":
            right += at is None
            continue
        try:
            wanted = datetime.fromisoformat(expected["value"])
        except ValueError:
            continue  # a year of two digits
        right += at is not None and at.replace(microsecond=0) == wanted
    assert right >= 62


def test_addresses_are_refused_as_they_should(
    cases: Callable[[str], list[Case]],
) -> None:
    wrong = [
        case["input"]
        for case in cases("addresses.jsonl")
        if (host_refusal(case["input"]) is not None) != case["expect"][0]["value"]
    ]
    assert wrong == []


def test_sitemaps_name_their_pages(cases: Callable[[str], list[Case]]) -> None:
    wrong = []
    for case in cases("sitemaps.jsonl"):
        body = base64.b64decode(case["input_base64"])
        url = case["context"]["url"]
        listing = discover(body, kind=SourceKind.SITEMAP, url=url)
        found = [*(link.url for link in listing.links), *listing.more]
        if found != case["expect"][0]["value"]:
            wrong.append(case["id"])
    assert wrong == []


def test_every_feed_ends_in_a_listing(cases: Callable[[str], list[Case]]) -> None:
    for case in cases("feeds.jsonl"):
        headers = {k.lower(): v for k, v in case["context"].get("headers", {}).items()}
        body = base64.b64decode(case["input_base64"])
        listing = discover(
            body,
            kind=SourceKind.FEED,
            url=case["context"].get("url") or "https://news.example/feed",
            content_type=headers.get("content-type"),
        )
        assert (
            listing.links or listing.refused or listing.problem or b"<item" not in body
        )
