"""The address of the lead picture; it is not fetched.

The site's logo and the picture it shows where it has none are no lead pictures. They
are known by the publisher's `logo`, and by a file name that says so and says nothing
else: `herald_fb_logo.jpg` goes, `twitter-drops-its-logo.jpg` stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from newswatch.extract.jsonld import Json, address, each
from newswatch.extract.meta import method
from newswatch.extract.view import Found, View, key
from newswatch.urls import absolute_url, host_of

_MOST_PICTURES = 20
_STAND_IN_WORDS = """
logo logos placeholder default fallback blank spacer favicon icon dummy nophoto noimage
nopicture missing
"""
_STAND_INS = frozenset(_STAND_IN_WORDS.split())
# Words that say nothing of what a picture shows; chosen by hand.
_EMPTY_WORDS = """
og opengraph open graph fb facebook twitter x social share sharing media card meta image
images img picture photo pic thumb thumbnail header site brand article news amp rss app
apple touch square wide large small big medium hd xl retina white black dark light color
colour grey gray bg background new v the no a schema org
"""
_NO_SUBJECT = frozenset(_EMPTY_WORDS.split())
_WORDS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def image_of(view: View) -> Found[str] | None:
    """The first picture that the page names as its own, absolute http(s)."""
    logos = set(_logos(view))
    for found in _images(view):
        url = absolute_url(found.value, view.base)
        if not url:
            continue
        if found.evidence.startswith("selector:"):
            return Found(url, found.evidence)
        if url not in logos and not _is_stand_in(url, view):
            return Found(url, found.evidence)
    return None


def _images(view: View) -> Iterator[Found[str]]:
    yield from view.ruled(
        "image", "src", "content", "href", usable=lambda v: absolute_url(v, view.base)
    )
    for found in view.stated("image", "thumbnailUrl"):
        for item in list(each(found.value))[:_MOST_PICTURES]:
            known: list[Json] = [view.graph.resolved(item)]
            yield Found(address(known) or "", found.evidence)
    names = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
    for name, value in view.meta.each(*names):
        yield Found(value, method(name))
    if "image_src" in view.meta.links:
        yield Found(view.meta.links["image_src"], "link:image_src")


def _logos(view: View) -> Iterator[str]:
    for node in view.graph.nodes:
        for item in each(node.fields.get("logo")):
            if url := absolute_url(address(view.graph.resolved(item)) or "", view.base):
                yield url


def _is_stand_in(url: str, view: View) -> bool:
    name = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    stem = _CAMEL.sub(" ", name.rpartition(".")[0] or name)
    words = {word.casefold() for word in _WORDS.findall(stem)}
    rest = words - _STAND_INS - _NO_SUBJECT
    own = [*view.site_names, key(host_of(view.page.url))]
    return bool(words & _STAND_INS) and all(
        any(key(word) in name for name in own) for word in rest
    )
