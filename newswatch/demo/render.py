"""Pages and listings as bytes: the templates in pages/ filled with an edition.

Templates are string.Template files, one folder an outlet and `any` for what all
share; every value is escaped here before it goes in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import unquote

from newswatch.demo.newsroom import Edition, Entry, Fate, Form, Listing, Page
from newswatch.demo.story import Story

#: stories that the side columns of a page name
_RELATED = 4


@cache
def _template(folder: str, name: str) -> Template:
    place = files("newswatch.demo") / "pages" / folder / name
    return Template(place.read_text(encoding="utf-8"))


def _fill(folder: str, file_name: str, **values: str) -> str:
    """A template with every name in it replaced; KeyError if *values* lacks one."""
    return _template(folder, file_name).substitute(values)


def article(edition: Edition, page: Page) -> bytes:
    """The page of a story, with all that stands round it, in its own encoding."""
    return _rendered(edition, page, "article.html")


def amp_twin(edition: Edition, page: Page) -> bytes:
    """The AMP form: the same text, with the canonical link as its only metadata."""
    return _rendered(edition, page, "amp.html")


def shared_page(edition: Edition, name: str, headline: str = "") -> bytes:
    """One of the pages in pages/any: a front page, a notice, a 404."""
    newsroom = edition.newsroom
    latest = _links(edition, newsroom.having(Fate.STORY), with_time=True)
    text = _fill(
        "any",
        name,
        name=escape(newsroom.name),
        headline=escape(headline),
        base=edition.base,
        latest=latest,
    )
    return text.encode()


def apology(edition: Edition) -> bytes:
    """What an outlet says with status 200 where an article has been taken down."""
    latest = _links(edition, edition.newsroom.having(Fate.STORY), with_time=True)
    folder = edition.newsroom.id
    return _fill(folder, "gone_softly.html", base=edition.base, latest=latest).encode()


def robots_txt(edition: Edition) -> bytes:
    return _fill(edition.newsroom.id, "robots.txt", base=edition.base).encode()


def listing(edition: Edition, shown: Listing) -> bytes:
    """A feed, a sitemap or a section page with its entries in order."""
    folder = edition.newsroom.id
    stem, _, suffix = shown.template.rpartition(".")
    entries = (
        _fill(folder, f"{stem}_entry.{suffix}", **_entry_values(edition, entry))
        for entry in shown.entries
    )
    text = _fill(
        folder,
        shown.template,
        base=edition.base,
        built=format_datetime(edition.now, usegmt=True),
        entries="".join(entries).rstrip("\n"),
        related=_most_read(edition, edition.newsroom.having(Fate.STORY)),
    )
    return text.encode()


def _entry_values(edition: Edition, entry: Entry) -> dict[str, str]:
    page, form = entry.page, entry.form
    published = page.published_at(edition.now)
    # A campaign link keeps the article's own name; twins and short links have none.
    named = form in {Form.PLAIN, Form.TRACKED}
    stated = f"<pubDate>{format_datetime(published, usegmt=True)}</pubDate>"
    return {
        "headline": escape(page.headline),
        "summary": escape(page.story.summary if page.story else ""),
        "url": escape(edition.url(page, form)),
        # Section pages write addresses as people do, without percent signs.
        "path": escape(unquote(edition.path(page, form))),
        "guid": f"<guid>{escape(edition.url(page))}</guid>" if named else "",
        "published": stated if page.dated else "",
        "stamp": _stamp(edition, page),
    }


def _rendered(edition: Edition, page: Page, name: str) -> bytes:
    if page.story is None:
        raise ValueError(f"no story to print at {page.pattern}")
    values = _article_values(edition, page, page.story)
    text = _fill(edition.newsroom.id, name, **values)
    # Headlines in the side columns may hold letters that an old encoding lacks.
    return text.encode(page.encoding, "xmlcharrefreplace")


def _article_values(edition: Edition, page: Page, story: Story) -> dict[str, str]:
    newsroom, url = edition.newsroom, escape(edition.url(page))
    others = [other for other in newsroom.having(Fate.STORY) if other is not page]
    amp = escape(edition.url(page, Form.AMP))
    return {
        "base": edition.base,
        "url": url,
        "charset": page.encoding,
        "language": story.language,
        "story_id": story.id,
        "headline": escape(page.headline),
        "summary": escape(story.summary),
        "section": escape(story.section),
        "tags": escape(", ".join(story.tags)),
        "authors": escape(" and ".join(page.authors)),
        "author_slug": "-".join(page.authors[0].lower().split()),
        "amp_link": f'<link rel="amphtml" href="{amp}">' if page.amp else "",
        "date_meta": _date_meta(edition, page),
        "byline_date": _byline_date(edition, page),
        "jsonld": _jsonld(edition, page, story),
        "paywall": "" if page.free else _paywall(edition),
        "body": _body(edition, story, others),
        "amp_body": "\n".join(f"<p>{escape(text)}</p>" for text in story.paragraphs),
        "latest": _links(edition, others, with_time=True),
        "related": _most_read(edition, others),
    }


def _body(edition: Edition, story: Story, others: list[Page]) -> str:
    """The paragraphs with the outlet's boxes between and after them."""
    folder, next_page = edition.newsroom.id, others[0]
    boxes = dict(edition.newsroom.inserts)
    card_url = escape(edition.url(next_page))
    blocks: list[str] = []
    for number, paragraph in enumerate(story.paragraphs, 1):
        text = _with_link(paragraph, story.linked, card_url)
        blocks.append(_fill(folder, "paragraph.html", text=text))
        if number in boxes:
            blocks.append(_fill(folder, boxes[number], base=edition.base))
    card = _fill(
        folder,
        "card.html",
        card_url=card_url,
        card_headline=escape(next_page.headline),
        card_summary=escape(next_page.story.summary if next_page.story else ""),
    )
    return "".join([*blocks, card]).rstrip("\n")


