"""What a page says of its own address, its type and its form."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from newswatch.extract.dom import folded
from newswatch.extract.meta import method
from newswatch.extract.subject import ARTICLE_TYPES, kind_of
from newswatch.extract.view import Found, View
from newswatch.model import Caution
from newswatch.urls import absolute_url, host_of, in_domains

#: metadata that name the page a copy was made of (Google News, 2010)
_SOURCES = ("syndication-source", "original-source")
#: labels at the end of a host that are not its owner's: `co.uk`, `com.na`
_SHORT_LABEL = 3


def canonical_of(view: View) -> Found[str] | None:
    """The address the page gives as its own; it may lie."""
    if url := absolute_url(view.meta.links.get("canonical", ""), view.base):
        return Found(url, "link:canonical")
    for name, value in view.meta.each("og:url"):
        if url := absolute_url(value, view.base):
            return Found(url, method(name))
    return None


def syndicated_from(view: View, canonical: Found[str] | None) -> str | None:
    """The address at another outlet that the page names as its original's.

    A hint, never obeyed: the page is an article of the outlet that shows it.
    """
    for found in (canonical, *_sources(view)):
        path = urlsplit(found.value).path if found else "/"
        if found and path.strip("/") and not _is_own(found.value, view):
            view.doubt(Caution.CANONICAL_ELSEWHERE)
            return found.value
    return None


def _sources(view: View) -> Iterator[Found[str]]:
    for name, value in view.meta.each(*_SOURCES):
        if url := absolute_url(value, view.base):
            yield Found(url, method(name))


def _is_own(url: str, view: View) -> bool:
    if view.outlet and view.outlet.domains:
        return in_domains(url, view.outlet.domains)
    hosts = (view.page.url, view.page.requested_url)
    return _owner(host_of(url)) in {_owner(host_of(known)) for known in hosts}


def _owner(host: str) -> str:
    """The end of *host* that somebody registered, as far as its labels show."""
    labels = host.split(".")
    # Country codes have two letters, and what they sell below is short.
    is_deep = len(labels) > 2 and len(labels[-1]) == 2
    return ".".join(labels[-3 if is_deep and len(labels[-2]) <= _SHORT_LABEL else -2 :])


def article_type_of(view: View) -> Found[str] | None:
    """The schema.org type name, e.g. `NewsArticle`; None where the page says none."""
    if view.subject:
        kind = kind_of(view.subject)
        return Found(kind, f"json-ld:{kind}")
    for element in view.microdata.typed[:20]:
        if view.scopes.is_foreign(element):
            continue
        name = element.get("itemtype", "").rstrip("/").rpartition("/")[2]
        if name in ARTICLE_TYPES or name.endswith("Article"):
            return Found(folded(name)[:64], "microdata:itemtype")
    return None


def says_amp(view: View) -> bool:
    """Whether the page is marked as AMP: `<html amp>` or `<html ⚡>`."""
    return any(name in view.root.attrib for name in ("amp", "⚡"))
