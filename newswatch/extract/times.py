"""When an article was published and modified, as its page and its listing say.

The order of belief is: the outlet's own selector, JSON-LD, metadata, microdata, a
`<time>` that belongs to the article, the listing. Where none of them has a date the
day is inferred from the address, then by htmldate. How they are weighed against each
other stands in `witness.py`.

An "Updated:" in front of a `<time>` makes it a date of modification.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newswatch.dates import parse_instant
from newswatch.extract.dom import elements, folded, text_of
from newswatch.extract.guess import guessed
from newswatch.extract.jsonld import moment
from newswatch.extract.meta import method
from newswatch.extract.nearby import belonging
from newswatch.extract.titles import listing
from newswatch.extract.view import Found, View
from newswatch.extract.witness import CONFLICT, Witness, believed, contradict
from newswatch.model import Caution, Precision

_PUBLISHED_META = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "article.published",
    "dcterms.created",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "publish-date",
    "publish_date",
    "publication_date",
    "published_time",
    "pubdate",
    "date",
)
_MODIFIED_META = (
    "article:modified_time",
    "og:modified_time",
    "og:updated_time",
    "datemodified",
    "article.updated",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
)
_UPDATED = re.compile(
    r"updat|modifi|edited|aktualisier|geändert|mis(?:e)? à jour|actualiz|aggiornat|"
    r"atualiz|bijgewerkt|uppdater|opdater|oppdater|päivitet|обновлен|оновлен|изменен|"
    r"更新|gewijzigd|zaktualizowan",
    re.I,
)
_MOST_TIMES = 100

#: a whole day in an address, as in /2026/11/23/ and /2026-11-23-
_URL_DAY = re.compile(r"(?<!\d)(20\d\d)([/-])(\d\d?)\2(\d\d?)(?!\d)")
#: a page that is modified while it is published says so to the second at times
_SAME_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Both dates with their evidence, and what is to be said against them."""

    published: Found[datetime] | None
    precision: Precision | None
    modified: Found[datetime] | None
    warnings: tuple[str, ...]


def dates_of(view: View) -> Dates:
    """The article's dates; aware UTC, a bare day as its midnight UTC."""
    now = view.page.fetched_at
    witnesses = list(_published(view)) or list(_created(view))
    published = believed(witnesses, now)
    modified = believed(list(_modified(view)), now)
    cautions = []
    if published is None:
        published, is_uncertain = _inferred(view)
        if is_uncertain or _states_unreadable(view):
            cautions.append(Caution.DATE_UNREADABLE)
        if published:
            cautions.append(Caution.DATE_INFERRED)
    elif _is_contradicted(published, [*witnesses, *_in_address(view)]):
        cautions.append(Caution.DATE_CONFLICT)
    cautions += _doubts(view, published, modified)
    return Dates(
        published=_found(published),
        precision=published.precision if published else None,
        modified=_found(modified),
        warnings=tuple(caution.value for caution in cautions),
    )


def _doubts(
    view: View, published: Witness | None, modified: Witness | None
) -> Iterator[Caution]:
    dates = [date for date in (published, modified) if date]
    if any(date.is_future(view.page.fetched_at) for date in dates):
        yield Caution.DATE_IN_FUTURE
    zone_known = view.outlet and "timezone" in view.outlet.model_fields_set
    if not zone_known and any(date.has_clock and not date.zoned for date in dates):
        yield Caution.DATE_ZONE_ASSUMED
    if modified and not modified.has_clock:
        yield Caution.MODIFIED_DAY_ONLY
    if published and modified:
        exact = published.has_clock and modified.has_clock
        if published.at - modified.at > (_SAME_MOMENT if exact else CONFLICT):
            yield Caution.MODIFIED_BEFORE_PUBLISHED


def _is_contradicted(date: Witness, others: Iterable[Witness]) -> bool:
    return any(contradict(date, other) for other in others)


def _found(witness: Witness | None) -> Found[datetime] | None:
    return Found(witness.at, witness.evidence) if witness else None


def _published(view: View) -> Iterator[Witness]:
    yield from _witnesses(view, _stated_published(view))
    if view.link and view.link.published_at:
        yield _announced(view.link.published_at, listing(view.link.via))


def _stated_published(view: View) -> list[Found[str]]:
    return [
        *_ruled(view, "date_published"),
        *_json_ld(view, "datePublished", "uploadDate"),
        *(
            Found(value, method(name))
            for name, value in view.meta.each(*_PUBLISHED_META)
        ),
        *_microdata(view, "datePublished"),
        *_near_headline(view, updated=False),
    ]