def _paywall(edition: Edition) -> str:
    return _fill(edition.newsroom.id, "paywall.html", base=edition.base)


def _with_link(paragraph: str, phrase: str, url: str) -> str:
    before, found, after = paragraph.partition(phrase)
    anchor = f'<a href="{url}">{escape(found)}</a>' if found else ""
    return escape(before) + anchor + escape(after)


def _links(edition: Edition, pages: Iterable[Page], *, with_time: bool = False) -> str:
    lines = []
    for page in pages:
        stamp = _stamp(edition, page)
        time = f' <time datetime="{stamp}">{stamp[11:16]}</time>' if with_time else ""
        anchor = f'<a href="{escape(edition.url(page))}">{escape(page.headline)}</a>'
        lines.append(f"<li>{anchor}{time}</li>")
    return "\n".join(lines)


def _most_read(edition: Edition, pages: Sequence[Page]) -> str:
    """A box whose order and numbers change though no article does."""
    last = list(pages[-_RELATED:])
    turn = edition.number % len(last)
    readers = (
        f"<small>{613 * (len(last) - place) + 37 * edition.number} readers</small>"
        for place in range(len(last))
    )
    lines = _links(edition, last[turn:] + last[:turn]).splitlines()
    return "\n".join(
        line.replace("</li>", f" {count}</li>")
        for line, count in zip(lines, readers, strict=True)
    )


def _stamp(edition: Edition, page: Page) -> str:
    """The date of publication on the outlet's own clock, with its offset."""
    published = page.published_at(edition.now)
    return published.astimezone(edition.newsroom.zone).isoformat()


def _date_meta(edition: Edition, page: Page) -> str:
    if not page.dated:
        return ""
    stamp = _stamp(edition, page)
    return f'<meta property="article:published_time" content="{stamp}">'


def _byline_date(edition: Edition, page: Page) -> str:
    if not page.dated:
        return ""
    day = page.published_at(edition.now).astimezone(edition.newsroom.zone)
    words = f"{day.day} {day:%B %Y}"
    return f'<time datetime="{day.isoformat()}">{words}</time>'


def _jsonld(edition: Edition, page: Page, story: Story) -> str:
    """One NewsArticle object; a template may set it into a larger one."""
    # A credit instead of the reporters' names is an agency's.
    kind = "Organization" if page.credit else "Person"
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.headline,
        "description": story.summary,
        "mainEntityOfPage": edition.url(page),
        "author": [{"@type": kind, "name": name} for name in page.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": edition.newsroom.name},
        "articleSection": story.section,
        "keywords": ", ".join(story.tags),
        "inLanguage": story.language,
        "isAccessibleForFree": page.free,
    }
    if page.dated:
        data["datePublished"] = _stamp(edition, page)
    if page.is_edited:
        edited_at = edition.now.replace(second=0, microsecond=0)
        data["dateModified"] = edited_at.astimezone(edition.newsroom.zone).isoformat()
    # "</" would end the script element.
    return json.dumps(data, ensure_ascii=False, indent=1).replace("</", "<\\/")
