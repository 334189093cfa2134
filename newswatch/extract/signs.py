"""What a page shows of its kind, read once for all who ask: headings, marks, text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from newswatch.extract.cards import Cards, cards_of
from newswatch.extract.dom import elements, text_of
from newswatch.extract.subject import ARTICLE_TYPES, place, places
from newswatch.extract.view import View, key

#: a heading longer than this is a sentence of a story
SHORT_HEADING = 90
#: articles that stand elsewhere, described by one page
MANY_ARTICLES = 5
#: characters of a page that a verdict quotes
_QUOTED = 80
#: paragraphs of a sentence or more, side by side: stories have them, listings do not.
#: What follows a linked heading is the excerpt of another story.
_SENTENCES = (
    "//p[string-length(normalize-space(.)) > 80]"
    "[not(preceding-sibling::*[1][self::h2 or self::h3 or self::h4][.//a])]"
)
_RUNNING_TEXT = 4
#: a heading that links to itself is a long text's
_LINKED_HEADINGS = (
    "(//h2 | //h3 | //h4)[.//a[@href][not(starts-with(@href, '#'))]]"
    " | //a[.//h2 or .//h3 or .//h4]"
)
_MOST = 20
_DATED_META = ("article:published_time", "og:published_time")
_FRONT = re.compile(r"/?(?:(?:index|home|default)(?:\.\w{3,5})?)?/?", re.I)
#: between a page's own title and the names of section and site
_BETWEEN = re.compile(r"\s+[|\-–—·•»:/]+\s+|\s*[|»]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    text: str
    #: as the evidence names it: `title`, `h1`, `h2`
    where: str

    @property
    def evidence(self) -> str:
        return f"html:{self.where} {quoted(self.text)}"


# Without slots, for what is worked out when it is first asked for.
@dataclass(frozen=True, kw_only=True)
class Signs:
    """The signs of one page. Evidence is written METHOD:DETAIL, as in provenance."""

    view: View
    #: the title, whole and in its parts, and the headings: short ones that are not
    #: the headline by which a listing announced the article
    headings: tuple[Heading, ...]
    #: paragraphs of a sentence or more, side by side
    running: int
    #: the parts of the address's path, lower case
    path: tuple[str, ...]
    #: classes and id of the body element, lower case
    body_marks: frozenset[str]

    @property
    def has_running_text(self) -> bool:
        return self.running >= _RUNNING_TEXT

    @cached_property
    def cards(self) -> Cards:
        return cards_of(self.view.root)

    @cached_property
    def linked_headings(self) -> int:
        return len(elements(self.view.root, _LINKED_HEADINGS))

    @property
    def is_front(self) -> bool:
        return is_front(self.view)

    @property
    def heads(self) -> list[Heading]:
        """What heads the page: an h2 only where there is no h1."""
        has_h1 = bool(elements(self.view.root, "//h1"))
        return [each for each in self.headings if each.where != "h2" or not has_h1]

    def at(self, where: str) -> list[Heading]:
        return [heading for heading in self.headings if heading.where == where]

    def marked(self, marks: frozenset[str]) -> list[str]:
        """Evidence for each of *marks* that the body element carries."""
        return [f"html:body.{mark}" for mark in sorted(marks & self.body_marks)]

    def is_noindex(self) -> bool:
        """Whether the page asks search engines to leave it out."""
        robots = self.view.meta.each("robots", "googlebot")
        return any("noindex" in value.lower() for _, value in robots)


def signs_of(view: View, title: str | None) -> Signs:
    body = next(iter(elements(view.root, "//body")), None)
    marks = f"{body.get('class', '')} {body.get('id', '')}" if body is not None else ""
    inside = Counter(item.getparent() for item in elements(view.root, _SENTENCES))
    path = urlsplit(view.page.url).path.lower()
    return Signs(
        view=view,
        headings=tuple(_headings(view, title)),
        running=max(inside.values(), default=0),
        path=tuple(unquote(part) for part in path.split("/") if part)[:_MOST],
        body_marks=frozenset(marks.lower().split()[:100]),
    )


def _headings(view: View, title: str | None) -> list[Heading]:
    found = [("h1", item) for item in elements(view.root, "//h1")[:_MOST]]
    found += [("h2", item) for item in elements(view.root, "//h2")[:_MOST]]
    titles = elements(view.root, "//title[not(ancestor::svg)]")[:1]
    found = [*(("title", item) for item in titles), *found]
    texts = [(where, text_of(item)) for where, item in found]
    texts.append(("title", title or ""))
    announced = _announced(view)
    return [
        Heading(text=part, where=where)
        for where, text in texts
        for part in dict.fromkeys([text, *_BETWEEN.split(text)])
        if part and len(part) <= SHORT_HEADING and key(part) not in announced
    ]


def titles_of(view: View) -> frozenset[str]:
    """What the page is headed with, in the form of `key`: whole, and a title's parts.

    The last part of a title is the site's name.
    """
    texts = [text_of(item) for item in elements(view.root, "//h1")[:_MOST]]
    for item in elements(view.root, "//title[not(ancestor::svg)]")[:1]:
        texts += [text_of(item), _BETWEEN.split(text_of(item))[0]]
    return frozenset(map(key, texts))


def _announced(view: View) -> frozenset[str]:
    """What the listing calls the article: a heading like that is no excuse."""
    stated = view.link.title if view.link else None
    return frozenset({key(stated)} if stated else ())


def marked(view: View, marks: Mapping[str, str]) -> list[HtmlElement]:
    """The elements that the expressions of *marks* find.

    Each is asked only where its key, plain ASCII, is among the bytes of the page: a
    search over all elements costs a hundred times as much.
    """
    asked = [expr for key, expr in marks.items() if key.encode() in view.page.body]
    return elements(view.root, " | ".join(asked)) if asked else []


def quoted(text: str) -> str:
    """The first words of *text*, as evidence quotes a page."""
    cut = text if len(text) <= _QUOTED else text[:_QUOTED].rstrip() + "…"
    return f'"{cut}"'


def named(element: HtmlElement) -> str:
    """*element* as a selector would name it."""
    name = element.get("id") or ""
    classes = element.get("class", "").split()
    mark = f"#{name}" if name else "".join(f".{each}" for each in classes[:2])
    return f"{element.tag}{mark}"[:_QUOTED]


def states_article(view: View) -> bool:
    """Whether the page describes itself as an article: in JSON-LD, or with a date."""
    if view.subject and ARTICLE_TYPES & {*view.subject.types}:
        stands_elsewhere = is_front(view) and places(view.subject) - own_places(view)
        return not stands_elsewhere and not lists_others(view)
    return view.meta.first(*_DATED_META) is not None


def claims_article(view: View) -> bool:
    """Whether a single word of the page calls it an article."""
    kinds = [value.lower() for _, value in view.meta.each("og:type")]
    return any(kind.endswith("article") for kind in kinds) or any(
        element.get("itemtype", "").rstrip("/").endswith(("Article", "BlogPosting"))
        for element in view.microdata.typed[:_MOST]
    )


def lists_others(view: View) -> bool:
    """Whether the page describes many articles and all of them stand elsewhere."""
    elsewhere = {
        item
        for node in view.graph.nodes
        if ARTICLE_TYPES & {*node.types}
        for item in places(node)
    }
    return len(elsewhere) >= MANY_ARTICLES and not elsewhere & own_places(view)


def own_places(view: View) -> set[str]:
    known = (view.page.url, view.page.requested_url, view.meta.links.get("canonical"))
    return {place(item) for item in known if item}


def is_front(view: View) -> bool:
    address = urlsplit(view.page.url)
    return bool(_FRONT.fullmatch(address.path)) and not address.query
