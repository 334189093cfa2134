"""Whether a feed may be given to feedparser: bounds on shapes that would cost minutes.

Two shapes cost feedparser 6 quadratic time, measured: 20,000 attributes in one tag
(4 s) and 20,000 nested `xml:base` (30 s). And each tag costs 30 to 50 µs, so that
16 MiB of them would take minutes. Hence bounds far above any feed that was seen; they
limit markup, not entries.

A third, a tag of its own beside all others of an entry (60,000: over a minute), needs
no refusal: no link is made from tags, so that they are left out where they are many.
"""

from __future__ import annotations

import contextlib
import re
from xml.parsers import expat

#: tags, their ends included: 12,000 entries of usual size
MAX_TAGS = 200_000
#: entities and bare ampersands; 1.5 µs each where the XML is ill-formed
MAX_AMPERSANDS = 2_000_000
MAX_ATTRIBUTES = 500
MAX_BASES = 2_000
#: tags that name categories, their ends included; so many take 9 s at worst
MAX_CATEGORIES = 20_000
#: characters of a feed whose keywords, tags in one element, are read: as many words
MAX_WITH_KEYWORDS = 1 << 16

_CATEGORY = re.compile(
    r"(</?(?:[^\s<>/:]{1,100}:)?)(category|subject|keywords)(?=[\s/>])", re.IGNORECASE
)
_KEYWORDS = re.compile("keywords", re.IGNORECASE)
_BASE = re.compile(r"xml:base", re.IGNORECASE)


def excess_of(text: str) -> str | None:
    """What *text* has too much of, in words; None if it may be read."""
    if text.count("<") > MAX_TAGS:
        return f"more than {MAX_TAGS} tags"
    if text.count("&") > MAX_AMPERSANDS:
        return f"more than {MAX_AMPERSANDS} entities"
    if len(_BASE.findall(text)) > MAX_BASES:
        return f"more than {MAX_BASES} xml:base"
    if _most_attributes(text) > MAX_ATTRIBUTES:
        return f"a tag with more than {MAX_ATTRIBUTES} attributes"
    return None


def without_many_tags(text: str) -> str:
    """*text* with its categories and keywords renamed, if they may be too many."""
    has_keywords = len(text) > MAX_WITH_KEYWORDS and bool(_KEYWORDS.search(text))
    if has_keywords or len(_CATEGORY.findall(text)) > MAX_CATEGORIES:
        return _CATEGORY.sub(r"\1unread", text)
    return text


def _most_attributes(text: str) -> int:
    """Attributes of the fullest tag, as far as expat reads, feedparser's parser."""
    most = 0

    def started(_name: str, attributes: list[str]) -> None:
        nonlocal most
        most = max(most, len(attributes) // 2)

    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.StartElementHandler = started
    # Behind an error feedparser reads on with a parser that has no such weakness.
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(text.lstrip().encode("utf-8", "replace"), True)
    return most
