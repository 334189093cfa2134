"""Bytes of a page → its text, with the encoding a browser would choose.

The order is the one of the WHATWG HTML standard (section 13.2.3.2): byte order mark,
HTTP header, `<meta>` in the first 1,024 bytes, then a look at the bytes themselves. A
`<meta>` that stands later counts too, as it does for a browser, which starts again
when it meets one (13.2.3.4). The two guards at the end are ours: a page that declares
nothing is UTF-8 if it is valid UTF-8, and windows-1252 if nothing better is found.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes
from w3lib.encoding import http_content_type_encoding, resolve_encoding, to_unicode

from newswatch.extract.prescan import declared_encoding

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
#: first bytes of what servers send as text/html although it is none (mimesniff 6)
_BINARY = (
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00",
)
_XML_LISTING = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,400}-->\s*)?"
    rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]",
    re.I,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)
#: bytes of the standard's prescan
_PRESCAN = 1024
#: how far a later <meta> is looked for; it must stand in the head
_LATE_META = 128 * 1024
#: bytes given to the detector, from the first one that is not ASCII
_SAMPLE = 8192


def is_html(body: bytes, content_type: str | None) -> bool:
    """Whether the answer can be an HTML page, by its header and its first bytes."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if "/" in media_type and media_type not in _HTML_TYPES:
        return False
    return not body.startswith(_BINARY) and not _XML_LISTING.match(body[:1024])


def decode(body: bytes, content_type: str | None = None) -> str:
    """The page as text; bytes that fit no character become U+FFFD."""
    encoding = encoding_of(body, content_type)
    for bom, named in _BOMS:
        if named == encoding and body.startswith(bom):
            body = body[len(bom) :]
    return to_unicode(body, encoding)


def encoding_of(body: bytes, content_type: str | None = None) -> str:
    """The page's encoding under its Python codec name, e.g. `cp1252` for latin-1."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return encoding
    return (
        http_content_type_encoding(content_type)
        or declared_encoding(body[:_PRESCAN])
        or declared_encoding(body[:_LATE_META], skip_raw_text=True)
        or _detected(body)
    )


def _detected(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        start = max(0, error.start - 64)
        best = from_bytes(body[start : start + _SAMPLE]).best()
        return (best and resolve_encoding(best.encoding)) or "cp1252"
    # Pure ASCII says nothing; the standard's default keeps it readable either way.
    return "cp1252" if body.isascii() else "utf-8"
