"""The name of a document's first tag: what kind of listing the bytes are."""

from __future__ import annotations

import re

_PROLOG = 4096
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def root_of(text: str) -> str:
    """The first tag of *text*, lower-cased and without its prefix; "" if none is near.

    Comments, processing instructions and document types do not count.
    """
    found = _ROOT.search(_COMMENT.sub("", text[:_PROLOG]))
    return found[1].lower() if found else ""
