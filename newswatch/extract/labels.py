"""What an article is filed under: its section, and the outlet's keywords.

Content systems write for themselves there too. What is taken out: the site's own name
and address, placeholders ("Uncategorized", "undefined"), ids of machines (hashes,
numbers, words with an underscore), handles, addresses, and the name of the vocabulary
before a term ("Category: Moon", "topic/arms").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from newswatch.extract.dom import elements, text_of
from newswatch.extract.jsonld import Fields, Json, each, plain_text, text
from newswatch.extract.meta import method
from newswatch.extract.view import Found, View, key
from newswatch.urls import absolute_url, host_of

MAX_TAGS = 100
_LONGEST_TAG = 100
_LONGEST_SECTION = 80
_MOST_STEPS = 20
# What stands where nothing was filled in, in the form of `key`.
_PLACEHOLDER_WORDS = """
all false home homepage na nan none notag null startseite tag tags true uncategorised
uncategorized undefined unknown untagged sincategoria nonclasse безрубрики
"""
_PLACEHOLDERS = frozenset(_PLACEHOLDER_WORDS.split())
#: vocabularies of content systems; after the colon or the stroke comes the term
_VOCABULARY = re.compile(
    r"^(?:sections?|categor(?:y|ies)|topics?|tags?|keywords?|subjects?|persons?|people|"
    r"organi[sz]ations?|locations?|places?|nlp[\w ]*)\s*[:/]\s*(?=\S)",
    re.I,
)
_OF_MACHINES = re.compile(
    r"[^\s]*_[^\s]*"  # snake_case
    r"|\d{5,}"
    r"|(?=[^a-z]*[a-f])(?=\D*\d)[0-9a-f]{8,}"  # hashes
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # RFC 9562
    r"|@.*|.*\w@\w.*|(?:https?:|www\.).*|[^\s:]+:[^\s:]+:[^\s]*",
    re.I,
)
_JOINED = re.compile(r"[,;|]|[、，；]")


def section_of(view: View) -> Found[str] | None:
    """The part of the outlet that the article is filed under."""
    for found in _sections(view):
        # A comma without a space is a machine's list; "Arts, Culture" is a name.
        for part in re.split(r",(?=\S)|[;|>]", found.value):
            section = _label(part, view)
            if section and len(section) <= _LONGEST_SECTION:
                return Found(section, found.evidence)
    return None


def _sections(view: View) -> Iterator[Found[str]]:
    yield from view.ruled("section", "content")
    for found in view.stated("articleSection"):
        for item in each(found.value):
            yield Found(text(item) or "", found.evidence)
    for name, value in view.meta.each("article:section", "section"):
        yield Found(value, method(name))
    for name in _breadcrumbs(view):
        yield Found(name, "json-ld:BreadcrumbList")


def _breadcrumbs(view: View) -> Iterator[str]:
    """The names on the way from the front page to the article, both left out."""
    trails = (node for node in view.graph.nodes if "BreadcrumbList" in node.types)
    for node in islice(trails, 1):
        steps = list(each(node.fields.get("itemListElement")))[:_MOST_STEPS]
        # The article is the last.
        for step in steps[:-1]:
            if isinstance(step, dict) and not _is_front(step, view):
                item = step.get("item")
                named: Json = item.get("name") if isinstance(item, dict) else None
                yield text(step.get("name")) or text(named) or ""


def _is_front(step: Fields, view: View) -> bool:
    item = step.get("item")
    stated = item.get("@id", item.get("url")) if isinstance(item, dict) else item
    url = absolute_url(stated, view.base) if isinstance(stated, str) else None
    return url is not None and urlsplit(url).path in ("", "/")


def tags_of(view: View) -> Found[tuple[str, ...]] | None:
    """The outlet's keywords, each once, in its order."""
    for evidence, values in _tag_lists(view):
        tags: dict[str, str] = {}
        for tag in _tags(values, view):
            tags.setdefault(key(tag), tag)
        tags.pop("", None)
        if tags:
            return Found(tuple(tags.values())[:MAX_TAGS], evidence)
    return None


def _tags(values: Sequence[str], view: View) -> Iterator[str]:
    # One string for all of them is a list that somebody joined; entities are read
    # first, for their semicolons part nothing.
    plain = [plain_text(value) for value in values]
    parts: Iterable[str] = _JOINED.split(plain[0]) if len(plain) == 1 else plain
    for part in parts:
        tag = _label(part.strip().removeprefix("#"), view)
        if len(tag) <= _LONGEST_TAG:
            yield tag


def _tag_lists(view: View) -> Iterator[tuple[str, list[str]]]:
    ruled = view.ruled("tags", "content")
    if ruled:
        yield ruled[0].evidence, [found.value for found in ruled]
    for found in view.stated("keywords"):
        names = [text(item) for item in each(found.value)]
        yield found.evidence, [name for name in names if name]
    for name in ("news_keywords", "article:tag", "keywords", "parsely-tags"):
        yield method(name), [value for _, value in view.meta.each(name)]
    links = elements(view.root, "//a[contains(concat(' ', @rel, ' '), ' tag ')]")
    yield "html:rel=tag", [text_of(link) for link in links[:MAX_TAGS]]


def _label(stated: str, view: View) -> str:
    """*stated* as a word for people; "" if it is none."""
    label = _VOCABULARY.sub("", plain_text(stated))
    if _OF_MACHINES.fullmatch(label):
        return ""
    known = key(label)
    host = key(host_of(view.page.url).removeprefix("www."))
    is_site = (known in view.site_names and len(known) > 2) or known == host
    return "" if is_site or known in _PLACEHOLDERS else label