def _states_unreadable(view: View) -> bool:
    """Whether some place for a date holds more than nothing, and no date."""
    return any(found.value.strip() for found in _stated_published(view))


def _created(view: View) -> Iterator[Witness]:
    # When the editors began is days off at times: better than a guess, no more.
    yield from _witnesses(view, _json_ld(view, "dateCreated"))


def _modified(view: View) -> Iterator[Witness]:
    stated = [
        *_ruled(view, "date_modified"),
        *_json_ld(view, "dateModified"),
        *(
            Found(value, method(name))
            for name, value in view.meta.each(*_MODIFIED_META)
        ),
        *_microdata(view, "dateModified"),
        *_near_headline(view, updated=True),
    ]
    yield from _witnesses(view, stated)
    if view.link and view.link.modified_at:
        yield _announced(view.link.modified_at, listing(view.link.via))


def _ruled(view: View, name: str) -> list[Found[str]]:
    def is_date(text: str) -> bool:
        instant = parse_instant(text, "UTC", view.rules.date_formats)
        return instant is not None and not instant.coarse

    return view.ruled(name, "datetime", "content", usable=is_date)


def _announced(at: datetime, evidence: str) -> Witness:
    return Witness(at=at, precision=Precision.SECOND, zoned=True, evidence=evidence)


def _json_ld(view: View, *names: str) -> Iterator[Found[str]]:
    for found in view.stated(*names):
        if value := moment(found.value):
            yield Found(value, found.evidence)


def _microdata(view: View, name: str) -> Iterator[Found[str]]:
    stated = [item for item in view.microdata.stating(name) if item.tag != "meta"]
    own = [item for item in stated[:_MOST_TIMES] if view.scopes.owns(item)]
    for element in belonging(view.root, own)[:1]:
        value = element.get("datetime") or element.get("content")
        yield Found(value or text_of(element), f"microdata:{name}")


def _witnesses(view: View, stated: Iterable[Found[str]]) -> Iterator[Witness]:
    zone = view.outlet.timezone if view.outlet else "UTC"
    formats = view.rules.date_formats
    for found in stated:
        instant = parse_instant(found.value, zone, formats)
        if instant and not instant.coarse:
            far = parse_instant(found.value, "Pacific/Kiritimati", formats)
            near = parse_instant(found.value, "UTC", formats)
            yield Witness(
                at=instant.at,
                precision=instant.precision,
                zoned=far == near,
                evidence=found.evidence,
            )


def _in_address(view: View) -> Iterator[Witness]:
    """The day that the address of the page has, if it has one."""
    path = urlsplit(view.page.url).path
    days = {(found[1], found[3], found[4]) for found in _URL_DAY.finditer(path)}
    for year, month, day in days if len(days) == 1 else ():
        instant = parse_instant(f"{year}-{month:0>2}-{day:0>2}")
        if instant:
            yield Witness(
                at=instant.at, precision=Precision.DAY, zoned=True, evidence="url"
            )


def _inferred(view: View) -> tuple[Witness | None, bool]:
    """The day that nobody states, and whether one stands there that is not certain."""
    for witness in _in_address(view):
        if not witness.is_future(view.page.fetched_at):
            return witness, False
    guess = guessed(view)
    certain = guess.witness if guess else None
    return certain, guess is not None and certain is None


def _near_headline(view: View, *, updated: bool) -> Iterator[Found[str]]:
    times = elements(view.root, "//time[@datetime]")[:_MOST_TIMES]
    own = [item for item in times if not view.scopes.is_foreign(item)]
    fitting = [item for item in own if _says_updated(item) is updated]
    for item in belonging(view.root, fitting)[:1]:
        yield Found(item.get("datetime", ""), "html:time")


def _says_updated(item: HtmlElement) -> bool:
    parent, before = item.getparent(), item.getprevious()
    names = f"{item.get('class', '')} {item.get('itemprop', '')}"
    label = ""
    if parent is not None:
        names += f" {parent.get('class', '')}"
        label = folded((parent.text if before is None else before.tail) or "")
    if before is not None and before.tag != "time" and not label:
        label = text_of(before)
    said = f"{label[-40:]} {text_of(item)[:40]} {names[:300]}"
    return _UPDATED.search(said) is not None
