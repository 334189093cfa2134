"""A fetched page → an Article with evidence for every field, or a Refusal.

is it HTML → decode → look for hostile markup → parse → lay open
    → headline, authors, dates, the rest → is it an article → body → warnings
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newswatch.extract.access import free_of
from newswatch.extract.authors import authors_of
from newswatch.extract.body import Body, body_of, description_as_body, hints_of
from newswatch.extract.decode import decode, is_html
from newswatch.extract.dom import parse
from newswatch.extract.fields import (
    article_type_of,
    canonical_of,
    says_amp,
    syndicated_from,
)
from newswatch.extract.labels import section_of, tags_of
from newswatch.extract.language import checked_language, installed_detector
from newswatch.extract.live_blog import (
    Updates,
    is_live,
    live_blog,
    own_paragraphs,
    updates_of,
)
from newswatch.extract.paging import first_page_of, turn_of
from newswatch.extract.picture import image_of
from newswatch.extract.scan import hostile_markup, hostile_tree
from newswatch.extract.signals import (
    MOST_DOUBTED,
    refusal_of,
    refusal_of_text,
    suspicion_of,
    text_weight,
)
from newswatch.extract.summary import described_as, summary_of
from newswatch.extract.times import Dates, dates_of
from newswatch.extract.titles import title_of
from newswatch.extract.view import Found, View, evidence_of, key, open_view, value_of
from newswatch.extract.walls import has_paywall_mark
from newswatch.model import (
    Article,
    Author,
    FetchedPage,
    Link,
    Outlet,
    Refusal,
    RefusalReason,
    Turn,
)

log = logging.getLogger(__name__)

#: Latin characters: about 40 words, under which a text is a flash or a rest of one
_SHORT = 240
#: about 150 words, under which a page with a paywall's marks has shown its teaser
_TEASER = 900
#: evidence of a headline that the page itself does not have
_LISTINGS = frozenset({"feed", "sitemap", "link"})


def extract_article(
    page: FetchedPage,
    *,
    outlet: Outlet | None = None,
    link: Link | None = None,
    number: int = 1,
) -> Article | Refusal:
    """The article in *page*, or why there is none; the same page gives the same answer.

    *outlet* brings its rules and defaults, *link* what the listing said, *number* is
    that of the page in an article of several: `turn` names the next. Never raises,
    whatever the bytes are (MemoryError excepted), asks no network and no clock: "now"
    is `page.fetched_at`. Time is linear in the page for all hostile shapes known, but
    that is no promise: run it where CPU and memory are limited.
    """
    try:
        return _read(page, outlet, link, number)
    except MemoryError:
        raise
    except Exception as error:  # the boundary of one page
        log.exception("extraction failed", extra={"url": page.url})
        return Refusal(
            reason=RefusalReason.EXTRACTOR_FAILED, detail=type(error).__name__
        )


def _read(
    page: FetchedPage, outlet: Outlet | None, link: Link | None, number: int
) -> Article | Refusal:
    if not is_html(page.body, page.content_type):
        sent = (page.content_type or "no content type").partition(";")[0][:80]
        return Refusal(reason=RefusalReason.NOT_HTML, detail=f"served as {sent}")
    text = decode(page.body, page.content_type)
    if why := hostile_markup(text):
        return Refusal(reason=RefusalReason.HOSTILE_MARKUP, detail=why)
    root = parse(text)
    if root is None:
        return Refusal(reason=RefusalReason.EMPTY_BODY, detail="the page is empty")
    if why := hostile_tree(root, text):
        return Refusal(reason=RefusalReason.HOSTILE_MARKUP, detail=why)
    view = open_view(page, root, text, outlet=outlet, link=link)
    fields = _fields_of(view)
    if refusal := refusal_of(view, value_of(fields.title)):
        return refusal
    first_page = first_page_of(view) if number == 1 else None
    turn = None if first_page else turn_of(view, number)
    # The body is last: it cuts the tree, and no field may be read from what is left.
    authors = value_of(fields.authors) or ()
    title = value_of(fields.title)
    updates = updates_of(view, text)
    body = body_of(view, text, hints_of(view, title, described_as(view), authors))
    if updates and is_live(updates, body.paragraphs):
        return _live_blog(view, fields, updates, body)
    if not body.paragraphs:
        body = description_as_body(view) or body
    if refusal := _doubt(view, text, fields, body):
        return refusal
    if not body.paragraphs:
        return Refusal(reason=RefusalReason.EMPTY_BODY, detail="no text was found")
    language = checked_language(view, body.paragraphs, installed_detector())
    warnings = (*fields.dates.warnings, *view.doubts, *_warnings(view, fields, body))
    return replace(
        _article(fields, body, language, warnings),
        turn=turn if isinstance(turn, Turn) else None,
        first_page=first_page,
    )


def _doubt(view: View, text: str, fields: _Fields, body: Body) -> Refusal | None:
    """Why the body that was found is no article's; None if it may be one."""
    title = value_of(fields.title)
    told = [each for each in body.paragraphs if key(each) != key(title or "")]
    suspicion, free = None, value_of(fields.free)
    # The page once more, as it was before the body was looked for.
    if text_weight(told) < MOST_DOUBTED and (whole := parse(text)) is not None:
        suspicion = suspicion_of(replace(view, root=whole), title)
    return refusal_of_text(
        told,
        suspicion,
        is_paid=free is False or (free is None and fields.paywalled),
        is_visible=not (body.evidence or "").startswith(
            ("extractor:script", "json-ld")
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fields:
    """All that a page says besides its body."""

    title: Found[str] | None
    authors: Found[tuple[Author, ...]] | None
    dates: Dates
    summary: Found[str] | None
    section: Found[str] | None
    tags: Found[tuple[str, ...]] | None
    image: Found[str] | None
    canonical: Found[str] | None
    syndicated_from: str | None
    article_type: Found[str] | None
    free: Found[bool] | None
    is_amp: bool
    paywalled: bool


def _fields_of(view: View) -> _Fields:
    title, canonical = title_of(view), canonical_of(view)
    return _Fields(
        title=title,
        authors=authors_of(view),
        dates=dates_of(view),
        summary=summary_of(view, value_of(title)),
        section=section_of(view),
        tags=tags_of(view),
        image=image_of(view),
        canonical=canonical,
        syndicated_from=syndicated_from(view, canonical),
        article_type=article_type_of(view),
        free=free_of(view),
        is_amp=says_amp(view),
        paywalled=has_paywall_mark(view),
    )


def _live_blog(view: View, fields: _Fields, updates: Updates, body: Body) -> Article:
    """A live blog's page with what it says itself, which may be no more than fields."""
    language = checked_language(view, body.paragraphs, installed_detector())
    shown, own = body.paragraphs, own_paragraphs(updates, body.paragraphs)
    evidence = body.evidence if own else None
    body = replace(body, paragraphs=own, evidence=evidence)
    warnings = (*fields.dates.warnings, *view.doubts, *_missed(view))
    page = _article(fields, body, language, warnings)
    page = replace(page, article_type="LiveBlogPosting")
    live = replace(live_blog(view, updates, page), shown=shown)
    return replace(page, live=live)


def _warnings(view: View, fields: _Fields, body: Body) -> Iterator[str]:
    weight = text_weight(body.paragraphs)
    if weight < _SHORT:
        yield "text-short"
    free = value_of(fields.free)
    seems_cut = fields.paywalled and free is None and weight < _TEASER
    if free is False or seems_cut:
        yield "paywall-suspected"
    if evidence_of(fields.title) in _LISTINGS:
        yield "title-from-feed"
    yield from _missed(view)


def _missed(view: View) -> Iterator[str]:
    """What is to be said of the outlet's rules that found nothing."""
    if view.missed:
        yield "selector-empty"
        # Once more with each field's name, for whoever mends the rules.
        yield from (f"selector-empty:{name}" for name in sorted(view.missed))


def _article(
    fields: _Fields,
    body: Body,
    language: Found[str] | None,
    warnings: tuple[str, ...],
) -> Article:
    dates = fields.dates
    return Article(
        headline=value_of(fields.title),
        paragraphs=body.paragraphs,
        authors=value_of(fields.authors) or (),
        published_at=value_of(dates.published),
        published_precision=dates.precision,
        modified_at=value_of(dates.modified),
        language=value_of(language),
        summary=value_of(fields.summary),
        section=value_of(fields.section),
        tags=value_of(fields.tags) or (),
        image=value_of(fields.image),
        canonical_url=value_of(fields.canonical),
        syndicated_from=fields.syndicated_from,
        is_amp=fields.is_amp,
        article_type=value_of(fields.article_type),
        free=value_of(fields.free),
        evidence={
            "url": evidence_of(fields.canonical) or "url",
            "title": evidence_of(fields.title),
            "authors": evidence_of(fields.authors),
            "date_published": evidence_of(dates.published),
            "date_modified": evidence_of(dates.modified),
            "language": evidence_of(language),
            "summary": evidence_of(fields.summary),
            "content_text": body.evidence,
            "image": evidence_of(fields.image),
            "tags": evidence_of(fields.tags),
            "section": evidence_of(fields.section),
            "article_type": evidence_of(fields.article_type),
            "is_accessible_for_free": evidence_of(fields.free),
        },
        warnings=warnings,
        extractor=body.extractor,
    )
