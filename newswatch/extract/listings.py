"""Pages that list articles: a front page, a section, a tag or author, a search.

A listing must show itself twice: by what it calls itself (schema.org, `og:type`, the
classes of its body element, its heading), by its address, and by what stands on it.
Running text makes an article of all but a page that calls itself a listing and looks
like one. So does a sentence of its own with a headline that a feed announced, or at an
article's address (`own_story`), however many teasers stand below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from newswatch.extract.cards import Cards
from newswatch.extract.dom import elements, tag_names
from newswatch.extract.own_story import (
    is_announced,
    is_named_by_address,
    is_own_story,
    section_path,
)
from newswatch.extract.signs import Signs, is_front, lists_others
from newswatch.extract.subject import ARTICLE_TYPES, LISTING_TYPES, place
from newswatch.extract.view import key
from newswatch.extract.wordings import SEARCH, TAG
from newswatch.model import Refusal, RefusalReason

#: linked headings that a listing has and a story with its sidebars need not
_MANY_HEADINGS = 12
_SOME = 4
#: linked headlines without a heading around them
_MANY_LINKS = 20
_LINKS = "//body//a[string-length(normalize-space(.)) > 30]"
#: a sentence outside of links and teasers: a flash has one, in a paragraph or not
_TOLD = (
    "//body//*[text()[string-length(normalize-space(.)) > 120]"
    " or (self::p and text()[string-length(normalize-space(.)) > 40])]"
    "[not(ancestor-or-self::a or ancestor-or-self::li or self::script or self::style"
    " or ancestor::footer or ancestor::aside or ancestor::form or ancestor::noscript)]"
    "[not(../*[self::h2 or self::h3 or self::h4 or self::header]"
    "[.//a[@href][not(starts-with(@href, '#'))]])]"
)
_MOST = 400
#: teasers of one build that a listing has
_MANY_CARDS = 6
#: characters: a person's life or a subject's description is hardly longer
_A_DESCRIPTION = 400
#: one or two plain words, as in /world/europe/: no number, no slug
_SECTION = re.compile(r"(?:/[a-z]{2,15}){1,2}/?", re.I)
_PAGE_NUMBER = re.compile(r"page|seite|p|\d{1,4}")
#: path segments, singular and plural, that stand before a tag's or a person's name
_TAG_SEGMENTS = tag_names(
    "tag tags topic topics thema themen theme themes tema temas tópico topico assunto"
    " sujet sujets mot-cle mots-cles etiqueta etiquetas argomento argomenti onderwerp"
    " emne tagi temat teg tegi tema etiket konu keyword keywords schlagwort"
    " author authors autor autoren autores auteur auteurs autore autori auteurs avtor"
    " profile profiles person people staff contributor contributors journalist"
    " category categories kategorie kategorien categorie categoria categorias rubrik"
    " rubrique rubriques rubric rubrika kategoria"
)
_SEARCH_SEGMENTS = tag_names(
    "search suche recherche buscar busca busqueda ricerca cerca zoeken sok sog sok"
    " szukaj wyszukiwarka hledat kereses poisk arama ara haku"
)
_SEARCH_KEYS = frozenset({"q", "s", "query", "search", "search_query", "keyword"})
#: of the body element, as WordPress and Drupal mark it
_TAG_MARKS = tag_names("tag author category tax-post_tag post-type-archive")
_SEARCH_MARKS = tag_names("search search-results search-no-results")
_INDEX_MARKS = tag_names("archive blog home front frontpage path-frontpage")
#: what WordPress and Drupal mark an article with; it may stand beside "home"
_ARTICLE_MARKS = tag_names("single single-post page-node-type-article")


def listing(signs: Signs) -> Refusal | None:
    """Which listing the page is; None if it may be an article."""
    cards = signs.cards
    linked = _linked(signs, cards)
    for kind in (_search, _tag, _index):
        evidence = list(kind(signs, linked, cards))
        if evidence:
            reason, detail = _KINDS[kind]
            return _in_place_of(signs, Refusal(reason=reason, detail=detail), evidence)
    return None


def _in_place_of(signs: Signs, refusal: Refusal, evidence: list[str]) -> Refusal:
    """*refusal*, or that the front page was sent in the place of what was asked for."""
    canonical = signs.view.meta.links.get("canonical", "")
    reason, detail = refusal.reason, refusal.detail
    if not signs.is_front and urlsplit(canonical).path == "/" and place(canonical):
        reason, detail = RefusalReason.SOFT_404, "the front page, at another address"
        evidence = [f"link:canonical {canonical[:80]}", *evidence]
    return Refusal(reason=reason, detail=detail, evidence=tuple(evidence))


def _search(signs: Signs, linked: list[str], cards: Cards) -> Iterator[str]:
    types = [name for name in _declared(signs) if name == "SearchResultsPage"]
    marks = signs.marked(_SEARCH_MARKS)
    if signs.has_running_text:
        return
    query = {name for name, _ in parse_qsl(urlsplit(signs.view.page.url).query)}
    heads = [each.evidence for each in signs.headings if SEARCH.search(each.text)][:1]
    address = [f"url:{name}" for name in sorted(_SEARCH_SEGMENTS & {*signs.path[-2:]})]
    address += [f"url:?{name}=" for name in sorted(_SEARCH_KEYS & query)]
    if "search" in signs.body_marks and _tells(signs):
        return  # a theme's word
    if not (types or marks or heads) and is_own_story(signs, cards):
        return  # a flash about a search, with its sidebars
    if types or marks or (address and (heads or linked)):
        yield from [*(f"json-ld:{name}" for name in types), *marks, *address, *heads]


def _tag(signs: Signs, linked: list[str], cards: Cards) -> Iterator[str]:
    types = [name for name in _declared(signs) if name == "ProfilePage"]
    types += [v for _, v in signs.view.meta.each("og:type") if v.lower() == "profile"]
    marks = signs.marked(_TAG_MARKS) if "archive" in signs.body_marks else []
    heads = [each.evidence for each in signs.headings if TAG.search(each.text)][:1]
    path = [part for part in signs.path if not _PAGE_NUMBER.fullmatch(part)]
    address = [f"url:/{part}/" for part in path[-2:-1] if part in _TAG_SEGMENTS]
    seen = sum(map(bool, (types, marks, heads, address, linked)))
    if seen >= 2 and (types or marks or heads or address):
        if signs.has_running_text and not (marks or (types and linked)):
            return
        if not (types or marks) and not address and is_own_story(signs, cards):
            return  # a story with a list of its tags
        if not (types or marks or heads) and _tells_more(signs, cards):
            return  # a flash whose address names its subject, with its sidebars
        yield from [*(f"states:{name}" for name in types), *marks, *heads, *address]
        yield from linked


def _index(signs: Signs, linked: list[str], cards: Cards) -> Iterator[str]:
    view, runs = signs.view, signs.has_running_text
    count = signs.linked_headings
    types = [name for name in _declared(signs) if name in LISTING_TYPES]
    looks = bool(linked) or count >= _SOME
    if "CollectionPage" in types:
        is_one = looks or not runs
    else:  # a list of related stories may be all that a page describes
        is_one = bool(types) and not runs and (looks or not _tells(signs))
    if is_one:
        yield from (f"json-ld:{name}" for name in types)
        return
    if lists_others(view) and not is_own_story(signs, cards):
        yield "json-ld: articles that stand elsewhere"
        return
    marks = signs.marked(_INDEX_MARKS)
    if signs.body_marks & _ARTICLE_MARKS:
        marks = []
    if is_front(view) and (count >= _MANY_HEADINGS or (count >= _SOME and not runs)):
        yield from ["url:/", f"html: {count} linked headings"]
    elif runs or not linked or is_own_story(signs, cards):
        return
    elif _is_section(signs) or is_named_by_address(signs, cards):
        yield from ["url:section", *marks, *linked]
    elif is_announced(signs) and not signs.running:
        yield from ["html: no sentence under the headline", *linked]
    elif marks and not _tells(signs):
        yield from [*marks, *linked]
    elif _calls_itself_site(signs) and not _tells(signs):
        yield from ["opengraph:og:type website", *linked]


def _declared(signs: Signs) -> list[str]:
    """The types of the page's own nodes, if none of them is an article's."""
    types = [name for node in signs.view.graph.nodes if node.top for name in node.types]
    return [] if ARTICLE_TYPES & {*types} else list(dict.fromkeys(types))


def _linked(signs: Signs, cards: Cards) -> list[str]:
    """Evidence that the page is a list of linked headlines; none if it is not."""
    headings = signs.linked_headings
    if headings >= _MANY_HEADINGS:
        return [f"html: {headings} linked headings"]
    if cards.count >= _MANY_CARDS and cards.told_chars < _A_DESCRIPTION:
        return [f"html: {cards.count} teasers of other pages"]
    links = len(elements(signs.view.root, _LINKS)[:_MOST])
    if links >= _MANY_LINKS and not _tells(signs):
        return [f"html: {links} linked headlines, no sentence beside them"]
    return []


def _is_section(signs: Signs) -> bool:
    return bool(_SECTION.fullmatch("/" + "/".join(section_path(signs.path))))


def _calls_itself_site(signs: Signs) -> bool:
    kinds = [value.lower() for _, value in signs.view.meta.each("og:type")]
    return bool(kinds) and all(kind in ("website", "site", "blog") for kind in kinds)


def _tells(signs: Signs) -> bool:
    """Whether a sentence stands on the page that is no link and no teaser's.

    As many as there are linked headings, they are teasers.
    """
    told = len(elements(signs.view.root, _TOLD))
    count = signs.linked_headings
    return told > 0 and (count < _MANY_HEADINGS or 2 * told < count)


def _tells_more(signs: Signs, cards: Cards) -> bool:
    """Whether a sentence of the page is more than who or what its address names."""
    if is_announced(signs) or not is_named_by_address(signs, cards):
        return _tells(signs)
    name = key(cards.heading)
    is_description = cards.told_chars < _A_DESCRIPTION and (
        not cards.told or any(name in key(text) for text in cards.told)
    )
    return _tells(signs) and not is_description


_KINDS = {
    _search: (RefusalReason.SEARCH_PAGE, "the results of a search"),
    _tag: (RefusalReason.TAG_PAGE, "all there is under one tag, topic or author"),
    _index: (RefusalReason.INDEX_PAGE, "a list of articles: front page or section"),
}
