"""The name of a document's first tag: what kind of listing the bytes are."""

from __future__ import annotations

import re

_PROLOG = 4096
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
# As pages have it; an older one names its DTD behind the word.
_HTML = re.compile(r"\s*<!doctype\s+html[\s>]", re.IGNORECASE)
# A page may leave `html` out, `head` and `body` as well (WHATWG HTML 13.1.2.4).
_TAGS = "body center div form h1 head link main meta p script style title"
_IN_HTML = frozenset(_TAGS.split())
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def root_of(text: str) -> str:
    """The first tag of *text*, lower-cased and without its prefix; "" if none is near.

    Comments, processing instructions and document types do not count, but one of HTML
    stands for the tag that its pages may leave out.
    """
    prolog = _COMMENT.sub("", text[:_PROLOG])
    found = _ROOT.search(prolog)
    root = found[1].lower() if found else ""
    return "html" if root in _IN_HTML and _HTML.match(prolog) else root
