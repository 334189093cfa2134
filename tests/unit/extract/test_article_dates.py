from __future__ import annotations

from datetime import UTC, datetime

import pytest
from builders import make_outlet
from markup import json_ld, view_of

from newswatch.extract.times import Dates, dates_of
from newswatch.extract.view import Found
from newswatch.model import Link, Precision, Rules, Via


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def ld(**dates: str) -> str:
    stated = "".join(f',"{name}":"{value}"' for name, value in dates.items())
    return json_ld(f'{{"@type":"NewsArticle"{stated}}}')


def dates(body: str = "", head: str = "", **others: object) -> Dates:
    others.setdefault("url", "https://herald.example/a")
    return dates_of(view_of(body, head, **others))  # type: ignore[arg-type]


META = '<meta property="article:published_time" content="%s">'
TIME = '<time datetime="%s">x</time>'


@pytest.mark.parametrize(
    ("body", "head", "expected", "precision", "evidence"),
    [
        (
            ld(datePublished="2026-11-20T10:00:05+03:00"),
            META % "2026-11-20T11:00:00Z",
            datetime(2026, 11, 20, 7, 0, 5, tzinfo=UTC),
            Precision.SECOND,
            "json-ld:NewsArticle.datePublished",
        ),
        (
            "",
            META % "2026-11-20T11:00Z",
            at(20, 11),
            Precision.MINUTE,
            "opengraph:article:published_time",
        ),
        (
            "",
            '<meta name="date" content="2026-11-20">',
            at(20),
            Precision.DAY,
            "meta:date",
        ),
        (
            '<span itemprop="datePublished" content="2026-11-20T11:00Z">x</span>',
            "",
            at(20, 11),
            Precision.MINUTE,
            "microdata:datePublished",
        ),
        (
            "<article><h1>x</h1>" + TIME % "2026-11-20T11:00Z" + "</article>",
            "",
            at(20, 11),
            Precision.MINUTE,
            "html:time",
        ),
    ],
)
def test_date_is_that_of_the_best_witness(
    body: str, head: str, expected: datetime, precision: Precision, evidence: str
) -> None:
    found = dates(body, head)

    assert found.published is not None
    assert found.published.value == expected
    assert found.precision is precision
    assert found.published.evidence == evidence
    assert found.warnings == ()


def test_time_without_a_zone_is_in_the_outlets() -> None:
    outlet = make_outlet(timezone="Europe/Moscow")

    found = dates(ld(datePublished="2026-11-20T10:00:00"), outlet=outlet)

    assert found.published is not None
    assert found.published.value == at(20, 7)


def test_witness_with_a_zone_mends_one_without() -> None:
    body = ld(datePublished="2026-11-20T10:00:00")

    found = dates(body, META % "2026-11-20T10:00:00-05:00")

    assert found.published is not None
    assert found.published.value == at(20, 15)


def test_witness_with_a_clock_mends_a_bare_day() -> None:
    found = dates(ld(datePublished="2026-11-20"), META % "2026-11-20T10:00Z")

    assert found.published is not None
    assert found.published.value == at(20, 10)
    assert found.precision is Precision.MINUTE


def test_witness_of_another_day_mends_nothing_and_is_told_of() -> None:
    found = dates(ld(datePublished="2026-11-20"), META % "2026-11-14T10:00Z")

    assert found.published is not None
    assert found.published.value == at(20)
    assert found.warnings == ("date-conflict",)


def test_times_of_other_articles_are_not_taken() -> None:
    wrong = TIME % "2026-01-01T00:00Z"
    body = (
        f"<aside>{wrong}</aside><ul class='latest'><li>{wrong}</li></ul>"
        f"<main><h1>x</h1><a href='/o'>{wrong}</a><p>{TIME % '2026-11-20T11:00Z'}</p>"
        f"</main><div class='related'>{wrong}</div><article>{wrong}</article>"
    )

    found = dates(body)

    assert found.published is not None
    assert found.published.value == at(20, 11)


@pytest.mark.parametrize(
    "time",
    [
        "Updated: " + TIME % "2026-11-20T11:00Z",
        '<time class="modified" datetime="2026-11-20T11:00Z">x</time>',
        '<time datetime="2026-11-20T11:00Z">Aktualisiert am 20.11.</time>',
        "<span>Обновлено</span> " + TIME % "2026-11-20T11:00Z",
    ],
)
def test_time_marked_as_updated_is_no_publication(time: str) -> None:
    published = "<p>" + TIME % "2026-11-19T08:00Z" + "</p>"

    found = dates(f"<main><h1>x</h1><p>{time}</p>{published}</main>")

    assert found.published is not None
    assert found.modified is not None
    assert found.published.value == at(19, 8)
    assert found.modified.value == at(20, 11)


