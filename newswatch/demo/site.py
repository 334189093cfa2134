"""All that one outlet answers, as a table from request target to Answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from newswatch.demo import render
from newswatch.demo.newsroom import Edition, Fate, Form, Listing, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer; *location* makes it a redirect."""

    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    body: bytes = field(default=b"", repr=False)
    etag: str | None = None
    modified_at: datetime | None = None
    location: str | None = None
    delay_s: float = 0.0

    @property
    def last_modified(self) -> str | None:
        """The Last-Modified header (RFC 9110 §8.8.2)."""
        if self.modified_at is None:
            return None
        return format_datetime(self.modified_at.astimezone(UTC), usegmt=True)


#: by path and query, as they stand in the request line
Site = Mapping[str, Answer]


def build_site(edition: Edition) -> Site:
    """Every answer of an outlet except the one for all other addresses."""
    newsroom = edition.newsroom
    site = {
        "/": Answer(body=render.shared_page(edition, "front.html")),
        "/robots.txt": Answer(
            content_type="text/plain; charset=utf-8", body=render.robots_txt(edition)
        ),
    }
    site |= {shown.path: _listing(edition, shown) for shown in newsroom.listings}
    for page in newsroom.pages:
        site |= _answers(edition, page)
    return site


def not_found(edition: Edition) -> Answer:
    return Answer(status=404, body=render.shared_page(edition, "not_found.html"))


def is_unchanged(
    answer: Answer, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Whether the asker's copy is good and a 304 is due (RFC 9110 §13.2.2).

    An entity tag goes before a date; a date that cannot be read counts as absent.
    """
    if if_none_match is not None:
        tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
        return answer.etag is not None and (answer.etag in tags or "*" in tags)
    if if_modified_since is None or answer.modified_at is None:
        return False
    try:
        since = parsedate_to_datetime(if_modified_since)
    except ValueError:
        return False
    # A date whose zone is "-0000" comes out without one; HTTP dates are in GMT.
    return answer.modified_at <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def _answers(edition: Edition, page: Page) -> dict[str, Answer]:
    match page.fate:
        case Fate.GONE | Fate.TAKEN_DOWN:
            return {}
        case Fate.CONSENT | Fate.CHALLENGE:
            body = render.shared_page(edition, f"{page.fate}.html")
            return {edition.path(page): Answer(body=body)}
        case Fate.GONE_SOFTLY:
            return {edition.path(page): Answer(body=render.apology(edition))}
        case Fate.UNWANTED:
            body = render.shared_page(edition, "notice.html", page.headline)
            return {edition.path(page): Answer(body=body)}
        case Fate.STORY | Fate.FORBIDDEN:
            return _story_answers(edition, page)


def _story_answers(edition: Edition, page: Page) -> dict[str, Answer]:
    whole = _with_etag(
        Answer(
            content_type=f"text/html; charset={page.encoding}",
            body=render.article(edition, page),
            delay_s=page.delay_s,
        )
    )
    moved = Answer(status=301, location=edition.url(page))
    by_form = dict.fromkeys(page.forms, moved)
    by_form |= {Form.PLAIN: whole, Form.TRACKED: whole}
    if page.amp:
        by_form[Form.AMP] = _with_etag(Answer(body=render.amp_twin(edition, page)))
    return {edition.path(page, form): answer for form, answer in by_form.items()}


def _listing(edition: Edition, shown: Listing) -> Answer:
    newest = max(entry.page.published_at(edition.now) for entry in shown.entries)
    return _with_etag(
        Answer(
            content_type=shown.content_type,
            body=render.listing(edition, shown),
            # A later edition may differ in what is no entry's date.
            modified_at=newest if edition.number == 1 else edition.now,
        )
    )


def _with_etag(answer: Answer) -> Answer:
    tag = hashlib.sha256(answer.body).hexdigest()[:16]
    return replace(answer, etag=f'"{tag}"')
