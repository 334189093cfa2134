"""Bytes of a listing made text: unpacked within bounds, decoded as its kind demands.

Only encodings of documents are believed. Python's codec registry also holds the likes
of `punycode`, whose decoder takes quadratic time, and a page could name them.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Sequence

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

#: what a sitemap may have unpacked (sitemaps.org)
MAX_PLAIN = 50 << 20

_GZIP = b"\x1f\x8b"
# One step unpacks to 1 MiB at most (deflate's limit is 1032 to 1).
_STEP = 1 << 10
# Servers that join files have been seen with a handful; each costs a copy of the rest.
_MAX_MEMBERS = 100

_DOCUMENT_CODECS = re.compile(
    r"(?:ascii|utf-8|utf-16|utf-32|cp|iso8859|koi8|mac|gb|hz|big5|euc|shift_jis|iso2022|"
    r"johab|tis-620|ptcp154|kz1048)"
)
_XML_DECLARED = re.compile(rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
# XML 1.0, appendix F.1: how `<?` or `<` looks in encodings without a byte order mark.
_XML_SHAPES = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)

_WIDE = ("utf-16", "utf-32")


def unpacked(body: bytes, max_plain: int = MAX_PLAIN) -> tuple[bytes, str | None]:
    """*body* without its gzip wrapping, if it has one, and what was wrong with that.

    Damaged data is unpacked as far as it goes. Beyond *max_plain* bytes nothing comes
    back: that is a bomb, or no listing.
    """
    plain, rest = bytearray(), body
    for _ in range(_MAX_MEMBERS):
        if not rest.startswith(_GZIP):
            # What follows the last member is padding, which RFC 1952 does not know.
            return (bytes(plain) if plain else body), None
        member = zlib.decompressobj(wbits=31)
        for start in range(0, len(rest), _STEP):
            try:
                plain += member.decompress(rest[start : start + _STEP])
            except zlib.error:
                return bytes(plain), "the gzip data is damaged"
            if len(plain) > max_plain:
                return b"", f"too-large: more than {max_plain >> 20} MiB when unpacked"
            if member.eof:
                rest = member.unused_data + rest[start + _STEP :]
                break
        else:
            return bytes(plain), "the gzip data is cut short"
        if not rest:
            return bytes(plain), None
    return bytes(plain), "too many gzip members"


def xml_text(body: bytes, content_type: str | None) -> str:
    """*body* as text: byte order mark, then HTTP, then the XML declaration.

    RFC 7303 section 3. A name is only believed if the first characters can be in it: a
    document whose `<` is one byte is no UTF-16, whatever it or its server says. Where
    no name is right, UTF-8 or windows-1252. Any bytes give a text.
    """
    head = body[:1024]
    shape = next(
        (codec for start, codec in _XML_SHAPES if head.startswith(start)), None
    )
    named = [http_content_type_encoding(content_type), shape]
    if found := _XML_DECLARED.search(head):
        named.append(resolve_encoding(found[1].decode("ascii")))
    wide = shape if shape and shape.startswith(_WIDE) else None
    return _decoded(
        body, [wide if name and name.startswith(_WIDE) else name for name in named]
    )


def html_text(body: bytes, content_type: str | None) -> str:
    """*body* as text: byte order mark, then HTTP, then a `meta` (WHATWG HTML 13.2.3).

    Where none is right, UTF-8 if it is that, else windows-1252. Any bytes give a text.
    """
    declared = html_body_declared_encoding(body[:4096])
    if declared and declared.startswith(_WIDE):
        declared = "utf-8"  # it could not have been read otherwise
    return _decoded(body, [http_content_type_encoding(content_type), declared])


def _decoded(body: bytes, named: Sequence[str | None]) -> str:
    marked, mark = read_bom(body)
    if marked and mark is not None:
        return body[len(mark) :].decode(marked, "replace")
    codecs_named = [
        name for name in (*named, "utf-8") if name and _is_for_documents(name)
    ]
    for codec in codecs_named:
        try:
            return body.decode(codec)
        except ValueError:
            continue
    for codec in codecs_named:
        # One character cut in half must not cost all the others.
        text = body.decode(codec, "replace")
        if _is_mostly_right(text):
            return text
    return body.decode("cp1252", "replace")


def _is_mostly_right(text: str) -> bool:
    """Whether of the letters beyond ASCII more were read than were lost."""
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    return len(text) - len(text.encode("ascii", "ignore")) > 2 * lost


def _is_for_documents(codec: str) -> bool:
    try:
        return bool(_DOCUMENT_CODECS.match(codecs.lookup(codec).name))
    except LookupError:
        return False