def test_modification_is_read_from_json_ld_and_metadata() -> None:
    stated = dates(ld(datePublished="2026-11-20", dateModified="2026-11-21T01:00Z"))
    meta = dates("", '<meta property="og:updated_time" content="2026-11-21T01:00Z">')

    assert stated.modified is not None
    assert meta.modified is not None
    assert stated.modified.value == meta.modified.value == at(21, 1)
    assert stated.modified.evidence == "json-ld:NewsArticle.dateModified"


def test_listing_is_asked_before_anything_is_guessed() -> None:
    link = Link(
        url="https://herald.example/a", via=Via.NEWS_SITEMAP, published_at=at(20, 9)
    )

    found = dates("<p>Posted on 3 March 2019</p>", link=link)

    assert found.published is not None
    assert found.published.value == at(20, 9)
    assert found.published.evidence == "sitemap"


def test_day_in_the_text_is_a_guess_and_says_so() -> None:
    found = dates("<p class='date'>Posted on 20 November 2026</p>")

    assert found.published is not None
    assert found.published.value == at(20)
    assert found.precision is Precision.DAY
    assert found.published.evidence == "extractor:htmldate"
    assert found.warnings == ("date-inferred",)


def test_page_without_a_date_has_none() -> None:
    assert dates("<p>x</p>") == Dates(
        published=None, precision=None, modified=None, warnings=()
    )


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        # The page was fetched at noon of the 23rd.
        ("2026-11-23T12:10Z", False),
        ("2026-11-23T12:20Z", True),
        ("2026-11-23T13:10+01:00", False),
        ("2026-11-24T11:00Z", True),
        # It is the 24th somewhere, and two o'clock without a zone may be ten.
        ("2026-11-24", False),
        ("2026-11-23T23:00", False),
        ("2026-11-25", True),
        ("2026-11-24T03:00", True),
    ],
)
def test_date_after_the_visit_is_told_of(stated: str, told: bool) -> None:
    published = dates(ld(datePublished=stated))
    modified = dates(ld(datePublished="2026-11-20T10:00Z", dateModified=stated))

    assert ("date-in-future" in published.warnings) is told
    assert ("date-in-future" in modified.warnings) is told


@pytest.mark.parametrize(
    ("first", "second", "expected", "warning"),
    [
        # a zone that is wrong by eight hours
        ("2026-11-23T19:30:07Z", "2026-11-23T11:30:07Z", at(23, 11, 30), "conflict"),
        # day and month changed over
        ("2026-12-11T10:00Z", "2026-11-12T10:00Z", at(12, 10), "conflict"),
        # another event
        ("2026-11-30T10:00Z", "2026-11-02T10:00Z", at(30, 10), "in-future"),
    ],
)
def test_date_that_cannot_be_true_gives_way_to_its_mended_form(
    first: str, second: str, expected: datetime, warning: str
) -> None:
    found = dates(ld(datePublished=first), META % second)

    assert found.published is not None
    assert found.published.value.replace(second=0) == expected
    assert f"date-{warning}" in found.warnings
    assert "date-conflict" in found.warnings or warning == "in-future"


def test_day_and_month_changed_over_are_a_conflict() -> None:
    found = dates(ld(datePublished="2026-10-11"), META % "2026-11-10T10:00Z")

    assert found.published is not None
    assert found.published.value == datetime(2026, 10, 11, tzinfo=UTC)
    assert found.warnings == ("date-conflict",)


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("2026-11-20T10:00:07-05:00", True),
        ("2026-11-20T11:00:08Z", False),
        ("2026-11-20T10:00:07Z", False),
    ],
)
def test_one_time_of_day_in_two_zones_is_a_conflict(second: str, told: bool) -> None:
    found = dates(ld(datePublished="2026-11-20T10:00:07Z"), META % second)

    assert ("date-conflict" in found.warnings) is told


@pytest.mark.parametrize(
    ("modified", "warning"),
    [
        ("2026-11-20T09:00:00Z", "modified-before-published"),
        ("2026-11-20T09:59:30Z", None),
        ("2026-11-20T10:00:00Z", None),
        ("2026-11-21T10:00:00Z", None),
        ("2026-11-20", "modified-day-only"),
        ("2026-11-19", "modified-before-published"),
    ],
)
def test_modification_before_publication_is_told_of(
    modified: str, warning: str | None
) -> None:
    found = dates(ld(datePublished="2026-11-20T10:00:00Z", dateModified=modified))

    assert found.modified is not None
    assert found.published is not None
    assert found.published.value == at(20, 10)
    assert (warning in found.warnings) if warning else found.warnings == ()


