from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import make_outlet
from markup import view_of

from newswatch.extract.times import Dates, dates_of
from newswatch.extract.view import Found
from newswatch.model import Link, Precision, Via

URL = "https://herald.example/a"
EITHER = "<p class='date'>Posted on 03/04/2026</p>"
APRIL, MARCH = "2026-04-03", "2026-03-04"


def dates(body: str, modified: str | None = None, **others: object) -> Dates:
    view = view_of(body, **{"url": URL, **others})  # type: ignore[arg-type]
    return dates_of(replace(view, page=replace(view.page, last_modified=modified)))


def guess(day: str) -> Found[datetime]:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Found(at, "extractor:htmldate")


def test_day_in_numbers_of_either_order_is_unreadable() -> None:
    found = dates(EITHER)

    assert found.published is None
    assert found.warnings == ("date-unreadable",)


@pytest.mark.parametrize(
    ("body", "others", "day"),
    [
        (EITHER, {"modified": "Wed, 04 Mar 2026 10:00:00 GMT"}, MARCH),
        (EITHER, {"modified": "Sat, 04 Apr 2026 10:00:00 GMT"}, APRIL),
        (EITHER, {"modified": "Sun, 22 Nov 2026 10:00:00 GMT"}, None),
        (EITHER, {"outlet": make_outlet(country="US")}, MARCH),
        (EITHER, {"outlet": make_outlet(country="GB")}, APRIL),
        (EITHER, {"outlet": make_outlet(country="CA")}, None),
        (EITHER, {"html": 'lang="en-US"'}, MARCH),
        (EITHER, {"html": 'lang="en-GB"'}, APRIL),
        (EITHER, {"html": 'lang="fr"'}, APRIL),
        (EITHER, {"html": ""}, None),
        (EITHER + "<p>Brussels, 3 April 2026</p>", {}, APRIL),
        (EITHER + "<p data-day='2026-04-03'>x</p>", {}, APRIL),
        # The other order lies in the future of the visit, 23 November 2026.
        ("<p class='date'>Posted on 12/10/2026</p>", {}, "2026-10-12"),
        # No month has that number, or both orders are one day.
        ("<p class='date'>Posted on 20/04/2026</p>", {}, "2026-04-20"),
        ("<p class='date'>Posted on 04/04/2026</p>", {}, "2026-04-04"),
    ],
)
def test_order_is_settled_by_another_source_or_not_at_all(
    body: str, others: dict[str, object], day: str | None
) -> None:
    found = dates(body, **others)  # type: ignore[arg-type]

    assert found.published == (guess(day) if day else None)
    assert found.precision == (Precision.DAY if day else None)
    assert found.warnings == (("date-inferred",) if day else ("date-unreadable",))


def test_address_and_listing_say_which_day_it_is() -> None:
    at = datetime(2026, 3, 4, 9, tzinfo=UTC)
    link = Link(url=URL, via=Via.FEED, published_at=at)

    by_address = dates(EITHER, url="https://herald.example/2026/03/04/a")
    by_feed = dates(EITHER, link=link)

    assert by_address.published == Found(at.replace(hour=0), "url")
    assert by_address.warnings == ("date-inferred",)
    assert by_feed.published == Found(at, "feed")
    assert by_feed.warnings == ()


@pytest.mark.parametrize(
    "quoted",
    [
        "<blockquote class='twitter-tweet'>%s</blockquote>",
        "<blockquote><p>He wrote it</p>%s</blockquote>",
        "<div class='instagram-media'>%s</div>",
        "<div class='embed-block'>%s</div>",
    ],
)
@pytest.mark.parametrize(
    "day", ["<p>April 20, 2026</p>", "<time datetime='2026-04-20T10:00Z'>x</time>"]
)
def test_day_of_a_quoted_post_is_not_the_articles(quoted: str, day: str) -> None:
    body = "<article><h1>Talks end</h1><p>Text of the story.</p>%s</article>"

    assert dates(body % (quoted % day)).published is None
