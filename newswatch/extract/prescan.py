"""The encoding that a page's `<meta>` declares: the prescan of the HTML standard.

Written byte by byte as the WHATWG describes it (13.2.3.2, "prescan a byte stream to
determine its encoding"), because its corner cases decide: unquoted values, a `content`
without the pragma, a tag that the window cuts in half.
"""

from __future__ import annotations

import re

from w3lib.encoding import resolve_encoding

_SPACE = b"\t\n\x0c\r "
_META = re.compile(rb"<meta[\t\n\x0c\r /]", re.I)
_RAW_TEXT = re.compile(rb"<(script|style|title|textarea|noscript)[\s/>]", re.I)
_CHARSET = re.compile(
    rb"charset[\t\n\x0c\r ]*=[\t\n\x0c\r ]*"
    rb"(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\x0c\r ;\"'][^\t\n\x0c\r ;]*))",
    re.I,
)
_LABEL = re.compile(rb"[a-z0-9_:.-]+")


def declared_encoding(head: bytes, *, skip_raw_text: bool = False) -> str | None:
    """The Python codec that a `<meta>` in *head* declares, if it is a known one.

    With *skip_raw_text*, what stands inside scripts and the like is passed over, as
    a parser would; the standard's own prescan does not.
    """
    at = 0
    lowered = head.lower()
    while (at := head.find(b"<", at)) >= 0:
        if head.startswith(b"<!--", at):
            # `<!-->` is a whole comment: its dashes may be the opening ones.
            end = head.find(b"-->", at + 2)
            if end < 0:
                return None
            at = end + 3
        elif _META.match(head, at):
            attributes, at = _attributes(head, at + 5)
            if encoding := _meta_encoding(attributes):
                return encoding
        elif skip_raw_text and (raw := _RAW_TEXT.match(head, at)):
            end = lowered.find(b"</" + raw[1].lower(), at)
            if end < 0:
                return None
            at = end + 2
        elif head[at + 1 : at + 2].isalpha() or (
            head[at + 1 : at + 2] == b"/" and head[at + 2 : at + 3].isalpha()
        ):
            _, at = _until(head, at + 1, _SPACE + b">")
            _, at = _attributes(head, at)
        elif head[at + 1 : at + 2] in (b"!", b"/", b"?"):
            end = head.find(b">", at)
            if end < 0:
                return None
            at = end + 1
        else:
            at += 1
    return None


def _meta_encoding(attributes: dict[bytes, bytes]) -> str | None:
    pragma = attributes.get(b"http-equiv", b"").lower() == b"content-type"
    if b"charset" in attributes:
        label = attributes[b"charset"]
    elif pragma and (found := _CHARSET.search(attributes.get(b"content", b""))):
        label = next(group for group in found.groups() if group is not None)
    else:
        return None
    return _known(label)


def _known(label: bytes) -> str | None:
    if not _LABEL.fullmatch(label := label.strip(_SPACE)):
        return None
    encoding = resolve_encoding(label.decode("ascii"))
    if encoding and encoding.startswith(("utf-16", "utf-32")):
        # A page that could be read this far is no UTF-16 (13.2.3.2, step 16).
        return "utf-8"
    if label == b"x-user-defined":
        return "cp1252"
    return encoding


def _attributes(head: bytes, at: int) -> tuple[dict[bytes, bytes], int]:
    """The attributes that follow *at*, first of each name, and where the tag ends.

    Names and values are lower-cased, as the standard does here. A tag that *head*
    cuts off has none: its last attribute may be half of one.
    """
    found: dict[bytes, bytes] = {}
    end = len(head)
    while at < end:
        while at < end and head[at] in _SPACE + b"/":
            at += 1
        if at >= end or head[at : at + 1] == b">":
            break
        name, at = _until(head, at, _SPACE + b"/>=", least=1)
        after = at
        while after < end and head[after] in _SPACE:
            after += 1
        value = b""
        if head[after : after + 1] == b"=":
            value, at = _value(head, after + 1)
        found.setdefault(name.lower(), value.lower())
    return ({}, end) if at >= end else (found, at + 1)


def _value(head: bytes, at: int) -> tuple[bytes, int]:
    while at < len(head) and head[at] in _SPACE:
        at += 1
    quote = head[at : at + 1]
    if quote in (b'"', b"'"):
        end = head.find(quote, at + 1)
        return (b"", len(head)) if end < 0 else (head[at + 1 : end], end + 1)
    return _until(head, at, _SPACE + b">")


def _until(head: bytes, at: int, stops: bytes, least: int = 0) -> tuple[bytes, int]:
    end = at + least
    while end < len(head) and head[end] not in stops:
        end += 1
    return head[at:end], end
