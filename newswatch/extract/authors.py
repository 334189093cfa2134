"""Who wrote it: a list of names, never one joined string.

The outlet's own name is none: sites put it there when they name nobody, so any other
source that has a name wins, and where the outlet is known it is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, islice

from lxml.html import HtmlElement

from newswatch.extract.bylines import (
    LONGEST_BYLINE,
    WHOLE_NAME,
    name_of,
    names_in,
    without_by,
)
from newswatch.extract.dom import elements, text_of
from newswatch.extract.jsonld import Json, address, each, plain_text
from newswatch.extract.meta import method
from newswatch.extract.nearby import belonging
from newswatch.extract.view import Found, View, key
from newswatch.model import Author, Caution
from newswatch.urls import absolute_url

_META = (
    "author",
    "article:author",
    "og:article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "cxenseparse:author",
)
#: evidence, words without which the page has none of it, where it stands
_HTML = (
    (
        "html:rel=author",
        ("author",),
        "//*[@rel][contains(concat(' ', @rel, ' '), ' author ')]",
    ),
    ("microdata:author", ("author",), "//*[@itemprop='author'][not(self::meta)]"),
    (
        "html:byline",
        ("byline", "author-name", "vcard"),
        "//*[contains(@class, 'byline') or contains(@class, 'author-name')"
        " or contains(@class, 'vcard')]"
        "[not(self::meta)][not(.//*[contains(@class, 'byline')])]",
    ),
    (
        "html:author",
        ("author", "autor"),
        "//*[contains(@class, 'author') or contains(@class, 'autor')]"
        "[not(self::meta)][not(.//*[contains(@class, 'aut')])]"
        "[string-length(normalize-space(.)) < 80]",
    ),
)
_NAMES_INSIDE = ".//*[@itemprop='name'] | .//a[not(.//img)]"
_MOST_ELEMENTS = 50
MAX_AUTHORS = 50


def authors_of(view: View) -> Found[tuple[Author, ...]] | None:
    """The authors of the first source that names any, each once, in its order.

    A source that only repeats the site's name gives way to one that names somebody;
    the name of a known outlet is dropped in any case.
    """
    outlet = {key(view.outlet.name)} if view.outlet else set()
    stated = [(how, _named(people, outlet)) for how, people in _stated(view)]
    if _are_at_odds([{*named} - view.site_names for _, named in stated]):
        view.doubt(Caution.AUTHORS_CONFLICT)
    shown = ((how, _named(people, outlet)) for how, people in _shown(view))
    spare = None
    for evidence, named in chain(stated, shown):
        others = [who for name, who in named.items() if name not in view.site_names]
        if others:
            return Found(tuple(others[:MAX_AUTHORS]), evidence)
        if named:
            spare = spare or Found(tuple(named.values()), evidence)
    return spare


def authors_in(view: View, value: Json) -> tuple[Author, ...]:
    """The people whom the JSON-LD *value* names, each once; the site is none."""
    return _people(view, _json_ld(view, value))


def authors_within(view: View, element: HtmlElement) -> tuple[Author, ...]:
    """The people whom the byline inside *element* names, by the clearest marks."""
    for _, _, path in _HTML:
        inside = elements(element, f".{path}")[:_MOST_ELEMENTS]
        if people := _people(view, _marked_up(view, inside)):
            return people
    return ()


def _people(view: View, found: Iterable[Author]) -> tuple[Author, ...]:
    own = view.site_names | ({key(view.outlet.name)} if view.outlet else set())
    return tuple(_named(found, own).values())[:MAX_AUTHORS]


def _named(people: Iterable[Author], outlet: Set[str]) -> dict[str, Author]:
    """Those of *people* that have a name, each once, by the letters of it."""
    named: dict[str, Author] = {}
    for author in people:
        if (name := name_of(author.name)) and key(name) not in outlet:
            named.setdefault(key(name), Author(name=name, url=author.url))
    return named


def _are_at_odds(lists: Sequence[Set[str]]) -> bool:
    """Whether some source names nobody whom the first one names, in no longer form."""
    first, *others = [names for names in lists if names] or [set()]
    return any(
        not any(one in other or other in one for one in first for other in names)
        for names in others
    )


def _stated(view: View) -> Iterator[tuple[str, list[Author]]]:
    """Whom the outlet's rules and the page's data for machines name."""
    ruled = view.ruled("authors", "content", usable=_names_somebody)
    if ruled:
        names = [name for item in ruled for name in names_in(item.value)]
        yield ruled[0].evidence, list(_linked(names))
    for found in view.stated("author", "creator"):
        yield found.evidence, list(_json_ld(view, found.value))
    for name in _META:
        names = [who for _, value in view.meta.each(name) for who in names_in(value)]
        yield method(name), list(_linked(names))


def _shown(view: View) -> Iterator[tuple[str, list[Author]]]:
    for evidence, words, path in _HTML:
        if not view.holds(*words):
            continue
        candidates = elements(view.root, path)[:_MOST_ELEMENTS]
        is_property = evidence.startswith("microdata")
        own = [
            item
            for item in candidates
            if not view.scopes.is_foreign(item)
            and (not is_property or view.scopes.owns(item))
        ]
        near = belonging(view.root, own, links_too=True)
        yield evidence, list(_marked_up(view, near))


def _names_somebody(byline: str) -> bool:
    return any(name_of(part) for part in names_in(byline))


def _json_ld(view: View, value: Json) -> Iterator[Author]:
    for item in islice(each(value), MAX_AUTHORS):
        person = view.graph.resolved(item)
        fields = person if isinstance(person, dict) else {"name": person}
        url = absolute_url(address(fields.get("url")) or "", view.base)
        is_whole = "Organization" in str(fields.get("@type"))
        for name in islice(each(fields.get("name")), MAX_AUTHORS):
            if isinstance(name, str) and len(name) <= LONGEST_BYLINE:
                plain = plain_text(name)
                yield from _linked([plain] if is_whole else names_in(plain), url)


def _marked_up(view: View, found: Iterable[HtmlElement]) -> Iterator[Author]:
    for element in found:
        # A byline with links or marked names is already cut.
        marked = elements(element, _NAMES_INSIDE)[:MAX_AUTHORS]
        for name in marked or _side_by_side(element) or [element]:
            links = elements(name, "descendant-or-self::a[@href]")[:1]
            url = absolute_url(links[0].get("href", ""), view.base) if links else None
            names = names_in(name.get("content") or text_of(name))
            # Free text in a byline ("vor 5 Stunden") is no name.
            yield from _linked([who for who in names if not _is_phrase(who)], url)


def _side_by_side(byline: HtmlElement) -> list[HtmlElement]:
    """The elements of *byline* that each hold a whole name, if all of them do."""
    leaves = elements(byline, ".//*[not(*)][normalize-space()]")[:MAX_AUTHORS]
    texts = [without_by(text_of(leaf)) for leaf in leaves]
    names = [bool(WHOLE_NAME.fullmatch(text)) for text in texts if text]
    return leaves if sum(names) > 1 and all(names) else []


def _linked(names: Iterable[str], url: str | None = None) -> Iterator[Author]:
    several = list(names)
    for name in several:
        # An address shared by several people is nobody's own.
        yield Author(name=name, url=url if len(several) == 1 else None)


def _is_phrase(name: str) -> bool:
    return " " in name and name[0].islower()
