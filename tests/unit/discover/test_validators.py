"""Validators: what the next poll of a listing may tell the server that it has."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newswatch.discover.validators import (
    Validators,
    http_date,
    remembered,
    says_unchanged,
)

NOTHING = Validators()
KNOWN = Validators(etag='"v1"', last_modified="Mon, 23 Nov 2026 11:00:00 GMT")
MONDAY = KNOWN.last_modified or ""
TUESDAY = "Tue, 24 Nov 2026 11:00:00 GMT"
HOME, AWAY = "https://herald.example/rss", "https://feeds.example/herald"
AT_HOME = Validators(etag='"v1"', last_modified=MONDAY, answered_by=HOME)


def test_next_poll_sends_both_as_they_were_sent() -> None:
    known = remembered(NOTHING, 200, [("ETag", '"v1"'), ("Last-Modified", MONDAY)])
    assert known.headers() == {
        "If-None-Match": '"v1"',
        "If-Modified-Since": MONDAY,
    }


def test_nothing_known_sends_nothing() -> None:
    assert NOTHING.headers() == {}


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ([("etag", 'W/"v2"')], Validators(etag='W/"v2"')),
        ([("ETag", "v2")], Validators(etag="v2")),
        ([("Last-Modified", TUESDAY)], Validators(last_modified=TUESDAY)),
        ([("ETag", '"v2"'), ("Cache-Control", "no-cache")], Validators(etag='"v2"')),
        ([("ETag", '"v2"'), ("Cache-Control", "max-age=60, NO-STORE")], NOTHING),
        (
            [
                ("ETag", '"v2"'),
                ("Cache-Control", "private"),
                ("cache-control", "no-store"),
            ],
            NOTHING,
        ),
        (
            [("ETag", '"v2"'), ("Last-Modified", TUESDAY), ("Vary", "*")],
            Validators(etag='"v2"'),
        ),
        ([("ETag", '"v2"'), ("Vary", "Accept")], Validators(etag='"v2"')),
        ([("ETag", '"v2"'), ("ETag", '"v3"')], NOTHING),
        ([("ETag", '"v2"\r\nX: y')], NOTHING),
        ([("ETag", "*")], NOTHING),
        ([("ETag", '"x", *')], NOTHING),
        ([("ETag", '"a, *"')], Validators(etag='"a, *"')),
        # A comma in quotes ends no member.
        (
            [("ETag", '"v2"'), ("Cache-Control", 'private="x, no-store, y"')],
            Validators(etag='"v2"'),
        ),
        ([("Last-Modified", "2026-11-24T11:00:00Z")], NOTHING),
        ([("Last-Modified", "Tue, 24 Nov 2026 11:00:00 +0000")], NOTHING),
        ([("Last-Modified", "Tue, 31 Nov 2026 11:00:00 GMT")], NOTHING),
        ([("Last-Modified", TUESDAY), ("Last-Modified", MONDAY)], NOTHING),
        # Later than the answer: every change until then would be called old.
        ([("Last-Modified", TUESDAY), ("Date", MONDAY)], NOTHING),
        (
            [("Last-Modified", TUESDAY), ("Date", TUESDAY)],
            Validators(last_modified=TUESDAY),
        ),
        (
            [("ETag", '"v2"'), ("Last-Modified", TUESDAY), ("Date", MONDAY)],
            Validators(etag='"v2"'),
        ),
        (
            [("ETag", '"v2"'), ("Content-Location", "/rss.en.xml"), ("Age", "3600")],
            Validators(etag='"v2"'),
        ),
        ([("ETag", '"' + "x" * 2000 + '"')], NOTHING),
        ([], NOTHING),
    ],
)
def test_whole_answer_replaces_what_was_known(
    headers: list[tuple[str, str]], known: Validators
) -> None:
    assert remembered(KNOWN, 200, headers) == known


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ([], KNOWN),
        ([("ETag", '"v1"')], KNOWN),
        (
            [("ETag", '"v1"'), ("Last-Modified", TUESDAY)],
            Validators(etag='"v1"', last_modified=TUESDAY),
        ),
        # Without a tag nothing says that this date goes with the answer that is here.
        ([("Last-Modified", TUESDAY)], KNOWN),
        (
            [("ETag", '"v1"'), ("Last-Modified", TUESDAY), ("Date", MONDAY)],
            KNOWN,
        ),
        ([("ETag", 'W/"v1"')], Validators(etag='W/"v1"', last_modified=MONDAY)),
        ([("ETag", '"v9"')], NOTHING),
        ([("ETag", 'W/"v9"')], NOTHING),
        ([("Cache-Control", "no-store")], NOTHING),
        ([("Vary", "*")], Validators(etag='"v1"')),
    ],
)
def test_unchanged_answer_brings_the_known_up_to_date(
    headers: list[tuple[str, str]], known: Validators
) -> None:
    assert remembered(KNOWN, 304, headers) == known


@pytest.mark.parametrize(
    ("sent", "headers", "answered_by", "believed"),
    [
        (KNOWN, [], None, True),
        (KNOWN, [("ETag", '"v1"')], None, True),
        (KNOWN, [("ETag", 'W/"v1"')], None, True),
        (Validators(etag='W/"v1"'), [("ETag", '"v1"')], None, True),
        (KNOWN, [("ETag", '"v9"')], None, False),
        (KNOWN, [("ETag", 'W/"v9"')], None, False),
        (KNOWN, [("Last-Modified", TUESDAY)], None, True),
        (Validators(last_modified=MONDAY), [("Last-Modified", TUESDAY)], None, False),
        (Validators(last_modified=TUESDAY), [("Last-Modified", MONDAY)], None, True),
        (Validators(last_modified=MONDAY), [("ETag", '"v9"')], None, True),
        # Nobody asked.
        (NOTHING, [], None, False),
        (NOTHING, [("ETag", '"v1"')], None, False),
        (AT_HOME, [("ETag", '"v1"')], HOME, True),
        (AT_HOME, [("ETag", '"v1"')], AWAY, False),
        (KNOWN, [("ETag", '"v1"')], AWAY, True),
    ],
)
def test_a_304_is_believed_if_it_speaks_of_what_is_here(
    sent: Validators,
    headers: list[tuple[str, str]],
    answered_by: str | None,
    believed: bool,
) -> None:
    assert says_unchanged(sent, headers, answered_by=answered_by) is believed
    after = remembered(sent, 304, headers, answered_by=answered_by)
    assert bool(after) is believed


def test_a_304_that_renews_a_weak_tag_by_a_strong_one_changes_nothing() -> None:
    weak = Validators(etag='W/"v1"')
    assert remembered(weak, 304, [("ETag", '"v1"')]) == weak


def test_validators_belong_to_the_address_that_answered() -> None:
    whole = [("ETag", '"v1"'), ("Last-Modified", MONDAY)]
    known = remembered(NOTHING, 200, whole, answered_by=HOME)
    assert known == AT_HOME
    moved = remembered(known, 200, [("ETag", '"v1"')], answered_by=AWAY)
    assert moved == Validators(etag='"v1"', answered_by=AWAY)


def test_the_moment_of_an_answer_stands_in_for_its_date() -> None:
    monday = datetime(2026, 11, 23, 11, tzinfo=UTC)
    headers = [("Last-Modified", TUESDAY)]
    assert remembered(NOTHING, 200, headers, now=monday) == NOTHING
    dated = [*headers, ("Date", TUESDAY)]
    kept = remembered(NOTHING, 200, dated, now=monday)
    assert kept == Validators(last_modified=TUESDAY)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ],
)
def test_every_form_of_a_date_is_read(text: str) -> None:
    assert http_date(text) == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize("status", [206, 301, 404, 429, 500, 503])
def test_failed_answer_leaves_what_was_known(status: int) -> None:
    assert remembered(KNOWN, status, [("ETag", '"error"')]) == KNOWN