@pytest.mark.parametrize(
    ("stated", "zone", "told"),
    [
        ("2026-11-20T10:00:00", None, True),
        ("2026-11-20T10:00:00", "Europe/Moscow", False),
        ("2026-11-20T10:00:00Z", None, False),
        ("2026-11-20", None, False),
    ],
)
def test_zone_that_nobody_named_is_told_of(
    stated: str, zone: str | None, told: bool
) -> None:
    outlet = make_outlet(timezone=zone) if zone else make_outlet()

    found = dates(ld(datePublished=stated), outlet=outlet)

    assert ("date-zone-assumed" in found.warnings) is told


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/world/2026/11/20/talks", 20),
        ("/2026-11-20-talks", 20),
        ("/2026/11/5/talks/", 5),
        ("/20261120/talks", None),
        ("/2026/13/20/talks", None),
        ("/2026/11/28/talks", None),
        ("/2026/11/20/2026/11/21", None),
        ("/talks-2026/11", None),
    ],
)
def test_day_in_the_address_is_a_guess_and_says_so(path: str, day: int | None) -> None:
    found = dates("<p>x</p>", url=f"https://herald.example{path}")
    evidence = found.published.evidence if found.published else None

    assert (evidence == "url") is (day is not None)
    if day and found.published:
        assert found.published.value == at(day)
        assert found.precision is Precision.DAY
        assert found.warnings == ("date-inferred",)


@pytest.mark.parametrize(
    ("path", "told"), [("/2026/11/18/x", False), ("/2026/11/2/x", True)]
)
def test_address_of_another_time_is_a_conflict(path: str, told: bool) -> None:
    url = f"https://herald.example{path}"

    found = dates(ld(datePublished="2026-11-20T00:00Z"), url=url)

    assert ("date-conflict" in found.warnings) is told


@pytest.mark.parametrize(
    "stated",
    ["1795172405", "1795172405000", "1795172405.0", '"1795172405"', "[1795172405456]"],
)
def test_number_counts_seconds_or_milliseconds_since_1970(stated: str) -> None:
    found = dates(json_ld(f'{{"@type":"NewsArticle","datePublished":{stated}}}'))

    assert found.published == Found(
        datetime(2026, 11, 20, 11, 0, 5, tzinfo=UTC),
        "json-ld:NewsArticle.datePublished",
    )
    assert found.precision is Precision.SECOND
    assert found.warnings == ()


@pytest.mark.parametrize("stated", ["0", "17", "1e300", "2026112011", "true", "NaN"])
def test_number_that_counts_no_plausible_time_is_no_date(stated: str) -> None:
    found = dates(json_ld(f'{{"@type":"NewsArticle","datePublished":{stated}}}'))

    assert found.published is None
    told = () if stated == "true" else ("date-unreadable",)
    assert found.warnings == told


@pytest.mark.parametrize("stated", ["1970-01-01T00:00:00Z", "11/12/2026", "gestern"])
def test_stated_date_that_says_nothing_certain_is_told_of(stated: str) -> None:
    found = dates(ld(datePublished=stated))

    assert found.published is None
    assert found.warnings == ("date-unreadable",)


@pytest.mark.parametrize(
    "nonsense", ["0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "soon", "", "2026-11"]
)
def test_placeholders_and_months_are_no_dates(nonsense: str) -> None:
    found = dates(ld(datePublished=nonsense), META % "2026-11-20T10:00Z")

    assert found.published is not None
    assert found.published.value == at(20, 10)


def test_selector_and_format_of_the_outlet_come_first() -> None:
    rules = Rules(date_published=".when", date_formats=("%d/%m/%Y um %H.%M",))
    outlet = make_outlet(rules=(rules,), timezone="Europe/Berlin")
    body = ld(datePublished="2026-11-20") + '<p class="when">03/11/2026 um 08.30</p>'

    found = dates(body, outlet=outlet)

    assert found.published is not None
    assert found.published.value == at(3, 7, 30)
    assert found.published.evidence == "selector:.when"


def test_creation_is_used_only_where_nothing_better_is_stated() -> None:
    both = dates(ld(datePublished="2026-11-20T10:00Z", dateCreated="2026-11-01T10:00Z"))
    alone = dates(ld(dateCreated="2026-11-01T10:00Z"))

    assert both.warnings == ()
    assert alone.published is not None
    assert alone.published.value == at(1, 10)
