"""One page laid open: all that the readers of its fields look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from unicodedata import normalize

from lxml.html import HtmlElement

from newswatch.extract.dom import base_address
from newswatch.extract.jsonld import Graph, Json, Node, each, read_graph, text
from newswatch.extract.meta import Meta, read_meta
from newswatch.extract.microdata import Microdata, microdata_of
from newswatch.extract.rules import first_texts, shown
from newswatch.extract.scopes import Scopes
from newswatch.extract.subject import kind_of, page_node, subject_of
from newswatch.model import Caution, FetchedPage, Link, Outlet, Rules

T = TypeVar("T")

#: the characters of `str.isalnum`
_ALNUM = re.compile(r"[^\W_]+")

_ORGANISATIONS = frozenset(
    {"Organization", "NewsMediaOrganization", "WebSite", "Corporation", "Newspaper"}
)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A field's value, and how it was found, as the feed record's `provenance` has it.

    That is METHOD or METHOD:DETAIL, e.g. `json-ld:NewsArticle.headline`.
    """

    value: T
    evidence: str


def value_of(found: Found[T] | None) -> T | None:
    return found.value if found else None


def evidence_of(found: Found[T] | None) -> str | None:
    return found.evidence if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    page: FetchedPage
    root: HtmlElement
    #: the page's text, of which the tree was made
    source: str
    #: what relative addresses are relative to
    base: str
    graph: Graph
    #: the JSON-LD node of the article, and that of the page around it
    subject: Node | None
    web_page: Node | None
    meta: Meta
    #: as the page had it before anything was cut
    microdata: Microdata
    #: whose the microdata of the page is
    scopes: Scopes
    #: the outlet's rules of that day; all unset where it has none
    rules: Rules
    outlet: Outlet | None
    link: Link | None
    #: names that the site goes by, in the form of `key`
    site_names: frozenset[str]
    #: the rules' keys whose selectors found nothing usable on this page
    missed: set[str] = field(default_factory=set)
    #: what the readers of the fields warn of: codes of the record's `warnings`
    doubts: list[str] = field(default_factory=list)

    def doubt(self, caution: Caution) -> None:
        """Warn, once, of what a field's sources do not agree on."""
        if caution.value not in self.doubts:
            self.doubts.append(caution.value)

    def holds(self, *words: str) -> bool:
        """Whether any of *words* stands in the markup: to find none there is cheap.

        To search all elements for a class costs ten times as much.
        """
        return any(word in self.source for word in words)

    def ruled(
        self, name: str, *attributes: str, usable: Callable[[str], object] = bool
    ) -> list[Found[str]]:
        """What the outlet's own selectors for *name* find; see `rules.first_texts`."""
        selectors = getattr(self.rules, name)
        selector, texts = first_texts(self.root, selectors, *attributes, usable=usable)
        if selectors and not texts:
            self.missed.add(name)
        return [Found(text, shown(selector)) for text in texts]

    def stated(self, *names: str) -> Iterator[Found[Json]]:
        """The JSON-LD values under *names*: the article's, then those of its page."""
        for node in (self.subject, self.web_page):
            for name in names:
                if node and (value := node.fields.get(name)) not in (None, "", []):
                    yield Found(value, f"json-ld:{kind_of(node)}.{name}")


def open_view(
    page: FetchedPage,
    root: HtmlElement,
    source: str,
    *,
    outlet: Outlet | None,
    link: Link | None,
) -> View:
    """The *page*, whose text *source* was parsed to *root*, laid open."""
    scopes = Scopes(root, _addresses(page, read_meta(root)))
    graph, meta = read_graph(root), read_meta(root, scopes)
    base = base_address(root, page.url)
    known = _addresses(page, meta)
    subject = subject_of(graph, known, scopes.is_headed)
    rules = outlet.rules_on(page.fetched_at.date()) if outlet else None
    return View(
        page=page,
        root=root,
        source=source,
        base=base,
        graph=graph,
        subject=subject,
        web_page=page_node(graph),
        meta=meta,
        microdata=microdata_of(root),
        scopes=scopes,
        rules=rules or Rules(),
        outlet=outlet,
        link=link,
        site_names=frozenset(_site_names(graph, meta, subject, outlet)),
    )


def _addresses(page: FetchedPage, meta: Meta) -> tuple[str, ...]:
    """All addresses the page goes by."""
    canonical = meta.links.get("canonical"), *(v for _, v in meta.each("og:url"))
    return (page.url, page.requested_url, *(item for item in canonical if item))


def _site_names(
    graph: Graph, meta: Meta, subject: Node | None, outlet: Outlet | None
) -> Iterator[str]:
    stated: list[Json] = [outlet.name] if outlet else []
    stated += outlet.domains if outlet else ()
    stated += [value for _, value in meta.each("og:site_name", "application-name")]
    if subject:
        stated += map(graph.resolved, each(subject.fields.get("publisher")))
    for node in graph.nodes:
        if node.top and _ORGANISATIONS & {*node.types}:
            stated += [node.fields.get("name"), node.fields.get("alternateName")]
    for value in stated:
        for item in each(value):
            if name := key(text(item) or ""):
                yield name


def key(text: str) -> str:
    """The letters and digits of *text*, casefolded: alike for names that look alike."""
    return "".join(_ALNUM.findall(normalize("NFKD", text[:2000]).casefold()))
