"""Validators: what the next poll of a listing may tell the server that it has."""

from __future__ import annotations

import pytest

from newswatch.discover.validators import Validators, remembered

NOTHING = Validators()
KNOWN = Validators(etag='"v1"', last_modified="Mon, 23 Nov 2026 11:00:00 GMT")
MONDAY = KNOWN.last_modified or ""
TUESDAY = "Tue, 24 Nov 2026 11:00:00 GMT"


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
            [("Last-Modified", TUESDAY)],
            Validators(etag='"v1"', last_modified=TUESDAY),
        ),
        ([("ETag", 'W/"v1"')], Validators(etag='W/"v1"', last_modified=MONDAY)),
        ([("ETag", '"v9"')], NOTHING),
        ([("Cache-Control", "no-store")], NOTHING),
    ],
)
def test_unchanged_answer_brings_the_known_up_to_date(
    headers: list[tuple[str, str]], known: Validators
) -> None:
    assert remembered(KNOWN, 304, headers) == known


@pytest.mark.parametrize("status", [206, 404, 429, 500, 503])
def test_failed_answer_leaves_what_was_known(status: int) -> None:
    assert remembered(KNOWN, status, [("ETag", '"error"')]) == KNOWN
