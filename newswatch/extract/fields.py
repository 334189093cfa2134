"""The other fields of an article: summary, section, tags, image and so on.

One ladder for all of them: the outlet's selector, JSON-LD, metadata, the page's own
elements, what is known of the outlet. The first that says something wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newswatch.extract.dom import elements, folded, text_of
from newswatch.extract.jsonld import Json, address, each, plain_text, text
from newswatch.extract.meta import method
from newswatch.extract.subject import kind_of
from newswatch.extract.view import Found, View, key
from newswatch.urls import absolute_url

MAX_TAGS = 100
_LONGEST_TAG = 100
_LONGEST_SUMMARY = 2_000


def summary_of(view: View) -> Found[str] | None:
    """The outlet's own standfirst, as far as it tells machines of one."""
    for found in view.stated("description"):
        if value := text(found.value):
            return Found(value[:_LONGEST_SUMMARY], found.evidence)
    for name, value in view.meta.each(
        "og:description", "description", "twitter:description", "dc.description"
    ):
        if plain := plain_text(value):
            return Found(plain[:_LONGEST_SUMMARY], method(name))
    return None


def section_of(view: View) -> Found[str] | None:
    candidates = [
        *view.ruled("section", "content"),
        *(
            Found(text(f.value) or "", f.evidence)
            for f in view.stated("articleSection")
        ),
        *(Found(v, method(n)) for n, v in view.meta.each("article:section", "section")),
    ]
    return next((found for found in candidates if found.value), None)


def tags_of(view: View) -> Found[tuple[str, ...]] | None:
    """The outlet's keywords, each once, in its order."""
    for evidence, values in _tag_lists(view):
        # One string for all of them is a list that somebody joined.
        parts = re.split(r"[,;|]", values[0]) if len(values) == 1 else values
        tags: dict[str, str] = {}
        for part in parts:
            tag = plain_text(part)
            if len(tag) <= _LONGEST_TAG:
                tags.setdefault(key(tag), tag)
        tags.pop("", None)
        if tags:
            return Found(tuple(tags.values())[:MAX_TAGS], evidence)
    return None


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


def image_of(view: View) -> Found[str] | None:
    """The address of the lead picture."""
    for found in _images(view):
        if url := absolute_url(found.value, view.base):
            return Found(url, found.evidence)
    return None


def _images(view: View) -> Iterator[Found[str]]:
    yield from view.ruled(
        "image", "src", "content", "href", usable=lambda v: absolute_url(v, view.base)
    )
    for found in view.stated("image", "thumbnailUrl"):
        known: list[Json] = [view.graph.resolved(item) for item in each(found.value)]
        yield Found(address(known) or "", found.evidence)
    names = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
    for name, value in view.meta.each(*names):
        yield Found(value, method(name))
    if "image_src" in view.meta.links:
        yield Found(view.meta.links["image_src"], "link:image_src")


def canonical_of(view: View) -> Found[str] | None:
    """The address the page gives as its own; it may lie."""
    if url := absolute_url(view.meta.links.get("canonical", ""), view.base):
        return Found(url, "link:canonical")
    for name, value in view.meta.each("og:url"):
        if url := absolute_url(value, view.base):
            return Found(url, method(name))
    return None


def article_type_of(view: View) -> str | None:
    """The schema.org type name, e.g. `NewsArticle`; None where the page says none."""
    if view.subject:
        return kind_of(view.subject)
    for element in elements(view.root, "//*[@itemtype]")[:20]:
        name = element.get("itemtype", "").rstrip("/").rpartition("/")[2]
        if name.endswith(("Article", "BlogPosting")):
            return folded(name)[:64]
    return None


def free_of(view: View) -> bool | None:
    """Whether the page says that reading it costs nothing; None if it says neither."""
    for found in view.stated("isAccessibleForFree"):
        if (free := _claim(found.value)) is not None:
            return free
    for found in view.stated("hasPart"):
        parts = [part for part in each(found.value) if isinstance(part, dict)]
        if any(_claim(part.get("isAccessibleForFree")) is False for part in parts):
            return False
    tier = view.meta.first("article:content_tier")
    if tier and tier[1].lower() in ("free", "metered", "locked"):
        return tier[1].lower() == "free"
    return None


def _claim(value: Json) -> bool | None:
    word = str(next(each(value), "")).rpartition("/")[2].strip().lower()
    return {"true": True, "1": True, "false": False, "0": False}.get(word)


def says_amp(view: View) -> bool:
    """Whether the page is marked as AMP: `<html amp>` or `<html ⚡>`."""
    return any(name in view.root.attrib for name in ("amp", "⚡"))
