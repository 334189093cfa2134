"""The day a page seems to be from, where no source states one: htmldate's guess.

What belongs to others is cut first: side columns, other articles' microdata, quotes and
what networks let one embed, whose dates are those of a post.

A guess that was read out of numbers such as `03/04/2026` may be another day. It holds
where the page has the same day in a certain form, where the other reading lies in the
future, where Last-Modified speaks for it alone, and last where the outlet's country or
the language of the page has one order. Else nobody knows the day.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from htmldate import find_date
from lxml import html
from lxml.html import HtmlElement

from newswatch.dates import parse_instant
from newswatch.extract.dom import elements
from newswatch.extract.view import View
from newswatch.extract.witness import Witness, swapped
from newswatch.model import Precision

log = logging.getLogger(__name__)

_OTHERS = (
    "//aside | //nav | //footer | //blockquote | //iframe | //object"
    " | //*[contains(@class, 'twitter-') or contains(@class, 'instagram-')"
    " or contains(@class, 'bluesky-') or contains(@class, 'tiktok-')"
    " or contains(@class, 'fb-post') or contains(@class, 'embed')]"
    "[count(.//p) < 6][not(.//h1 or self::body or self::html)]"
)
_DAY_MONTH = r"(?<![\d/-])(\d\d?)([/-])(\d\d?)\2(?:20)?(\d\d)(?![\d/-])"
#: a server's stamp this near speaks for a day; of two readings only one can be so near
_NEAR = timedelta(days=4)
#: countries where both orders are usual (Unicode CLDR, short dates; daily life)
_MIXED = frozenset({"CA", "PH", "PR", "GU", "KE", "GH", "PA"})
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}))?$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    #: None: a day stands there, and which one cannot be known
    witness: Witness | None


def guessed(view: View) -> Guess | None:
    """The day that the text of the page seems to have; None without any."""
    latest = view.page.fetched_at.astimezone(UTC) + timedelta(days=1)
    root = _own_part(view)
    try:
        # It cuts a copy that it makes itself.
        day = find_date(root, url=view.page.url, max_date=latest)
        at = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    except MemoryError:
        raise
    except Exception as error:  # a foreign program on a hostile page: anything goes
        log.warning("htmldate failed", extra={"error": type(error).__name__})
        return None
    # A year that stands alone becomes its first of January there.
    if at is None or (at.month, at.day) == (1, 1):
        return None
    if numbers := _ambiguous(root, at.date()):
        known = _settled(view, at.date(), numbers)
        if known is None:
            return Guess(witness=None)
        at = datetime(known.year, known.month, known.day, tzinfo=UTC)
    return Guess(
        witness=Witness(
            at=at, precision=Precision.DAY, zoned=True, evidence="extractor:htmldate"
        )
    )


def _own_part(view: View) -> HtmlElement:
    """A copy of the page without what belongs to others."""
    root = deepcopy(view.root)
    scopes = (elements(tree, "//*[@itemscope]") for tree in (view.root, root))
    pairs = zip(*scopes, strict=True)
    others = [copy for own, copy in pairs if view.scopes.is_foreign(own)]
    for element in (*others, *elements(root, _OTHERS)):
        if element.getparent() is not None:
            element.drop_tree()
    # Dates in the addresses of links belong to what they lead to.
    for link in elements(root, "//a[@href]"):
        del link.attrib["href"]
    return root


def _ambiguous(root: HtmlElement, day: date) -> tuple[int, int] | None:
    """The two numbers, as they stand, that *day* was read from in one of two ways."""
    if swapped(day) is None:
        return None
    text = html.tostring(root, encoding="unicode")
    if any(re.search(form, text) for form in _certain_forms(day)):
        return None
    for found in re.finditer(_DAY_MONTH, text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if {first, second} == {day.day, day.month} and year == day.year % 100:
            return first, second
    return None


def _certain_forms(day: date) -> Iterator[str]:
    year, month, number = day.year, day.month, day.day
    yield rf"{year}([-/.]?)0?{month}\1?0?{number}(?!\d)"
    yield rf"(?<!\d)0?{number}\.\s?0?{month}\.\s?{year}"
    numbered = rf"(?<!\d)0?{number}(?:st|nd|rd|th|er|º|\.)?"
    word = r"[^\W\d_]{3,12}\.?"
    yield rf"{numbered}\s+(?:de\s+)?{word},?\s+(?:de\s+)?{year}"
    yield rf"{word}\s+{numbered},?\s+{year}"


def _settled(view: View, day: date, numbers: tuple[int, int]) -> date | None:
    """Which of the two readings of *day* it is, or None."""
    readings = [reading for reading in (day, swapped(day)) if reading]
    today = view.page.fetched_at.astimezone(UTC).date()
    past = [reading for reading in readings if reading <= today + timedelta(days=1)]
    if len(past) == 1:
        return past[0]
    stamp = parse_instant(view.page.last_modified or "")
    if stamp:
        near = [r for r in readings if abs(stamp.at.date() - r) <= _NEAR]
        if len(near) == 1:
            return near[0]
    month_first = _is_month_first(view)
    if month_first is None:
        return None
    month, number = numbers if month_first else numbers[::-1]
    return date(day.year, month, number)


def _is_month_first(view: View) -> bool | None:
    """Whether people there write the month before the day; None if it is not known."""
    if view.outlet and view.outlet.country:
        country = view.outlet.country
    else:
        declared = _LANGUAGE.match(view.root.get("lang", "").strip())
        language, country = declared.groups("") if declared else ("", "")
        if language and language.lower() != "en" and not country:
            return False
    if not country or country.upper() in _MIXED:
        return None
    return country.upper() == "US"
