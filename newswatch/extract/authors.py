"""Who wrote it: a list of names, never one joined string.

A byline is cut at commas, semicolons, bars, dashes and the word for "and". What is no
name goes: "By" and "Von", mail addresses, handles of networks, places ("in Moscow"),
credits of pictures, what tells the author's office, and an office that names nobody
("Staff Writer", "admin"). A desk and an agency are authors.

The outlet's own name is none: sites put it there when they name nobody, so any other
source that has a name wins, and where the outlet is known it is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, islice

from lxml.html import HtmlElement

from newswatch.extract.dom import elements, folded, text_of
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
_HTML = (
    ("html:rel=author", "//*[contains(concat(' ', @rel, ' '), ' author ')]"),
    ("microdata:author", "//*[@itemprop='author'][not(self::meta)]"),
    (
        "html:byline",
        "//*[contains(@class, 'byline') or contains(@class, 'author-name')"
        " or contains(@class, 'vcard')]"
        "[not(self::meta)][not(.//*[contains(@class, 'byline')])]",
    ),
    (
        "html:author",
        "//*[contains(@class, 'author') or contains(@class, 'autor')]"
        "[not(self::meta)][not(.//*[contains(@class, 'aut')])]"
        "[string-length(normalize-space(.)) < 80]",
    ),
)
_NAMES_INSIDE = ".//*[@itemprop='name'] | .//a[not(.//img)]"
_BY = re.compile(
    r"^(?:(?:written|reported|reporting|posted|published|words|story|text)\s+by|by|von|"
    r"par|por|di|av|af|door|от|author|autor(?:in)?|автор|texte?|текст)\b(?:[\s:.]+|$)"
    r"|^(?:(?:staff\s+)?reporter|correspondent|редактор|корреспондент|redakteur(?:in)?|"
    r"журналист(?:ка)?)[\s:]+(?=\S+\s+\S)",
    re.I,
)
_BETWEEN = re.compile(r"\s*[,;|·•]\s*|\s+[/–—-]\s+|\s+(?:and|und|et|og|och|&)\s+", re.I)
#: a mail address or the name on a network, with brackets around it
_CONTACT = re.compile(r"[(<\[]?\s*(?:mailto:)?[\w.+-]*@[\w.-]*\w\s*[)>\]]?")
#: who took the pictures wrote nothing
_CREDIT = re.compile(
    r"^(?:photo(?:s|graph\w*)?|fotos?|fotogra\w*|фото\w*|bild(?:er)?|images?|"
    r"illustrations?|graphics?|grafik|video)\b",
    re.I,
)
_PLACE = re.compile(
    r"(?<=\w)\s+(?:in|à)\s+[A-ZÀ-Ý][\w.'’-]+(?:\s+[A-ZÀ-Ý][\w.'’-]+){0,2}$"
)
#: words for "and" that also stand inside names: they part whole names only
_WEAK_AND = re.compile(r"\s+(?:y|e|i|и|та|ja|en|with|mit)\s+")
_OFFICE = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|staff|writers?|columnists?|producers?|"
    r"contributors?|redakt\w*|korrespondent\w*|journalist\w*|correspondants?|"
    r"corresponsal|periodista|news|desk|bureau|special to|for the)\b",
    re.I,
)
#: an office whose holder is not named, and what systems call nobody
_NOBODY = re.compile(
    r"(?:(?:an?|the|our|staff|senior|special|chief|guest|contributing|freelance|deputy|"
    r"associate|assistant|news|sports?|political|business|economics?|foreign|national|"
    r"local|city|crime|health|science|tech\w*|culture|arts|features?|digital|online|web|"
    r"специальный|собственный)\s+){0,3}(?:writer|reporter|correspondent|editor|columnist|"
    r"contributor|producer|author|journalist|redakteur(?:in)?|korrespondent(?:in)?|"
    r"autor(?:in)?|journaliste|correspondante?|rédact(?:eur|rice)|redactora?|"
    r"periodista|corresponsal|giornalista|redattore|автор|корреспондент|журналист|"
    r"редактор|обозреватель)s?"
    r"|admin\w*|webmaster|root|user|guest|staff|anonymous|unknown|none|null|nan|n/a|"
    r"undefined|false|true|test|redacted",
    re.I,
)
#: an agency's or author's mark after the name, and Korean for "reporter"
_MARK = re.compile(r"\s*\([^()]{1,12}\)$|\s기자$")
_NOT_A_NAME = re.compile(
    r"https?:|www\.|\.(?:com|org|net)/|@|(?<![^\W\d_])\d{2}|\d[:.]\d|[{}<>=:()]|^\W*$"
)
#: first name and surname, in a script that has capitals
_WHOLE_NAME = re.compile(
    r"(?:[^\W\d_a-zà-ÿа-я][\w.'’-]*\s+){1,3}[^\W\d_a-zà-ÿа-я][\w.'’-]*"
)
#: words of the longest name; a part of a byline with more is a description
_MOST_WORDS = 6
_MOST_ELEMENTS = 50
MAX_AUTHORS = 50
_LONGEST_NAME = 80
_LONGEST_BYLINE = 600


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
    for _, path in _HTML:
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
        if (name := _name(author.name)) and key(name) not in outlet:
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
        names = [name for item in ruled for name in _split(item.value)]
        yield ruled[0].evidence, list(_linked(names))
    for found in view.stated("author", "creator"):
        yield found.evidence, list(_json_ld(view, found.value))
    for name in _META:
        names = [who for _, value in view.meta.each(name) for who in _split(value)]
        yield method(name), list(_linked(names))


def _shown(view: View) -> Iterator[tuple[str, list[Author]]]:
    for evidence, path in _HTML:
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
    return any(_name(part) for part in _split(byline))


def _json_ld(view: View, value: Json) -> Iterator[Author]:
    for item in islice(each(value), MAX_AUTHORS):
        person = view.graph.resolved(item)
        fields = person if isinstance(person, dict) else {"name": person}
        url = absolute_url(address(fields.get("url")) or "", view.base)
        is_whole = "Organization" in str(fields.get("@type"))
        for name in islice(each(fields.get("name")), MAX_AUTHORS):
            if isinstance(name, str) and len(name) <= _LONGEST_BYLINE:
                plain = plain_text(name)
                yield from _linked([plain] if is_whole else _split(plain), url)


def _marked_up(view: View, found: Iterable[HtmlElement]) -> Iterator[Author]:
    for element in found:
        # A byline with links or marked names is already cut.
        marked = elements(element, _NAMES_INSIDE)[:MAX_AUTHORS]
        for name in marked or _side_by_side(element) or [element]:
            links = elements(name, "descendant-or-self::a[@href]")[:1]
            url = absolute_url(links[0].get("href", ""), view.base) if links else None
            names = _split(name.get("content") or text_of(name))
            # Free text in a byline ("vor 5 Stunden") is no name.
            yield from _linked([who for who in names if not _is_phrase(who)], url)


def _side_by_side(byline: HtmlElement) -> list[HtmlElement]:
    """The elements of *byline* that each hold a whole name, if all of them do."""
    leaves = elements(byline, ".//*[not(*)][normalize-space()]")[:MAX_AUTHORS]
    texts = [_BY.sub("", text_of(leaf)) for leaf in leaves]
    names = [bool(_WHOLE_NAME.fullmatch(text)) for text in texts if text]
    return leaves if sum(names) > 1 and all(names) else []


def _linked(names: Iterable[str], url: str | None = None) -> Iterator[Author]:
    several = list(names)
    for name in several:
        # An address shared by several people is nobody's own.
        yield Author(name=name, url=url if len(several) == 1 else None)


def _is_phrase(name: str) -> bool:
    return " " in name and name[0].islower()


def _split(byline: str) -> Iterator[str]:
    """The names in a byline.

    >>> list(_split("By Ann Lee, Bo Ek and Cy Oz"))
    ['Ann Lee', 'Bo Ek', 'Cy Oz']
    """
    text = folded(byline)
    if len(text) > _LONGEST_BYLINE:
        return
    text = folded(_CONTACT.sub(" ", text))
    parts = [part for part in _BETWEEN.split(_BY.sub("", text)) if part]
    for number, part in enumerate(parts):
        is_office = _OFFICE.search(part) or part.count(" ") >= _MOST_WORDS
        if (number == 0 or not is_office) and not _CREDIT.match(part):
            whole = _WEAK_AND.split(part)
            yield from whole if all(" " in name for name in whole) else [part]


def _name(text: str) -> str:
    """*text* without "By" and the like; "" if it cannot be a name."""
    name = _PLACE.sub("", _BY.sub("", folded(text)).strip(" ,;:|-–—"))
    name = _MARK.sub("", name)
    is_none = _NOT_A_NAME.search(name) or _NOBODY.fullmatch(name)
    return "" if is_none or len(name) > _LONGEST_NAME else name
