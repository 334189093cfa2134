"""When an article was published and modified, as its page and its listing say.

The order of belief is: the outlet's own selector, JSON-LD, metadata, microdata, a
`<time>` that belongs to the article, the listing, and htmldate for the day alone. Two
later witnesses may make the first more exact, never contradict it: one that adds the
clock to a bare day, and one that adds the zone to a time of day without any.

An "Updated:" in front of a `<time>` makes it a date of modification.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from htmldate import find_date
from lxml.html import HtmlElement

from newswatch.dates import parse_instant
from newswatch.extract.dom import elements, folded, text_of
from newswatch.extract.jsonld import text
from newswatch.extract.meta import method
from newswatch.extract.nearby import belonging
from newswatch.extract.titles import listing
from newswatch.extract.view import Found, View
from newswatch.model import Precision

log = logging.getLogger(__name__)

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

#: two witnesses further apart than this speak of different events
CONFLICT = timedelta(days=1)
#: the widest offsets from UTC in use are +14:00 and -12:00
_WIDEST_OFFSET = timedelta(hours=14)
_QUARTER_S = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class _Witness:
    at: datetime
    precision: Precision
    #: whether the text named its zone itself
    zoned: bool
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Both dates with their evidence, and what is to be said against them."""

    published: Found[datetime] | None
    precision: Precision | None
    modified: Found[datetime] | None
    warnings: tuple[str, ...]


def dates_of(view: View) -> Dates:
    """The article's dates; aware UTC, the day of publication as midnight UTC."""
    witnesses = list(_published(view)) or list(_created(view))
    published = _most_exact(witnesses)
    modified = _most_exact(list(_modified(view)))
    warnings = []
    if published is None and (published := _inferred(view)):
        warnings.append("date-inferred")
    if published:
        if published.at > view.page.fetched_at + timedelta(days=1):
            warnings.append("date-in-future")
        if any(abs(other.at - published.at) > CONFLICT for other in witnesses):
            warnings.append("date-conflict")
    return Dates(
        published=_found(published),
        precision=published.precision if published else None,
        modified=_found(modified),
        warnings=tuple(warnings),
    )


def _found(witness: _Witness | None) -> Found[datetime] | None:
    return Found(witness.at, witness.evidence) if witness else None


def _most_exact(witnesses: list[_Witness]) -> _Witness | None:
    if not witnesses:
        return None
    best = witnesses[0]
    for other in witnesses[1:]:
        apart = abs(other.at - best.at)
        adds_clock = (
            best.precision is Precision.DAY
            and other.precision is not Precision.DAY
            and -_WIDEST_OFFSET <= other.at - best.at < CONFLICT + _WIDEST_OFFSET
        )
        adds_zone = (
            not best.zoned
            and other.zoned
            and other.precision is not Precision.DAY
            and best.precision is not Precision.DAY
            and apart <= _WIDEST_OFFSET
            and apart.total_seconds() % _QUARTER_S < 1
        )
        if adds_clock or adds_zone:
            best = other
    return best


def _published(view: View) -> Iterator[_Witness]:
    stated = [
        *_ruled(view, "date_published"),
        *_json_ld(view, "datePublished", "uploadDate"),
        *(
            Found(value, method(name))
            for name, value in view.meta.each(*_PUBLISHED_META)
        ),
        *_microdata(view, "datePublished"),
        *_near_headline(view, updated=False),
    ]
    yield from _witnesses(view, stated)
    if view.link and view.link.published_at:
        yield _announced(view.link.published_at, listing(view.link.via))


def _created(view: View) -> Iterator[_Witness]:
    # When the editors began is days off at times: better than a guess, no more.
    yield from _witnesses(view, _json_ld(view, "dateCreated"))


def _modified(view: View) -> Iterator[_Witness]:
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


def _announced(at: datetime, evidence: str) -> _Witness:
    return _Witness(at=at, precision=Precision.SECOND, zoned=True, evidence=evidence)


def _json_ld(view: View, *names: str) -> Iterator[Found[str]]:
    for found in view.stated(*names):
        if value := text(found.value):
            yield Found(value, found.evidence)


def _microdata(view: View, name: str) -> Iterator[Found[str]]:
    path = f"//*[@itemprop='{name}'][not(self::meta)]"
    for element in belonging(view.root, elements(view.root, path)[:_MOST_TIMES])[:1]:
        value = element.get("datetime") or element.get("content")
        yield Found(value or text_of(element), f"microdata:{name}")


def _witnesses(view: View, stated: Iterable[Found[str]]) -> Iterator[_Witness]:
    zone = view.outlet.timezone if view.outlet else "UTC"
    formats = view.rules.date_formats
    for found in stated:
        instant = parse_instant(found.value, zone, formats)
        if instant and not instant.coarse:
            far = parse_instant(found.value, "Pacific/Kiritimati", formats)
            near = parse_instant(found.value, "UTC", formats)
            yield _Witness(
                at=instant.at,
                precision=instant.precision,
                zoned=far == near,
                evidence=found.evidence,
            )


def _inferred(view: View) -> _Witness | None:
    latest = view.page.fetched_at.astimezone(UTC) + timedelta(days=1)
    # Dates in side columns, and in the addresses of links, belong to other articles.
    root = deepcopy(view.root)
    for element in elements(root, "//aside | //nav | //footer"):
        element.drop_tree()
    for link in elements(root, "//a[@href]"):
        del link.attrib["href"]
    try:
        day = find_date(root, url=view.page.url, max_date=latest)
        at = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    except MemoryError:
        raise
    except Exception as error:  # a foreign program on a hostile page: anything goes
        log.warning("htmldate failed", extra={"error": type(error).__name__})
        return None
    if at is None:
        return None
    return _Witness(
        at=at, precision=Precision.DAY, zoned=True, evidence="extractor:htmldate"
    )


def _near_headline(view: View, *, updated: bool) -> Iterator[Found[str]]:
    times = elements(view.root, "//time[@datetime]")[:_MOST_TIMES]
    fitting = [item for item in times if _says_updated(item) is updated]
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
