"""What each selector of an outlet's rules finds on one page, for who writes them.

The page is read as for its article, which has the last word on what becomes of it;
here it is only counted. Beside that: what the page says of its outlet, for a first
entry of one that nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from newswatch.extract.decode import decode, is_html
from newswatch.extract.dom import base_address, compiled, elements, folded, parse
from newswatch.extract.jsonld import plain_text
from newswatch.extract.meta import read_meta
from newswatch.extract.rules import cut, select, text_in
from newswatch.extract.scan import hostile_markup, hostile_tree
from newswatch.model import FetchedPage, Outlet
from newswatch.model.outlet import RULED_FIELDS, RULED_LINKS
from newswatch.urls import absolute_url

#: characters of a text that are shown, and of a name
_SAMPLE = 200
_LONGEST_NAME = 80
_MOST_FEEDS = 5
#: elements whose words are counted: they may lie in one another
_MOST_COUNTED = 200
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_SEEN = "descendant-or-self::*/text()[not(parent::script or parent::style)]"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectorTrial:
    """One selector and what it found."""

    #: the rules' key it stands under
    key: str
    selector: str
    #: elements or pieces of text
    found: int
    words: int
    #: the beginning of the first
    sample: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTrial:
    selectors: tuple[SelectorTrial, ...] = ()
    #: words of the page, seen or not, without scripts
    words: int = 0
    site_name: str | None = None
    #: addresses of the feeds that the page names
    feeds: tuple[str, ...] = ()


def try_page(page: FetchedPage, outlet: Outlet) -> PageTrial:
    """What *outlet*'s rules of the day find on *page*; nothing on one not read."""
    if not is_html(page.body, page.content_type):
        return PageTrial()
    text = decode(page.body, page.content_type)
    root = None if hostile_markup(text) else parse(text)
    if root is None or hostile_tree(root, text):
        return PageTrial()
    words = _words_in(root)
    site_name = read_meta(root).first("og:site_name", "application-name")
    return PageTrial(
        feeds=tuple(dict.fromkeys(_feeds(root, page)))[:_MOST_FEEDS],
        site_name=plain_text(site_name[1])[:_LONGEST_NAME] if site_name else None,
        words=words,
        selectors=tuple(_tried(root, page, outlet)),
    )


def _tried(
    root: HtmlElement, page: FetchedPage, outlet: Outlet
) -> Iterator[SelectorTrial]:
    rules = outlet.rules_on(page.fetched_at.date())
    if rules is None:
        return
    fields = [key for key in (*RULED_FIELDS, *RULED_LINKS) if key != "body"]
    pairs = [(key, selector) for key in fields for selector in getattr(rules, key)]
    # As for the article: the fields, then what is cut, then the body.
    for key, selector in pairs:
        yield _trial(root, key, selector)
    for selector in rules.remove:
        yield _trial(root, "remove", selector)
        cut(root, [selector])
    for selector in rules.body:
        yield _trial(root, "body", selector)


def _trial(root: HtmlElement, key: str, selector: str) -> SelectorTrial:
    found = select(root, selector)
    return SelectorTrial(
        key=key,
        selector=selector,
        found=len(found),
        words=sum(map(_words_in, found[:_MOST_COUNTED])),
        sample=next(filter(None, map(text_in, found)), "")[:_SAMPLE],
    )


def _words_in(item: HtmlElement | str) -> int:
    if isinstance(item, str):
        return len(item.split())
    pieces = compiled(_SEEN)(item)
    if not isinstance(pieces, list):
        return 0
    return sum(len(str(piece).split()) for piece in pieces)


def _feeds(root: HtmlElement, page: FetchedPage) -> Iterator[str]:
    base = base_address(root, page.url)
    for link in elements(root, "//link[@rel and @href]"):
        kind = folded(link.get("type", "")).partition(";")[0].lower()
        is_alternate = "alternate" in link.get("rel", "").lower().split()
        address = absolute_url(link.get("href", ""), base)
        if is_alternate and kind in _FEED_TYPES and address:
            yield address
