"""Which wire agencies an article credits: in byline, dateline or a credit line.

Only places where a newsroom names its source count: a person or desk in the byline, the
brackets or dash of a dateline, brackets or a dash at the end of a text, and phrases of
credit in its first or last paragraph. A name in running text ("he told Reuters") is no
credit, so that a report *about* an agency credits none.

An agency may stand there with its desk, its place, or one who writes for it: "Reuters
Staff", "AFP in Paris", "Ann Reporter of the Associated Press". With anything else
behind its name ("Reuters Institute") it is another house.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

from newswatch.model import Article
from newswatch.model.agencies import AGENCIES, ANY_AGENCY, agency_named

#: what stands between two names, or between a name and its desk or place
_BETWEEN = re.compile(
    r"\s*(?:[/,;|&()+]|\s[-–—]\s|\b(?:and|und|et|y|with|mit|avec|con|for|für|pour|by|von"
    r"|por|par|via)\b)\s*",
    re.I,
)
_OFFICE = (
    r"(?:staff|news|newsroom|desk|agency|service|bureau|team|editorial|wires?"
    r"|(?:staff\s+)?(?:writer|reporter|correspondent|editor|journalist|contributor)s?"
    r"|redaktion|korrespondent(?:in|en)?|nachrichtenagentur|агентство)"
)
#: an agency with what may stand around it: who writes for it, its desk, its place, and
#: who of that desk writes
_WITH_DESK = re.compile(
    r"(?:(?:[A-Z][\w.'’-]*\s+){1,4}of\s+|staff\s+|agence\s+|agencia\s+)?(?i:the\s+)?"
    rf"(?P<agency>{ANY_AGENCY})"
    rf"(?:[\s-]+(?:[A-Z][\w-]*\s+){{0,3}}(?i:{_OFFICE})\b(?:\s+[A-Z][\w.'’-]*){{0,3}})?"
    r"(?:,?\s+(?:in|à|en|from|aus|at)\s+[A-ZÀ-Ý].{0,40})?"
)
#: words without a capital that stand in bylines too
_BESIDE_NAMES = re.compile(
    rf"{_OFFICE}|d[aeiou]s?|della|van|ter|den|der|la|le|el|al|bin|of|the|in|at|from|à|en"
    r"|special|to|other|agenc\w+|agentur\w*|агентств\w*"
)
#: a paragraph that is a byline
_BYLINE = re.compile(r"(?:by|von|par|por|di|от)\s+[^.!?]{2,80}", re.I)
#: `MOSCOW, Nov 23 (Reuters) - `, `МОСКВА. /ТАСС/. `: a few words, a bracket, a stop
_DATELINE = re.compile(r"^[^!?()]{0,60}?[(\[/]([^()\[\]]{2,40}?)[)\]/]\s*[-–—.:]")
#: `【ロンドン共同】`, `（新华社）` and the like: the place may be written onto the name
_DENSE_DATELINE = re.compile(r"^.{0,30}?[【（]([^【】（）]{2,20})[】）]")
#: a bracket or what follows a dash at the very end, or a paragraph of a few words
_CLOSING = re.compile(
    r"(?:[(\[（]([^()\[\]（）]{2,40})[)\]）]|\s[–—]\s*([^–—]{2,40}))$"
)
_FEW_CHARACTERS = 40
#: forms that a place may be written onto
_DENSE = tuple(
    (form, name)
    for name, forms in AGENCIES.items()
    for form in forms
    if not form.isascii()
)
_CREDIT = re.compile(
    r"\b(?:(?:source|quelle|fuente|fonte|источник|джерело|credit)\s*:"
    r"|with (?:material|reporting|files) (?:from|by)|mit material (?:von|der)"
    r"|con información de)\s*([^.!?]{2,60})"
    r"|(?:^|[.!?]\s)([^.!?]{2,60}?) contributed to this\b",
    re.I,
)


def agencies(article: Article) -> tuple[str, ...]:
    """The agencies that *article* credits, each once, in the order they are named."""
    found = [name for author in article.authors for name in _in_byline(author.name)]
    if article.paragraphs:
        first, last = (normalize("NFC", article.paragraphs[end]) for end in (0, -1))
        found += _in_byline(first) if _BYLINE.fullmatch(first) else ()
        found += _in_dateline(first[:200])
        found += _in_credit(first[:200])
        found += _at_end(last.rstrip(" .")[-200:])
        found += _in_credit(last[-300:])
    return tuple(dict.fromkeys(found))


def _in_dateline(opening: str) -> list[str]:
    if match := _DATELINE.search(opening):
        return _named(match[1])
    if match := _DENSE_DATELINE.search(opening):
        within = match[1]
        return next(([name] for form, name in _DENSE if within.endswith(form)), [])
    return []


def _in_credit(text: str) -> list[str]:
    return [
        name
        for match in _CREDIT.finditer(text)
        for name in _named(match[1] or match[2])
    ]


def _at_end(closing: str) -> Sequence[str]:
    if match := _CLOSING.search(closing):
        return _named(match[1] or match[2])
    return _in_byline(closing) if len(closing) <= _FEW_CHARACTERS else ()


# An outlet's names come again and again, in a live blog with each of its posts.
@lru_cache(maxsize=1024)
def _in_byline(text: str) -> tuple[str, ...]:
    """The agencies in *text*, if it has names only: "She works for Reuters" has not."""
    words = (
        word
        for part in _parts(text)
        if not _WITH_DESK.fullmatch(part)
        for word in part.split()
    )
    return () if any(map(_is_said, words)) else tuple(_named(text))


def _is_said(word: str) -> bool:
    """Whether *word* stands in sentences, not in the names of people and offices."""
    return word[:1].islower() and not _BESIDE_NAMES.fullmatch(word)


def _parts(text: str) -> list[str]:
    return [part.strip(" .\u00a0") for part in _BETWEEN.split(normalize("NFC", text))]


def _named(text: str) -> list[str]:
    """The agencies among the parts of *text*, each by itself or with its desk."""
    found = map(_WITH_DESK.fullmatch, _parts(text))
    return [
        name for match in found if match and (name := agency_named(match["agency"]))
    ]
