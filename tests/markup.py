"""Pages and what is made of them, for tests of extraction."""

from __future__ import annotations

from typing import Any

from builders import make_page

from newswatch.extract import extract_article
from newswatch.extract.dom import parse
from newswatch.extract.view import View, open_view
from newswatch.model import Article, FetchedPage, Link, Outlet

ADDRESS = "https://herald.example/world/2026/11/23/talks-end-without-a-ceasefire"
STORY = (
    "Officials of two countries met in the capital on Monday and parted in the evening "
    "without a common statement, a spokesman for the hosts said.",
    "Both sides called the talks useful. A third meeting may follow before the winter, "
    "though nobody would name a place or a day for it.",
    "The delegations had come with long lists of wishes, one of which was read aloud "
    "in the hall and greeted with a silence that lasted a minute.",
)


def story(paragraphs: tuple[str, ...] = STORY) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def markup(body: str = "", head: str = "", html: str = 'lang="en"') -> str:
    return (
        f'<!DOCTYPE html><html {html}><head><meta charset="utf-8">{head}</head>'
        f"<body>{body}</body></html>"
    )


def page_of(text: str | bytes, url: str = ADDRESS, **changes: Any) -> FetchedPage:
    body = text if isinstance(text, bytes) else text.encode()
    return make_page(url, body=body, **changes)


def view_of(
    body: str = "",
    head: str = "",
    *,
    html: str = 'lang="en"',
    url: str = ADDRESS,
    outlet: Outlet | None = None,
    link: Link | None = None,
) -> View:
    text = markup(body, head, html)
    root = parse(text)
    assert root is not None
    return open_view(page_of(text, url), root, text, outlet=outlet, link=link)


def read(text: str, url: str = ADDRESS, **others: Any) -> Article:
    """The article in a page that must hold one."""
    found = extract_article(page_of(text, url), **others)
    assert isinstance(found, Article), found
    return found


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'
