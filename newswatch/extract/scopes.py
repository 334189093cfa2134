"""Which microdata of a page speaks of its own article, and which of others.

`itemscope` says where a thing begins, and a page holds many things of the same type:
teasers, posts of a live blog, comments. A property is the article's if the nearest
scope around it is: one that names this page as `mainEntityOfPage`, has the headline
that the page has elsewhere, holds the main heading, or holds most of the text. A lone
article without any headline is believed too: some pages hide their data in a block of
its own. What no scope surrounds is sloppy markup, and nobody else's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from newswatch.extract.dom import elements, folded, text_of
from newswatch.extract.subject import ARTICLE_TYPES, MEDIA_TYPES, place
from newswatch.extract.traits import letters_of

#: as values of these a scope is a part of the article, with words and times of its own
_PARTS = frozenset({"liveblogupdate", "comment", "itemlistelement", "haspart"})
_TEASING = frozenset({"a", "aside", "nav", "footer"})
_STORY_TYPES = ARTICLE_TYPES | MEDIA_TYPES
_HEADLINES = ".//*[@itemprop='headline' or @itemprop='name']"
_ENTITY = ".//*[@itemprop='mainEntityOfPage']"
_MOST_HEADINGS = 30
#: scopes that are looked at closely, and properties and paragraphs of each
_MOST_SCOPES, _MOST_INSIDE = 50, 300
#: letters from which a headline is known within the window's title
_TELLING = 15
#: share of the page's text in a scope that makes it the article's, and the letters
#: under which a page has no text to speak of
_MOST_OF_IT, _LEAST_TEXT = 0.5, 200


class Scopes:
    """The microdata scopes of one page; each is looked at when it is asked for."""

    def __init__(self, root: HtmlElement, addresses: Iterable[str]) -> None:
        self._root = root
        self._places = {place(item) for item in addresses} - {""}
        self._own: dict[HtmlElement, bool] = {}
        self._context: tuple[list[str], HtmlElement | None] | None = None
        self._letters: int | None = None

    def owns(self, element: HtmlElement) -> bool:
        """Whether the property that *element* states is the page's own article's."""
        scope = next(_around(element), None)
        return scope is None or self._is_own(scope)

    def is_foreign(self, element: HtmlElement) -> bool:
        """Whether *element* is another article's scope, or stands inside one."""
        around = (element, *element.iterancestors())
        return any(_is_story(up) and not self._is_own(up) for up in around)

    def is_story(self, element: HtmlElement) -> bool:
        """Whether the nearest scope around *element* is an article."""
        return any(_is_story(scope) for scope in islice(_around(element), 1))

    def is_headed(self, name: str) -> bool:
        """Whether the page's head or its main heading has the headline *name*."""
        return _is_headed(name, self._headings()[0])

    def has_type(self, name: str) -> bool:
        """Whether the page's own article is called a *name*."""
        found = elements(self._root, f"//*[contains(@itemtype, '{name}')]")
        return any(self._is_own(each) for each in found[:_MOST_SCOPES])

    def _is_own(self, scope: HtmlElement) -> bool:
        if scope not in self._own:
            # What is not looked at any more is taken for somebody else's.
            spent = len(self._own) >= _MOST_SCOPES
            self._own[scope] = not spent and self._is_articles(scope)
        return self._own[scope]

    def _is_articles(self, scope: HtmlElement) -> bool:
        if _PARTS & {*scope.get("itemprop", "").lower().split()}:
            return False
        titles, heading = self._headings()
        above = {scope, *scope.iterancestors()}
        if scope.tag in ("html", "body", "head") or any(u.tag == "head" for u in above):
            return True
        if heading is not None and scope in heading.iterancestors():
            return True
        if any(up.tag in _TEASING for up in above):
            return False
        names = [_stated(each) for each in _properties(scope, _HEADLINES)]
        if any(_is_headed(name, titles) for name in names):
            return True
        if self._is_page_of(scope) or self._holds_text(scope):
            return True
        return not any(names) and _is_story(scope) and self._is_alone(scope)

    def _headings(self) -> tuple[list[str], HtmlElement | None]:
        """The titles that the head of the page states, and its main heading."""
        if self._context is None:
            stated = elements(self._root, "//title[not(ancestor::svg)]")[:1]
            stated += elements(self._root, "//meta[@property='og:title']")[:1]
            titles = [letters_of(_stated(each)[:500]) for each in stated]
            h1s = elements(self._root, "//h1")[:_MOST_HEADINGS]
            inner = elements(self._root, "//article//h1 | //main//h1")[:1]
            headed = [h for h in h1s if _is_headed(text_of(h), titles)]
            heading = next(iter([*headed, *inner, *h1s]), None)
            if heading is not None:
                titles.append(letters_of(text_of(heading)))
            self._context = titles, heading
        return self._context

    def _is_page_of(self, scope: HtmlElement) -> bool:
        stated = _properties(scope, _ENTITY)
        names = ("href", "content", "itemid")
        claimed = {place(each.get(name, "")) for each in stated for name in names}
        return bool(claimed & self._places)

    def _holds_text(self, scope: HtmlElement) -> bool:
        if self._letters is None:
            self._letters = _text_size(self._root)
        held = _text_size(scope) if self._letters >= _LEAST_TEXT else 0
        return held > _MOST_OF_IT * self._letters

    def _is_alone(self, scope: HtmlElement) -> bool:
        scopes = elements(self._root, "//*[@itemscope]")
        others = (each for each in scopes if each is not scope and _is_story(each))
        return len(scopes) <= _MOST_INSIDE and all(
            scope in each.iterancestors() for each in others
        )


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    """The scopes around *element*, the nearest first; its own is its value."""
    within = element.iterancestors()
    if "itemprop" not in element.attrib and "itemscope" in element.attrib:
        yield element
    yield from (up for up in within if "itemscope" in up.attrib)


def _is_story(scope: HtmlElement) -> bool:
    if "itemscope" not in scope.attrib:
        return False
    types = scope.get("itemtype", "")[:500].split()
    return any(name.rstrip("/").rpartition("/")[2] in _STORY_TYPES for name in types)


def _properties(scope: HtmlElement, path: str) -> list[HtmlElement]:
    """What *path* finds of the scope itself, not of things inside it."""
    found = elements(scope, path)[:_MOST_INSIDE]
    return [each for each in found if next(_around(each), None) is scope]


def _stated(element: HtmlElement) -> str:
    return folded(element.get("content") or "") or text_of(element)


def _is_headed(name: str, titles: Iterable[str]) -> bool:
    letters = letters_of(name)
    return bool(letters) and any(
        title == letters or (len(letters) >= _TELLING and letters in title)
        for title in titles
    )


def _text_size(part: HtmlElement) -> int:
    paragraphs = elements(part, ".//p[not(ancestor::aside)]")[:_MOST_INSIDE]
    return sum(len(text_of(each)) for each in paragraphs)
